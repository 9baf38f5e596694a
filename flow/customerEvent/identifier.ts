import type { Outcome } from '../outcome';
import type { Identifier } from '../participant/identifiers';
import { normalizeEmail } from '../participant/identifiers';
import { toE164 } from '../phone';
import { eventProblem } from './problems';

/** By what a channel knows its contacts. */
export type IdentifierType = 'email' | 'phone';

/** A value, and where it was looked for. */
export interface Given {
	/** Undefined when it was found nowhere. */
	value: unknown;
	/** Where it stands, or all the places where it was looked for; for the error. */
	where: string;
}

const WORDS: Readonly<Record<IdentifierType, { name: string; advice: string }>> = {
	email: { name: 'email address', advice: 'Give it like ann@example.com.' },
	phone: { name: 'phone number', advice: 'Give it with its country code, e.g. +31612345678.' },
};

/**
 * Reads by what a contact is known in its channel.
 *
 * @param type what the channel wants
 * @param given the value of that type
 * @param defaultCountry ISO 3166-1 alpha-2 code of the country of national phone numbers
 * @returns the identifier in normal form, or a problem that names the field; the value itself is not repeated
 */
export function identifierIn(type: IdentifierType, { value, where }: Given, defaultCountry?: string): Outcome<Identifier> {
	const { name, advice } = WORDS[type];
	const text = typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
	if (text === '' && (typeof value === 'string' || value === undefined || value === null)) {
		const text = `The ${name} of the contact is missing, by which the channel knows people: ${where} is empty.`;
		return { problem: eventProblem('identifierMissing', text, advice, where) };
	}
	const normal = type === 'email' ? normalizeEmail(text) : toE164(text, defaultCountry);
	if (normal !== undefined) return { value: { type, value: normal } };
	return { problem: eventProblem('identifierInvalid', `${where} is no valid ${name}.`, advice, where) };
}
