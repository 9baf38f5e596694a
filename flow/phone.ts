import { isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/max';

/**
 * Brings a phone number into E.164 form (`+31612345678`), the one form in which elements hold it.
 *
 * @param text the number as people write it, in international form with `+` or `00`, or in national form when a
 *   default country is given; digits alone that begin with a country code are understood too, as messaging
 *   platforms send them
 * @param defaultCountry ISO 3166-1 alpha-2 code of the country in which a national number is meant, e.g. `NL`
 * @returns the number in E.164 form, or undefined when it is not a valid number
 */
export function toE164(text: string, defaultCountry?: string): string | undefined {
	const trimmed = text.trim();
	const international = trimmed.startsWith('00') ? `+${trimmed.slice(2)}` : trimmed;

	const national = parsePhoneNumberFromString(international, {
		defaultCountry: defaultCountry && isSupportedCountry(defaultCountry) ? defaultCountry : undefined,
		extract: false,
	});
	if (national?.isValid()) return national.number;

	// "31612345678": the country code without its plus.
	const prefixed = /^[1-9][\d\s().-]{6,24}$/.test(international)
		? parsePhoneNumberFromString(`+${international}`, { extract: false })
		: undefined;
	return prefixed?.isValid() ? prefixed.number : undefined;
}

/** @returns whether the text is an ISO 3166-1 alpha-2 code of a country whose phone numbers are known, e.g. `NL` */
export function isPhoneCountry(text: string): boolean {
	return isSupportedCountry(text);
}
