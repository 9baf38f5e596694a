import type { DailyWindow, WindowRules } from '../../../flow/schedule/windows';
import { isOpen, openSpans } from '../../../flow/schedule/windows';
import { inUtc, spansOf } from './spanText';

const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7];
const [MONDAY, TUESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY] = [1, 2, 4, 5, 6, 7];
const DAY_MS = 86_400_000;

/** `window('09:00', '18:00', [1])` */
function window(start: string, end: string, days: number[] = EVERY_DAY): DailyWindow {
	const minute = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
	return { days, startMinute: minute(start), endMinute: minute(end) };
}

function rules(zone: string, windows: DailyWindow[], ...excludedDates: string[]): WindowRules {
	return { windows, excludedDates, zone };
}

/** Expects the next open spans, and that it is closed before and after each, where that lies in what is looked at. */
function expectSpans(given: WindowRules, from: string, ...pairs: Array<[from: string, to: string]>): void {
	const spans = openSpans(given, Date.parse(from), pairs.length);
	expect(inUtc(spans)).toEqual(inUtc(spansOf(...pairs)));
	for (const { fromMs, toMs } of spans) {
		expect([fromMs, toMs - 1].map((atMs) => isOpen(given, atMs))).toEqual([true, true]);
		if (fromMs > Date.parse(from)) expect(isOpen(given, fromMs - 1)).toBe(false);
		if (toMs < Date.parse(from) + 400 * DAY_MS) expect(isOpen(given, toMs)).toBe(false);
	}
}

