import { asObject, textIn } from '../answerBody';

const RESOLVED: ReadonlySet<string> = new Set(['SOLVED', 'CLOSED']);

/**
 * Reads an event of Infobip's Conversations (subscription channel CUSTOMER_ENGAGEMENT): `{ type, timestamp, payload }`.
 *
 * @returns the conversations that it says are resolved
 */
export function infobipResolvedIn(body: unknown): string[] {
	const events = Array.isArray(body) ? body : [body];
	return events.flatMap((event) => {
		const { payload } = asObject(event);
		const { id, status } = asObject(payload);
		const conversation = textIn(id);
		return conversation !== undefined && RESOLVED.has(textIn(status) ?? '') ? [conversation] : [];
	});
}
