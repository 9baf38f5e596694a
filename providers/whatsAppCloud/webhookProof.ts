import { createHmac, timingSafeEqual } from 'node:crypto';

import { isSameSecret } from '../../flow/route/secret';

const SIGNATURE = /^sha256=([0-9a-f]{64})$/i;

/**
 * Checks that a call of a webhook comes from Meta: `X-Hub-Signature-256` has the HMAC-SHA256 of the raw body
 * (developers.facebook.com/docs/graph-api/webhooks), in constant time.
 *
 * @param rawBody the body as it came in, byte for byte
 * @param header the value of X-Hub-Signature-256
 * @param appSecret the secret of the app; with an empty one, nothing is signed
 */
export function isSignedBy(rawBody: Buffer, header: string | undefined, appSecret: string): boolean {
	const secret = appSecret.trim();
	const signature = SIGNATURE.exec(header?.trim() ?? '')?.[1];
	// Anybody can sign with an empty secret.
	if (secret === '' || signature === undefined) return false;
	const expected = createHmac('sha256', secret).update(rawBody).digest();
	return timingSafeEqual(expected, Buffer.from(signature, 'hex'));
}

/**
 * Answers Meta's question whether a webhook belongs to whoever enters it in the app: a GET with `hub.mode`,
 * `hub.verify_token` and `hub.challenge`.
 *
 * @param query the parameters of the call
 * @param verifyToken of the credential; an empty one opens nothing
 * @returns the text to answer with, as plain text; undefined when the token is another one
 */
export function challengeAnswer(query: Readonly<Record<string, unknown>>, verifyToken: string): string | undefined {
	const { 'hub.mode': mode, 'hub.verify_token': shown, 'hub.challenge': challenge } = query;
	const token = verifyToken.trim();
	if (mode !== 'subscribe' || typeof shown !== 'string' || typeof challenge !== 'string') return undefined;
	return token !== '' && isSameSecret(shown, token) ? challenge : undefined;
}
