import { randomUUID } from 'node:crypto';

import type { FlowStore } from '../store/flowStore';

/** So long something stays with somebody who has died. In milliseconds. */
export const LEASE_MS = 15_000;
const RENEW_MS = 4_000;

/**
 * Does something while nobody else does it, in no process. Who dies meanwhile keeps others away for 15 seconds.
 *
 * @param key what it is done to
 * @param work gets a token that nobody else has
 * @returns what came of it; `busy` when somebody else is at it
 * @throws StoreUnavailable
 */
export async function alone<Value>(store: FlowStore, key: string, work: (token: string) => Promise<Value>): Promise<Value | 'busy'> {
	const token = randomUUID();
	if (!(await store.claim(key, token, LEASE_MS)).claimed) return 'busy';
	// What is done under a lease that was lost is found out by the token.
	const renew = setInterval(() => void store.compareAndSet(key, token, token, LEASE_MS).catch(() => false), RENEW_MS);
	renew.unref();
	try {
		return await work(token);
	} finally {
		clearInterval(renew);
		await store.changeAll([{ key, expected: token, value: undefined }]);
	}
}
