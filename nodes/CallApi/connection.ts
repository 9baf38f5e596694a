import isPlainObject from 'lodash/isPlainObject';
import type { ICredentialDataDecryptedObject, IExecuteFunctions } from 'n8n-workflow';
import { assertUrlAllowed, getCredentialAllowedDomains } from 'n8n-workflow';

import { headersOf } from '../../flow/http/headers';
import { readJson } from '../../flow/json';

/** The credential type of a saved connection. */
export const CONNECTION = 'flowElementsConnectionApi';

/** A saved connection as n8n gives it for one item. */
export type Connection = ICredentialDataDecryptedObject;

/**
 * Reads the connection of one item.
 *
 * @returns the connection, or undefined when the item's call needs none
 * @throws Error for a connection that cannot be used, with words that name the field
 */
export async function readConnection(context: IExecuteFunctions, index: number): Promise<Connection | undefined> {
	if (context.getNodeParameter('authentication', index) !== 'connection') return undefined;
	const connection = await context.getCredentials(CONNECTION, index);
	checkConnection(connection);
	return connection;
}

/** @returns the base URL of a connection, if there is one */
export function baseUrlOf(connection: Connection | undefined): string | undefined {
	return String(connection?.baseUrl ?? '').trim() || undefined;
}

/**
 * n8n offers a list of allowed domains on every credential that authenticates; it holds here, too.
 *
 * @throws NodeOperationError for a URL that is not on the list
 */
export function checkAllowed(context: IExecuteFunctions, connection: Connection, url: string): void {
	const node = context.getNode();
	const baseUrl = baseUrlOf(connection);
	const allowedDomains = getCredentialAllowedDomains({
		node,
		credentialData: connection,
		surface: 'Call API',
		credentialOwnedSurface: baseUrl !== undefined,
		nodeEndpointUrl: baseUrl,
	});
	assertUrlAllowed({ url, allowedDomains, node });
}

/** The credential is applied while the request is being sent, which is too late to tell what is wrong with it. */
function checkConnection(connection: Connection): void {
	const needsName = connection.authentication === 'header' || connection.authentication === 'query';
	if (needsName && String(connection.keyName ?? '').trim() === '') {
		throw new Error('The connection does not say which header or parameter carries its key. Fill in Name in the credential.');
	}
	checkDefaultHeaders(String(connection.defaultHeaders ?? ''));
}

function checkDefaultHeaders(text: string): void {
	if (text.trim() === '') return;
	const headers = readJson(text, 'Default Headers of the connection');
	if (!isPlainObject(headers)) {
		throw new Error('Default Headers of the connection is not a JSON object. Write for example { "Accept-Language": "nl" }.');
	}
	headersOf(Object.entries(headers as object).map(([name, value]) => ({ name, value })));
}
