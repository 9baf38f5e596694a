import { digest } from '../digest';

/** What makes a request the same request when it comes again. Headers do not: a repeat has another date and signature. */
export interface RequestParts {
	method: string;
	path: Record<string, unknown>;
	query: Record<string, unknown>;
	/** Of the body, without parameters; the same bytes can mean two things. */
	mediaType?: string;
	/** The bytes of the body; of a multipart body, whose boundaries change from call to call, what is in it. */
	content: Buffer | MultipartContent;
}

/** What is in a multipart body. */
export interface MultipartContent {
	fields: unknown;
	files: UploadedFileDigest[];
}

/** A file of a multipart body. */
export interface UploadedFileDigest {
	field: string;
	name: string;
	mediaType: string;
	/** Of its bytes, in hex. */
	sha256: string;
}

/**
 * Tells requests apart (the fingerprint of draft-ietf-httpapi-idempotency-key-header): two calls have the same one if they
 * ask for the same.
 *
 * @returns a SHA-256 in hex; nothing of the request can be read from it
 */
export function fingerprintOf({ method, path, query, mediaType, content }: RequestParts): string {
	const body = Buffer.isBuffer(content) ? digest(content) : { fields: inOrder(content.fields), files: content.files };
	return digest(JSON.stringify([method, inOrder(path), inOrder(query), mediaType ?? '', body]));
}

/** `?a=1&b=2` and `?b=2&a=1` ask for the same. What is a list and what is an object is told apart by its first entry. */
function inOrder(value: unknown): unknown {
	if (Array.isArray(value)) return ['list', ...value.map(inOrder)];
	if (typeof value !== 'object' || value === null) return value;
	const entries = Object.entries(value).map(([name, inner]): [string, unknown] => [name, inOrder(inner)]);
	return ['object', ...entries.sort(([one], [other]) => (one < other ? -1 : 1))];
}
