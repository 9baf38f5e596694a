import { dateOf, dayOf, dayOfDate, isInstant, isZone, offsetAt, stretches, weekdayOf } from '../../../flow/schedule/wallClock';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

describe('a time zone', () => {
	it.each([
		'Europe/Berlin',
		'Europe/Kyiv',
		'Asia/Kathmandu',
		'America/Argentina/Buenos_Aires',
		'America/Port-au-Prince',
		'Etc/GMT+5',
		'Etc/UTC',
		'UTC',
		'GMT',
		'CET',
		'EST',
		'EST5EDT',
		'GB',
		'Japan',
		// Names are matched without regard to case.
		'europe/berlin',
		'utc',
	])('%s is known', (zone) => {
		expect(isZone(zone)).toBe(true);
	});

	it.each([
		'',
		' ',
		' UTC',
		'local',
		'system',
		'default',
		'DEFAULT',
		'Z',
		'UTC+2',
		'UTC+02:00',
		'GMT+2',
		'+02:00',
		'+02',
		'-0530',
		'Etc/GMT+15',
		'Mars/Olympus',
		'Berlin',
		'Europe/Berlin/Mitte',
		'Europe/Berlin\u0000',
		// ICU takes these for places that nobody would think of.
		'BST',
		'bst',
		'IST',
		'PST',
		'JST',
		'__proto__',
		'constructor',
		'toString',
		'null',
		'undefined',
		'x'.repeat(100_000),
	])('%.40j is none', (zone) => {
		expect(isZone(zone)).toBe(false);
	});

	it.each([[undefined], [null], [5], [{}], [['UTC']], [true]])('%j is none', (zone) => {
		expect(isZone(zone as unknown as string)).toBe(false);
	});
});

describe('the offset', () => {
	it.each([
		['Europe/Berlin', '2026-03-29T00:59:59.999Z', 60],
		['Europe/Berlin', '2026-03-29T01:00:00.000Z', 120],
		['Europe/Berlin', '2026-10-25T00:59:59.999Z', 120],
		['Europe/Berlin', '2026-10-25T01:00:00.000Z', 60],
		['America/New_York', '2026-07-01T00:00:00.000Z', -240],
		['Australia/Lord_Howe', '2026-01-01T00:00:00.000Z', 660],
		['Australia/Lord_Howe', '2026-07-01T00:00:00.000Z', 630],
		['Africa/Casablanca', '2025-03-10T00:00:00.000Z', 0],
		['Africa/Casablanca', '2025-05-10T00:00:00.000Z', 60],
		['Asia/Kathmandu', '2026-01-01T00:00:00.000Z', 345],
		['Pacific/Apia', '2011-12-30T09:59:59.999Z', -600],
		['Pacific/Apia', '2011-12-30T10:00:00.000Z', 840],
		['Etc/GMT+5', '2026-01-01T00:00:00.000Z', -300],
		['Europe/Berlin', '1969-12-31T23:59:59.999Z', 60],
		// Minutes and seconds of the sun.
		['Africa/Monrovia', '1971-01-01T00:00:00.000Z', -44.5],
	])('of %s at %s is %s minutes', (zone, instant, minutes) => {
		expect(offsetAt(zone, Date.parse(instant))).toBe(minutes * 60_000);
	});

	it('of what is no zone is refused', () => {
		expect(() => offsetAt('Mars/Olympus', 0)).toThrow('IANA time zone');
	});
});