describe('windows', () => {
	const OFFICE = rules('Europe/Berlin', [window('09:00', '18:00', [1, 2, 3, 4, 5])]);

	it('are open by the clock on the wall, the start included and the end not', () => {
		// 2026-01-16 is a Friday.
		expectSpans(
			OFFICE,
			'2026-01-16T00:00+01:00',
			['2026-01-16T09:00+01:00', '2026-01-16T18:00+01:00'],
			['2026-01-19T09:00+01:00', '2026-01-19T18:00+01:00'],
			['2026-01-20T09:00+01:00', '2026-01-20T18:00+01:00'],
		);
	});

	it.each([
		['2026-01-16T09:00:00.000+01:00', '2026-01-16T09:00:00.000+01:00'],
		['2026-01-16T12:34:56.789+01:00', '2026-01-16T12:34:56.789+01:00'],
		['2026-01-16T17:59:59.999+01:00', '2026-01-16T17:59:59.999+01:00'],
		['2026-01-16T18:00:00.000+01:00', '2026-01-19T09:00+01:00'],
		['2026-01-18T12:00:00.000+01:00', '2026-01-19T09:00+01:00'],
	])('at %s are next open from %s', (from, first) => {
		expect(openSpans(OFFICE, Date.parse(from), 1)[0].fromMs).toBe(Date.parse(first));
	});

	it('that overlap or adjoin are one span; with a break between them they are two', () => {
		const given = rules('UTC', [
			window('14:00', '15:00', [MONDAY]),
			window('09:00', '10:00', [MONDAY]),
			window('09:30', '12:00', [MONDAY]),
			window('09:45', '09:50', [MONDAY]),
			window('12:00', '13:00', [MONDAY]),
		]);
		expectSpans(
			given,
			'2026-01-19T00:00Z',
			['2026-01-19T09:00Z', '2026-01-19T13:00Z'],
			['2026-01-19T14:00Z', '2026-01-19T15:00Z'],
			['2026-01-26T09:00Z', '2026-01-26T13:00Z'],
		);
	});

	it('over midnight belong to the day on which they open', () => {
		const given = rules('Europe/Berlin', [window('22:00', '02:00', [FRIDAY])]);
		expectSpans(
			given,
			'2026-01-12T00:00+01:00',
			['2026-01-16T22:00+01:00', '2026-01-17T02:00+01:00'],
			['2026-01-23T22:00+01:00', '2026-01-24T02:00+01:00'],
		);
		// Friday before two o'clock is Thursday's night.
		expect(isOpen(given, Date.parse('2026-01-16T01:00+01:00'))).toBe(false);
	});

	it('over midnight from Sunday close on Monday', () => {
		expectSpans(rules('UTC', [window('23:00', '01:00', [SUNDAY])]), '2026-01-18T00:00Z', ['2026-01-18T23:00Z', '2026-01-19T01:00Z']);
	});

	it('over midnight that begin the next night before they end are one span', () => {
		const given = rules('UTC', [window('20:00', '08:00', [MONDAY]), window('07:00', '09:00', [TUESDAY])]);
		expectSpans(given, '2026-01-19T00:00Z', ['2026-01-19T20:00Z', '2026-01-20T09:00Z']);
	});

	it.each<[string, DailyWindow]>([
		['00:00 to 24:00', window('00:00', '24:00', [SATURDAY, SUNDAY])],
		['00:00 to 00:00', window('00:00', '00:00', [SATURDAY, SUNDAY])],
	])('all day long, %s, are one span over two days', (_, allDay) => {
		expectSpans(
			rules('Asia/Kathmandu', [allDay]),
			'2026-01-12T00:00+05:45',
			['2026-01-17T00:00+05:45', '2026-01-19T00:00+05:45'],
			['2026-01-24T00:00+05:45', '2026-01-26T00:00+05:45'],
		);
	});

	it('whose start is their end are open for a day from there', () => {
		expectSpans(rules('UTC', [window('09:00', '09:00', [MONDAY])]), '2026-01-19T00:00Z', ['2026-01-19T09:00Z', '2026-01-20T09:00Z']);
	});

	it('that end at midnight as 00:00 or as 24:00 do the same', () => {
		for (const end of ['00:00', '24:00']) {
			expectSpans(rules('UTC', [window('22:00', end, [MONDAY])]), '2026-01-19T00:00Z', ['2026-01-19T22:00Z', '2026-01-20T00:00Z']);
		}
	});

	it('that never close are open for the 400 days that are looked at', () => {
		const fromMs = Date.parse('2026-01-16T12:00Z');
		const always = rules('Europe/Berlin', [window('00:00', '24:00')]);
		expect(openSpans(always, fromMs, 3)).toEqual([{ fromMs, toMs: fromMs + 400 * DAY_MS }]);
	});

	it('on one day a week come 57 times in 400 days', () => {
		expect(openSpans(rules('UTC', [window('09:00', '10:00', [MONDAY])]), Date.parse('2026-01-16T12:00Z'), 1000)).toHaveLength(57);
	});
});

