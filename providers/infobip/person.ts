import { DateTime } from 'luxon';

import type { Identifier } from '../../flow/participant/identifiers';
import { jsonValues, UnsendableValueError } from '../jsonValues';
import { digitsOf } from './identifier';

/** A profile for Infobip People. */
export type Person = Record<string, unknown> & { customAttributes?: Record<string, unknown> };

/** Brings an attribute into the form of its field, or gives undefined when it does not fit there. */
type Fitting = (value: unknown) => unknown;

/** In characters, as for the lengths below. */
const LONGEST_CUSTOM = 4096;

/** The fields of a profile that an attribute of the same name goes to, and what fits into them. */
const FIELDS: Readonly<Record<string, Fitting>> = {
	address: textUpTo(50),
	birthDate: dateText,
	city: textUpTo(50),
	country: textUpTo(50),
	externalId: textUpTo(256),
	firstName: textUpTo(255),
	gender: oneOf('FEMALE', 'MALE'),
	lastName: textUpTo(255),
	middleName: textUpTo(50),
	preferredLanguage: language,
	profilePicture: textUpTo(2083),
	tags: tagList,
	type: oneOf('CUSTOMER', 'LEAD'),
};

/** Infobip takes no more of each kind; the newest come first. */
const MOST_CONTACTS = 100;

/**
 * Makes the profile that Infobip creates or updates for a participant, by this rule:
 *
 * - An attribute with the name of a field of the profile ({@link FIELDS}) goes there when its kind and length fit. Case
 *   makes no difference in values of `gender`, `type` and `preferredLanguage`.
 * - Every other attribute, and every one that does not fit, becomes a custom attribute of its name. Infobip rejects a
 *   person with a custom attribute that the account does not have; so nothing is lost without a word.
 * - Attributes without a value (null, blank) are left out.
 * - With it go all phone numbers and email addresses. Infobip merges the profiles that they lead to.
 *
 * @returns the profile, or undefined for a participant without attributes, whose profile stays as it is
 * @throws UnsendableValueError for a custom attribute that is longer than Infobip takes
 */
export function personOf(attributes: Record<string, unknown>, identifiers: readonly Identifier[]): Person | undefined {
	const given = Object.entries(jsonValues(attributes));
	if (given.length === 0) return undefined;

	const rows = given.map(([name, value]) => ({ name, value, fitting: fitting(name, value) }));
	const fields = rows.filter(({ fitting }) => fitting !== undefined).map(({ name, fitting }) => [name, fitting]);
	const custom = rows.filter(({ fitting }) => fitting === undefined).map(({ name, value }) => [name, value]);
	for (const [name, value] of custom) checkLength(String(name), value);
	return {
		...Object.fromEntries(fields),
		...(custom.length > 0 && { customAttributes: Object.fromEntries(custom) as Record<string, unknown> }),
		contactInformation: contactsOf(identifiers),
	};
}

function fitting(name: string, value: unknown): unknown {
	return Object.hasOwn(FIELDS, name) ? FIELDS[name](value) : undefined;
}

function checkLength(name: string, value: unknown): void {
	const text = typeof value === 'string' ? value : JSON.stringify(value);
	if (text.length <= LONGEST_CUSTOM) return;
	// Infobip would refuse the whole request.
	throw new UnsendableValueError(`The attribute "${name}" is longer than the ${LONGEST_CUSTOM} characters that Infobip takes.`);
}

function contactsOf(identifiers: readonly Identifier[]): object {
	const phones = valuesOf(identifiers, 'phone').map((number) => ({ number: digitsOf(number) }));
	const emails = valuesOf(identifiers, 'email').map((address) => ({ address }));
	return { ...(phones.length > 0 && { phone: phones }), ...(emails.length > 0 && { email: emails }) };
}

function valuesOf(identifiers: readonly Identifier[], type: string): string[] {
	const values = identifiers.filter((identifier) => identifier.type === type).map(({ value }) => value);
	return [...new Set(values)].slice(0, MOST_CONTACTS);
}

function textUpTo(length: number): Fitting {
	return (value) => {
		if (typeof value !== 'string' && typeof value !== 'number') return undefined;
		const text = String(value).trim();
		return text.length <= length ? text : undefined;
	};
}

function oneOf(...words: string[]): Fitting {
	return (value) => words.find((word) => typeof value === 'string' && value.trim().toUpperCase() === word);
}

function dateText(value: unknown): string | undefined {
	if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(value.trim())) return undefined;
	return DateTime.fromISO(value.trim()).isValid ? value.trim() : undefined;
}

/** `nl` or `en-GB`; BCP 47 sets the case by habit only. */
function language(value: unknown): string | undefined {
	const match = typeof value === 'string' ? /^([a-z]{2})(?:-([a-z]{2}))?$/i.exec(value.trim()) : null;
	return match ? [match[1].toLowerCase(), ...(match[2] ? [match[2].toUpperCase()] : [])].join('-') : undefined;
}

function tagList(value: unknown): string[] | undefined {
	if (!Array.isArray(value) || !value.every((tag) => typeof tag === 'string' && tag.trim() !== '')) return undefined;
	return [...new Set((value as string[]).map((tag) => tag.trim()))];
}
