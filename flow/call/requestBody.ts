import isPlainObject from 'lodash/isPlainObject';

import { readJson } from '../json';
import { pairsOf } from './pairs';

/** A body as the builder gives it. */
export type BodyChoice =
	| { kind: 'none' }
	/** Names and values; they become JSON, or a form when the Content-Type header says so. */
	| { kind: 'fields'; fields: Array<{ name: string; value: unknown }> }
	/** JSON as text, or a value that an expression gave. */
	| { kind: 'json'; json: unknown }
	| { kind: 'raw'; text: string; contentType: string };

/** A body as it is sent. */
export interface EncodedBody {
	text?: string;
	/** The Content-Type that goes with it, where none is set. */
	contentType?: string;
}

/** A body that cannot be made; the message says where the fault is. */
export class BodyError extends Error {
	constructor(message: string) {
		super(message);
		this.name = 'BodyError';
	}
}

const FORM = 'application/x-www-form-urlencoded';
const JSON_TYPE = 'application/json';

/**
 * Encodes a body as Infobip's Call API does: JSON, unless the header `Content-Type: application/x-www-form-urlencoded`
 * is set, which makes it a form.
 *
 * @param choice what the builder gave
 * @param contentType the Content-Type that is set on the element or on its connection, if any
 * @throws JsonTextError for text that is not JSON, with line and column; BodyError for a form made from anything but an
 *   object
 */
export function encodeBody(choice: BodyChoice, contentType: string | undefined): EncodedBody {
	const asForm = contentType?.toLowerCase().split(';')[0].trim() === FORM;
	switch (choice.kind) {
		case 'none':
			return {};
		case 'raw':
			return { text: choice.text, contentType: choice.contentType };
		case 'fields': {
			const fields = choice.fields.map(({ name, value }) => [name, value] as const);
			return asForm ? form(fields) : json(Object.fromEntries(fields));
		}
		case 'json': {
			const value = typeof choice.json === 'string' ? readJson(choice.json, 'The body') : choice.json;
			return asForm ? form(entriesOf(value)) : json(value);
		}
	}
}

function json(value: unknown): EncodedBody {
	return { text: JSON.stringify(value), contentType: JSON_TYPE };
}

function form(fields: ReadonlyArray<readonly [string, unknown]>): EncodedBody {
	return { text: new URLSearchParams(pairsOf(fields)).toString(), contentType: FORM };
}

function entriesOf(value: unknown): Array<[string, unknown]> {
	if (isPlainObject(value)) return Object.entries(value as object);
	throw new BodyError('A form is made from a JSON object; this body is something else.');
}
