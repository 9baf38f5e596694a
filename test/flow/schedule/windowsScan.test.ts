import { DateTime } from 'luxon';

import type { DailyWindow, WindowRules } from '../../../flow/schedule/windows';
import { isOpen, openSpans } from '../../../flow/schedule/windows';
import type { Span } from '../../../flow/store/slots';
import { inUtc } from './spanText';

const MINUTE_MS = 60_000;
const DAY_MS = 1440 * MINUTE_MS;

/** Instants at which clocks are changed, and some zones in which they are not. */
const MOMENTS: Array<[zone: string, instant: string]> = [
	['Europe/Berlin', '2026-03-29T01:00Z'],
	['Europe/Berlin', '2026-10-25T01:00Z'],
	['Europe/Dublin', '2025-10-26T01:00Z'],
	['America/New_York', '2026-03-08T07:00Z'],
	['America/New_York', '2026-11-01T06:00Z'],
	['America/Los_Angeles', '2025-11-02T09:00Z'],
	['Australia/Lord_Howe', '2025-10-04T15:30Z'],
	['Australia/Lord_Howe', '2026-04-04T15:00Z'],
	['Australia/Adelaide', '2026-04-04T16:30Z'],
	['Pacific/Auckland', '2025-09-27T14:00Z'],
	['Pacific/Chatham', '2026-04-04T14:00Z'],
	['Africa/Casablanca', '2025-02-23T02:00Z'],
	['Africa/Casablanca', '2025-04-06T02:00Z'],
	['Asia/Beirut', '2025-03-29T22:00Z'],
	['Asia/Beirut', '2025-10-25T21:00Z'],
	['Africa/Cairo', '2025-04-24T22:00Z'],
	['Africa/Cairo', '2025-10-30T21:00Z'],
	['America/Havana', '2025-03-09T05:00Z'],
	['America/Havana', '2025-11-02T05:00Z'],
	['America/Santiago', '2025-09-07T04:00Z'],
	['America/Santiago', '2026-04-05T03:00Z'],
	['America/Asuncion', '2024-10-06T04:00Z'],
	['America/Nuuk', '2026-03-29T01:00Z'],
	['Asia/Jerusalem', '2025-10-25T23:00Z'],
	['Antarctica/Troll', '2025-03-30T01:00Z'],
	['America/St_Johns', '2010-11-07T02:31Z'],
	['America/Recife', '2000-10-15T02:00Z'],
	['Pacific/Apia', '2011-12-30T10:00Z'],
	['Pacific/Kwajalein', '1993-08-21T12:00Z'],
	['Asia/Pyongyang', '2018-05-04T15:00Z'],
	['America/Caracas', '2016-05-01T07:00Z'],
	['Asia/Kathmandu', '2026-03-29T00:00Z'],
	['Asia/Kolkata', '2026-03-01T00:00Z'],
	['Pacific/Kiritimati', '2026-01-01T00:00Z'],
	['Etc/GMT+12', '2024-02-29T12:00Z'],
	['UTC', '1970-01-01T00:00Z'],
];

/** Mulberry32: numbers from 0 to below 1 that are the same on every run. */
function randomFrom(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
}

/** Random rules whose boundaries and excluded dates keep close to a change of the clocks. */
function randomRules(zone: string, aroundMs: number, random: () => number): WindowRules {
	const whole = (below: number) => Math.floor(random() * below);
	const local = DateTime.fromMillis(aroundMs, { zone });
	const nearMinute = () => (((local.hour * 60 + local.minute + whole(241) - 120) % 1440) + 1440) % 1440;
	const minute = () => [0, whole(24) * 60, whole(1440), nearMinute(), nearMinute()][whole(5)];

	const windows = Array.from({ length: 1 + whole(4) }, (): DailyWindow => {
		const days = [1, 2, 3, 4, 5, 6, 7].filter(() => random() < 0.7);
		const startMinute = minute();
		const endMinute = [1440, startMinute, minute(), minute(), minute(), minute()][whole(6)];
		return { days: days.length > 0 ? days : [local.weekday], startMinute, endMinute };
	});
	const excludedDates = Array.from({ length: whole(3) }, () => {
		return new Date(aroundMs + (whole(5) - 2) * DAY_MS).toISOString().slice(0, 10);
	});
	return { windows, excludedDates, zone };
}

