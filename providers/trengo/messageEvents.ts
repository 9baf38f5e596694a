import type { EventKind, MessageEvent } from '../../flow/message/messageEvent';
import { toE164 } from '../../flow/phone';
import { textIn } from '../answerBody';
import { digestOfEvent, writtenIn } from '../eventParts';

/** Trengo reports neither delivery nor reading. */
const KINDS: Readonly<Record<string, EventKind>> = { INBOUND: 'message', OUTBOUND: 'sent' };

/** The length of an ISO date-time up to its minutes. */
const TO_THE_MINUTE = 16;

/**
 * Reads what Trengo calls a webhook with (developers.trengo.com, webhooks): a flat form whose values are texts. What
 * kind of event it is stands nowhere in it; the webhook that it comes to was registered for one type.
 *
 * @param form what came in; it may hold anything
 * @param type for which the webhook was registered, e.g. `INBOUND`
 * @param receivedAt when it came in, ISO date-time; Trengo does not tell when it happened
 * @returns its one event
 */
export function readTrengoEvents(form: Record<string, string>, type: string, receivedAt: string): MessageEvent[] {
	const kind = Object.hasOwn(KINDS, type) ? KINDS[type] : 'other';
	const value = (name: string) => (Object.hasOwn(form, name) ? textIn(form[name]) : undefined);
	const messageId = value('message_id');
	const address = value('contact_identifier');
	const known: Partial<MessageEvent> = {
		messageId,
		// Digits alone can be an ID in another network; Trengo writes phone numbers with their plus.
		phone: address?.trim().startsWith('+') ? toE164(address) : undefined,
		providerId: value('contact_id'),
		name: value('contact_name'),
		sender: value('channel_id'),
		text: Object.hasOwn(form, 'message') ? writtenIn(form.message) : undefined,
	};
	const told = Object.entries(known).filter(([, part]) => part !== undefined);
	const id = messageId === undefined ? idWithoutMessage(form, type, receivedAt) : `${messageId}:${type}`;
	return [{ id, kind, provider: 'trengo', type, at: receivedAt, ...Object.fromEntries(told), raw: form }];
}

/**
 * A ticket can be closed, opened and closed again, and Trengo tells the same of it each time. So the same counts as
 * delivered again only within a minute.
 */
function idWithoutMessage(form: Record<string, string>, type: string, receivedAt: string): string {
	return `${type}:${digestOfEvent([form, receivedAt.slice(0, TO_THE_MINUTE)])}`;
}
