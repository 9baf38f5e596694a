import { IANAZone } from 'luxon';

import { remembering } from '../memo';
import type { Span } from '../store/slots';

export const MINUTE_MS = 60_000;
export const DAY_MS = 24 * 60 * MINUTE_MS;

/**
 * A date on the calendar on the wall, in days since 1970-01-01. Such dates follow one another without a gap, also where
 * a country left one out (Samoa had no 2011-12-30).
 */
export type LocalDay = number;

/** A span of time in which the clocks of a zone are not changed. */
export interface Stretch extends Span {
	/** What the clock on the wall is ahead of UTC, in milliseconds. */
	offsetMs: number;
}

/** No IANA name comes near this length. */
const LONGEST_NAME = 64;

/**
 * All IANA names of three letters. ICU knows more of them, which mean other places than people think: its BST is
 * Bangladesh.
 */
const SHORT_NAMES: ReadonlySet<string> = new Set(
	['CET', 'EET', 'EST', 'GMT', 'HST', 'MET', 'MST', 'PRC', 'ROC', 'ROK', 'UCT', 'UTC', 'WET'],
);

const rememberedZone = remembering<boolean>(1000);

/** @returns whether the text is the name of an IANA time zone, e.g. `Europe/Berlin`; a bare offset (`+02:00`) is none */
export function isZone(zone: string): boolean {
	if (typeof zone !== 'string' || zone.length > LONGEST_NAME) return false;
	return rememberedZone(zone, () => {
		const isName = /^[a-z]/i.test(zone) && (zone.length !== 3 || SHORT_NAMES.has(zone.toUpperCase()));
		return isName && IANAZone.isValidZone(zone);
	});
}

/** Calendars end at ±8.64e15; no clock is asked about instants close to that, so that none has to look beyond. */
const LAST_MS = 8e15;

/** @returns whether the number is an instant (Unix time in milliseconds) for which clocks can be read */
export function isInstant(atMs: number): boolean {
	return Math.abs(atMs) <= LAST_MS;
}

/**
 * @param zone IANA time zone
 * @param atMs an instant, Unix time in milliseconds
 * @returns what the clock on the wall is ahead of UTC at that instant, in milliseconds
 * @throws RangeError when there is no such zone
 */
export function offsetAt(zone: string, atMs: number): number {
	if (!isZone(zone)) throw new RangeError('There is no such IANA time zone. A zone is for example Europe/Berlin.');
	return Math.round(IANAZone.create(zone).offset(Math.floor(atMs)) * MINUTE_MS);
}

/** Clocks are looked at this often. No zone has ever changed them twice, or will by any rule in force, within three days. */
const PROBE_MS = 2 * DAY_MS;

/** Stretches are worked out and remembered for a block of time at once. */
const BLOCK_MS = 32 * PROBE_MS;

const rememberedBlock = remembering<Stretch[]>(1000);

/**
 * Divides a span of time at the instants at which clocks are changed.
 *
 * @param zone IANA time zone
 * @returns stretches in order, without gaps; neighbours may have the same offset
 * @throws RangeError when there is no such zone
 */
export function* stretches(zone: string, { fromMs, toMs }: Span): Generator<Stretch, void> {
	for (let block = Math.floor(fromMs / BLOCK_MS); block * BLOCK_MS < toMs; block++) {
		for (const whole of rememberedBlock(`${zone} ${block}`, () => stretchesOfBlock(zone, block * BLOCK_MS))) {
			const part = {
				fromMs: Math.max(fromMs, whole.fromMs),
				toMs: Math.min(toMs, whole.toMs),
				offsetMs: whole.offsetMs,
			};
			if (part.fromMs < part.toMs) yield part;
		}
	}
}

function stretchesOfBlock(zone: string, blockMs: number): Stretch[] {
	const endMs = blockMs + BLOCK_MS;
	let last: Stretch = { fromMs: blockMs, toMs: endMs, offsetMs: offsetAt(zone, blockMs) };
	const found = [last];
	for (let probeMs = blockMs + PROBE_MS; probeMs <= endMs; probeMs += PROBE_MS) {
		const offsetMs = offsetAt(zone, probeMs);
		if (offsetMs === last.offsetMs) continue;

		last.toMs = changeBetween(zone, probeMs - PROBE_MS, probeMs);
		last = { fromMs: last.toMs, toMs: endMs, offsetMs };
		found.push(last);
	}
	return found;
}

/** Clocks are changed at whole seconds. */
const SECOND_MS = 1000;

/** @returns the instant at which the clocks are changed, between two whole seconds whose offsets differ */
function changeBetween(zone: string, beforeMs: number, afterMs: number): number {
	const offsetBefore = offsetAt(zone, beforeMs);
	let [before, after] = [beforeMs / SECOND_MS, afterMs / SECOND_MS];
	while (after - before > 1) {
		const middle = Math.floor((before + after) / 2);
		if (offsetAt(zone, middle * SECOND_MS) === offsetBefore) before = middle;
		else after = middle;
	}
	return after * SECOND_MS;
}

/** @param localMs an instant as the clock on the wall shows it: Unix time in milliseconds plus the offset */
export function dayOf(localMs: number): LocalDay {
	return Math.floor(localMs / DAY_MS);
}

/** @returns the ISO weekday: 1 (Monday) – 7 (Sunday) */
export function weekdayOf(day: LocalDay): number {
	// 1970-01-01 was a Thursday.
	return ((((day + 3) % 7) + 7) % 7) + 1;
}

/** @returns the date as `YYYY-MM-DD` */
export function dateOf(day: LocalDay): string {
	return new Date(day * DAY_MS).toISOString().split('T')[0];
}

/** @returns the day, or undefined when the text is not a real date as `YYYY-MM-DD` */
export function dayOfDate(date: string): LocalDay | undefined {
	if (!/^\d{4}-\d\d-\d\d$/.test(date)) return undefined;
	const day = Date.parse(`${date}T00:00:00Z`) / DAY_MS;
	// Date.parse takes 30 February for 2 March.
	return Number.isNaN(day) || dateOf(day) !== date ? undefined : day;
}
