import type { ConversationGateway, ConversationList, Handover, ListEntry, Priority, StartOutcome } from '../../flow/conversation/gateway';
import { asStartProblem, startProblem } from '../../flow/conversation/startProblem';
import type { StartProblem } from '../../flow/conversation/startProblem';
import type { Outcome } from '../../flow/outcome';
import { asObject, textIn } from '../answerBody';
import type { SendRequest } from '../sendRequest';
import type { ServiceClient } from '../serviceClient';
import { done, serviceClient } from '../serviceClient';
import { notStarted, steps, withoutContact } from '../startSteps';
import { infobipBase } from './base';
import { readInfobipError } from './requestError';
import { infobipTagFault } from './tagName';

/** Where the opening message comes from. */
export interface InfobipConversationSettings {
	/** The Base URL of the credential. */
	baseUrl: string;
	/** Infobip's word for the channel, e.g. `WHATSAPP`. */
	channel: string;
	/** The sender that is registered for it. */
	sender: string;
	/** Whether a conversation without an agent is handed to the routing of Infobip. */
	routes: boolean;
}

const PRIORITIES: Readonly<Record<Priority, string>> = { high: 'HIGH', low: 'LOW', normal: 'NORMAL', urgent: 'URGENT' };
const RESOLVED: ReadonlySet<string> = new Set(['SOLVED', 'CLOSED']);
const ROOT = '/ccaas/1';
const PAGE = 999;

/**
 * Infobip's Conversations (/ccaas/1). A new conversation has no channel and no customer: the first message that is put into
 * it gives it both, so without one nobody could talk in it.
 *
 * @param sendRequest sends with the account's key. A POST must not be repeated once it may have arrived
 * @throws ServiceSettingError for a base URL that cannot be called
 */
export function infobipConversations(sendRequest: SendRequest, settings: InfobipConversationSettings): ConversationGateway {
	const client = infobipClient(sendRequest, settings.baseUrl);
	const { ask } = client;
	const at = (id: string) => `${ROOT}/conversations/${encodeURIComponent(id)}`;

	return {
		async start(handover) {
			const to = addressFor(settings, handover);
			if (to === undefined) return { started: false, problem: noAddress(settings) };
			if (!handover.openingMessage) return { started: false, problem: noMessage() };
			const tag = await tagReady(client, handover);
			if (tag) return { started: false, problem: tag };

			const { agentId, note, openingMessage, priority, queueId, subject, tag: tagName } = handover;
			const body = {
				topic: subject?.slice(0, 1000),
				status: 'OPEN',
				...(priority && { priority: PRIORITIES[priority] }),
				queueId: queueId || undefined,
				agentId: agentId || undefined,
			};
			const made = await ask({ method: 'POST', path: `${ROOT}/conversations`, body, aim: 'the conversation was made', read: idIn });
			if ('problem' in made) return { started: false, problem: asStartProblem(made.problem) };
			const id = made.value;

			const { missed, take } = steps();
			await take('tag', tagName, async () => await ask({ method: 'POST', path: `${at(id)}/tags`, body: { tagName }, aim: 'the tag was added', read: successIn }));
			await take('note', note, async () => await ask({ method: 'POST', path: `${at(id)}/notes`, body: { content: note?.slice(0, 4000), ...(agentId && { agentId }) }, aim: 'the note was added', read: done }));
			const message = { channel: settings.channel, from: settings.sender, to, contentType: 'TEXT', content: { text: openingMessage } };
			const sent = await ask({
				method: 'POST',
				path: `${at(id)}/messages`,
				// Infobip asks for it when conversations are assigned to agents.
				...(agentId && { headers: { 'x-agent-id': agentId } }),
				body: message,
				aim: 'the opening message was sent',
				read: done,
			});
			if ('problem' in sent) return withoutMessage(id, sent.problem, [handover.phone, handover.email]);
			await take('routing', settings.routes && !agentId, async () => await ask({ method: 'POST', path: `${at(id)}/route`, aim: 'it was handed to the routing', read: done }));
			return { started: true, id, missed };
		},

		async isResolved(id) {
			return await ask({ method: 'GET', path: at(id), aim: 'there is such a conversation', read: resolvedIn });
		},
	};
}

