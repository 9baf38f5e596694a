import type { SchemaObject } from 'ajv';
import isPlainObject from 'lodash/isPlainObject';

/** @returns whether a value is text, or several texts under one name, as queries and forms carry them */
export function isTextLike(value: unknown): value is string | string[] {
	return typeof value === 'string' || (Array.isArray(value) && value.every((entry) => typeof entry === 'string'));
}

/**
 * Reads a value that came as text (in a query, a path or a form, where everything is text) as the type that the schema
 * asks for.
 *
 * @param text the text, or the texts when the name was given several times
 * @param schema the schema of this one value
 * @returns the typed value; the text itself where it does not read as that type, so that the check can name the fault;
 *   undefined for an empty text where the schema does not ask for text
 */
export function valueFromText(text: string | string[], schema: SchemaObject): unknown {
	const type = mainType(schema);
	if (type === 'array') return listFromText(text);
	if (Array.isArray(text) || type === undefined || type === 'string') return text;
	if (text.trim() === '') return undefined;

	switch (type) {
		case 'number':
		case 'integer':
			return DECIMAL.test(text.trim()) && Number.isFinite(Number(text)) ? Number(text) : text;
		case 'boolean':
			return booleanFromText(text);
		case 'object':
			return jsonFromText(text, isPlainObject);
		default:
			return text;
	}
}

/** The type that a text can be read as; `["integer", "null"]` is a whole number that may be missing. */
function mainType({ type }: SchemaObject): unknown {
	return Array.isArray(type) ? type.find((one) => one !== 'null') : type;
}

/** As JSON writes numbers; `0x10` and `Infinity` are none. */
const DECIMAL = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i;

function booleanFromText(text: string): boolean | string {
	const word = text.trim().toLowerCase();
	if (word === 'true' || word === '1') return true;
	if (word === 'false' || word === '0') return false;
	return text;
}

function listFromText(text: string | string[]): unknown {
	if (Array.isArray(text)) return text;
	if (text.trim() === '') return undefined;
	return text.trim().startsWith('[') ? jsonFromText(text, Array.isArray) : [text];
}

function jsonFromText(text: string, suits: (value: unknown) => boolean): unknown {
	try {
		const value: unknown = JSON.parse(text);
		return suits(value) ? value : text;
	} catch {
		return text;
	}
}
