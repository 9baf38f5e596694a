import { signatureFault } from '../../flow/route/signature';

/** How far the time-stamp of a call may lie from now, in seconds; Trengo names no limit. */
const TOLERANCE_SECONDS = 300;

/**
 * Checks that a call of a webhook comes from Trengo: `Trengo-Signature: <Unix time>;<hex>`, the HMAC-SHA256 of
 * `<Unix time>.<raw body>` (developers.trengo.com, verifying requests), in constant time.
 *
 * @param rawBody the body as it came in, byte for byte
 * @param header the value of Trengo-Signature
 * @param secret the signing secret of the webhook
 * @param now the present instant
 * @returns what is wrong with it, in words for the caller, or undefined when it is good
 */
export function trengoProofFault(rawBody: Buffer, header: string | undefined, secret: string, now: Date): string | undefined {
	// Anybody can sign with an empty secret.
	if (secret === '') return 'There is no signing secret for this webhook.';
	if (header === undefined) return 'The signature header is missing.';
	const parts = header.split(';', 3);
	if (parts.length !== 2) return 'The signature must be Unix time in seconds, a semicolon and 64 hex digits.';
	const [timestamp, signature] = parts;
	return signatureFault({ secret, rawBody, timestamp, signature, toleranceSeconds: TOLERANCE_SECONDS }, now);
}
