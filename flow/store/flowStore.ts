import type { SlotAnswer, SlotRequest } from './slots';
import type { Timer } from './timers';

/**
 * What flows must remember across runs. Two stores keep it: one file on a single machine, and Redis where several
 * processes share the work. Each operation is atomic, and what it has answered survives the death of the process.
 *
 * Values are texts, so that they can be compared exactly. Times to live are in milliseconds; a value without one is kept
 * until it is deleted. Every operation rejects with {@link StoreUnavailable} within a bounded time when the store cannot
 * be used; whether it was done is then not known.
 */
export interface FlowStore {
	/** Keeps a value under a key unless there is one already. Of many that claim a key at once, exactly one gets it. */
	claim(key: string, value: string, ttlMs: number): Promise<Claim>;
	/** @returns the value under a key; undefined when there is none, or none any more */
	get(key: string): Promise<string | undefined>;
	/** Keeps a value under a key, in place of what was there. */
	put(key: string, value: string, ttlMs?: number): Promise<void>;
	/** Forgets a key. */
	delete(key: string): Promise<void>;
	/**
	 * Replaces a value if it is still the expected one.
	 *
	 * @param expected what must be there; undefined for nothing
	 * @param value what to put there
	 * @returns whether it was replaced
	 */
	compareAndSet(key: string, expected: string | undefined, value: string, ttlMs?: number): Promise<boolean>;
	/**
	 * Changes several keys at once, if all of them are as expected; else it changes none.
	 *
	 * @returns whether they were changed
	 * @throws RangeError when a key comes twice
	 */
	changeAll(changes: readonly EntryChange[]): Promise<boolean>;
	/**
	 * Gives all values whose key begins with a prefix, a few at a time and in no order. Each key comes once at the most;
	 * what is written meanwhile may or may not come.
	 *
	 * @param prefix an empty one for all values
	 */
	entries(prefix: string): AsyncIterable<{ key: string; value: string }>;

	/** Reserves the first free slot of a line. */
	reserveSlot(request: SlotRequest): Promise<SlotAnswer>;

	/** Sets a timer, in place of one with the same id. */
	setTimer(timer: Timer): Promise<void>;
	/**
	 * Takes the timers that are due before an instant, earliest first. Those who are taken are not given to anybody else
	 * for a while; whoever took them clears them when the work is done, and if it dies, somebody else gets them.
	 *
	 * @param dueBeforeMs Unix time in milliseconds
	 * @param nowMs the present instant, Unix time in milliseconds
	 * @param leaseMs for how long after it is due (or after now, if that is later) a taken timer is kept from others
	 * @param limit how many at the most
	 */
	takeTimers(request: { dueBeforeMs: number; nowMs: number; leaseMs: number; limit: number }): Promise<Timer[]>;
	/** Forgets a timer. */
	clearTimer(id: string): Promise<void>;

	/** Lets go of file or connection. */
	close(): Promise<void>;
}

/** Whether a key was claimed, and if not, the value of whoever was first. */
export type Claim = { claimed: true } | { claimed: false; holder: string };

/** What is to become of one of several keys. */
export interface EntryChange {
	key: string;
	/** What must be there; undefined for nothing. */
	expected: string | undefined;
	/** What to put there; undefined to delete it, or to leave it without a value. */
	value: string | undefined;
	ttlMs?: number;
}

/** @throws RangeError when a key comes twice: nobody could say which of its changes counts */
export function requireEachKeyOnce(changes: readonly EntryChange[]): void {
	const keys = new Set(changes.map(({ key }) => key));
	if (keys.size < changes.length) throw new RangeError('Of several changes that are made at once, each must have a key of its own.');
}

/** The store cannot be used now. The message names the folder or the variable to look at, and never a password. */
export class StoreUnavailable extends Error {
	override readonly name = 'StoreUnavailable';
}
