import type { Channel } from '../../flow/optOut/channels';
import { optOutOf, optOutWords } from '../../flow/optOut/refusal';
import type { Outcome } from '../../flow/outcome';
import type { Identifier } from '../../flow/participant/identifiers';
import { normalizeEmail } from '../../flow/participant/identifiers';
import { toE164 } from '../../flow/phone';
import { flowStore } from '../../flow/store/theStore';
import { unlessStoreIsAway } from '../../flow/store/unlessStoreIsAway';
import { refusal } from '../../flow/template/refusals';
import type { SendProblem } from '../../flow/template/sendProblem';
import type { TrengoContact, TrengoContacts } from '../../providers/trengo/contacts';
import type { TrengoTicket, TrengoTickets } from '../../providers/trengo/tickets';
import { storeAway } from './doneOnce';
import type { TrengoAccount } from './trengoAccount';
import { channelOf } from './trengoChannels';

/** An account as far as its tickets need it. */
export interface TicketAccount extends TrengoAccount {
	contacts: TrengoContacts;
	tickets: TrengoTickets;
}

/** Which opt-outs keep a message from being sent. */
export type CheckedOptOuts = 'all' | 'channel' | 'none';

/** @returns why the person of a ticket must not be sent anything, or why that could not be found out; undefined when they may be */
export async function refusedReceiver(account: TicketAccount, optOuts: CheckedOptOuts, ticketId: string): Promise<SendProblem | undefined> {
	if (optOuts === 'none') return undefined;
	const ticket = await account.tickets.get(ticketId);
	if ('problem' in ticket) return ticket.problem;
	const contact = await contactOfTicket(account, ticket.value);
	if ('problem' in contact) return contact.problem;
	const addresses = contact.value ? addressesOf(contact.value) : [];
	const channel = await channelFor(account, optOuts, ticket.value);
	const entry = await unlessStoreIsAway(async () => await optOutOf(flowStore(), addresses, channel), storeAway);
	if (!entry || 'problem' in entry) return entry?.problem;
	return refusal('optedOut', optOutWords(entry), 'Do not write to this person, unless they opt in again.');
}

async function contactOfTicket(account: TicketAccount, { contact, contactId }: TrengoTicket): Promise<Outcome<TrengoContact | undefined>> {
	if (contact || contactId === undefined) return { value: contact };
	return await account.contacts.get(contactId);
}

async function channelFor(account: TicketAccount, optOuts: CheckedOptOuts, { channelId }: TrengoTicket): Promise<Channel | 'all'> {
	if (optOuts === 'all' || channelId === undefined) return 'all';
	const { traits } = await channelOf(account, channelId);
	return traits?.optOuts ?? 'all';
}

function addressesOf({ email, phone, identifier }: TrengoContact): Identifier[] {
	const given = [email, phone, identifier].filter((text) => text !== undefined);
	const emails = given.map(normalizeEmail).filter((value) => value !== undefined);
	const phones = given.map((text) => toE164(text)).filter((value) => value !== undefined);
	return [...emails.map((value) => ({ type: 'email', value })), ...phones.map((value) => ({ type: 'phone', value }))];
}
