import { randomUUID } from 'node:crypto';

import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import type { LastInboundMessage } from '../../flow/message/lastInbound';
import { LAST_INBOUND } from '../../flow/message/lastInbound';
import type { Participant } from '../../flow/participant/participant';
import { emailOf, ParticipantError, phoneOf } from '../../flow/participant/participant';
import { drain } from '../../flow/session/drain';
import { messageKey, withArrival } from '../../flow/session/rules';
import type { Arrival, Session, SessionEnd } from '../../flow/session/session';
import { deadlineOf } from '../../flow/session/session';
import { Sessions } from '../../flow/session/sessions';
import { mergedVariables } from '../../flow/session/transcript';
import { flowStore } from '../../flow/store/theStore';
import { unlessStoreIsAway } from '../../flow/store/unlessStoreIsAway';
import { wakeSession } from '../shared/chatbot/door';
import { findPerson } from '../shared/chatbot/person';
import { unreadItem } from '../shared/item';
import type { Leaving } from '../shared/leaving';
import { byOutput } from '../shared/leaving';
import { knockableUrl, park } from '../shared/parked/park';
import { NET_MS } from '../shared/parked/waking';
import { callbackUrlOf } from './callbackUrl';
import { chatbotOf, tellEnd } from './chatbot';
import { countOutputs, OTHERWISE } from './outputs';
import type { NodeChoice } from './panel';
import { readNodeChoice } from './panel';
import type { ChatbotResult, NotStartedCode } from './result';
import { endedItem, notStarted, waitingItem } from './result';
import { silenceOf } from './silence';

/** The last part of the URL under which a run that waits is woken; no other node of the run listens there. */
export const RESUME_PATH = 'chatbot-session';

/**
 * Starts a session, and parks the run until it ends. Nothing is done before the panel is read; after that, only the
 * cancelling of the run throws.
 *
 * @throws NodeOperationError for a panel that cannot work and for more than one item, unless n8n goes on after errors
 */
export async function startSession(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const items = context.getInputData();
	let choice: NodeChoice;
	let prepared: Prepared | Leaving;
	try {
		requireOne(items);
		choice = await readNodeChoice(context);
		prepared = await prepare(context, items[0], choice);
	} catch (error) {
		if (!context.continueOnFail()) throw new NodeOperationError(context.getNode(), error as Error, { itemIndex: 0 });
		return unreadable(context, error as Error);
	}
	const leavingOrParked = 'output' in prepared ? prepared : await begin(context, items[0], choice, prepared);
	// What is given to n8n here, it takes apart for its error output; what is parked has to stay whole.
	return 'output' in leavingOrParked ? byOutput([leavingOrParked], countOutputs(choice.exits)) : [[...leavingOrParked.parked]];
}

function requireOne({ length }: readonly INodeExecutionData[]): void {
	if (length === 1) return;
	throw new Error(
		`${length} items have come in, but a run waits for the chatbot of one participant. Put Add to Flow before: it starts a run of this flow for each participant.`,
	);
}

/** Left to itself, n8n would let the items leave by the first output. */
function unreadable(context: IExecuteFunctions, error: Error): INodeExecutionData[][] {
	const { exits } = context.getNode().parameters;
	const items = context.getInputData().map((item, index) => ({ output: OTHERWISE, item: unreadItem(context, { item, index, error }) }));
	return byOutput(items, countOutputs(Array.isArray(exits) ? (exits as never[]) : []));
}

/** All that is needed to begin. */
interface Prepared {
	participant: Participant;
	session: Session;
	chatbot: Awaited<ReturnType<typeof chatbotOf>>;
}

/** @throws Error for a credential or a setting that cannot be used */
async function prepare(context: IExecuteFunctions, item: INodeExecutionData, choice: NodeChoice): Promise<Leaving | Prepared> {
	const refused = (code: NotStartedCode, reason: string, known?: Partial<ChatbotResult>) => notStarted(item, { code, reason }, choice, known);
	return await unlessStoreIsAway(
		async () => {
			const url = await reachableUrl(context);
			if ('fault' in url) return refused('n8nUnreachable', url.fault);
			const person = await findPerson(flowStore(), choice.person, { creates: true }).catch(rejected);
			if (!person || 'fault' in person) return refused('invalidContact', person?.fault ?? 'Nobody is known by this.');
			if ('rejection' in person) return refused('participantRejected', person.rejection);
			const { participant } = person;
			const silence = await silenceOf(flowStore(), participant.identifiers, choice);
			if (silence) return refused(silence.kind, silence.reason, { participantId: participant.id });

			const session = newSession(context, choice, participant, { url: url.url, item });
			return { participant, session, chatbot: await chatbotOf(context, choice, session, context.getExecutionId()) };
		},
		({ message }) => refused('storeUnavailable', message),
	);
}

function rejected(error: Error): { rejection: string } {
	if (error instanceof ParticipantError) return { rejection: error.message };
	throw error;
}

