import type { HttpRequest } from './message';

/** The statuses that send a client on (RFC 9110, section 15.4). */
const SENDS_ON: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** Headers that tell one server who calls, or which of its hosts is meant; another server has no business with them. */
const FOR_ONE_ORIGIN: ReadonlySet<string> = new Set(['authorization', 'cookie', 'host', 'proxy-authorization']);

/** A chain of redirects that was given up. */
export class TooManyRedirectsError extends Error {
	readonly code = 'ERR_FR_TOO_MANY_REDIRECTS';
}

/**
 * Makes the request to which a redirect leads. As browsers do it, a 303, and a 301 or 302 after a POST, goes on as a GET
 * without a body.
 *
 * @param request the request that was answered
 * @param reply its status and headers, names in lower case
 * @returns the next request, or undefined when the reply is no redirect that can be followed
 */
export function redirectedRequest(
	request: HttpRequest,
	{ status, headers }: { status: number; headers: Record<string, string> },
): HttpRequest | undefined {
	const url = SENDS_ON.has(status) && headers.location ? URL.parse(headers.location, request.url) : null;
	if (!url || !/^https?:$/.test(url.protocol)) return undefined;

	const asGet = status === 303 ? request.method !== 'HEAD' : status < 303 && request.method === 'POST';
	const leaves = !isSameOrigin(url.href, request.url);
	const kept = Object.entries(request.headers).filter(
		([name]) => !(asGet && name.startsWith('content-')) && !(leaves && FOR_ONE_ORIGIN.has(name)),
	);
	return { ...request, ...(asGet && { method: 'GET', body: undefined }), url: url.href, headers: Object.fromEntries(kept) };
}

/** @returns whether two URLs lead to the same scheme, host and port */
export function isSameOrigin(one: string, other: string): boolean {
	return new URL(one).origin === new URL(other).origin;
}
