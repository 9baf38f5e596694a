import type { FlowStore } from '../store/flowStore';
import { ifFree } from '../store/lease';
import type { BotCall, BotTurn, ChatbotEngine } from './engine';
import type { BotReply } from './reply';
import { afterCutOff, afterTurn, ended, messageOf, withCallbacks, withTurn } from './rules';
import type { Arrival, Session } from './session';
import { isRunning } from './session';
import { Sessions } from './sessions';

/** So long a session stays with somebody who has died while they looked after it. In milliseconds. */
export const TURN_LEASE_MS = 15_000;

/** Why a participant may be sent nothing. */
export interface Silence {
	kind: 'muted' | 'optedOut';
	/** In words. */
	reason: string;
}

/** The chatbot of a session, and the way to its participant. */
export interface Chatbot {
	engine: ChatbotEngine;
	/** Whether all that is to be said is given to {@link deliver} at once, or one by one. */
	deliversTogether: boolean;
	/** Says something to the participant; why it did not, in words, or undefined. It throws only when the run is cancelled. */
	deliver(session: Session, replies: readonly BotReply[]): Promise<string | undefined>;
	/** @returns why the participant may be sent nothing now, if so */
	silence(session: Session): Promise<Silence | undefined>;
}

/**
 * Hands on all that has come in for a session, in order, and says what the chatbot answers, until nothing is left. Only one
 * does so at a time; each message is handed on once at the most, and each reply sent once at the most, also when n8n is
 * killed in between.
 *
 * @returns `busy` when somebody else is at it
 * @throws StoreUnavailable, and when the run is cancelled
 */
export async function drain(store: FlowStore, id: string, chatbot: Chatbot): Promise<'busy' | 'done'> {
	const sessions = new Sessions(store);
	for (;;) {
		const came = await ifFree(store, turnKey(id), TURN_LEASE_MS, async ({ token }) => {
			while (await step(sessions, id, chatbot, token));
		});
		if (came === 'busy') return 'busy';
		// Something may have come in between the last look and now, from somebody to whom we looked busy.
		const session = await sessions.get(id);
		if (!session || !hasWork(session)) return 'done';
	}
}

/**
 * @returns whether somebody hands on just now what has come in for a session. They look once more when they have done all,
 *   so that whoever has brought something in need not call anybody
 * @throws StoreUnavailable
 */
export async function isBeingDrained(store: FlowStore, id: string): Promise<boolean> {
	return (await store.get(turnKey(id))) !== undefined;
}

function turnKey(id: string): string {
	return `session-turn:${id}`;
}

/** @returns whether there is something to hand on or to say */
export function hasWork({ inbox, outbox, turn }: Session): boolean {
	return inbox.length > 0 || outbox.length > 0 || turn !== undefined;
}

/** @returns whether there may be more to do */
async function step(sessions: Sessions, id: string, chatbot: Chatbot, token: string): Promise<boolean> {
	const session = await sessions.get(id);
	if (!session) return false;
	if (session.outbox.length > 0) return await sayNext(sessions, session, chatbot);
	if (session.turn && session.turn.token !== token) {
		await sessions.change(id, (now) => (now.turn?.token === session.turn?.token ? afterCutOff(now) : now));
		return true;
	}
	if (!isRunning(session) || session.inbox.length === 0) return false;
	return await handOnNext(sessions, session, chatbot, token);
}

async function handOnNext(sessions: Sessions, { id }: Session, chatbot: Chatbot, token: string): Promise<boolean> {
	const changed = await sessions.change(id, (now) => (isRunning(now) && now.inbox.length > 0 ? withTurn(now, token) : now));
	if (!changed || changed.before === changed.after) return true;
	const { before, after } = changed;
	const answer = await tell(before, after, before.inbox[0], chatbot);
	await sessions.change(id, (now) => (now.turn?.token === token ? settled(now, answer, chatbot) : now));
	return true;
}

/** A session that has ended meanwhile has nothing more to say. */
function settled(session: Session, answer: BotTurn, { engine }: Chatbot): Session {
	if (session.end) return { ...session, turn: undefined };
	const isLast = answer.answered && answer.end !== undefined;
	return afterTurn(isLast ? withCallbacks(session, (body) => engine.readCallback?.(body)) : session, answer);
}

async function tell(before: Session, session: Session, arrival: Arrival, { engine }: Chatbot): Promise<BotTurn> {
	if (arrival.kind === 'callback') return engine.readCallback?.(arrival.body) ?? { answered: true, replies: [] };
	const call: BotCall = { ...callOf(session), message: messageOf(before, arrival) };
	return session.hasBegun ? await engine.message(call) : await engine.start(call);
}

/** @returns what a chatbot is told of a session with each call */
export function callOf({ callbackUrl, engineSessionId, id, participant, variables }: Session): Omit<BotCall, 'message'> {
	return { sessionId: id, ...(engineSessionId !== undefined && { engineSessionId }), participantKey: participant.key, variables, callbackUrl };
}

/** What is taken out to be said is not said again, whatever becomes of it. */
async function sayNext(sessions: Sessions, { id, outbox }: Session, chatbot: Chatbot): Promise<boolean> {
	const count = chatbot.deliversTogether ? outbox.length : 1;
	const changed = await sessions.change(id, (now) => ({ ...now, outbox: now.outbox.slice(count) }));
	const sayings = changed?.before.outbox.slice(0, count) ?? [];
	if (!changed || sayings.length === 0) return true;

	const silence = await chatbot.silence(changed.after);
	const failure = silence?.reason ?? (await chatbot.deliver(changed.after, sayings.map(({ reply }) => reply)));
	if (failure === undefined) return true;
	const ids = new Set(sayings.map((saying) => saying.id));
	await sessions.change(id, (now) => {
		const noted = { ...now, transcript: now.transcript.map((entry) => (ids.has(entry.id) ? { ...entry, notDelivered: failure } : entry)) };
		return silence?.kind === 'optedOut' ? { ...ended(noted, { exit: 'endedByUser', reason: silence.reason }), outbox: [] } : noted;
	});
	return true;
}
