import type { Answer } from './answer';

/** An answer as it is kept for later. */
export type KeptAnswer =
	| {
			statusCode: number;
			headers: Record<string, string>;
			/** Base64. */
			body: string;
	  }
	/** There was an answer, but it was too large to keep. */
	| { tooLarge: true };

/** An answer as the status of a request shows it. */
export interface ShownAnswer {
	statusCode: number;
	headers: Record<string, string>;
	/** The value of a JSON body; text as it is; other bytes in base64. Absent for an answer without content. */
	body?: unknown;
	/** How to read the body, when it is not what it seems. */
	encoding?: 'base64';
}

/** A larger answer is not kept: the store is no place for files. */
export const MOST_KEPT_BYTES = 1024 * 1024;

/** n8n takes these out of what a flow answers (webhook-response-headers.js); and the length is counted anew. */
const NOT_KEPT: ReadonlySet<string> = new Set([
	'clear-site-data',
	'content-length',
	'content-security-policy',
	'strict-transport-security',
	'transfer-encoding',
]);

/** @returns the form in which an answer is kept */
export function keptForm({ statusCode, headers, body }: Answer): KeptAnswer {
	if (body.length > MOST_KEPT_BYTES) return { tooLarge: true };
	const kept = Object.entries(headers).filter(([name]) => !NOT_KEPT.has(name.toLowerCase()));
	return { statusCode, headers: Object.fromEntries(kept), body: body.toString('base64') };
}

/** @returns the answer that was kept, byte for byte; undefined when it was too large */
export function answerFrom(kept: KeptAnswer): Answer | undefined {
	if ('tooLarge' in kept) return undefined;
	return { statusCode: kept.statusCode, headers: kept.headers, body: Buffer.from(kept.body, 'base64') };
}

/** @returns an answer in a form that suits a JSON document */
export function shownAnswer({ statusCode, headers, body }: Answer): ShownAnswer {
	if (body.length === 0) return { statusCode, headers };
	const mediaType = mediaTypeOf(headers);
	const text = isTextual(mediaType) ? utf8(body) : undefined;
	if (text === undefined) return { statusCode, headers, body: body.toString('base64'), encoding: 'base64' };
	return { statusCode, headers, body: isJson(mediaType) ? jsonOr(text) : text };
}

function mediaTypeOf(headers: Record<string, string>): string {
	const type = Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? '';
	return type.split(';', 1)[0].trim().toLowerCase();
}

function isJson(mediaType: string): boolean {
	return mediaType === 'application/json' || mediaType.endsWith('+json');
}

function isTextual(mediaType: string): boolean {
	return isJson(mediaType) || /^text\/|^application\/(?:xml|x-www-form-urlencoded)$|\+xml$/.test(mediaType);
}

function utf8(bytes: Buffer): string | undefined {
	try {
		return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
	} catch {
		return undefined;
	}
}

function jsonOr(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return text;
	}
}
