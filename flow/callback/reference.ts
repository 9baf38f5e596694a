import { capture } from '../call/capture';
import type { CallHeaders } from '../route/callHeaders';
import { headerOf } from '../route/callHeaders';

/** Where a call may have its reference. */
export interface ReferencePlaces {
	header: string;
	query: string;
	/** A JSONPath in the body; undefined when it is not looked for there. */
	path?: string;
}

/** @returns what is wrong with a reference, in words that go on after its name; undefined when it can be used */
export type ReferenceFault = string | undefined;

const REFERENCE = /^[\x21-\x7e]{1,200}$/;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * Looks at a reference that a builder has chosen.
 *
 * @param isSecret whether it is all by which callers show that they may call back
 */
export function referenceFault(reference: string, isSecret: boolean): ReferenceFault {
	if (reference === '') return 'is empty. Let a Wait for Callback with the operation Prepare make one, or give your own.';
	if (!REFERENCE.test(reference)) return 'must have 1 to 200 letters, digits or signs without white space, as a header can carry them.';
	if (isSecret && !UUID.test(reference)) {
		return 'could be guessed, and callers need nothing else to call back. Take a random UUID, or have callers show a token or a signature.';
	}
	return undefined;
}

/**
 * Reads the reference of a call.
 *
 * @param call its headers and query
 * @param body the fields of its body
 * @returns the different ones that it has: one in a good call
 */
export function referencesIn(call: { headers: CallHeaders; query: Record<string, unknown> }, body: Record<string, unknown>, places: ReferencePlaces): string[] {
	const { header, query, path } = places;
	const found = [
		headerOf(call.headers, header),
		Object.hasOwn(call.query, query) ? call.query[query] : undefined,
		path === undefined ? undefined : capture(body, [{ variable: 'reference', path }], false).reference,
	];
	const texts = found.filter((one) => typeof one === 'string' || typeof one === 'number').map((one) => String(one).trim());
	return [...new Set(texts.filter((text) => text !== ''))];
}
