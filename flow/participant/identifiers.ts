import { domainToASCII } from 'node:url';

import { fullFormats } from 'ajv-formats/dist/formats';

import { toE164 } from '../phone';
import { UNSAFE_NAMES } from '../unsafeNames';

/** By what a participant is known. */
export interface Identifier {
	/** `phone` (E.164), `email` (normalised), or the name of a provider, e.g. `infobip`. */
	type: string;
	value: string;
}

/** Why nobody can be told from a contact. The message names the field and the remedy, and never repeats the value. */
export interface ContactFault {
	/** `contact` when neither phone, email nor an id of a provider was given. */
	field: 'phone' | 'email' | 'contact' | 'providerId';
	message: string;
}

/** A contact as people and machines write it. */
export interface Contact {
	/** A text, or a number with its country code and without the plus. */
	phone?: unknown;
	email?: unknown;
	/** The ids that providers know the participant by, under the names of the providers. */
	providerIds?: Record<string, unknown>;
}

/**
 * Reads by what a participant is known. Fields that are empty, null or undefined count as not given.
 *
 * @param defaultCountry ISO 3166-1 alpha-2 code of the country in which a national phone number is meant, e.g. `NL`
 * @returns the identifiers, the phone first, then the email, then those of providers; or the first fault
 */
export function identify(contact: Contact, defaultCountry?: string): { identifiers: Identifier[] } | { fault: ContactFault } {
	const { phone, email, providerIds = {} } = contact;
	const read = [
		readPhone(phone, defaultCountry),
		readEmail(email),
		...Object.entries(providerIds).map(([name, value]) => readProviderId(name, value)),
	];
	const fault = read.find((one) => one !== undefined && 'field' in one);
	if (fault) return { fault };
	const identifiers = read.filter((one) => one !== undefined && 'type' in one);
	return identifiers.length > 0 ? { identifiers } : { fault: NO_CONTACT };
}

/**
 * Brings an email address into the one form in which elements hold it: without white space around it, in lower case, and
 * with the ASCII form of its domain (IDNA). Strictly, the part before the @ could differ by case (RFC 5321, section 2.4);
 * no mail provider that people use does that.
 *
 * @returns the address, or undefined when it is none, or longer than the 254 characters that can be sent to
 */
export function normalizeEmail(text: string): string | undefined {
	const trimmed = text.trim().normalize('NFC');
	const at = trimmed.lastIndexOf('@');
	const domain = trimmed.slice(at + 1);
	if (at < 0 || trimmed.length > LONGEST_EMAIL || NOT_IN_DOMAIN.test(domain)) return undefined;

	const email = `${trimmed.slice(0, at)}@${domainToASCII(domain)}`.toLowerCase();
	const isEmail = email.length <= LONGEST_EMAIL && (fullFormats.email as RegExp).test(email);
	return isEmail && !IP_ADDRESS.test(email) ? email : undefined;
}

/** @returns whether a provider can have this name: lower-case letters, digits and hyphens, 64 at the most */
export function isProviderName(name: string): boolean {
	return /^[a-z0-9-]{1,64}$/.test(name) && !['phone', 'email'].includes(name) && !UNSAFE_NAMES.has(name);
}

/** @returns whether two identifiers are the same */
export function isSameIdentifier(one: Identifier, other: Identifier): boolean {
	return one.type === other.type && one.value === other.value;
}

type Read = Identifier | ContactFault | undefined;

const LONGEST_EMAIL = 254;

/** The ASCII form of a domain is made as for a URL, where other characters would end the domain or be decoded. */
const NOT_IN_DOMAIN = /[^a-z0-9.\-\u{80}-\u{10ffff}]/iu;

/** `0x7f.1` is read as an IP address. */
const IP_ADDRESS = /\.\d+$/;

/** No control characters, no halves of characters. */
const VISIBLE = /^\P{C}{1,255}$/u;

const NO_CONTACT: ContactFault = { field: 'contact', message: 'There is neither a phone number nor an email address. Give one of them.' };

function readPhone(value: unknown, defaultCountry: string | undefined): Read {
	if (isNotGiven(value)) return undefined;
	const phone = typeof value === 'string' || typeof value === 'number' ? toE164(String(value), defaultCountry) : undefined;
	if (phone !== undefined) return { type: 'phone', value: phone };
	return { field: 'phone', message: 'The phone number is not valid. Write it with its country code, e.g. +31612345678.' };
}

function readEmail(value: unknown): Read {
	if (isNotGiven(value)) return undefined;
	const email = typeof value === 'string' ? normalizeEmail(value) : undefined;
	if (email !== undefined) return { type: 'email', value: email };
	return { field: 'email', message: 'The email address is not valid. Write it like ann@example.com.' };
}

function readProviderId(name: string, value: unknown): Read {
	if (!isProviderName(name)) {
		return { field: 'providerId', message: 'The name of a provider is not valid. Write lower-case letters, digits and hyphens, e.g. infobip.' };
	}
	if (isNotGiven(value)) return undefined;
	// A number that JavaScript cannot hold exactly could be the id of somebody else.
	const id = typeof value === 'string' || Number.isSafeInteger(value) ? String(value).trim() : '';
	if (VISIBLE.test(id)) return { type: name, value: id };
	return { field: 'providerId', message: `The ID from ${name} is not valid. Give it as a text of 1 to 255 characters.` };
}

function isNotGiven(value: unknown): boolean {
	return value === undefined || value === null || (typeof value === 'string' && value.trim() === '');
}
