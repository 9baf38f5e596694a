/** An HTTP request, ready to be sent as often as needed. */
export interface HttpRequest {
	method: HttpMethod;
	/** An absolute http or https URL with its query. */
	url: string;
	headers: Record<string, string>;
	body?: string;
}

/** A method that elements send. */
export type HttpMethod = 'DELETE' | 'GET' | 'HEAD' | 'PATCH' | 'POST' | 'PUT';

/** An HTTP response that came in whole. */
export interface HttpReply {
	status: number;
	/** Names in lower case. */
	headers: Record<string, string>;
	body: Buffer;
}

/** Why no whole response came. */
export type FailureCause =
	/** The host name is not known. */
	| 'dns'
	/** Nobody listens there. */
	| 'refused'
	/** No whole response within the time-out. */
	| 'timeout'
	/** The certificate or the TLS handshake is not in order. */
	| 'tls'
	/** The connection broke off. */
	| 'cut-off'
	/** More redirects than allowed. */
	| 'too-many-redirects'
	/** The response is larger than allowed. */
	| 'response-too-large'
	/** n8n's operator does not allow requests to this address. */
	| 'blocked'
	/** It did not get its turn, so that the service is not sent more than it takes. */
	| 'heldBack'
	/** Anything else. */
	| 'unknown';

/** A response that was given up because it grew too large. */
export class ResponseTooLargeError extends Error {
	constructor() {
		super('The response is larger than allowed.');
		this.name = 'ResponseTooLargeError';
	}
}
