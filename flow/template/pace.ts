import type { Speed } from '../schedule/pace';
import { pacesOf } from '../schedule/pace';
import type { FlowStore } from '../store/flowStore';

/** How fast a provider takes messages. */
export interface SendLimits {
	/** For all requests of a sender or a key. */
	requests?: Speed;
	/** For the messages of a sender to one receiver. */
	perReceiver?: Speed;
}

/** A request that waits for its turn. */
export interface Turn {
	/** The sender or key whose requests all keep their distance, over all runs and workers. */
	line: string;
	/** Whose turn it is: who asks again gets the same one. */
	id: string;
	/** The receivers of its messages, E.164. */
	receivers: readonly string[];
	/** Its turn must come before then. Unix time in milliseconds. */
	notAfterMs: number;
}

/** When a request may go out; or when it could, where that is too late. Unix time in milliseconds. */
export type TurnAnswer = { atMs: number } | { tooLateMs: number };

/**
 * Reserves the turn of a request, so that a provider is never sent more than it takes.
 *
 * @param nowMs Unix time in milliseconds
 * @throws StoreUnavailable when the line cannot be asked
 */
export async function reserveTurn(store: FlowStore, limits: SendLimits, turn: Turn, nowMs: number): Promise<TurnAnswer> {
	const { line, id, receivers, notAfterMs } = turn;
	const places = [
		...receivers.map((receiver) => ({ line: `send:${line}:${receiver}`, speed: limits.perReceiver })),
		{ line: `send:${line}`, speed: limits.requests },
	];
	let fromMs = nowMs;
	for (const { line: ofPlace, speed } of places) {
		if (!speed) continue;
		const answer = await store.reserveSlot({ line: ofPlace, id, ...pacesOf(speed).reserved, fromMs, notAfterMs });
		if (answer.outcome !== 'taken') return { tooLateMs: answer.outcome === 'tooLate' ? answer.slotMs : notAfterMs };
		fromMs = Math.max(fromMs, answer.slotMs);
	}
	return { atMs: fromMs };
}
