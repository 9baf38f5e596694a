import isPlainObject from 'lodash/isPlainObject';

import type { Refusal } from './problem';
import { refuse } from './problem';

/** The body of a call: its attributes, and whether they are text (a form) or typed (JSON). */
export interface CallBody {
	attributes: Record<string, unknown>;
	isText: boolean;
}

/** A body as n8n hands it over. */
export interface ReceivedBody {
	/** The media type without its parameters, in lower case; undefined when the caller named none. */
	mediaType: string | undefined;
	/** The bytes as they came in; empty for a multipart body, which n8n reads as a stream. */
	raw: Buffer;
	/** What n8n made of the body: an object for JSON and forms, `{ data, files }` for multipart. */
	parsed: unknown;
}

const SUPPORTED = 'application/json, application/x-www-form-urlencoded or multipart/form-data';

/**
 * Reads the attributes out of a body.
 *
 * @param body the body as n8n hands it over
 * @returns the attributes, or a refusal: 415 for a media type that carries none, 400 for JSON that cannot be read,
 *   422 for JSON that is not an object
 */
export function readBody({ mediaType, raw, parsed }: ReceivedBody): CallBody | Refusal {
	switch (mediaType) {
		case 'application/x-www-form-urlencoded':
			return { attributes: { ...(parsed as object) }, isText: true };
		case 'multipart/form-data':
			return { attributes: { ...(parsed as { data?: object } | undefined)?.data }, isText: true };
	}
	// n8n reads no other kind of multipart, which must not pass for no body at all.
	const isUnread = mediaType?.startsWith('multipart/') === true;
	if (raw.length === 0 && !isUnread) return { attributes: {}, isText: false };
	if (mediaType === 'application/json') return fromJson(parsed);
	if (mediaType?.endsWith('+json')) return fromJsonText(raw);
	return refuse(
		'media-type-not-supported',
		mediaType
			? `The body is ${mediaType}; send ${SUPPORTED}.`
			: `The body has no Content-Type header; send ${SUPPORTED}.`,
		{ headers: { Accept: 'application/json, application/x-www-form-urlencoded, multipart/form-data' } },
	);
}

function fromJsonText(raw: Buffer): CallBody | Refusal {
	let value: unknown;
	try {
		value = JSON.parse(raw.toString('utf8'));
	} catch {
		return refuse('body-unreadable', 'The body is not valid JSON.');
	}
	return fromJson(value);
}

function fromJson(value: unknown): CallBody | Refusal {
	if (isPlainObject(value)) return { attributes: { ...(value as object) }, isText: false };
	const detail = 'The body must be a JSON object whose fields are the attributes.';
	return refuse('attributes-invalid', detail, { errors: [{ pointer: '#', detail: 'must be an object' }] });
}
