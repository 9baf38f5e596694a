import type { IHttpRequestOptions } from 'n8n-workflow';

/** Names of this machine, where no one else listens in. */
const LOOPBACK = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/;

/**
 * Keeps a key from going anywhere but to the server that it is for, whichever node or test of n8n asks.
 *
 * @param request what is about to be sent
 * @param address the address in the credential
 * @param service the name of the service, for the error
 * @throws Error for a request to another server
 */
export function requireOwnServer(request: IHttpRequestOptions, address: unknown, service: string): void {
	// Older ways of n8n to send a request have the URL under another name.
	const url = request.url || ((request as { uri?: string }).uri ?? '');
	const target = URL.parse(url, request.baseURL || undefined);
	const own = URL.parse(String(address ?? '').trim());
	const isSafe = own?.protocol === 'https:' || LOOPBACK.test(own?.hostname ?? '');
	if (target && own && isSafe && target.origin === own.origin) return;
	throw new Error(`The API key of ${service} is only sent to the server in its credential, and only by https. Check the address there.`);
}