/** @throws ServiceSettingError */
export function infobipClient(sendRequest: SendRequest, baseUrl: string): ServiceClient {
	return serviceClient(sendRequest, { name: 'Infobip', base: infobipBase(baseUrl), readError: readInfobipError });
}

/** @returns the entries of a list of the account; those that fit on the largest page */
export async function infobipList(client: ServiceClient, list: Exclude<ConversationList, 'channels' | 'teams'>): Promise<Outcome<ListEntry[]>> {
	const query = [{ name: 'limit', value: PAGE }];
	const read = (answer: unknown) => {
		const entries = asObject(answer)[list];
		return Array.isArray(entries) ? entries.map((entry) => entryOf(asObject(entry), list)).filter((entry) => entry !== undefined) : undefined;
	};
	return await client.ask({ method: 'GET', path: `${ROOT}/${list}`, query, aim: 'there is such a list', read });
}

function entryOf({ id, name, displayName }: Record<string, unknown>, list: string): ListEntry | undefined {
	const label = textIn(displayName) ?? textIn(name);
	// A tag is named, and not numbered, where it is used.
	const key = list === 'tags' ? label : textIn(id);
	return key === undefined ? undefined : { id: key, name: label ?? key };
}

/** @returns why the tag cannot be used; one that is missing is made, where that is wanted */
async function tagReady({ ask }: ServiceClient, { tag, makesTag }: Handover): Promise<StartProblem | undefined> {
	if (!tag) return undefined;
	const read = (answer: unknown) => {
		const { tags } = asObject(answer);
		return Array.isArray(tags) ? tags.some((entry) => asObject(entry).name === tag) : undefined;
	};
	const query = [{ name: 'name', value: tag }, { name: 'limit', value: PAGE }];
	const known = await ask({ method: 'GET', path: `${ROOT}/tags`, query, aim: 'there is such a tag', read });
	if ('problem' in known) return notStarted(known.problem).problem;
	if (known.value) return undefined;
	if (!makesTag) return startProblem('tagUnknown', `The account has no tag "${tag}".`, 'Choose one of its tags, or switch on Create Missing Tag.');
	const fault = infobipTagFault(tag);
	if (fault) return startProblem('tagInvalid', fault, 'Choose another name for the tag.');
	const made = await ask({ method: 'POST', path: `${ROOT}/tags`, body: { name: tag }, aim: 'the tag was made', read: done });
	return 'problem' in made ? notStarted(made.problem).problem : undefined;
}

/** The address by which the channel reaches the person. */
function addressFor({ channel }: InfobipConversationSettings, { phone, email }: Handover): string | undefined {
	return channel === 'EMAIL' ? email : phone?.replace(/^\+/, '');
}

function noAddress({ channel }: InfobipConversationSettings): StartProblem {
	const what = channel === 'EMAIL' ? 'an email address' : 'a phone number';
	return startProblem('contactInvalid', `The channel reaches people by ${what}, and the participant has none.`, 'Give it, or choose another channel.');
}

function noMessage(): StartProblem {
	const text = 'The opening message is empty, and at Infobip nobody can talk in a conversation before there is a message in it.';
	return startProblem('messageFailed', text, 'Fill in Opening Message.');
}

/** The conversation is there, but nobody is in it; to make another one would not help. */
function withoutMessage(id: string, problem: Parameters<typeof asStartProblem>[0], addresses: Array<string | undefined>): StartOutcome {
	const { text, ...rest } = asStartProblem(problem);
	const words = `The conversation ${id} was made, but it is empty: the opening message was not taken. ${withoutContact(text, addresses)}`;
	return { started: false, id, problem: { ...rest, text: words, code: rest.code === 'outcomeUnknown' ? 'outcomeUnknown' : 'messageFailed' } };
}

function idIn(answer: unknown): string | undefined {
	return textIn(asObject(answer).id);
}

/** Infobip can say with the status 200 that it was not done. */
function successIn(answer: unknown): true | undefined {
	return asObject(answer).statusCode === 'ERROR' ? undefined : true;
}

function resolvedIn(answer: unknown): boolean | undefined {
	const status = textIn(asObject(answer).status);
	return status === undefined ? undefined : RESOLVED.has(status);
}
