import type { Outcome } from '../../flow/outcome';
import { asObject, textIn } from '../answerBody';
import type { SendRequest } from '../sendRequest';
import type { TrengoSettings } from './client';
import { done, trengoClient } from './client';
import type { TrengoContact } from './contacts';
import { contactIn } from './contacts';
import { withIds } from './ids';

/** A ticket as Trengo has it. */
export interface TrengoTicket {
	id: string;
	/** `OPEN`, `ASSIGNED`, `CLOSED` or `INVALID`, as far as Trengo tells. */
	status?: string;
	contactId?: string;
	channelId?: string;
	/** To whom it is assigned. */
	userId?: string;
	teamId?: string;
	subject?: string;
	/** Whose ticket it is, as far as Trengo tells that along with it. */
	contact?: TrengoContact;
}

export interface NewTicket {
	contactId: string;
	channelId: string;
	/** Only tickets of email channels have one. */
	subject?: string;
}

export interface TicketMessage {
	text: string;
	/** Whether only the team sees it. */
	isNote?: boolean;
	/** Of an email. */
	subject?: string;
}

/** To whom a ticket goes. */
export type Assignee = { userId: string } | { teamId: string };

/** The tickets of an account at Trengo. Nothing is thrown but the cancelling of the run. */
export interface TrengoTickets {
	create(ticket: NewTicket): Promise<Outcome<TrengoTicket>>;
	get(id: string): Promise<Outcome<TrengoTicket>>;
	/** Sends a message to the person, or adds an internal note. */
	message(id: string, message: TicketMessage): Promise<Outcome<{ messageId: string }>>;
	/** @param note for the one who gets it */
	assign(id: string, assignee: Assignee, note?: string): Promise<Outcome<true>>;
	/** @param resultId the ID of the outcome that agents choose when they close a ticket */
	close(id: string, resultId?: string): Promise<Outcome<true>>;
	reopen(id: string): Promise<Outcome<true>>;
	addLabel(id: string, labelId: string): Promise<Outcome<true>>;
	removeLabel(id: string, labelId: string): Promise<Outcome<true>>;
	setCustomField(id: string, fieldId: string, value: string): Promise<Outcome<true>>;
}

/**
 * The tickets of an account (/tickets).
 *
 * @param sendRequest sends with the account's token. A POST must not be repeated once it may have arrived
 * @throws ServiceSettingError for a base URL that cannot be called
 */
export function trengoTickets(sendRequest: SendRequest, settings: TrengoSettings): TrengoTickets {
	const { ask } = trengoClient(sendRequest, settings);
	/** Does something with a ticket of which only whether it was done is told. */
	const post = async (path: string, body: Record<string, unknown> | undefined, aim: string) => await ask({ method: 'POST', path, body, aim, read: done });

	return {
		create: async ({ contactId, channelId, subject }) =>
			await withIds(
				{ 'Contact ID': contactId, 'Channel ID': channelId },
				async (contact, channel) =>
					await ask({ method: 'POST', path: '/tickets', body: { contact_id: contact, channel_id: channel, subject }, aim: 'the ticket was made', read: ticketIn }),
			),

		get: async (id) =>
			await withIds({ 'Ticket ID': id }, async (ticket) => await ask({ method: 'GET', path: `/tickets/${ticket}`, aim: 'there is such a ticket', read: ticketIn })),

		message: async (id, { text, isNote, subject }) =>
			await withIds({ 'Ticket ID': id }, async (ticket) => {
				const body = { message: text, ...(isNote && { internal_note: true }), subject };
				const aim = isNote ? 'the note was added' : 'the message was sent';
				return await ask({ method: 'POST', path: `/tickets/${ticket}/messages`, body, aim, read: messageIn });
			}),

		assign: async (id, assignee, note) => {
			const [type, name, receiver] = 'userId' in assignee ? (['user', 'User', assignee.userId] as const) : (['team', 'Team', assignee.teamId] as const);
			return await withIds(
				{ 'Ticket ID': id, [name]: receiver },
				async (ticket, to) => await post(`/tickets/${ticket}/assign`, { type, [`${type}_id`]: to, note }, 'the ticket was assigned'),
			);
		},

		close: async (id, resultId) =>
			await withIds(
				{ 'Ticket ID': id, ...(resultId !== undefined && { Result: resultId }) },
				async (ticket, result) => await post(`/tickets/${ticket}/close`, { ticket_result_id: result }, 'the ticket was closed'),
			),

		reopen: async (id) => await withIds({ 'Ticket ID': id }, async (ticket) => await post(`/tickets/${ticket}/reopen`, {}, 'the ticket was opened again')),

		addLabel: async (id, labelId) =>
			await withIds({ 'Ticket ID': id, Label: labelId }, async (ticket, label) => await post(`/tickets/${ticket}/labels`, { label_id: label }, 'the label was added')),

		removeLabel: async (id, labelId) =>
			await withIds(
				{ 'Ticket ID': id, Label: labelId },
				async (ticket, label) => await ask({ method: 'DELETE', path: `/tickets/${ticket}/labels/${label}`, aim: 'the label was removed', read: done }),
			),

		setCustomField: async (id, fieldId, value) =>
			await withIds(
				{ 'Ticket ID': id, 'Custom Field': fieldId },
				async (ticket, field) => await post(`/tickets/${ticket}/custom_fields`, { custom_field_id: field, value }, 'the custom field was filled in'),
			),
	};
}

function ticketIn(entry: Record<string, unknown>): TrengoTicket | undefined {
	const id = textIn(entry.id) ?? textIn(entry.ticket_id);
	if (id === undefined) return undefined;
	const known = {
		status: textIn(entry.status),
		contactId: textIn(entry.contact_id) ?? textIn(asObject(entry.contact).id),
		channelId: textIn(entry.channel_id),
		userId: textIn(entry.user_id),
		teamId: textIn(entry.team_id),
		subject: textIn(entry.subject),
		contact: contactIn(asObject(entry.contact)),
	};
	return { id, ...Object.fromEntries(Object.entries(known).filter(([, part]) => part !== undefined)) };
}

/** With words in its place, the message was refused. */
function messageIn({ message }: Record<string, unknown>): { messageId: string } | undefined {
	const messageId = textIn(asObject(message).id);
	return messageId === undefined ? undefined : { messageId };
}
