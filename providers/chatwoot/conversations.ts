import type { ConversationGateway, Handover, Priority } from '../../flow/conversation/gateway';
import type { StartProblem } from '../../flow/conversation/startProblem';
import { asStartProblem, startProblem } from '../../flow/conversation/startProblem';
import type { Outcome } from '../../flow/outcome';
import type { Identifier } from '../../flow/participant/identifiers';
import { asObject, textIn } from '../answerBody';
import type { SendRequest } from '../sendRequest';
import type { ServiceClient } from '../serviceClient';
import { done } from '../serviceClient';
import { notStarted, steps, withoutContact } from '../startSteps';
import type { ChatwootSettings } from './account';
import { chatwootClient } from './account';
import type { ChatwootContact } from './contacts';
import { chatwootContacts } from './contacts';
import { chatwootList } from './lists';

const PRIORITIES: Readonly<Record<Priority, string>> = { high: 'high', low: 'low', normal: 'medium', urgent: 'urgent' };

/**
 * Chatwoot: a conversation in an inbox, with label, private note, priority, team and agent.
 * Source: Chatwoot's own OpenAPI document (swagger/ in chatwoot/chatwoot) and the controllers behind it.
 *
 * @param sendRequest sends with the account's token. A POST must not be repeated once it may have arrived
 * @throws ServiceSettingError for an account that cannot be called
 */
export function chatwootConversations(sendRequest: SendRequest, settings: ChatwootSettings): ConversationGateway {
	const client = chatwootClient(sendRequest, settings);
	const { ask } = client;

	return {
		async start(handover) {
			const { agentId, channelId = '', note, openingMessage, priority, subject, tag, teamId } = handover;
			if (!isId(channelId)) return { started: false, problem: startProblem('refused', 'The ID of the inbox is not a whole number.', 'Choose the inbox, or give its ID.') };
			const tagProblem = await tagReady(client, handover);
			if (tagProblem) return { started: false, problem: tagProblem };
			const contact = await contactFor(client, handover, channelId);
			if ('problem' in contact) return { started: false, problem: contact.problem };

			const source = contact.value.sources[channelId];
			const body = {
				inbox_id: Number(channelId),
				contact_id: Number(contact.value.id),
				...(source !== undefined && { source_id: source }),
				status: 'open',
				...(isId(agentId) && { assignee_id: Number(agentId) }),
				...(isId(teamId) && { team_id: Number(teamId) }),
				...(subject && { additional_attributes: { mail_subject: subject } }),
				...(openingMessage && { message: { content: openingMessage } }),
			};
			const made = await ask({ method: 'POST', path: '/conversations', body, aim: 'the conversation was made', read: idIn });
			if ('problem' in made) {
				const problem = asStartProblem(made.problem);
				return { started: false, problem: { ...problem, text: withoutContact(problem.text, [handover.phone, handover.email]) } };
			}
			const id = made.value;
			const at = `/conversations/${id}`;

			const { missed, take } = steps();
			const noteText = [subject, note].filter(Boolean).join('\n\n');
			await take('tag', tag, async () => await ask({ method: 'POST', path: `${at}/labels`, body: { labels: [tag] }, aim: 'the label was added', read: done }));
			await take('note', noteText, async () => await ask({ method: 'POST', path: `${at}/messages`, body: { content: noteText, message_type: 'outgoing', private: true }, aim: 'the note was added', read: done }));
			await take('priority', priority, async () => await ask({ method: 'POST', path: `${at}/toggle_priority`, body: { priority: priority && PRIORITIES[priority] }, aim: 'the priority was set', read: done }));
			return { started: true, id, contactId: contact.value.id, missed };
		},

		async isResolved(id) {
			return await ask({ method: 'GET', path: `/conversations/${encodeURIComponent(id)}`, aim: 'there is such a conversation', read: resolvedIn });
		},
	};
}

/** @returns why the label cannot be used; one that is missing is made, where that is wanted */
async function tagReady(client: ServiceClient, { tag, makesTag }: Handover): Promise<StartProblem | undefined> {
	if (!tag) return undefined;
	const known = await chatwootList(client, 'tags');
	if ('problem' in known) return notStarted(known.problem).problem;
	// Chatwoot keeps labels in lower case.
	if (known.value.some(({ name }) => name.toLowerCase() === tag.toLowerCase())) return undefined;
	if (!makesTag) return startProblem('tagUnknown', `The account has no label "${tag}".`, 'Choose one of its labels, or switch on Create Missing Tag.');
	if (!/^[\p{L}\p{N}_-]+$/u.test(tag)) return startProblem('tagInvalid', 'A label at Chatwoot has only letters, digits, hyphens and underscores in its name.', 'Choose another name for the tag.');
	const made = await client.ask({ method: 'POST', path: '/labels', body: { title: tag.toLowerCase(), show_on_sidebar: true }, aim: 'the label was made', read: done });
	return 'problem' in made ? notStarted(made.problem).problem : undefined;
}

async function contactFor(client: ServiceClient, { phone, email, name }: Handover, inboxId: string): Promise<{ value: ChatwootContact } | { problem: StartProblem }> {
	const contacts = chatwootContacts(client);
	const identifiers: Identifier[] = [...(phone ? [{ type: 'phone', value: phone }] : []), ...(email ? [{ type: 'email', value: email }] : [])];
	for (const identifier of identifiers) {
		const found = await contacts.find(identifier);
		if ('problem' in found) return { problem: nameless(found, [phone, email]) };
		if (found.value[0]) return { value: found.value[0] };
	}
	const made = await contacts.create({ inboxId, ...(phone && { phone }), ...(email && { email }), ...(name && { name }) });
	if (!('problem' in made)) return made;
	const problem = nameless(made, [phone, email]);
	const isInvalid = made.problem.httpStatus === 422;
	return { problem: isInvalid ? { ...problem, code: 'contactInvalid' } : problem };
}

function nameless({ problem }: Extract<Outcome<never>, { problem: unknown }>, addresses: Array<string | undefined>): StartProblem {
	const start = notStarted(problem).problem;
	return { ...start, text: withoutContact(start.text, addresses) };
}

function isId(text: string | undefined): text is string {
	return text !== undefined && /^\d{1,15}$/.test(text);
}

function idIn(answer: unknown): string | undefined {
	return textIn(asObject(answer).id);
}

function resolvedIn(answer: unknown): boolean | undefined {
	const status = textIn(asObject(answer).status);
	return status === undefined ? undefined : status === 'resolved';
}
