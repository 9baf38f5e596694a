import { signatureFault } from '../../flow/route/signature';
import { asObject, textIn } from '../answerBody';

/** By these Chatwoot tells that the status has changed; with automatic assignment only the second one may come. */
export const CHATWOOT_EVENTS: readonly string[] = ['conversation_status_changed', 'conversation_updated'];

/** How far the time-stamp of a call may lie from now, in seconds. */
const TOLERANCE_SECONDS = 300;

/** @returns the conversations that an event says are resolved */
export function chatwootResolvedIn(body: unknown): string[] {
	const { event, id, status } = asObject(body);
	const conversation = textIn(id);
	const isOurs = typeof event === 'string' && CHATWOOT_EVENTS.includes(event);
	return isOurs && conversation !== undefined && status === 'resolved' ? [conversation] : [];
}

/**
 * Checks that a call comes from Chatwoot: `X-Chatwoot-Signature: sha256=<hex>`, the HMAC-SHA256 of `<X-Chatwoot-Timestamp>.<raw
 * body>`, in constant time.
 *
 * @returns what is wrong with it, or undefined when it is good
 */
export function chatwootProofFault(rawBody: Buffer, headers: { signature?: string; timestamp?: string }, secret: string, now: Date): string | undefined {
	// Anybody can sign with an empty secret.
	if (secret === '') return 'There is no secret for this webhook.';
	const { signature, timestamp } = headers;
	if (signature === undefined || timestamp === undefined) return 'The signature headers are missing.';
	return signatureFault({ secret, rawBody, timestamp, signature: signature.replace(/^sha256=/, ''), toleranceSeconds: TOLERANCE_SECONDS }, now);
}