describe('a span of time', () => {
	const changes = (zone: string, from: string, to: string) => {
		const parts = [...stretches(zone, { fromMs: Date.parse(from), toMs: Date.parse(to) })];
		return parts.flatMap(({ fromMs, offsetMs }, index) =>
			index > 0 && parts[index - 1].offsetMs === offsetMs ? [] : [`${new Date(fromMs).toISOString()} ${offsetMs / 60_000}`],
		);
	};

	it.each<[string, string, string, string[]]>([
		['Europe/Berlin', '2026-01-01T00:00Z', '2027-01-01T00:00Z', ['2026-01-01T00:00:00.000Z 60', '2026-03-29T01:00:00.000Z 120', '2026-10-25T01:00:00.000Z 60']],
		['Asia/Kathmandu', '2020-01-01T00:00Z', '2030-01-01T00:00Z', ['2020-01-01T00:00:00.000Z 345']],
		['Australia/Lord_Howe', '2026-04-01T00:00Z', '2026-04-10T00:00Z', ['2026-04-01T00:00:00.000Z 660', '2026-04-04T15:00:00.000Z 630']],
		['Pacific/Apia', '2011-12-30T09:59Z', '2012-01-10T00:00Z', ['2011-12-30T09:59:00.000Z -600', '2011-12-30T10:00:00.000Z 840']],
		// Summer time of one week.
		['America/Recife', '2000-09-01T00:00Z', '2000-12-01T00:00Z', ['2000-09-01T00:00:00.000Z -180', '2000-10-08T03:00:00.000Z -120', '2000-10-15T02:00:00.000Z -180']],
		['Africa/Monrovia', '1972-01-01T00:00Z', '1972-02-01T00:00Z', ['1972-01-01T00:00:00.000Z -44.5', '1972-01-07T00:44:30.000Z 0']],
		['Europe/Berlin', '1945-01-01T00:00Z', '1946-01-01T00:00Z', ['1945-01-01T00:00:00.000Z 60', '1945-04-02T01:00:00.000Z 120', '1945-05-24T00:00:00.000Z 180', '1945-09-24T00:00:00.000Z 120', '1945-11-18T01:00:00.000Z 60']],
	])('in %s from %s to %s is divided where clocks are changed', (zone, from, to, expected) => {
		expect(changes(zone, from, to)).toEqual(expected);
	});

	it.each(['Europe/Berlin', 'Africa/Casablanca', 'Australia/Lord_Howe', 'America/Santiago', 'Asia/Gaza'])(
		'in %s is divided without a gap, and into parts whose offset is that of each hour in them',
		(zone) => {
			const span = { fromMs: Date.parse('2025-01-01T00:07:08.009Z'), toMs: Date.parse('2026-06-01T10:11:12.013Z') };
			let endMs = span.fromMs;
			for (const { fromMs, toMs, offsetMs } of stretches(zone, span)) {
				expect(fromMs).toBe(endMs);
				for (let atMs = fromMs; atMs < toMs; atMs += 5 * HOUR_MS) expect(offsetAt(zone, atMs)).toBe(offsetMs);
				expect(offsetAt(zone, toMs - 1)).toBe(offsetMs);
				endMs = toMs;
			}
			expect(endMs).toBe(span.toMs);
		},
	);

	it('that is empty has no parts', () => {
		expect([...stretches('Europe/Berlin', { fromMs: 5, toMs: 5 })]).toEqual([]);
		expect([...stretches('Europe/Berlin', { fromMs: 5, toMs: 4 })]).toEqual([]);
	});
});

describe('an instant', () => {
	it.each([
		[0, true],
		[-1, true],
		[0.5, true],
		[8e15, true],
		[8.64e15, false],
		[Infinity, false],
		[-Infinity, false],
		[Number.NaN, false],
	])('%s: %s', (atMs, expected) => {
		expect(isInstant(atMs)).toBe(expected);
	});
});

describe('a day', () => {
	it.each([
		['1970-01-01', 0, 4],
		['1969-12-31', -1, 3],
		['2026-03-29', 20541, 7],
		['2024-02-29', 19782, 4],
		['2011-12-30', 15338, 5],
		['0001-01-01', -719162, 1],
		['9999-12-31', 2932896, 5],
	])('%s is %i, of weekday %i', (date, day, weekday) => {
		expect([dateOf(day), dayOfDate(date), weekdayOf(day)]).toEqual([date, day, weekday]);
		expect([dayOf(day * DAY_MS - 1), dayOf(day * DAY_MS), dayOf((day + 1) * DAY_MS - 1)]).toEqual([day - 1, day, day]);
	});

	it.each(['', '2026', '2026-2-3', '2026-02-29', '2026-02-30', '2026-13-01', '2026-00-10', '2026-01-00', '2026-01-32', '20260101', '+002026-01-01', '2026-01-01T00:00', ' 2026-01-01', '2026-01-01\n', '__proto__', '٢٠٢٦-٠١-٠١'])(
		'%j is none',
		(date) => {
			expect(dayOfDate(date)).toBeUndefined();
		},
	);
});
