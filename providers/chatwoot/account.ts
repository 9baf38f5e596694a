import { textIn, asObject, objectIn } from '../answerBody';
import type { ServiceError } from '../requestFailure';
import type { SendRequest } from '../sendRequest';
import type { ServiceClient } from '../serviceClient';
import { serviceClient } from '../serviceClient';
import { pathPart, serviceBase } from '../serviceUrl';

/** An account at Chatwoot, hosted or one's own. */
export interface ChatwootSettings {
	/** The Base URL of the credential, e.g. `https://app.chatwoot.com`. */
	baseUrl: string;
	/** The number in the URL of the account's pages. */
	accountId: string;
}

/**
 * @param settings as in the credential
 * @returns where the API of the account is
 * @throws ServiceSettingError
 */
export function chatwootBase({ baseUrl, accountId }: ChatwootSettings): string {
	const base = serviceBase(baseUrl, 'Base URL', 'https://app.chatwoot.com').replace(/\/+$/, '');
	return `${base}/api/v1/accounts/${pathPart(accountId, 'Account ID')}`;
}

/**
 * @param sendRequest sends with the account's token. A POST must not be repeated once it may have arrived
 * @throws ServiceSettingError
 */
export function chatwootClient(sendRequest: SendRequest, settings: ChatwootSettings): ServiceClient {
	return serviceClient(sendRequest, { name: 'Chatwoot', base: chatwootBase(settings), readError: readChatwootError });
}

/** Chatwoot tells of errors as `{ error }`, `{ message, attributes }`, `{ errors: [..] }` or `{ description }`. */
export function readChatwootError(body: Buffer | undefined): ServiceError {
	const { error, message, errors, description } = objectIn(body);
	const listed = Array.isArray(errors) ? errors.map((one) => textIn(one) ?? textIn(asObject(one).message)).filter(Boolean).join('; ') : undefined;
	const text = textIn(error) ?? textIn(message) ?? textIn(description) ?? textIn(listed);
	return text === undefined ? {} : { text };
}
