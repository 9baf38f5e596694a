import type { ICredentialDataDecryptedObject, ICredentialType, IHttpRequestOptions } from 'n8n-workflow';

/**
 * @param credential a credential type that authenticates by headers
 * @param data what stands in it
 * @param url where a request goes
 * @returns the headers that it adds to the request
 */
export async function keyHeaders(
	credential: ICredentialType,
	data: ICredentialDataDecryptedObject,
	url: string,
): Promise<Record<string, string>> {
	const authenticate = credential.authenticate as (
		credentials: ICredentialDataDecryptedObject,
		request: IHttpRequestOptions,
	) => Promise<IHttpRequestOptions>;
	return (await authenticate(data, { url })).headers as Record<string, string>;
}