describe('an excluded date', () => {
	const NIGHTS = [window('22:00', '02:00')];

	it('has nothing open', () => {
		expectSpans(
			rules('Europe/Berlin', [window('09:00', '12:00'), window('13:00', '18:00')], '2026-12-25'),
			'2026-12-24T12:00+01:00',
			['2026-12-24T13:00+01:00', '2026-12-24T18:00+01:00'],
			['2026-12-26T09:00+01:00', '2026-12-26T12:00+01:00'],
		);
	});

	it('ends a window at the midnight before it, and opens none, not even for the day after', () => {
		expectSpans(
			rules('Europe/Berlin', NIGHTS, '2026-12-25'),
			'2026-12-24T12:00+01:00',
			['2026-12-24T22:00+01:00', '2026-12-25T00:00+01:00'],
			['2026-12-26T22:00+01:00', '2026-12-27T02:00+01:00'],
		);
	});

	it('may have others beside it', () => {
		expectSpans(
			rules('Europe/Berlin', NIGHTS, '2026-12-27', '2026-12-25', '2026-12-26'),
			'2026-12-24T23:00+01:00',
			['2026-12-24T23:00+01:00', '2026-12-25T00:00+01:00'],
			['2026-12-28T22:00+01:00', '2026-12-29T02:00+01:00'],
		);
	});

	it('is a date of the zone, not of UTC', () => {
		expectSpans(
			rules('Pacific/Auckland', [window('00:00', '24:00')], '2026-06-10'),
			'2026-06-09T12:00+12:00',
			['2026-06-09T12:00+12:00', '2026-06-10T00:00+12:00'],
			['2026-06-11T00:00+12:00', '2027-07-14T12:00+12:00'],
		);
	});

	it('is a day of 23 or 25 hours when the clocks are changed on it', () => {
		const given = rules('Europe/Berlin', [window('00:00', '24:00')], '2026-03-29', '2026-10-25');
		expectSpans(
			given,
			'2026-03-28T12:00+01:00',
			['2026-03-28T12:00+01:00', '2026-03-29T00:00+01:00'],
			['2026-03-30T00:00+02:00', '2026-10-25T00:00+02:00'],
		);
		expectSpans(given, '2026-10-25T12:00+01:00', ['2026-10-26T00:00+01:00', '2027-11-29T12:00+01:00']);
	});

	it('on every day that is looked at leaves nothing', () => {
		const dates = Array.from({ length: 402 }, (_, index) => new Date(Date.UTC(2026, 0, 1 + index)).toISOString().slice(0, 10));
		expect(openSpans(rules('UTC', [window('09:00', '08:00')], ...dates), Date.parse('2026-01-01T12:00Z'), 5)).toEqual([]);
	});

	it('farther than 400 days does nothing', () => {
		const fromMs = Date.parse('2026-01-01T00:00Z');
		const given = rules('UTC', [window('00:00', '24:00')], '2036-01-01', 'no date', '__proto__');
		expect(openSpans(given, fromMs, 5)).toEqual([{ fromMs, toMs: fromMs + 400 * DAY_MS }]);
	});
});

type Pair = [from: string, to: string];

interface Change {
	what: string;
	zone: string;
	/** Where the search for spans begins: the midnight before the change. */
	from: string;
	/** A daily window, and the spans that come of it. */
	cases: Array<[start: string, end: string, ...spans: Pair[]]>;
}

