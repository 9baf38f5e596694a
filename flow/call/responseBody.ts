import { TextDecoder } from 'node:util';

/** A response body as the flow sees it. */
export type ParsedBody = { kind: 'json'; value: unknown } | { kind: 'text'; value: string } | { kind: 'file' };

/** What the builder expects; `auto` goes by the Content-Type and then by the look of it. */
export type BodyExpectation = 'auto' | 'json' | 'text' | 'file';

const TEXT_TYPE = /^text\/|^application\/(?:xml|javascript|x-www-form-urlencoded|graphql)$|\+xml$/;
const JSON_TYPE = /^application\/json$|\+json$/;

/**
 * Reads a response body.
 *
 * @param body the bytes
 * @param contentType the Content-Type header, if any; text is read by its charset, and as UTF-8 where it names none that
 *   is known. A byte order mark is no part of the text
 * @param expectation what the builder expects
 * @returns JSON, text, or that the bytes are a file. Text that should be JSON but is not stays text: whether that is an
 *   error is for the flow to say
 */
export function parseResponseBody(
	body: Buffer,
	contentType: string | undefined,
	expectation: BodyExpectation,
): ParsedBody {
	if (expectation === 'file') return { kind: 'file' };
	const text = () => decoded(body, contentType);
	if (expectation === 'text') return { kind: 'text', value: text() };

	const mediaType = contentType?.toLowerCase().split(';')[0].trim() ?? '';
	const undeclared = mediaType === '' || mediaType === 'text/plain';
	const looksLikeJson = undeclared && /^\s*[[{]/.test(decoded(body.subarray(0, 64), contentType));
	if (expectation === 'json' || JSON_TYPE.test(mediaType) || looksLikeJson) return jsonOr(text());
	return undeclared || TEXT_TYPE.test(mediaType) || body.length === 0 ? { kind: 'text', value: text() } : { kind: 'file' };
}

function decoded(bytes: Buffer, contentType = ''): string {
	const charset = /;\s*charset\s*=\s*["']?([^"';\s]+)/i.exec(contentType)?.[1];
	return decoderFor(charset).decode(bytes);
}

function decoderFor(charset: string | undefined): TextDecoder {
	try {
		return new TextDecoder(charset);
	} catch {
		return new TextDecoder();
	}
}

function jsonOr(text: string): ParsedBody {
	try {
		return { kind: 'json', value: JSON.parse(text) };
	} catch {
		return { kind: 'text', value: text };
	}
}
