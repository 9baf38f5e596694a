import type { INodeProperties } from 'n8n-workflow';

import { isPhoneCountry } from '../../flow/phone';

/** The option that names the country of phone numbers without a country code. */
export const defaultCountryOption: INodeProperties = {
	displayName: 'Default Country',
	name: 'defaultCountry',
	type: 'string',
	default: '',
	placeholder: 'e.g. NL',
	description: 'Two-letter code (ISO 3166-1) of the country in which phone numbers without a country code are meant',
};

/**
 * @param value what that option holds
 * @returns the code in capitals, or undefined when none was given
 * @throws Error for anything else than the code of a country
 */
export function countryOf(value: unknown): string | undefined {
	const country = String(value ?? '').trim().toUpperCase();
	if (country === '') return undefined;
	if (!isPhoneCountry(country)) throw new Error(`"${country}" is not a country code. Write two letters under Default Country, e.g. NL.`);
	return country;
}