/** Where n8n does not reach itself, nothing that the participant writes would reach the run. */
async function reachableUrl(context: IExecuteFunctions): Promise<{ url: string } | { fault: string }> {
	try {
		return { url: await knockableUrl(context, RESUME_PATH) };
	} catch (error) {
		return { fault: (error as Error).message };
	}
}

function newSession(context: IExecuteFunctions, { engine, limits, text, variables }: NodeChoice, participant: Participant, { item, url }: { item: INodeExecutionData; url: string }): Session {
	const last = (participant.attributes[LAST_INBOUND] ?? messageIn(item)) as Partial<LastInboundMessage>;
	const now = new Date(Date.now()).toISOString();
	const message: Arrival = { kind: 'message', id: randomUUID(), ...(text === undefined ? saidLast(last, now) : { at: now, text }) };
	const key = phoneOf(participant) ?? emailOf(participant) ?? participant.identifiers[0]?.value ?? participant.id;
	const { id: nodeId, name: nodeName } = context.getNode();
	const id = randomUUID();
	return {
		id,
		participant: { id: participant.id, key, identifiers: participant.identifiers },
		owner: { workflowId: String(context.getWorkflow().id), nodeId, nodeName },
		run: { url, ticket: randomUUID() },
		callbackUrl: callbackUrlOf(context, id, url),
		engine: engine.kind,
		...(text === undefined && last.channel !== undefined && { channel: last.channel }),
		startedAt: now,
		lastMessageAt: now,
		limits,
		hasBegun: false,
		inbox: [message],
		outbox: [],
		seen: message.messageId === undefined ? [] : [messageKey(message.messageId)],
		handedOn: 0,
		variables: mergedVariables({}, variables),
		transcript: [],
	};
}

/** Of somebody whose messages are not kept, the one that has started the flow. */
function messageIn({ json }: INodeExecutionData): Partial<LastInboundMessage> {
	const given = ['channel', 'messageId', 'payload', 'text'].flatMap((name) => (typeof json[name] === 'string' ? [[name, json[name]]] : []));
	return Object.fromEntries(given) as Partial<LastInboundMessage>;
}

function saidLast({ at, messageId, payload, text }: Partial<LastInboundMessage>, now: string): Pick<Arrival & { kind: 'message' }, 'at' | 'messageId' | 'payload' | 'text'> {
	return { text: text ?? '', at: at ?? now, ...(payload !== undefined && { payload }), ...(messageId !== undefined && { messageId }) };
}

/** How the run goes on: at once, or when the session has ended. */
type Begun = Leaving | { parked: INodeExecutionData[] };

async function begin(context: IExecuteFunctions, item: INodeExecutionData, choice: NodeChoice, prepared: Prepared): Promise<Begun> {
	const { participant, session, chatbot } = prepared;
	const store = flowStore();
	const sessions = new Sessions(store);
	return await unlessStoreIsAway(
		async () => {
			const other = await openOrHandOn(sessions, session, participant, choice);
			if (other) return notStarted(item, { code: 'handedOn', reason: 'The participant has a session already; the message was handed on to it.' }, choice, { sessionId: other.id, participantId: participant.id });
			await drain(store, session.id, chatbot);
			const now = (await sessions.get(session.id)) ?? session;
			if (!now.end) return await parked(context, item, now, choice);
			await tellEnd(sessions, chatbot, now);
			return endedItem(item, { ...now, end: now.end }, choice);
		},
		({ message }): Begun => notStarted(item, { code: 'storeUnavailable', reason: message }, choice, { sessionId: session.id, participantId: participant.id }),
	);
}

/** @returns the session that goes on, if the message was handed on to it */
async function openOrHandOn(sessions: Sessions, session: Session, participant: Participant, { keepsRunning }: NodeChoice): Promise<Session | undefined> {
	for (;;) {
		const opened = await sessions.open(session, participant, { keepsRunning });
		if (opened.isOpen) {
			for (const replaced of opened.replaced) await wakeSession(replaced);
			return undefined;
		}
		const [message] = session.inbox;
		const key = session.seen[0] ?? message.id;
		let came = 'ended';
		await sessions.change(opened.running.id, (now) => {
			const arrived = withArrival(now, message, key);
			({ came } = arrived);
			return arrived.session;
		});
		if (came === 'ended') continue;
		await wakeSession(opened.running);
		return opened.running;
	}
}

/** The session goes on, so nothing throws any more: where the run cannot be parked, the session ends. */
async function parked(context: IExecuteFunctions, item: INodeExecutionData, session: Session, choice: NodeChoice): Promise<Begun> {
	const untilMs = deadlineOf(session);
	const items = [waitingItem(item, session, { ticket: session.run.ticket, untilMs }, choice)];
	try {
		await park(context, items, { untilMs, netMs: choice.limits.totalMs + NET_MS, path: RESUME_PATH, ticket: session.run.ticket, line: session.id });
		return { parked: items };
	} catch (error) {
		const end: SessionEnd = { exit: 'deactivated', reason: `This flow cannot wait for the end of the session. ${(error as Error).message}`, at: new Date(Date.now()).toISOString() };
		return endedItem(item, { ...session, end }, choice);
	}
}
