import { randomUUID } from 'node:crypto';

import type { BotAnswer, BotMessage, BotTurn } from './engine';
import type { Arrival, Session, SessionEnd } from './session';
import { deadlineOf } from './session';
import { botEntry, mergedVariables, withEntries } from './transcript';
import { chosen } from './wording';

/** Who sends more than this while the chatbot thinks is not waited for. */
const MOST_WAITING = 100;
/** So many arrivals are known again when they come a second time. */
const MOST_SEEN = 300;

/** What came of something that came in. */
export type Arrived = 'ended' | 'full' | 'repeated' | 'taken';

/** @returns the key by which a message of a provider is known again */
export function messageKey(messageId: string): string {
	return `message:${messageId}`;
}

/**
 * Puts something that has come in at its place among what is to be handed on: messages in the order in which they were
 * written, as far as that is known.
 *
 * @param key the same for the same arrival, should it come again
 * @returns the session with it, or why it has no place there
 */
export function withArrival(session: Session, arrival: Arrival, key: string): { came: Arrived; session: Session } {
	if (session.end) return { came: 'ended', session };
	if (session.seen.includes(key)) return { came: 'repeated', session };
	if (session.inbox.length >= MOST_WAITING) return { came: 'full', session };
	const inbox = [...session.inbox];
	const later = inbox.findIndex((other) => isWrittenLater(other, arrival));
	inbox.splice(later < 0 ? inbox.length : later, 0, arrival);
	return { came: 'taken', session: { ...session, inbox, seen: withSeen(session.seen, key), lastMessageAt: nowText() } };
}

/** @returns what is known of arrivals, with more that are */
export function withSeen(seen: readonly string[], ...more: string[]): string[] {
	return [...new Set([...seen, ...more])].slice(-MOST_SEEN);
}

function isWrittenLater(one: Arrival, other: Arrival): boolean {
	return one.kind === 'message' && other.kind === 'message' && Date.parse(one.at) > Date.parse(other.at);
}

/** Takes the first arrival out to be handed on; a message gets its line in the transcript. */
export function withTurn(session: Session, token: string): Session {
	const [arrival, ...inbox] = session.inbox;
	const begun: Session = { ...session, inbox, turn: { token, arrivalId: arrival.id } };
	if (arrival.kind === 'callback') return begun;
	const { id, text, payload, messageId, at } = arrival;
	const line = { id, from: 'participant', at, text, ...(payload !== undefined && { payload }), ...(messageId !== undefined && { messageId }) } as const;
	// Before the first message of a session there may be none.
	const isSaid = text !== '' || payload !== undefined;
	return { ...begun, handedOn: session.handedOn + 1, ...(isSaid && { transcript: withEntries(session.transcript, line) }) };
}

/** @returns the message as the chatbot is told it: who answers a numbered list by a number means the choice */
export function messageOf({ offered }: Pick<Session, 'offered'>, arrival: Arrival & { kind: 'message' }): BotMessage {
	const { id, text, payload, messageId, at } = arrival;
	const choice = payload === undefined ? chosen(offered, text) : undefined;
	const meant = choice ? { text: choice.label, payload: choice.payload ?? choice.label } : { text, payload };
	// By its ID a chatbot can tell a message from the same words once more.
	return { text: meant.text, ...(meant.payload !== undefined && { payload: meant.payload }), messageId: messageId ?? id, at };
}

/**
 * Ends a turn: keeps what the chatbot has said and set, and ends the session if it is done or was not there.
 *
 * @param answer what came of the turn
 */
export function afterTurn(session: Session, answer: BotTurn): Session {
	const answerTo = session.turn?.arrivalId ?? '';
	const over: Session = { ...session, turn: undefined };
	if (!answer.answered) {
		const exit = session.hasBegun ? 'deactivated' : 'notStarted';
		return ended(over, { exit, reason: answer.message, isKnownToBot: true });
	}

	const at = nowText();
	const sayings = answer.replies.map((reply) => ({ id: randomUUID(), reply }));
	const choices = answer.replies.findLast((reply) => reply.type === 'choices');
	const isSilent = sayings.length === 0;
	const said: Session = {
		...over,
		hasBegun: true,
		...(answer.engineSessionId !== undefined && { engineSessionId: answer.engineSessionId }),
		variables: mergedVariables(session.variables, answer.variables ?? {}),
		transcript: withEntries(session.transcript, ...sayings.map(({ id, reply }) => botEntry(id, reply, answerTo, at))),
		outbox: [...session.outbox, ...sayings],
		offered: isSilent ? session.offered : choices?.choices,
		lastMessageAt: isSilent ? session.lastMessageAt : at,
	};
	return answer.end && !session.end ? withEnd(said, { ...answer.end, isKnownToBot: true }) : said;
}

/** Whoever handed something on has died; whether the chatbot was told is not known, so it is not told again. */
export function afterCutOff(session: Session): Session {
	const { arrivalId } = session.turn ?? {};
	const transcript = session.transcript.map((entry) => (entry.id === arrivalId ? { ...entry, isCutOff: true } : entry));
	const over: Session = { ...session, turn: undefined, transcript };
	if (session.hasBegun) return over;
	return ended(over, { exit: 'notStarted', reason: 'n8n was stopped while the chatbot was being started.', isKnownToBot: true });
}

/**
 * Keeps what has been called back while a turn ended the session: its sender was told that it was taken. It is said before
 * the bot's last words; only how the bot has ended is what the turn itself says.
 *
 * @param read what the engine makes of the body of a callback
 */
export function withCallbacks(session: Session, read: (body: unknown) => BotAnswer | undefined): Session {
	const answers = session.inbox.flatMap((arrival) => (arrival.kind === 'callback' ? [{ arrivalId: arrival.id, answer: read(arrival.body) }] : []));
	const { turn } = session;
	const said = answers.reduce(
		(now, { arrivalId, answer }) => (answer ? afterTurn({ ...now, turn: { token: '', arrivalId } }, { ...answer, end: undefined }) : now),
		session,
	);
	return { ...said, turn, inbox: said.inbox.filter(({ kind }) => kind !== 'callback') };
}

/** Ends a session; what was not yet said or handed on is dropped. One that has ended stays as it is. */
export function ended(session: Session, end: Omit<SessionEnd, 'at'>): Session {
	return session.end ? session : { ...withEnd(session, end), outbox: [] };
}

/** The last words of the chatbot are still said. */
function withEnd(session: Session, end: Omit<SessionEnd, 'at'>): Session {
	return { ...session, inbox: [], end: { ...end, at: nowText() } };
}

function nowText(): string {
	return new Date(Date.now()).toISOString();
}

/** @returns the session, ended if nobody has said anything for too long, or if it has lasted for too long */
export function expired(session: Session, nowMs: number): Session {
	const isBusy = session.inbox.length > 0 || session.turn !== undefined || session.outbox.length > 0;
	if (isBusy || nowMs < deadlineOf(session)) return session;
	const isTotal = nowMs >= Date.parse(session.startedAt) + session.limits.totalMs;
	return ended(session, {
		exit: 'expiredByTimeout',
		reason: isTotal ? 'The session has lasted for as long as it may.' : 'Nobody has said anything for as long as the session waits.',
	});
}
