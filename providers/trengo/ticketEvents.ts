import { URLSearchParams } from 'node:url';

/** Trengo's word for that a ticket was closed. */
export const TICKET_CLOSED = 'TICKET_CLOSED';

/** @returns the ticket that a call of a webhook for TICKET_CLOSED is about, which is a flat form */
export function trengoClosedIn(rawBody: Buffer): string[] {
	const id = new URLSearchParams(rawBody.toString('utf8')).get('ticket_id')?.trim();
	return id ? [id] : [];
}