const CHANGES: Change[] = [
	{
		what: 'Berlin in spring: 02:00 +01:00 is 03:00 +02:00',
		zone: 'Europe/Berlin',
		from: '2026-03-29T00:00+01:00',
		cases: [
			['02:30', '04:00', ['2026-03-29T03:00+02:00', '2026-03-29T04:00+02:00']],
			['01:00', '02:30', ['2026-03-29T01:00+01:00', '2026-03-29T02:00+01:00']],
			['01:00', '04:00', ['2026-03-29T01:00+01:00', '2026-03-29T04:00+02:00']],
			['02:15', '02:45', ['2026-03-30T02:15+02:00', '2026-03-30T02:45+02:00']],
			['02:00', '03:00', ['2026-03-30T02:00+02:00', '2026-03-30T03:00+02:00']],
			['02:59', '03:01', ['2026-03-29T03:00+02:00', '2026-03-29T03:01+02:00']],
			['09:00', '18:00', ['2026-03-29T09:00+02:00', '2026-03-29T18:00+02:00']],
			['22:00', '02:30', ['2026-03-29T00:00+01:00', '2026-03-29T02:00+01:00'], ['2026-03-29T22:00+02:00', '2026-03-30T02:30+02:00']],
		],
	},
	{
		what: 'Berlin in autumn: 03:00 +02:00 is 02:00 +01:00',
		zone: 'Europe/Berlin',
		from: '2026-10-25T00:00+02:00',
		cases: [
			['01:30', '02:30', ['2026-10-25T01:30+02:00', '2026-10-25T02:30+02:00'], ['2026-10-25T02:00+01:00', '2026-10-25T02:30+01:00']],
			['02:15', '02:45', ['2026-10-25T02:15+02:00', '2026-10-25T02:45+02:00'], ['2026-10-25T02:15+01:00', '2026-10-25T02:45+01:00']],
			['02:30', '04:00', ['2026-10-25T02:30+02:00', '2026-10-25T02:00+01:00'], ['2026-10-25T02:30+01:00', '2026-10-25T04:00+01:00']],
			// Four hours.
			['01:00', '04:00', ['2026-10-25T01:00+02:00', '2026-10-25T04:00+01:00']],
			['02:00', '03:00', ['2026-10-25T02:00+02:00', '2026-10-25T03:00+01:00']],
			['22:00', '02:30', ['2026-10-25T00:00+02:00', '2026-10-25T02:30+02:00'], ['2026-10-25T02:00+01:00', '2026-10-25T02:30+01:00']],
			['09:00', '18:00', ['2026-10-25T09:00+01:00', '2026-10-25T18:00+01:00']],
		],
	},
	{
		what: 'New York in spring: 02:00 -05:00 is 03:00 -04:00',
		zone: 'America/New_York',
		from: '2026-03-08T00:00-05:00',
		cases: [
			['02:30', '04:00', ['2026-03-08T03:00-04:00', '2026-03-08T04:00-04:00']],
			['01:00', '02:30', ['2026-03-08T01:00-05:00', '2026-03-08T02:00-05:00']],
			['02:15', '02:45', ['2026-03-09T02:15-04:00', '2026-03-09T02:45-04:00']],
			['09:00', '17:00', ['2026-03-08T09:00-04:00', '2026-03-08T17:00-04:00']],
		],
	},
	{
		what: 'New York in autumn: 02:00 -04:00 is 01:00 -05:00',
		zone: 'America/New_York',
		from: '2026-11-01T00:00-04:00',
		cases: [
			['00:30', '01:30', ['2026-11-01T00:30-04:00', '2026-11-01T01:30-04:00'], ['2026-11-01T01:00-05:00', '2026-11-01T01:30-05:00']],
			['01:00', '02:00', ['2026-11-01T01:00-04:00', '2026-11-01T02:00-05:00']],
			['23:00', '01:15', ['2026-11-01T00:00-04:00', '2026-11-01T01:15-04:00'], ['2026-11-01T01:00-05:00', '2026-11-01T01:15-05:00']],
		],
	},
	{
		what: 'Lord Howe in spring, half an hour: 02:00 +10:30 is 02:30 +11:00',
		zone: 'Australia/Lord_Howe',
		from: '2025-10-05T00:00+10:30',
		cases: [
			['02:15', '03:00', ['2025-10-05T02:30+11:00', '2025-10-05T03:00+11:00']],
			['01:45', '02:15', ['2025-10-05T01:45+10:30', '2025-10-05T02:00+10:30']],
			['02:00', '02:30', ['2025-10-06T02:00+11:00', '2025-10-06T02:30+11:00']],
			['02:30', '02:45', ['2025-10-05T02:30+11:00', '2025-10-05T02:45+11:00']],
		],
	},
	{
		what: 'Lord Howe in autumn, half an hour: 02:00 +11:00 is 01:30 +10:30',
		zone: 'Australia/Lord_Howe',
		from: '2026-04-05T00:00+11:00',
		cases: [
			['01:00', '01:45', ['2026-04-05T01:00+11:00', '2026-04-05T01:45+11:00'], ['2026-04-05T01:30+10:30', '2026-04-05T01:45+10:30']],
			['01:45', '03:00', ['2026-04-05T01:45+11:00', '2026-04-05T01:30+10:30'], ['2026-04-05T01:45+10:30', '2026-04-05T03:00+10:30']],
			['01:30', '02:00', ['2026-04-05T01:30+11:00', '2026-04-05T02:00+10:30']],
		],
	},
	{
		what: 'Casablanca before Ramadan: 03:00 +01:00 is 02:00 +00:00',
		zone: 'Africa/Casablanca',
		from: '2025-02-23T00:00+01:00',
		cases: [
			['01:30', '02:30', ['2025-02-23T01:30+01:00', '2025-02-23T02:30+01:00'], ['2025-02-23T02:00+00:00', '2025-02-23T02:30+00:00']],
			['09:00', '18:00', ['2025-02-23T09:00+00:00', '2025-02-23T18:00+00:00']],
		],
	},
	{
		what: 'Casablanca after Ramadan: 02:00 +00:00 is 03:00 +01:00',
		zone: 'Africa/Casablanca',
		from: '2025-04-06T00:00+00:00',
		cases: [
			['02:30', '04:00', ['2025-04-06T03:00+01:00', '2025-04-06T04:00+01:00']],
			['02:15', '02:45', ['2025-04-07T02:15+01:00', '2025-04-07T02:45+01:00']],
			['09:00', '18:00', ['2025-04-06T09:00+01:00', '2025-04-06T18:00+01:00']],
		],
	},
	{
		what: 'Kathmandu, where nothing changes',
		zone: 'Asia/Kathmandu',
		from: '2026-03-29T00:00+05:45',
		cases: [
			['02:15', '02:45', ['2026-03-29T02:15+05:45', '2026-03-29T02:45+05:45'], ['2026-03-30T02:15+05:45', '2026-03-30T02:45+05:45']],
			['22:00', '06:00', ['2026-03-29T00:00+05:45', '2026-03-29T06:00+05:45'], ['2026-03-29T22:00+05:45', '2026-03-30T06:00+05:45']],
		],
	},
	{
		what: 'Beirut in spring, without a midnight: 00:00 +02:00 is 01:00 +03:00',
		zone: 'Asia/Beirut',
		from: '2025-03-29T12:00+02:00',
		cases: [
			['00:00', '02:00', ['2025-03-30T01:00+03:00', '2025-03-30T02:00+03:00'], ['2025-03-31T00:00+03:00', '2025-03-31T02:00+03:00']],
			['00:00', '01:00', ['2025-03-31T00:00+03:00', '2025-03-31T01:00+03:00']],
			['22:00', '00:30', ['2025-03-29T22:00+02:00', '2025-03-30T01:00+03:00']],
			['22:00', '02:00', ['2025-03-29T22:00+02:00', '2025-03-30T02:00+03:00']],
			['22:00', '24:00', ['2025-03-29T22:00+02:00', '2025-03-30T01:00+03:00'], ['2025-03-30T22:00+03:00', '2025-03-31T00:00+03:00']],
		],
	},
	{
		what: 'Beirut in autumn: 00:00 +03:00 is 23:00 +02:00 of the day before',
		zone: 'Asia/Beirut',
		from: '2025-10-25T12:00+03:00',
		cases: [
			['22:00', '23:30', ['2025-10-25T22:00+03:00', '2025-10-25T23:30+03:00'], ['2025-10-25T23:00+02:00', '2025-10-25T23:30+02:00']],
			['23:30', '00:30', ['2025-10-25T23:30+03:00', '2025-10-25T23:00+02:00'], ['2025-10-25T23:30+02:00', '2025-10-26T00:30+02:00']],
			['00:00', '01:00', ['2025-10-26T00:00+02:00', '2025-10-26T01:00+02:00']],
		],
	},
	{
		what: 'Cairo in spring, without a midnight: 00:00 +02:00 is 01:00 +03:00',
		zone: 'Africa/Cairo',
		from: '2025-04-24T12:00+02:00',
		cases: [
			['00:30', '02:00', ['2025-04-25T01:00+03:00', '2025-04-25T02:00+03:00']],
			['23:00', '01:30', ['2025-04-24T23:00+02:00', '2025-04-25T01:30+03:00']],
		],
	},
	{
		what: 'Santiago in spring, without a midnight: 00:00 -04:00 is 01:00 -03:00',
		zone: 'America/Santiago',
		from: '2025-09-06T12:00-04:00',
		cases: [
			['00:00', '02:00', ['2025-09-07T01:00-03:00', '2025-09-07T02:00-03:00']],
			['23:00', '00:30', ['2025-09-06T23:00-04:00', '2025-09-07T01:00-03:00']],
		],
	},
	{
		what: 'Havana in spring, without a midnight: 00:00 -05:00 is 01:00 -04:00',
		zone: 'America/Havana',
		from: '2025-03-08T12:00-05:00',
		cases: [['00:00', '02:00', ['2025-03-09T01:00-04:00', '2025-03-09T02:00-04:00']]],
	},
	{
		what: 'Havana in autumn, with two midnights: 01:00 -04:00 is 00:00 -05:00',
		zone: 'America/Havana',
		from: '2025-11-01T12:00-04:00',
		cases: [
			['23:00', '00:30', ['2025-11-01T23:00-04:00', '2025-11-02T00:30-04:00'], ['2025-11-02T00:00-05:00', '2025-11-02T00:30-05:00']],
			['23:00', '24:00', ['2025-11-01T23:00-04:00', '2025-11-02T00:00-04:00'], ['2025-11-02T23:00-05:00', '2025-11-03T00:00-05:00']],
		],
	},
	{
		what: "St. John's in 2010: 00:01 -02:30 is 23:01 -03:30 of the day before",
		zone: 'America/St_Johns',
		from: '2010-11-06T12:00-02:30',
		cases: [
			['23:00', '24:00', ['2010-11-06T23:00-02:30', '2010-11-07T00:00-02:30'], ['2010-11-06T23:01-03:30', '2010-11-07T00:00-03:30']],
			['00:00', '01:00', ['2010-11-07T00:00-02:30', '2010-11-07T00:01-02:30'], ['2010-11-07T00:00-03:30', '2010-11-07T01:00-03:30']],
			['23:00', '01:00', ['2010-11-06T23:00-02:30', '2010-11-07T01:00-03:30']],
		],
	},
	{
		what: 'Apia in 2011, where the 30th of December was left out',
		zone: 'Pacific/Apia',
		from: '2011-12-29T12:00-10:00',
		cases: [
			['09:00', '10:00', ['2011-12-31T09:00+14:00', '2011-12-31T10:00+14:00']],
			['13:00', '14:00', ['2011-12-29T13:00-10:00', '2011-12-29T14:00-10:00'], ['2011-12-31T13:00+14:00', '2011-12-31T14:00+14:00']],
			['22:00', '02:00', ['2011-12-29T22:00-10:00', '2011-12-31T02:00+14:00']],
		],
	},
];

