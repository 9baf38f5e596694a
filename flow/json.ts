import type { ParseError } from 'jsonc-parser';
import { parse, printParseErrorCode } from 'jsonc-parser';

/** A text that is not JSON; the message says where, and never repeats the text, which may hold secrets. */
export class JsonTextError extends Error {
	constructor(
		what: string,
		reason: string,
		readonly line: number,
		readonly column: number,
	) {
		super(`${what} is not valid JSON: ${reason} at line ${line}, column ${column}.`);
		this.name = 'JsonTextError';
	}
}

/**
 * Reads JSON (RFC 8259) and, where it is not valid, says where the first fault is.
 *
 * @param text the JSON text
 * @param what what the text is, for the error, e.g. `The body`
 * @returns the value
 * @throws JsonTextError with line and column (both from 1) of the first fault
 */
export function readJson(text: string, what: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		throw faultOf(text, what);
	}
}

function faultOf(text: string, what: string): JsonTextError {
	const errors: ParseError[] = [];
	parse(text, errors, { allowTrailingComma: false, disallowComments: true, allowEmptyContent: false });
	const { error, offset } = errors[0] ?? { error: undefined, offset: text.length };

	const before = text.slice(0, offset).split('\n');
	const reason = error === undefined ? 'unexpected text' : words(printParseErrorCode(error));
	return new JsonTextError(what, reason, before.length, before[before.length - 1].length + 1);
}

/** `PropertyNameExpected` becomes `property name expected`. */
function words(code: string): string {
	return code.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
}
