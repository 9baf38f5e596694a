import type { INodeProperties } from 'n8n-workflow';

import { mutedBy, muteWords } from '../../flow/conversation/mutes';
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
import type { TrengoContact } from '../../providers/trengo/contacts';
import type { TrengoTicket } from '../../providers/trengo/tickets';
import { storeAway } from './doneOnce';
import type { TicketAccount } from './ticketAccount';
import { channelOf } from './trengoChannels';

/** Which opt-outs keep a message from being sent. */
export type CheckedOptOuts = 'all' | 'channel' | 'none';

/** What keeps a message to the person of a ticket from being sent. */
export interface ReceiverRules {
	optOuts: CheckedOptOuts;
	/** Whether a conversation with a human agent does. */
	staysSilent: boolean;
}

/** The option that says which opt-outs count. */
export const ticketOptOutsOption: INodeProperties = {
	displayName: 'Check Opt-Out List',
	name: 'optOuts',
	type: 'options',
	noDataExpression: true,
	options: [
		{ name: 'Do Not Check', value: 'none', description: 'For messages that must reach everybody, as the law allows' },
		{ name: 'Opted Out of All Channels', value: 'all' },
		{ name: "Opted Out of the Ticket's Channel", value: 'channel', description: 'Or of all channels' },
	],
	default: 'channel',
	description: 'Who is on the list is not sent anything and leaves by Refused',
};

/**
 * Reads that option.
 *
 * @throws Error for a name that is not known; it must not switch the check off
 */
export function readTicketOptOuts(value: unknown = 'channel'): CheckedOptOuts {
	if (value === 'all' || value === 'channel' || value === 'none') return value;
	throw new Error('Check Opt-Out List names nothing that there is. Choose from the list.');
}

/** @returns why the person of a ticket must not be sent anything, or why that could not be found out; undefined when they may be */
export async function refusedReceiver(account: TicketAccount, { optOuts, staysSilent }: ReceiverRules, ticketId: string): Promise<SendProblem | undefined> {
	if (optOuts === 'none' && !staysSilent) return undefined;
	const ticket = await account.tickets.get(ticketId);
	if ('problem' in ticket) return ticket.problem;
	const contact = await contactOfTicket(account, ticket.value);
	if ('problem' in contact) return contact.problem;
	const addresses = contact.value ? addressesOf(contact.value) : [];
	const channel = optOuts === 'none' ? undefined : await channelFor(account, optOuts, ticket.value);
	const forbidden = await unlessStoreIsAway(async () => ({ problem: await forbiddenBy(addresses, channel, staysSilent) }), storeAway);
	return forbidden.problem;
}

async function forbiddenBy(addresses: readonly Identifier[], channel: Channel | 'all' | undefined, staysSilent: boolean): Promise<SendProblem | undefined> {
	const store = flowStore();
	const entry = channel && (await optOutOf(store, addresses, channel));
	if (entry) return refusal('optedOut', optOutWords(entry), 'Do not write to this person, unless they opt in again.');
	const mute = staysSilent ? await mutedBy(store, addresses) : undefined;
	return mute && refusal('agentTalks', muteWords(mute), 'Send it when the conversation is resolved, if it still matters then.');
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
