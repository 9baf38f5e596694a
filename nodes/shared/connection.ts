import type { ICredentialDataDecryptedObject, IExecuteFunctions } from 'n8n-workflow';
import { assertUrlAllowed, getCredentialAllowedDomains } from 'n8n-workflow';

import { defaultHeadersOf } from '../../credentials/FlowElementsConnectionApi.credentials';
import { headersOf } from '../../flow/http/headers';
import type { Credentials } from './httpClient';

/** The credential type of a saved connection. */
export const CONNECTION = 'flowElementsConnectionApi';

/** A saved connection as it is for one item. */
export interface Connection {
	baseUrl?: string;
	/** The headers that every request gets, names in lower case. */
	defaultHeaders: Record<string, string>;
	credentials: Credentials;
}

/**
 * Reads the connection of one item.
 *
 * @returns the connection, or undefined when the item's call needs none
 * @throws Error for a connection that cannot be used, with words that name the field
 */
export async function readConnection(context: IExecuteFunctions, index: number): Promise<Connection | undefined> {
	if (context.getNodeParameter('authentication', index) !== 'connection') return undefined;
	const data = await context.getCredentials(CONNECTION, index);
	checkKey(data);
	const baseUrl = textOf(data, 'baseUrl').trim() || undefined;
	const secretInUrl = data.authentication === 'query' ? textOf(data, 'apiKey') : undefined;
	const defaults = Object.entries(defaultHeadersOf(textOf(data, 'defaultHeaders')));
	return {
		baseUrl,
		defaultHeaders: headersOf(defaults.map(([name, value]) => ({ name, value }))),
		credentials: { type: CONNECTION, data, baseUrl, secretInUrl },
	};
}

/**
 * n8n offers a list of allowed domains on every credential that authenticates; it holds here, too.
 *
 * @throws NodeOperationError for a URL that is not on the list
 */
export function checkAllowed(context: IExecuteFunctions, { baseUrl, credentials }: Connection, url: string): void {
	const node = context.getNode();
	const allowedDomains = getCredentialAllowedDomains({
		node,
		credentialData: credentials.data,
		surface: node.name,
		credentialOwnedSurface: baseUrl !== undefined,
		nodeEndpointUrl: baseUrl,
	});
	assertUrlAllowed({ url, allowedDomains, node });
}

/** The credential is applied while the request is being sent, which is too late to tell what is wrong with it. */
function checkKey(data: ICredentialDataDecryptedObject): void {
	const text = (name: string) => textOf(data, name);
	switch (data.authentication) {
		case 'bearer':
			checkFilled('Token', text('token'));
			headersOf([{ name: 'Authorization', value: `Bearer ${text('token')}` }]);
			break;
		case 'basic':
			checkUser(text('user'), text('password'));
			break;
		case 'header':
			checkFilled('Name', text('keyName'));
			checkFilled('API Key', text('apiKey'));
			headersOf([{ name: text('keyName'), value: text('apiKey') }]);
			break;
		case 'query':
			checkFilled('Name', text('keyName'));
			checkFilled('API Key', text('apiKey'));
	}
}

/** There are APIs that take a key as the user or as the password and leave the other one empty. */
function checkUser(user: string, password: string): void {
	checkFilled('User', user + password);
	// RFC 7617, section 2.
	if (/[:\p{Cc}]/u.test(user)) {
		throw new Error('User of the connection has a colon or a line break. Mend it in the credential.');
	}
	if (/\p{Cc}/u.test(password)) throw new Error('Password of the connection has a line break. Mend it in the credential.');
}

function checkFilled(field: string, text: string): void {
	if (text.trim() === '') throw new Error(`${field} of the connection is empty. Fill it in in the credential.`);
}

function textOf(data: ICredentialDataDecryptedObject, name: string): string {
	return String(data[name] ?? '');
}
