import camelCase from 'lodash/camelCase';

import { UNSAFE_NAMES } from '../../flow/unsafeNames';
import { readTrengoEvents } from './messageEvents';

/** An event of Trengo's webhooks, with typed fields. */
export interface TrengoWebhookEvent {
	/** The same when Trengo delivers it again. */
	id: string;
	/** Trengo's word for what it is, e.g. `TICKET_CLOSED`. */
	type: string;
	/** Of the contact, in E.164 form, where its identifier is a phone number. */
	phone?: string;
	/** Of the contact, where there is one. */
	email?: string;
	/** What Trengo tells, by names like `ticketId`: its IDs as numbers, everything else as text. */
	fields: Record<string, number | string | null>;
}

/** All types of events for which Trengo has webhooks (developers.trengo.com, webhooks). */
export const TRENGO_EVENT_TYPES = [
	'INBOUND',
	'OUTBOUND',
	'NOTE',
	'TICKET_ASSIGNED',
	'TICKET_CLOSED',
	'TICKET_LABEL_ADDED',
	'TICKET_LABEL_DELETED',
	'TICKET_MARKED_AS_SPAM',
	'TICKET_REOPENED',
	'TICKET_UNMARKED_AS_SPAM',
	'VOICE_CALL_ENDED',
	'VOICE_CALL_MISSED',
	'VOICE_CALL_RECORDED',
	'VOICE_CALL_ROUTE_NUMBER',
	'VOICE_CALL_STARTED',
] as const;

export type TrengoEventType = (typeof TRENGO_EVENT_TYPES)[number];

/**
 * Reads what Trengo calls a webhook with: a flat form whose values are texts, also its IDs.
 *
 * @param form what came in; it may hold anything
 * @param type for which the webhook was registered; the form does not tell it
 * @param receivedAt when it came in, ISO date-time
 */
export function readTrengoWebhook(form: Record<string, string>, type: string, receivedAt: string): TrengoWebhookEvent {
	const [{ id, phone }] = readTrengoEvents(form, type, receivedAt);
	const fields = Object.entries(form)
		.map(([name, text]): [string, number | string | null] => [camelCase(name), name.endsWith('_id') ? idIn(text) : text])
		.filter(([name]) => name !== '' && !UNSAFE_NAMES.has(name));
	const email = [form.contact_email, form.contact_identifier].find((text) => text !== undefined && /^[^\s@]+@[^\s@]+$/.test(text));
	return { id, type, ...(phone !== undefined && { phone }), ...(email !== undefined && { email }), fields: Object.fromEntries(fields) };
}

/** Trengo's other requests take IDs as numbers. One that is empty is that of nobody. */
function idIn(text: string): number | string | null {
	if (text === '') return null;
	const number = Number(text);
	return /^\d+$/.test(text) && Number.isSafeInteger(number) ? number : text;
}
