import isPlainObject from 'lodash/isPlainObject';

import { instantOf } from '../instant';
import type { Reading } from './valueText';
import { dateOf, textOf } from './valueText';

/** As JSON writes numbers; `0x10`, `Infinity` and a comma are none. Digits are read in one way only, or many would take forever. */
const DECIMAL = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i;

const LATITUDE = { name: 'latitude', most: 90 };
const LONGITUDE = { name: 'longitude', most: 180 };

/** @returns degrees, from -90 (south) to 90 */
export function latitudeOf(value: unknown): Reading<number> {
	return degreesOf(value, LATITUDE);
}

/** @returns degrees, from -180 (west) to 180 */
export function longitudeOf(value: unknown): Reading<number> {
	return degreesOf(value, LONGITUDE);
}

function degreesOf(value: unknown, { name, most }: { name: string; most: number }): Reading<number> {
	const reading = textOf(value);
	if ('fault' in reading) return reading;
	const text = reading.value.trim();
	const degrees = DECIMAL.test(text) ? Number(text) : NaN;
	if (Math.abs(degrees) <= most) return { value: degrees };
	return { fault: `The ${name} must be a number from -${most} to ${most}, with a point and not a comma. Write for example 52.37.` };
}

/** @returns Unix time in milliseconds, which lies in the future */
export function expiryOf(value: unknown, { nowMs, zone }: { nowMs: number; zone: string }): Reading<number> {
	const instant = dateOf(value)?.toJSDate() ?? (typeof value === 'string' ? instantOf(value, zone) : undefined);
	const ms = instant?.getTime() ?? NaN;
	if (Number.isNaN(ms)) return { fault: 'The value is no date and time. Write for example 2026-12-31T23:59.' };
	return ms > nowMs ? { value: ms } : { fault: 'The offer would have expired already. Give a date and time in the future.' };
}

/**
 * Reads the data that a form of the provider's (a "flow") is opened with.
 *
 * @param value an object, or its JSON
 */
export function flowDataOf(value: unknown): Reading<Record<string, unknown>> {
	try {
		// An object goes the same way as text, so that nothing stays in it that JSON cannot hold.
		const data: unknown = JSON.parse(typeof value === 'string' ? value : JSON.stringify(value));
		if (isPlainObject(data)) return { value: data as Record<string, unknown> };
	} catch {
		// Told below; the parser's own words would repeat the text.
	}
	return { fault: 'The data is no JSON object. Write for example {"screen":"WELCOME"}.' };
}
