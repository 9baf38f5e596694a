import type { ICredentialDataDecryptedObject, IExecuteFunctions, ILoadOptionsFunctions } from 'n8n-workflow';

import { trengoBase } from '../../providers/trengo/base';
import { sendLimitsOf } from '../../providers/sendLimits';
import type { SendRequest } from '../../providers/sendRequest';
import type { SendingContext } from './httpClient';
import { MESSAGE_CREDENTIALS, textOf } from './messageAccounts';
import type { ServiceSending } from './sending';
import { senderToService } from './sending';
import { sendLine, turnsIn } from './turns';

/** An account at Trengo, ready to be asked. */
export interface TrengoAccount {
	/** Checked. */
	baseUrl: string;
	/** Tells tokens apart, and nothing can be read from it. */
	line: string;
	/** Each try of a request takes its turn, so that over all runs Trengo is sent no more than it takes. */
	sendRequest: SendRequest;
}

/**
 * Reads the Trengo account of an element.
 *
 * @param index the item whose credential is read
 * @param sending how requests are repeated. Trengo does a repeated POST twice, so that only one that cannot have arrived may be
 * @param turnMs how long a request may wait for its turn, in milliseconds
 * @throws Error for a credential that cannot be used, with words that name the field
 */
export async function trengoAccount(
	context: IExecuteFunctions | ILoadOptionsFunctions,
	index: number,
	sending: ServiceSending,
	turnMs: number,
): Promise<TrengoAccount> {
	return trengoAccountOf(context, await context.getCredentials(MESSAGE_CREDENTIALS.trengo, index), sending, turnMs);
}

/** The same, of a credential that has been read already. */
export function trengoAccountOf(context: SendingContext, data: ICredentialDataDecryptedObject, sending: ServiceSending, turnMs: number): TrengoAccount {
	const baseUrl = trengoBase(textOf(data, 'baseUrl'));
	if (textOf(data, 'token') === '') throw new Error('API Token of the Trengo credential is empty. Fill it in in the credential.');
	const line = sendLine('trengo', data);
	const turns = turnsIn(line, sendLimitsOf('trengo'), turnMs, context.getExecutionCancelSignal?.());
	return { baseUrl, line, sendRequest: senderToService(context, { type: MESSAGE_CREDENTIALS.trengo, data, baseUrl }, { ...sending, turns }) };
}
