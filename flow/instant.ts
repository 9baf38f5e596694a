import { DateTime } from 'luxon';

/**
 * Reads a date and time as a person wrote it.
 *
 * @param text ISO 8601; where it names no offset it is meant in the given zone
 * @param zone IANA time zone, e.g. `Europe/Amsterdam`
 * @returns the instant, or undefined when the text is no date, or a time of day alone
 */
export function instantOf(text: string, zone: string): Date | undefined {
	const trimmed = text.trim();
	const moment = DateTime.fromISO(trimmed, { zone });
	return moment.isValid && /^\d{4}/.test(trimmed) ? moment.toJSDate() : undefined;
}
