import type { Refusal } from './problem';
import { refuse } from './problem';

/** The header of draft-ietf-httpapi-idempotency-key-header. */
export const IDEMPOTENCY_HEADER = 'Idempotency-Key';

/** What a route asks for in the matter of idempotency keys. */
export interface KeyRule {
	/** Whether a call without a key is refused. */
	required: boolean;
	/** The header that carries the key; undefined when it is found in the call in another way. */
	header: string | undefined;
}

/** Letters, digits, marks, signs and blanks of any script; no control characters. */
const KEY = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]{1,255}$/u;

/** A string of RFC 9651, section 3.3.3, with parameters behind it, which say nothing here. */
const QUOTED = /^"((?:[^"\\]|\\["\\])*)"(?:;.*)?$/;

/**
 * Reads the idempotency key of a call. The draft writes it as a quoted string (RFC 9651); most callers send it bare, and
 * both forms are the same key.
 *
 * @param value what stands in the header, or what the expression gave
 * @param rule what the route asks for
 * @returns the key, undefined when there is none and none is needed, or the refusal to answer with (400)
 */
export function readKey(value: unknown, rule: KeyRule): { key: string | undefined } | Refusal {
	const isAbsent = value === undefined || value === null || (typeof value === 'string' && value.trim() === '');
	if (isAbsent || isNothing(value, rule)) return rule.required ? missing(rule) : { key: undefined };
	if (typeof value !== 'string' && !Number.isFinite(value)) return invalidKey(rule);

	const text = String(value).trim();
	const key = text.startsWith('"') && rule.header !== undefined ? unquoted(text) : text;
	return key !== undefined && KEY.test(key) ? { key } : invalidKey(rule);
}

function unquoted(text: string): string | undefined {
	return QUOTED.exec(text)?.[1].replace(/\\(["\\])/g, '$1').trim();
}

/** What an expression with text around it makes of a field that is not there. */
function isNothing(value: unknown, { header }: KeyRule): boolean {
	return header === undefined && typeof value === 'string' && /^\s*(?:undefined|null)\s*$/.test(value);
}

function missing({ header }: KeyRule): Refusal {
	const remedy = header
		? `Send one in the ${header} header, a new one for each new request, and the same one when you repeat a request.`
		: 'The route takes it out of the call, and there is none in this one.';
	return refuse('idempotency-key-missing', `This route takes only calls with an idempotency key. ${remedy}`);
}

/** @returns the refusal of a call whose key cannot be used */
export function invalidKey({ header }: KeyRule): Refusal {
	const where = header ? `in the ${header} header` : 'that the route takes out of the call';
	return refuse('idempotency-key-invalid', `The idempotency key ${where} must be a text of 1 to 255 visible characters.`);
}
