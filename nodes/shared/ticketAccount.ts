import type { IExecuteFunctions } from 'n8n-workflow';

import type { TrengoContacts } from '../../providers/trengo/contacts';
import { trengoContacts } from '../../providers/trengo/contacts';
import type { TrengoTickets } from '../../providers/trengo/tickets';
import { trengoTickets } from '../../providers/trengo/tickets';
import { serviceSending } from './sending';
import type { TrengoAccount } from './trengoAccount';
import { trengoAccount } from './trengoAccount';

/** A Trengo account with its tickets, and the contacts that these are about. */
export interface TicketAccount extends TrengoAccount {
	contacts: TrengoContacts;
	tickets: TrengoTickets;
}

/** How patient an element is with Trengo. */
export interface TicketPatience {
	http: { maxRetries: number; timeoutMs: number };
	/** How long a request may wait for its turn, in milliseconds. */
	turnMs: number;
}

/**
 * Reads the account of an item.
 *
 * @throws Error for a credential that cannot be used
 */
export async function ticketAccountOf(context: IExecuteFunctions, index: number, { http, turnMs }: TicketPatience): Promise<TicketAccount> {
	// Trengo would do a repeated POST twice; what is only read, replaced or removed can be repeated.
	const account = await trengoAccount(context, index, serviceSending(http, false), turnMs);
	const { sendRequest, baseUrl } = account;
	return { ...account, contacts: trengoContacts(sendRequest, { baseUrl }), tickets: trengoTickets(sendRequest, { baseUrl }) };
}
