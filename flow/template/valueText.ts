import { DateTime } from 'luxon';

/** A value that was read, or why it cannot be used and what to do; these words do not repeat the value, which may be personal. */
export type Reading<Value> = { value: Value } | { fault: string };

/** What is left when an expression puts an object into a text. */
const OBJECT_AS_TEXT = '[object Object]';

/** White space, and characters that cannot be seen. */
const NOTHING_TO_SEE = /^[\s\p{Cf}]*$/u;

/** @returns whether a field with this value is left empty */
export function isEmpty(value: unknown): boolean {
	return value === undefined || value === null || (typeof value === 'string' && NOTHING_TO_SEE.test(value));
}

/**
 * Reads a value as text, as an expression may give it.
 *
 * @param value text, a number, a boolean, or a date (also luxon's), which becomes ISO 8601
 */
export function textOf(value: unknown): Reading<string> {
	switch (typeof value) {
		case 'string':
			return value === OBJECT_AS_TEXT ? { fault: OBJECT_FAULT } : { value };
		case 'number':
			return textOfNumber(value);
		case 'bigint':
		case 'boolean':
			return { value: String(value) };
		default:
			return textOfObject(value);
	}
}

function textOfNumber(value: number): Reading<string> {
	if (!Number.isFinite(value)) return { fault: 'The value comes from a calculation that has no result. Check its expression.' };
	// Such numbers, ids mostly, have lost digits already.
	if (Math.abs(value) > Number.MAX_SAFE_INTEGER) return { fault: 'The number has more digits than a number can keep. Give it as text.' };
	return { value: String(value) };
}

const OBJECT_FAULT = 'The value is an object, but must be text. Choose one of the fields in it.';

function textOfObject(value: unknown): Reading<string> {
	if (Array.isArray(value)) return { fault: 'The value is a list, but must be text. Choose one entry, or join them to one text.' };
	const instant = dateOf(value);
	if (instant === undefined) return { fault: OBJECT_FAULT };
	const text = instant.toISO();
	return text === null ? { fault: 'The value is a date that does not exist. Check its expression.' } : { value: text };
}

/** @returns the date that a value is, which can be one that does not exist; undefined for any other value */
export function dateOf(value: unknown): DateTime | undefined {
	if (DateTime.isDateTime(value)) return value;
	return value instanceof Date ? DateTime.fromJSDate(value, { zone: 'utc' }) : undefined;
}
