import type { IDataObject, ILoadOptionsFunctions } from 'n8n-workflow';

import type { MessageProvider } from '../../flow/message/messageEvent';
import type { Account } from './accounts';
import { accountOf } from './accounts';

/** The editor waits for an answer. */
const HTTP = { maxRetries: 1, timeoutMs: 15_000 };

/**
 * Reads the account that is chosen in the panel, before anything runs.
 *
 * @throws Error for one that cannot be used, with words that name the field
 */
export async function accountInPanel(context: ILoadOptionsFunctions): Promise<{ account: Account; provider: MessageProvider }> {
	const parameter = (name: string) => context.getCurrentNodeParameter(name);
	const provider = parameter('provider') as MessageProvider;
	const written = provider === 'infobip' ? parameter('sender') : (parameter('options') as IDataObject | undefined)?.phoneNumberId;
	const sender = typeof written === 'string' || typeof written === 'number' ? String(written).trim() : '';
	// The templates of Meta belong to the account, whatever the sender.
	const isExpression = sender.startsWith('=');
	if (isExpression && provider === 'infobip') throw new Error('The sender comes from an expression, which the list cannot know. Choose the template by name.');
	const account = await accountOf(context, 0, { provider, http: HTTP, perSecond: undefined }, isExpression ? '' : sender);
	return { account, provider };
}