/** The open spans between two instants, found by looking at every minute. The first may begin within a minute. */
function scan(rules: WindowRules, fromMs: number, toMs: number): Span[] {
	const spans: Span[] = [];
	for (let atMs = fromMs; atMs < toMs; ) {
		const nextMs = Math.min(toMs, (Math.floor(atMs / MINUTE_MS) + 1) * MINUTE_MS);
		const last = spans.at(-1);
		if (isOpen(rules, atMs)) {
			if (last?.toMs === atMs) last.toMs = nextMs;
			else spans.push({ fromMs: atMs, toMs: nextMs });
		}
		atMs = nextMs;
	}
	return spans;
}

function spansUntil(rules: WindowRules, fromMs: number, toMs: number): Span[] {
	return openSpans(rules, fromMs, Infinity)
		.filter((span) => span.fromMs < toMs)
		.map((span) => ({ ...span, toMs: Math.min(span.toMs, toMs) }));
}

/** The same question as isOpen, answered by dates and times as text and a calendar. */
function isOpenByText({ windows, excludedDates, zone }: WindowRules, atMs: number): boolean {
	const FORM = "yyyy-MM-dd'T'HH:mm";
	const local = DateTime.fromMillis(atMs, { zone }).toFormat(FORM);
	const today = DateTime.fromISO(local.slice(0, 10), { zone: 'utc' });
	if (excludedDates.includes(today.toISODate() as string)) return false;
	return [today, today.minus({ days: 1 })].some((day) =>
		windows.some(({ days, startMinute, endMinute }) => {
			if (!days.includes(day.weekday) || excludedDates.includes(day.toISODate() as string)) return false;
			const opens = day.plus({ minutes: startMinute });
			const closes = day.plus({ minutes: endMinute, days: endMinute <= startMinute ? 1 : 0 });
			return opens.toFormat(FORM) <= local && local < closes.toFormat(FORM);
		}),
	);
}

describe.each(MOMENTS)('in %s around %s', (zone, instant) => {
	const aroundMs = Date.parse(instant);
	const seed = MOMENTS.findIndex((moment) => moment[0] === zone && moment[1] === instant) + 1;

	it('the spans are those that are found minute by minute', () => {
		const random = randomFrom(seed);
		for (let round = 0; round < 2; round++) {
			const rules = randomRules(zone, aroundMs, random);
			const fromMs = aroundMs - Math.floor((0.1 + random()) * DAY_MS);
			const toMs = aroundMs + DAY_MS;
			expect({ rules, spans: inUtc(spansUntil(rules, fromMs, toMs)) }).toEqual({ rules, spans: inUtc(scan(rules, fromMs, toMs)) });
		}
	});

	it('what is open is open on the calendar', () => {
		const random = randomFrom(-seed);
		const rules = randomRules(zone, aroundMs, random);
		for (let round = 0; round < 60; round++) {
			const atMs = aroundMs + Math.floor((random() - 0.5) * [2, 0.2][round % 2] * DAY_MS);
			expect({ rules, atMs, open: isOpen(rules, atMs) }).toEqual({ rules, atMs, open: isOpenByText(rules, atMs) });
		}
	});

	it('fewer spans are the first of many, and searches can be carried on', () => {
		const rules = randomRules(zone, aroundMs, randomFrom(1000 + seed));
		const fromMs = aroundMs - DAY_MS;
		const many = openSpans(rules, fromMs, 20);
		expect(openSpans(rules, fromMs, 7)).toEqual(many.slice(0, 7));
		for (const [index, { toMs }] of many.slice(0, -1).entries()) {
			expect(openSpans(rules, toMs, 1)[0].fromMs).toBe(many[index + 1].fromMs);
		}
	});
});

it.each([
	['Europe/Berlin', '2026-03-20T00:00Z'],
	['Africa/Casablanca', '2025-03-25T00:00Z'],
	['Australia/Lord_Howe', '2026-03-25T00:00Z'],
	['Asia/Gaza', '2025-04-01T00:00Z'],
])('in %s the spans of three weeks from %s are those that are found minute by minute', (zone, from) => {
	const fromMs = Date.parse(from);
	const toMs = fromMs + 21 * DAY_MS;
	const rules: WindowRules = {
		windows: [
			{ days: [1, 2, 3, 4, 5], startMinute: 9 * 60, endMinute: 12 * 60 + 30 },
			{ days: [1, 2, 3, 4, 5], startMinute: 12 * 60, endMinute: 18 * 60 },
			{ days: [6, 7], startMinute: 21 * 60 + 7, endMinute: 2 * 60 + 11 },
		],
		excludedDates: ['2026-04-03', '2026-04-06', '2025-03-31', '2025-04-12'],
		zone,
	};
	expect(inUtc(spansUntil(rules, fromMs, toMs))).toEqual(inUtc(scan(rules, fromMs, toMs)));
});
