import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { mapInOrder } from '../../flow/concurrency';
import { mutedBy, muteWords } from '../../flow/conversation/mutes';
import type { Participant } from '../../flow/participant/participant';
import type { Arrived } from '../../flow/session/rules';
import { ended, messageKey, withArrival } from '../../flow/session/rules';
import type { Arrival, Session, SessionEnd } from '../../flow/session/session';
import { Sessions } from '../../flow/session/sessions';
import { isOneOf } from '../../flow/session/words';
import { flowStore } from '../../flow/store/theStore';
import { endIfRunIsGone, knockAtSession, wakeSession } from '../shared/chatbot/door';
import { findPerson } from '../shared/chatbot/person';
import { unreadItem } from '../shared/item';
import type { Leaving } from '../shared/leaving';
import { byOutput } from '../shared/leaving';
import type { ItemChoice, NodeChoice } from './panel';
import { readItemChoice, readNodeChoice } from './panel';
import type { Place } from './result';
import { endOf, handedOn, known, leaving, NO_SESSION, OUTPUTS } from './result';

const SESSIONS_AT_ONCE = 20;
const LOOK_EVERY_MS = 50;
const LONGEST_LOOK_MS = 500;

/** An item whose message is on its way, and what it then tells. */
type OnItsWay = (signal: AbortSignal | undefined) => Promise<Leaving>;

/**
 * Hands on the message of each item, or ends the session. Messages are first put in their order into the sessions; then it
 * is waited for what comes of them.
 *
 * @throws NodeOperationError for what cannot be read, and StoreUnavailable: nobody knows then who has a session, so that
 *   nothing may go on by either branch
 */
export async function continueAll(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const signal = context.getExecutionCancelSignal();
	const choice = await readNodeChoice(context);
	const all: OnItsWay[] = [];
	for (const [index, item] of context.getInputData().entries()) {
		try {
			const one = await readItemChoice(context, index);
			all.push(choice.operation === 'end' ? await end(one, choice, { item, index }) : await handOn(one, choice, { item, index }));
		} catch (error) {
			if (!context.continueOnFail()) throw new NodeOperationError(context.getNode(), error as Error, { itemIndex: index });
			all.push(async () => ({ output: NO_SESSION, item: unreadItem(context, { item, index, error: error as Error }, choice.resultField) }));
		}
	}
	return byOutput(await mapInOrder(all, SESSIONS_AT_ONCE, async (wait) => await wait(signal), signal), OUTPUTS.length);
}

/** @returns who has written, if anybody knows */
async function writerOf({ person }: ItemChoice): Promise<Participant | undefined> {
	const found = await findPerson(flowStore(), person, { creates: false });
	return found && 'participant' in found ? found.participant : undefined;
}

async function end(one: ItemChoice, choice: NodeChoice, place: Place): Promise<OnItsWay> {
	const { exit, reason } = one;
	const sessions = new Sessions(flowStore());
	const writer = await writerOf(one);
	const session = writer && (await sessions.runningOf(writer));
	return await endWith(sessions, session, { exit, ...(reason !== '' && { reason }) }, choice, place);
}

/** A session that has ended meanwhile is none any more. */
async function endWith(sessions: Sessions, session: Session | undefined, how: Omit<SessionEnd, 'at'>, choice: NodeChoice, place: Place): Promise<OnItsWay> {
	const changed = session && (await sessions.change(session.id, (now) => ended(now, how)));
	if (!changed || changed.before === changed.after) return noSession(choice, place);
	await wakeSession(changed.after);
	return async () => leaving(place, { status: 'ended', ...known(changed.after), ...endOf(changed.after) }, choice);
}

function noSession(choice: NodeChoice, place: Place): OnItsWay {
	return async () => leaving(place, { status: 'noSession' }, choice);
}

async function handOn(one: ItemChoice, choice: NodeChoice, place: Place): Promise<OnItsWay> {
	const sessions = new Sessions(flowStore());
	const writer = await writerOf(one);
	if (!writer) return noSession(choice, place);
	const mute = choice.isSilentWhenMuted ? await mutedBy(flowStore(), writer.identifiers) : undefined;
	if (mute) return async () => leaving(place, { status: 'muted', reason: muteWords(mute), participantId: writer.id }, choice);
	const session = await sessions.runningOf(writer);
	if (!session || (await endIfRunIsGone(sessions, session))) return noSession(choice, place);

	const exit = exitOf(one, choice);
	if (exit) return await endWith(sessions, session, { exit, reason: `The participant has written "${one.text.trim()}".` }, choice, place);

	const arrival = arrivalOf(one);
	let came = 'ended' as Arrived;
	const changed = await sessions.change(session.id, (now) => {
		const arrived = withArrival(now, arrival, one.messageId === '' ? arrival.id : messageKey(one.messageId));
		({ came } = arrived);
		return arrived.session;
	});
	if (!changed || came === 'ended') return noSession(choice, place);
	if (came !== 'taken') return async () => leaving(place, { status: came === 'full' ? 'refused' : 'repeated', ...known(session) }, choice);
	return async (signal) => {
		const takeBack = await knockAtSession(changed.after);
		const result = handedOn(await handled(sessions, changed.after, arrival.id, choice, signal), arrival.id);
		if (result.status !== 'pending') await takeBack();
		return leaving(place, result, choice);
	};
}

function exitOf({ text }: ItemChoice, { agentWords, endWords }: NodeChoice): 'endedByUser' | 'redirectToAgentFailed' | undefined {
	if (isOneOf(text, endWords)) return 'endedByUser';
	return isOneOf(text, agentWords) ? 'redirectToAgentFailed' : undefined;
}

function arrivalOf({ atMs, messageId, payload, text }: ItemChoice): Arrival & { kind: 'message' } {
	// A clock that is wrong there must not keep later messages behind.
	const at = new Date(Math.min(atMs ?? Date.now(), Date.now())).toISOString();
	return { kind: 'message', id: randomUUID(), text, at, ...(payload !== '' && { payload }), ...(messageId !== '' && { messageId }) };
}

/** Waits until the chatbot has answered and its words are said, or for as long as the panel says. */
async function handled(sessions: Sessions, session: Session, arrivalId: string, { waitMs }: NodeChoice, signal: AbortSignal | undefined): Promise<Session> {
	const giveUpAt = performance.now() + waitMs;
	let last = session;
	for (let pauseMs = LOOK_EVERY_MS; ; pauseMs = Math.min(2 * pauseMs, LONGEST_LOOK_MS)) {
		last = (await sessions.get(session.id)) ?? last;
		const isSaid = handedOn(last, arrivalId).status !== 'pending' && last.outbox.length === 0;
		if (isSaid || performance.now() >= giveUpAt) return last;
		await sleep(pauseMs, undefined, { signal });
	}
}
