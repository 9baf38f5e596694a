import type { FlowStore } from '../store/flowStore';
import type { SendLimits } from '../template/pace';
import { reserveTurn } from '../template/pace';

/** Why a request did not get its turn. */
export interface HeldBack {
	code: 'storeUnavailable' | 'turnTooLate';
	message: string;
	/** When there would be one, in milliseconds from now. */
	retryAfterMs?: number;
}

/** The line in which the requests of one request's tries stand, so that a service is never sent more than it takes. */
export interface Turns {
	/**
	 * Waits until a try may go out.
	 *
	 * @param tries which one it is, 1 for the first
	 * @returns why it may not go out in time; undefined when it may go out now
	 */
	take(tries: number): Promise<HeldBack | undefined>;
	/** The service asks everybody who stands in the line to wait for so long, in milliseconds. */
	pause(ms: number): Promise<void>;
}

/** Somebody who waits for a turn in a line. */
export interface Waiting {
	/** The sender or key whose requests all keep their distance, over all runs and workers. */
	line: string;
	/** Whose turn it is: who asks again gets the same one. */
	id: string;
	/** The receivers of its messages, E.164. */
	receivers?: readonly string[];
	/** How long it can wait, in milliseconds. */
	atMostMs: number;
}

/** What waiting leans on. */
export interface TurnClock {
	now: () => number;
	/** Waits; rejects when the run is cancelled. */
	sleep: (ms: number) => Promise<void>;
}

/** No service asks for longer; a pause is not to close a line for good by a mistake of the service. In milliseconds. */
const LONGEST_PAUSE_MS = 3_600_000;

/**
 * Waits for a turn: as the limits of the service have it, and not before the service takes requests again after it has
 * said that it takes none.
 *
 * @returns when there would have been a turn, Unix time in milliseconds, if that is too late; undefined when it is now
 * @throws StoreUnavailable when the line cannot be asked
 */
export async function waitForTurn(
	store: FlowStore,
	limits: SendLimits,
	{ line, id, receivers = [], atMostMs }: Waiting,
	{ now, sleep }: TurnClock,
): Promise<{ tooLateMs: number } | undefined> {
	const notAfterMs = now() + atMostMs;
	for (let round = 0; ; round++) {
		const fromMs = Math.max(now(), await pausedUntil(store, line));
		if (fromMs > notAfterMs) return { tooLateMs: fromMs };
		// Who was told to wait while it waited needs another turn.
		const answer = await reserveTurn(store, limits, { line, id: round === 0 ? id : `${id}:${round}`, receivers, notAfterMs }, fromMs);
		if ('tooLateMs' in answer) return answer;
		await sleep(Math.max(0, answer.atMs - now()));
		if ((await pausedUntil(store, line)) <= now()) return undefined;
	}
}

/**
 * Has everybody who stands in a line wait, because the service has asked for it.
 *
 * @param ms for how long, in milliseconds
 * @param nowMs Unix time in milliseconds
 * @throws StoreUnavailable
 */
export async function pauseLine(store: FlowStore, line: string, ms: number, nowMs: number): Promise<void> {
	const pauseMs = Math.min(ms, LONGEST_PAUSE_MS);
	if (pauseMs <= 0 || (await pausedUntil(store, line)) >= nowMs + pauseMs) return;
	await store.put(pauseKey(line), String(nowMs + pauseMs), pauseMs);
}

async function pausedUntil(store: FlowStore, line: string): Promise<number> {
	return Number((await store.get(pauseKey(line))) ?? 0);
}

function pauseKey(line: string): string {
	return `send:pause:${line}`;
}
