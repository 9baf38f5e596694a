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
	/** No two holders have the same. */
	token: string;
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
	for (const giveUpMs = now() + waitMs; ; ) {
		const came = await ifFree(store, key, leaseMs, work);
		if (came !== 'busy' || now() >= giveUpMs) return came;
		await sleep(PAUSE_MS);
	}
}

/**
 * Does the same, unless somebody else is at it.
 *
 * @param leaseMs as in {@link LeaseTerms}
 * @returns what the work gave; `busy` when somebody else holds the lease
 * @throws StoreUnavailable when it cannot be known who holds it
 */
export async function ifFree<Value>(store: FlowStore, key: string, leaseMs: number, work: (lease: Lease) => Promise<Value>): Promise<{ value: Value } | 'busy'> {
	const token = randomUUID();
	if (!(await store.claim(key, token, leaseMs)).claimed) return 'busy';

	const prolong = async () => await store.compareAndSet(key, token, token, leaseMs);
	// Where the store is away for longer, whoever asks whether the lease is held finds that out.
	const timer = setInterval(() => void prolong().catch(() => undefined), leaseMs / 3);
	timer.unref();
	let runsOut = false;
	try {
		return { value: await work({ token, isHeld: prolong, letRunOut: () => (runsOut = true) }) };
	} finally {
		clearInterval(timer);
		if (!runsOut) await giveBack(store, key, token);
	}
}

/** What cannot be given back now runs out by itself. */
async function giveBack(store: FlowStore, key: string, token: string): Promise<void> {
	await store.changeAll([{ key, expected: token, value: undefined }]).catch(() => undefined);
}
