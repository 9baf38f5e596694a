import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

import type { FlowStore } from '../store/flowStore';

/** The header by which one listener shows another that a body comes from a provider: `<Unix time in seconds>;<hex>`. */
export const FORWARDED_HEADER = 'x-flow-elements-forwarded';

/** How far the time in the header may lie from now, to either side; the clocks of several machines may differ. */
const TOLERANCE_SECONDS = 300;

const KEY = 'message-forwarding-key';

/** What one listener hands on to another. */
export interface Forwarded {
	/** The id of the listener that it is for; nobody else takes it. */
	listener: string;
	/** As the provider has sent it, byte for byte. */
	rawBody: Buffer;
}

/**
 * @returns the key with which listeners sign for each other: random, made once, and known to all processes that share the
 *   store
 * @throws StoreUnavailable
 */
export async function forwardingKey(store: FlowStore): Promise<string> {
	for (;;) {
		const key = await store.get(KEY);
		if (key !== undefined) return key;
		await store.compareAndSet(KEY, undefined, randomBytes(32).toString('hex'));
	}
}

/** @returns the value of {@link FORWARDED_HEADER}: an HMAC-SHA256 (RFC 2104) over time, listener and body */
export function forwardedProof(key: string, forwarded: Forwarded, now: Date): string {
	const seconds = String(Math.floor(now.getTime() / 1000));
	return `${seconds};${mac(key, seconds, forwarded).toString('hex')}`;
}

/** @returns whether the header shows, in constant time, that another listener hands this on to this one just now */
export function isForwarded(key: string, header: string, forwarded: Forwarded, now: Date): boolean {
	const [, seconds, digits] = /^(\d{1,12});([0-9a-f]{64})$/.exec(header) ?? [];
	if (seconds === undefined) return false;
	if (Math.abs(now.getTime() / 1000 - Number(seconds)) > TOLERANCE_SECONDS) return false;
	return timingSafeEqual(mac(key, seconds, forwarded), Buffer.from(digits, 'hex'));
}

function mac(key: string, seconds: string, { listener, rawBody }: Forwarded): Buffer {
	return createHmac('sha256', key).update(`${seconds}.${listener}.`).update(rawBody).digest();
}
