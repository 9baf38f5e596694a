import { instantOf } from '../../flow/instant';

describe('a date and time', () => {
	it.each([
		['2026-11-20T12:00:00Z', 'Europe/Amsterdam', '2026-11-20T12:00:00.000Z'],
		['2026-11-20T12:00:00.250+05:30', 'Europe/Amsterdam', '2026-11-20T06:30:00.250Z'],
		['2026-11-20T12:00:00', 'Europe/Amsterdam', '2026-11-20T11:00:00.000Z'],
		['2026-07-20T12:00', 'Europe/Amsterdam', '2026-07-20T10:00:00.000Z'],
		['2026-11-20', 'Europe/Amsterdam', '2026-11-19T23:00:00.000Z'],
		['2026-11-20', 'utc', '2026-11-20T00:00:00.000Z'],
		['2026-11-20T12:00:00', 'America/New_York', '2026-11-20T17:00:00.000Z'],
		['  2026-11-20T12:00:00Z\n', 'utc', '2026-11-20T12:00:00.000Z'],
		['2026-12', 'utc', '2026-12-01T00:00:00.000Z'],
		['20261120T120000Z', 'utc', '2026-11-20T12:00:00.000Z'],
	])('%j in %s is %s', (text, zone, instant) => {
		expect(instantOf(text, zone)?.toISOString()).toBe(instant);
	});

	it.each([
		'',
		'  ',
		'tomorrow',
		'20-11-2026',
		'11/20/2026',
		'2026-13-01',
		'2026-02-30',
		'2026-11-20T25:00:00Z',
		'2026-11-20 12:00:00',
		'Fri, 20 Nov 2026 12:00:00 GMT',
		'1795176000000000',
		'9'.repeat(100_000),
		// A time of day alone would come again every day.
		'12:00',
		'12:00:00Z',
		'T18:00',
		'20',
	])('%.40j is none', (text) => {
		expect(instantOf(text, 'Europe/Amsterdam')).toBeUndefined();
	});

	it('in a zone that is none is none', () => {
		expect(instantOf('2026-11-20T12:00:00', 'Mars/Olympus')).toBeUndefined();
	});
});
