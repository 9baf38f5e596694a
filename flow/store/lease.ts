import { randomUUID } from 'node:crypto';

import type { FlowStore } from './flowStore';

/** How a lease is taken. Times in milliseconds. */
export interface LeaseTerms {
	/** So long after its holder has died somebody else gets it; while the holder lives, it is prolonged. */
	leaseMs: number;
	/** So long it is waited for somebody else to give it back. */
	waitMs: number;
	now: () => number;
	/** Waits; rejects when the run is cancelled. */
	sleep: (ms: number) => Promise<void>;
}

/** A lease that is held. */
export interface Lease {
	/** Asks, before something that must not be done by two: who has been held up for too long may have lost the lease. */
	isHeld(): Promise<boolean>;
	/** Does not give the lease back after the work, but lets it run out: nobody else is to begin at once. */
	letRunOut(): void;
}

const PAUSE_MS = 200;

/**
 * Does work that only one run at a time may do, over all processes. When the holder dies, the lease runs out and somebody
 * else gets it.
 *
 * @param key what only one may work on
 * @returns what the work gave; `busy` when others held the lease for longer than could be waited
 * @throws StoreUnavailable when it cannot be known who holds it
 */
export async function withLease<Value>(
	store: FlowStore,
	key: string,
	{ leaseMs, waitMs, now, sleep }: LeaseTerms,
	work: (lease: Lease) => Promise<Value>,
): Promise<{ value: Value } | 'busy'> {
	const mark = randomUUID();
	for (const giveUpMs = now() + waitMs; ; ) {
		const { claimed } = await store.claim(key, mark, leaseMs);
		if (claimed) break;
		if (now() >= giveUpMs) return 'busy';
		await sleep(PAUSE_MS);
	}

	const prolong = async () => await store.compareAndSet(key, mark, mark, leaseMs);
	// Where the store is away for longer, whoever asks whether the lease is held finds that out.
	const timer = setInterval(() => void prolong().catch(() => undefined), leaseMs / 3);
	timer.unref();
	let runsOut = false;
	try {
		return { value: await work({ isHeld: prolong, letRunOut: () => (runsOut = true) }) };
	} finally {
		clearInterval(timer);
		if (!runsOut) await giveBack(store, key, mark);
	}
}

/** What cannot be given back now runs out by itself. */
async function giveBack(store: FlowStore, key: string, mark: string): Promise<void> {
	await store.changeAll([{ key, expected: mark, value: undefined }]).catch(() => undefined);
}
