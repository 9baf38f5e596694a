import type { IExecuteFunctions } from 'n8n-workflow';

import { infobipBase } from '../../providers/infobip/base';
import type { SendRequest } from '../../providers/sendRequest';
import type { Sending } from './sending';
import { senderToService } from './sending';

/** The credential type of an Infobip account. */
export const INFOBIP = 'flowElementsInfobipApi';

/** An account at Infobip, ready to be asked. */
export interface InfobipAccount {
	baseUrl: string;
	/** Only to tell accounts apart; requests get it by themselves. */
	apiKey: string;
	sendRequest: SendRequest;
}

/**
 * Reads the Infobip account of an element.
 *
 * @param index the item whose credential is read
 * @throws Error for a credential that cannot be used, with words that name the field
 */
export async function infobipAccount(context: IExecuteFunctions, index: number, sending: Pick<Sending, 'retry' | 'timeoutMs'>): Promise<InfobipAccount> {
	const data = await context.getCredentials(INFOBIP, index);
	const baseUrl = infobipBase(String(data.baseUrl ?? ''));
	const apiKey = String(data.apiKey ?? '').trim();
	if (apiKey === '') throw new Error('API Key of the Infobip credential is empty. Fill it in in the credential.');
	return { baseUrl, apiKey, sendRequest: senderToService(context, { type: INFOBIP, data, baseUrl }, sending) };
}
