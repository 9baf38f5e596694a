import type { ErrorObject } from 'ajv';

import type { FieldError } from './problem';
import { jsonPointer } from './problem';

/** No more failing fields than this are listed in one answer. */
const MOST_ERRORS = 50;

/**
 * Puts what Ajv found into words for the caller.
 *
 * @param errors Ajv's errors, made with `verbose`
 * @returns one entry for each failing field, no value of the call in it
 */
export function fieldErrors(errors: ErrorObject[]): FieldError[] {
	// A failed combination is told by what its parts found; Ajv adds a line for the combination itself.
	const seen = new Map<string, FieldError>();
	for (const error of errors) {
		const path = error.instancePath.split('/').slice(1).map(unescapePointer);
		const fault = fieldError(path, error);
		if (!seen.has(fault.pointer)) seen.set(fault.pointer, fault);
	}
	return [...seen.values()].slice(0, MOST_ERRORS);
}

function fieldError(path: string[], error: ErrorObject): FieldError {
	const params = error.params as Record<string, unknown>;
	switch (error.keyword) {
		case 'required':
			return { pointer: jsonPointer([...path, String(params.missingProperty)]), detail: 'is required' };
		case 'additionalProperties':
			return { pointer: jsonPointer([...path, String(params.additionalProperty)]), detail: 'is not known to this route' };
		case 'type':
			return { pointer: jsonPointer(path), detail: `must be ${named(params.type)}, but is ${kindOf(error.data)}` };
		case 'format':
			return { pointer: jsonPointer(path), detail: FORMAT_WORDS[String(params.format)] ?? `must be a valid ${String(params.format)}` };
		case 'minLength':
			return { pointer: jsonPointer(path), detail: params.limit === 1 ? 'must not be empty' : String(error.message) };
		case 'enum':
			return { pointer: jsonPointer(path), detail: `must be one of ${JSON.stringify(params.allowedValues)}` };
		default:
			return { pointer: jsonPointer(path), detail: error.message ?? 'is not valid' };
	}
}

/** What an attribute of a certain format must be. */
export const FORMAT_WORDS: Record<string, string> = {
	date: 'must be a date (2026-11-20) or a date and time with zone (2026-11-20T09:30:00Z)',
	'date-time': 'must be a date and time with zone (2026-11-20T09:30:00Z)',
	email: 'must be an email address',
	phone: 'must be a phone number with its country code, e.g. +31612345678',
};

const TYPE_WORDS: Record<string, string> = {
	array: 'a list',
	boolean: 'true or false',
	integer: 'a whole number',
	null: 'null',
	number: 'a number',
	object: 'an object',
	string: 'a text',
};

function named(types: unknown): string {
	const list = Array.isArray(types) ? types : [types];
	return list.map((type) => TYPE_WORDS[String(type)] ?? String(type)).join(' or ');
}

function kindOf(value: unknown): string {
	if (value === null) return 'null';
	return TYPE_WORDS[Array.isArray(value) ? 'array' : typeof value] ?? typeof value;
}

function unescapePointer(part: string): string {
	return part.replace(/~1/g, '/').replace(/~0/g, '~');
}