describe.each(CHANGES)('the clocks of $what', ({ zone, from, cases }) => {
	it.each(cases)('with a window from %s to %s', (start, end, ...spans) => {
		expectSpans(rules(zone, [window(start, end)]), from, ...spans);
	});
});

describe('a day that a change of the clocks touches', () => {
	it('keeps the windows of its weekday only', () => {
		// The 30th, a Friday, was left out: its window has only the hours after midnight, on Saturday.
		const night = (day: number) => rules('Pacific/Apia', [window('22:00', '02:00', [day])]);
		const from = '2011-12-29T12:00-10:00';
		expectSpans(night(THURSDAY), from, ['2011-12-29T22:00-10:00', '2011-12-31T00:00+14:00']);
		expectSpans(night(FRIDAY), from, ['2011-12-31T00:00+14:00', '2011-12-31T02:00+14:00'], ['2012-01-06T22:00+14:00', '2012-01-07T02:00+14:00']);
		expectSpans(rules('Pacific/Apia', [window('09:00', '10:00', [FRIDAY])]), from, ['2012-01-06T09:00+14:00', '2012-01-06T10:00+14:00']);
	});

	it('may be excluded although it was left out', () => {
		const given = rules('Pacific/Apia', [window('22:00', '02:00')], '2011-12-30');
		expectSpans(
			given,
			'2011-12-29T12:00-10:00',
			['2011-12-29T22:00-10:00', '2011-12-31T00:00+14:00'],
			['2011-12-31T22:00+14:00', '2012-01-01T02:00+14:00'],
		);
	});

	it('is excluded by the date on the wall, also when that goes back', () => {
		expectSpans(
			rules('America/St_Johns', [window('00:00', '24:00')], '2010-11-07'),
			'2010-11-06T12:00-02:30',
			['2010-11-06T12:00-02:30', '2010-11-07T00:00-02:30'],
			['2010-11-06T23:01-03:30', '2010-11-07T00:00-03:30'],
			['2010-11-08T00:00-03:30', '2011-12-11T11:00-03:30'],
		);
	});

	it('without a midnight ends a window where it would have been', () => {
		expectSpans(
			rules('Asia/Beirut', [window('22:00', '02:00')], '2025-03-30'),
			'2025-03-29T12:00+02:00',
			['2025-03-29T22:00+02:00', '2025-03-30T01:00+03:00'],
			['2025-03-31T22:00+03:00', '2025-04-01T02:00+03:00'],
		);
	});
});

