import { DateTime } from 'luxon';

/**
 * @param value an ISO date-time, also with an offset without a colon as some services write it; it may be anything
 * @returns it as ISO date-time in UTC; the present for what cannot be read
 */
export function isoInstant(value: unknown): string {
	const moment = typeof value === 'string' ? DateTime.fromISO(value, { zone: 'utc' }) : undefined;
	return moment?.isValid ? moment.toJSDate().toISOString() : new Date().toISOString();
}

/**
 * @param value Unix time in seconds, as a number or as text; it may be anything
 * @returns it as ISO date-time in UTC; the present for what cannot be read
 */
export function unixInstant(value: unknown): string {
	const text = typeof value === 'number' ? String(value) : value;
	const isSeconds = typeof text === 'string' && /^\d{1,11}$/.test(text);
	return (isSeconds ? new Date(Number(text) * 1000) : new Date()).toISOString();
}
