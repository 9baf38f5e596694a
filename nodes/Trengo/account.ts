import type { IExecuteFunctions } from 'n8n-workflow';

import { trengoContacts } from '../../providers/trengo/contacts';
import { trengoTickets } from '../../providers/trengo/tickets';
import { serviceSending } from '../shared/sending';
import { trengoAccount } from '../shared/trengoAccount';
import type { TicketAccount } from '../shared/trengoReceiver';
import type { NodeChoice } from './panel';

/** All that a run needs of an account. */
export type Account = TicketAccount;

/**
 * Reads the account of an item.
 *
 * @throws Error for a credential that cannot be used
 */
export async function accountOf(context: IExecuteFunctions, index: number, { http, turnMs }: Pick<NodeChoice, 'http' | 'turnMs'>): Promise<Account> {
	// Trengo would do a repeated POST twice; what is only read, replaced or removed can be repeated.
	const account = await trengoAccount(context, index, serviceSending(http, false), turnMs);
	const { sendRequest, baseUrl } = account;
	return { ...account, contacts: trengoContacts(sendRequest, { baseUrl }), tickets: trengoTickets(sendRequest, { baseUrl }) };
}
