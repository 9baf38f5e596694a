import { capture } from '../../flow/call/capture';
import type { ConversationGateway, Handover } from '../../flow/conversation/gateway';
import { asStartProblem, startProblem } from '../../flow/conversation/startProblem';
import type { HttpRequest } from '../../flow/http/message';
import type { Outcome } from '../../flow/outcome';
import { objectIn, textIn } from '../answerBody';
import { sendFailure } from '../sendFailure';
import type { SendRequest } from '../sendRequest';
import { JSON_HEADERS } from '../sendRequest';
import { withoutContact } from '../startSteps';

/** Any desk of agents that is called by HTTP. */
export interface DeskSettings {
	/** Where conversations are started; checked. */
	url: string;
	/** The headers that every request gets, names in lower case. */
	headers: Readonly<Record<string, string>>;
	/** Where the answer has the ID of the conversation. */
	idPath: string;
	/** How the desk can be asked; undefined when it cannot. */
	status?: {
		/** @returns where a conversation is asked for */
		urlOf: (id: string) => string;
		/** Where the answer has the status. */
		path: string;
		/** By these the agents are done, in lower case. */
		resolved: readonly string[];
	};
	/** Where the desk says that the agents are done, and what it has to show there. */
	callback?: { url: string; token: string };
}

/**
 * Agents at any service: one request with all that they are to know, in a body that our documents describe.
 *
 * @param sendRequest sends with the key of the connection. A POST must not be repeated once it may have arrived
 */
export function httpConversations(sendRequest: SendRequest, settings: DeskSettings): ConversationGateway {
	const { status } = settings;
	return {
		async start(handover) {
			const request: HttpRequest = {
				method: 'POST',
				url: settings.url,
				headers: { ...JSON_HEADERS, ...settings.headers },
				body: JSON.stringify(bodyOf(handover, settings)),
			};
			const outcome = await sendRequest(request);
			const { reply } = outcome;
			if (outcome.class !== 'success') {
				const problem = asStartProblem(sendFailure(outcome, 'The desk', { text: textIn(objectIn(reply?.body).message) }, 'the conversation was made'));
				return { started: false, problem: { ...problem, text: withoutContact(problem.text, [handover.phone, handover.email]) } };
			}
			const { id } = capture(objectIn(reply?.body), [{ variable: 'id', path: settings.idPath }], false);
			const text = textIn(id);
			if (text !== undefined) return { started: true, id: text, missed: [] };
			const words = `The desk took the request (${reply?.status ?? ''}), but its answer has no ID of a conversation at ${settings.idPath}, so it is not known whether one was made.`;
			return { started: false, problem: startProblem('outcomeUnknown', words, 'Check Conversation ID (JSONPath), and look at the desk before you start another one.') };
		},

		...(status && {
			async isResolved(id: string): Promise<Outcome<boolean>> {
				const outcome = await sendRequest({ method: 'GET', url: status.urlOf(id), headers: { accept: 'application/json', ...settings.headers } });
				const { state } = capture(objectIn(outcome.reply?.body), [{ variable: 'state', path: status.path }], false);
				if (outcome.class !== 'success') return { problem: sendFailure(outcome, 'The desk', undefined, 'the conversation is resolved') };
				return { value: status.resolved.includes(String(state).toLowerCase()) };
			},
		}),
	};
}

/** What is not given is left out. */
function bodyOf({ phone, email, name, tag, subject, note, priority, queueId, teamId, agentId, openingMessage }: Handover, { callback }: DeskSettings) {
	const given = { tag, subject, note, priority, queue: queueId, team: teamId, agent: agentId, openingMessage };
	return {
		participant: filled({ phone, email, name }),
		...filled(given),
		...(callback && { callback }),
	};
}

function filled(fields: Record<string, unknown>): Record<string, unknown> {
	return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== ''));
}
