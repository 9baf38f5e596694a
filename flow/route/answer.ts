import type { HeaderRow } from '../http/headers';
import { headersOf } from '../http/headers';

/** The answer that a flow gives to its caller. */
export interface Answer {
	statusCode: number;
	headers: Record<string, string>;
	/** The bytes; empty for an answer without content. */
	body: Buffer;
}

/** An answer that cannot be given; the message says what to mend. */
export class AnswerError extends Error {
	constructor(message: string) {
		super(message);
		this.name = 'AnswerError';
	}
}

/**
 * Makes an answer with a body of text.
 *
 * @param statusCode 200 to 599
 * @param headers rows of names and values; they win over the content type
 * @param text the body
 * @param contentType the media type of the body
 * @throws AnswerError for a status code that HTTP does not know, HeaderError for such a header
 */
export function textAnswer(
	statusCode: number,
	headers: HeaderRow[],
	text: string,
	contentType: string,
): Answer {
	return {
		statusCode: checkedStatus(statusCode),
		headers: headersOf([{ name: 'content-type', value: contentType }, ...headers]),
		body: Buffer.from(text, 'utf8'),
	};
}

/** Makes an answer without a body; for parameters and errors see {@link textAnswer}. */
export function emptyAnswer(statusCode: number, headers: HeaderRow[]): Answer {
	return { statusCode: checkedStatus(statusCode), headers: headersOf(headers), body: Buffer.alloc(0) };
}

/**
 * Makes an answer that sends the caller to another URL.
 *
 * @param url an absolute http or https URL, or a path on this server
 * @throws AnswerError also for a URL of another kind, such as `javascript:`
 */
export function redirectAnswer(
	statusCode: number,
	headers: HeaderRow[],
	url: string,
): Answer {
	return emptyAnswer(statusCode, [...headers, { name: 'location', value: location(url) }]);
}

/**
 * @param statusCode a status code as the builder wrote it
 * @throws AnswerError for anything but a whole number from 200 to 599
 */
export function checkedStatus(statusCode: number): number {
	if (Number.isInteger(statusCode) && statusCode >= 200 && statusCode <= 599) return statusCode;
	throw new AnswerError('The status code must be a whole number from 200 to 599.');
}

/** Encodes what a URL cannot hold as it is; what is encoded already stays. */
function location(url: string): string {
	const isPath = /^\/(?!\/)/.test(url);
	if (isPath) return encodeURI(url.toWellFormed()).replace(/%25([0-9a-f]{2})/gi, '%$1');

	const target = URL.parse(url);
	if (!target || !/^https?:$/.test(target.protocol)) {
		throw new AnswerError('The redirect URL must begin with http://, https:// or a single /.');
	}
	return target.href;
}