describe('a question that makes no sense', () => {
	const ALWAYS = rules('Europe/Berlin', [window('00:00', '24:00')]);

	it.each([Number.NaN, Infinity, -Infinity, 8.64e15, -8.64e15, Number.MAX_SAFE_INTEGER, Number.MAX_VALUE, -Number.MAX_VALUE])(
		'about the instant %s has no answer',
		(atMs) => {
			expect(isOpen(ALWAYS, atMs)).toBe(false);
			expect(openSpans(ALWAYS, atMs, 3)).toEqual([]);
		},
	);

	it.each([Number.NaN, 0, -1, 0.5, -Infinity])('for %s spans has none', (count) => {
		expect(openSpans(ALWAYS, 0, count)).toEqual([]);
	});

	it('for any number of spans has those of 400 days', () => {
		const daily = rules('UTC', [window('09:00', '10:00')]);
		for (const count of [400, 1e9, Number.MAX_VALUE, Infinity]) expect(openSpans(daily, 0, count)).toHaveLength(400);
		expect(openSpans(daily, 0, 2.9)).toHaveLength(2);
	});

	it.each([8e15, -8e15, -1, 0, 0.25, -62_135_596_800_000, 253_402_300_800_000])('at the far instant %s is answered', (atMs) => {
		expect(isOpen(ALWAYS, atMs)).toBe(true);
		expect(openSpans(ALWAYS, atMs, 1)).toEqual([{ fromMs: atMs, toMs: atMs + 400 * DAY_MS }]);
	});

	it.each(['', 'local', 'UTC+2', '+02:00', '__proto__', 'constructor', 'Mars/Olympus', 'x'.repeat(100_000)])(
		'in the zone %.40j is refused',
		(zone) => {
			expect(() => isOpen(rules(zone, [window('00:00', '24:00')]), 0)).toThrow('IANA time zone');
			expect(() => openSpans(rules(zone, [window('00:00', '24:00')]), 0, 1)).toThrow('IANA time zone');
		},
	);

	it.each<[string, DailyWindow[]]>([
		['none', []],
		['one without days', [window('00:00', '24:00', [])]],
		['one on no weekday', [window('00:00', '24:00', [0, 8, Number.NaN, Infinity])]],
		['one that begins after the day', [{ days: EVERY_DAY, startMinute: Infinity, endMinute: 0 }]],
		['one of no numbers', [{ days: EVERY_DAY, startMinute: Number.NaN, endMinute: Number.NaN }]],
	])('with windows such as %s never opens', (_, windows) => {
		expect(isOpen(rules('UTC', windows), 0)).toBe(false);
		expect(openSpans(rules('UTC', windows), 0, 5)).toEqual([]);
	});
});
