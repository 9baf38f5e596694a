import type { FailureCause } from './message';
import { ResponseTooLargeError } from './message';

const CAUSE_BY_CODE: Record<string, FailureCause> = {
	ENOTFOUND: 'dns',
	EAI_AGAIN: 'dns',
	ECONNREFUSED: 'refused',
	EHOSTUNREACH: 'refused',
	ENETUNREACH: 'refused',
	ECONNABORTED: 'timeout',
	ETIMEDOUT: 'timeout',
	ECONNRESET: 'cut-off',
	EPIPE: 'cut-off',
	ERR_STREAM_PREMATURE_CLOSE: 'cut-off',
	ERR_BAD_RESPONSE: 'cut-off',
	ERR_FR_TOO_MANY_REDIRECTS: 'too-many-redirects',
	EPROTO: 'tls',
	CERT_HAS_EXPIRED: 'tls',
	DEPTH_ZERO_SELF_SIGNED_CERT: 'tls',
	SELF_SIGNED_CERT_IN_CHAIN: 'tls',
	UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'tls',
	UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'tls',
};

const ADVICE: Record<FailureCause, string> = {
	dns: 'The host name is not known. Check the URL.',
	refused: 'Nobody can be reached at this address. Check host and port, and whether the service runs.',
	timeout: 'No whole response came within the time-out.',
	tls: "The server's certificate or the TLS handshake is not in order.",
	'cut-off': 'The connection broke off before the response was whole.',
	'too-many-redirects': 'The server redirected more often than allowed.',
	'response-too-large': 'The response is larger than the limit that is set on the element.',
	blocked: "n8n's operator does not allow requests to this address (SSRF protection).",
	heldBack: 'The request did not get its turn in time.',
	unknown: 'The request failed before a response came.',
};

/** @returns what a failure means and what to look at, in one line, without a URL or a secret */
export function adviceFor(cause: FailureCause): string {
	return ADVICE[cause];
}

/**
 * Tells the cause of an error that an HTTP client threw. The client's own words are not passed on: they can hold the
 * URL with its query, and so a secret.
 *
 * @param error what was thrown: an error of Node.js or axios with a `code`, or n8n's NodeApiError, which keeps that
 *   code in `httpCode`
 * @returns the cause
 */
export function failureOf(error: unknown): FailureCause {
	if (error instanceof ResponseTooLargeError) return 'response-too-large';
	const codes = chainOf(error).flatMap((link) => [link.code, link.httpCode, link.name]);
	return codes.map(causeOfCode).find((found) => found !== undefined) ?? 'unknown';
}

function causeOfCode(code: unknown): FailureCause | undefined {
	if (typeof code !== 'string') return undefined;
	if (code.startsWith('ERR_TLS') || code.startsWith('ERR_SSL') || code.startsWith('CERT_')) return 'tls';
	if (code.startsWith('Ssrf')) return 'blocked';
	// A NodeApiError of a response that broke off has the response's status as its code.
	if (/^\d{3}$/.test(code)) return 'cut-off';
	return CAUSE_BY_CODE[code];
}

interface ErrorLink {
	code?: unknown;
	httpCode?: unknown;
	name?: unknown;
	cause?: unknown;
}

function chainOf(error: unknown): ErrorLink[] {
	const chain: ErrorLink[] = [];
	let link = error as ErrorLink | undefined;
	while (typeof link === 'object' && link !== null && chain.length < 5) {
		chain.push(link);
		link = link.cause as ErrorLink | undefined;
	}
	return chain;
}
