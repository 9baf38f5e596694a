import { createHmac, timingSafeEqual } from 'node:crypto';

/** What is needed to check the signature of a call. */
export interface SignatureCheck {
	/** The secret that the route and the caller share. */
	secret: string;
	/** The body as it came in, byte for byte; empty for a call without a body. */
	rawBody: Buffer;
	/** The value of the time-stamp header: Unix time in seconds. */
	timestamp: string | undefined;
	/** The value of the signature header: `sha256=<hex>` or the hex digits alone. */
	signature: string | undefined;
	/** How far the time-stamp may lie from now, in seconds, to either side. */
	toleranceSeconds: number;
}

/** Why a signature was not accepted, in words for the caller; undefined when it is good. */
export type SignatureFault = string | undefined;

const SHA256_HEX = /^(?:sha256=)?([0-9a-f]{64})$/i;

/**
 * Checks the HMAC-SHA256 signature (RFC 2104) of a call over `<time-stamp>.<raw body>` in constant time. The time-stamp
 * is signed along with the body so that an old call cannot be sent again under a new time.
 *
 * @param check the parts of the call and of the route
 * @param now the present instant
 * @returns what is wrong with it, in words for the caller, or undefined when it is good
 */
export function signatureFault(check: SignatureCheck, now: Date): SignatureFault {
	if (!check.signature) return 'The signature header is missing.';
	if (!check.timestamp) return 'The time-stamp header is missing.';

	const digits = signatureDigits(check.signature);
	if (digits === undefined) return 'The signature must be "sha256=" and 64 hex digits.';

	const timestamp = check.timestamp.trim();
	if (!/^\d{1,12}$/.test(timestamp)) return 'The time-stamp must be Unix time in seconds.';

	const distance = Math.abs(now.getTime() / 1000 - Number(timestamp));
	if (distance > check.toleranceSeconds) {
		return `The time-stamp lies more than ${check.toleranceSeconds} seconds from the server's clock.`;
	}

	const expected = createHmac('sha256', check.secret).update(`${timestamp}.`).update(check.rawBody).digest();
	return timingSafeEqual(expected, Buffer.from(digits, 'hex')) ? undefined : 'The signature does not match the body.';
}

/**
 * A signature can be written in several ways, with the prefix or without, in capitals or not; all are the same one.
 *
 * @returns the one form of it: 64 hex digits in lower case; undefined for what is no signature
 */
export function signatureDigits(header: string): string | undefined {
	return SHA256_HEX.exec(header.trim())?.[1].toLowerCase();
}
