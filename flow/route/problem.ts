/**
 * Problem details for HTTP APIs, RFC 9457: the one shape in which a route refuses a call.
 */
export interface Problem {
	/** A URI that names the kind of problem; callers compare it, so it never changes. */
	type: string;
	/** The kind of problem in a few words; the same for every occurrence. */
	title: string;
	/** The HTTP status code, repeated in the body so that it survives proxies. */
	status: number;
	/** What went wrong this time and how to mend it. Never holds a secret. */
	detail: string;
	/** The id of the call, the same as in the `X-Request-Id` header. */
	requestId?: string;
	/** One entry for each failing field of the call (422 only). */
	errors?: FieldError[];
}

/** One failing field: where it is, and what it must be. */
export interface FieldError {
	/** A JSON Pointer as a URI fragment (RFC 6901, section 6), e.g. `#/phone`. */
	pointer: string;
	/** What the field must be, e.g. `must be a number, but is a string`. */
	detail: string;
}

/** A JSON Pointer as a URI fragment, RFC 6901, section 6; a lone surrogate, which no URI can hold, is replaced. */
export function jsonPointer(path: string[]): string {
	return ['#', ...path.map((part) => encodeURIComponent(part.toWellFormed().replace(/~/g, '~0').replace(/\//g, '~1')))].join('/');
}

/** A problem together with the headers that its status code calls for. */
export interface Refusal {
	problem: Problem;
	/** Response headers such as `Allow` (405) or `WWW-Authenticate` (401). */
	headers: Record<string, string>;
}

/** The media type of a problem document (RFC 9457, section 3). */
export const PROBLEM_MEDIA_TYPE = 'application/problem+json';

const KINDS = {
	'body-unreadable': { status: 400, title: 'The body cannot be read' },
	'callback-reference-invalid': { status: 400, title: 'The callback needs one reference' },
	'idempotency-key-invalid': { status: 400, title: 'The idempotency key is not valid' },
	'idempotency-key-missing': { status: 400, title: 'An idempotency key is needed' },
	unauthorized: { status: 401, title: 'A valid token is needed' },
	'signature-invalid': { status: 401, title: 'A valid signature is needed' },
	'address-not-allowed': { status: 403, title: 'The address is not allowed' },
	'callback-unknown': { status: 404, title: 'There is no such callback' },
	'request-unknown': { status: 404, title: 'There is no such request' },
	'session-unknown': { status: 404, title: 'There is no such chatbot session' },
	'method-not-allowed': { status: 405, title: 'The method is not allowed' },
	'answer-not-kept': { status: 409, title: 'The first answer was not kept' },
	'request-in-progress': { status: 409, title: 'The first call is in progress' },
	'callback-late': { status: 410, title: 'The callback comes too late' },
	'callback-used': { status: 410, title: 'The reference has been used' },
	'session-ended': { status: 410, title: 'The chatbot session has ended' },
	'body-too-large': { status: 413, title: 'The body is too large' },
	'media-type-not-supported': { status: 415, title: 'The media type is not supported' },
	'attributes-invalid': { status: 422, title: 'The attributes are not valid' },
	'callback-invalid': { status: 422, title: 'The callback cannot be read' },
	'idempotency-key-reused': { status: 422, title: 'The idempotency key belongs to another call' },
	'rate-limited': { status: 429, title: 'There were too many calls' },
	'flow-failed': { status: 500, title: 'The flow failed' },
	'flow-ended-without-answer': { status: 500, title: 'The flow ended without an answer' },
	'route-misconfigured': { status: 500, title: 'The route is not set up correctly' },
	'store-unavailable': { status: 503, title: 'The route cannot take calls for the moment' },
	'flow-too-slow': { status: 504, title: 'The flow did not answer in time' },
} as const satisfies Record<string, { status: number; title: string }>;

/** The kinds of problem that a route answers with; each is the last part of the problem's `type`. */
export type ProblemKind = keyof typeof KINDS;

const TYPE_PREFIX = 'urn:n8n-nodes-flow-elements:problem:';

/**
 * @param body what a server answered, if it was a JSON object
 * @returns the kind of problem, when the answer is a problem document of a route of this package
 */
export function problemKindOf({ type }: Record<string, unknown>): ProblemKind | undefined {
	const kind = String(type).startsWith(TYPE_PREFIX) ? String(type).slice(TYPE_PREFIX.length) : '';
	return Object.hasOwn(KINDS, kind) ? (kind as ProblemKind) : undefined;
}

/**
 * Makes a refusal of one kind.
 *
 * @param kind which problem it is; it decides the type, the title and the status code
 * @param detail what went wrong this time and how to mend it, without secrets
 * @param extra headers to send along, and the failing fields of a 422
 * @returns the problem document (without a request id, which the route adds) and its headers
 */
export function refuse(
	kind: ProblemKind,
	detail: string,
	extra: { headers?: Record<string, string>; errors?: FieldError[] } = {},
): Refusal {
	const { status, title } = KINDS[kind];
	return {
		problem: {
			type: `${TYPE_PREFIX}${kind}`,
			title,
			status,
			detail,
			...(extra.errors && { errors: extra.errors }),
		},
		headers: extra.headers ?? {},
	};
}
