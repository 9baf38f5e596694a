import { isOpen, isZone, openSpans, windowRules } from '../../../flow/schedule/windows';
import type { WindowRow } from '../../../flow/schedule/windowsInput';
import { WindowRulesError } from '../../../flow/schedule/windowsInput';

const ROW: WindowRow = { days: ['monday'], start: '09:00', end: '18:00' };
const INPUT = { windows: [ROW], excludedDates: '', zone: 'Europe/Berlin' };

const windowOf = (row: Partial<Record<keyof WindowRow, unknown>>) => windowRules({ ...INPUT, windows: [{ ...ROW, ...row } as WindowRow] }).windows[0];
const datesOf = (excludedDates: unknown) => windowRules({ ...INPUT, excludedDates: excludedDates as string }).excludedDates;

/** The message of the error with which delivery windows are refused. */
function refusal(read: () => unknown): string {
	try {
		read();
	} catch (error) {
		expect(error).toBeInstanceOf(WindowRulesError);
		return (error as Error).message;
	}
	throw new Error('Nothing was refused.');
}

describe('rows of a panel', () => {
	it('become rules', () => {
		expect(
			windowRules({
				windows: [ROW, { days: [6, 7], start: '22:00', end: '02:00' }],
				excludedDates: '2026-12-25',
				zone: ' Europe/Berlin ',
			}),
		).toEqual({
			windows: [
				{ days: [1], startMinute: 540, endMinute: 1080 },
				{ days: [6, 7], startMinute: 1320, endMinute: 120 },
			],
			excludedDates: ['2026-12-25'],
			zone: 'Europe/Berlin',
		});
	});

	it('become rules that can be used', () => {
		const rules = windowRules(INPUT);
		const atMs = Date.parse('2026-01-19T10:00+01:00');
		expect(isZone(rules.zone) && isOpen(rules, atMs)).toBe(true);
		expect(openSpans(rules, atMs, 1)).toEqual([{ fromMs: atMs, toMs: Date.parse('2026-01-19T18:00+01:00') }]);
	});

	it.each([[undefined], [null], [[]], ['monday'], [{}], [5]])('that are %j are refused', (windows) => {
		expect(refusal(() => windowRules({ ...INPUT, windows: windows as WindowRow[] }))).toBe(
			'Delivery Windows has no window, so that nothing would ever be delivered. Add one.',
		);
	});

	it.each([[null], [undefined], ['x'], [5], [[]]])('among which is %j are refused', (row) => {
		expect(refusal(() => windowRules({ ...INPUT, windows: [ROW, row as unknown as WindowRow] }))).toBe(
			'Delivery Windows, row 2: Days is empty. Choose at least one day.',
		);
	});
});

describe('the days of a window', () => {
	it.each<[Array<string | number>, number[]]>([
		[['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'], [1, 2, 3, 4, 5, 6, 7]],
		[['Mon', 'TUE', 'wed', 'Thu', 'fri', 'sat', 'Sun'], [1, 2, 3, 4, 5, 6, 7]],
		[[7, 1], [1, 7]],
		[['7', 1, 'Monday', ' sun '], [1, 7]],
	])('%j are %j', (days, expected) => {
		expect(windowOf({ days }).days).toEqual(expected);
	});

	it.each([[[]], [''], ['monday'], [null], [undefined], [{}], [5]])('cannot be %j', (days) => {
		expect(refusal(() => windowOf({ days }))).toBe('Delivery Windows, row 1: Days is empty. Choose at least one day.');
	});

	it.each<[shown: string, value: unknown]>([
		['"someday"', 'someday'],
		['""', ''],
		['"mo"', 'mo'],
		['"tues"', 'tues'],
		['"0"', '0'],
		['"8"', '8'],
		['"__proto__"', '__proto__'],
		['"constructor"', 'constructor'],
		['"length"', 'length'],
		[`"${'x'.repeat(40)}…"`, 'x'.repeat(100_000)],
		['0', 0],
		['8', 8],
		['-1', -1],
		['1.5', 1.5],
		['1e+300', 1e300],
		['NaN', Number.NaN],
		['Infinity', Infinity],
		['null', null],
		['undefined', undefined],
		['a list', ['monday']],
		['of the type object', Object.create(null)],
		['of the type symbol', Symbol('monday')],
		['of the type bigint', 1n],
	])('cannot have %s among them', (shown, day) => {
		expect(refusal(() => windowOf({ days: ['friday', day] }))).toBe(
			`Delivery Windows, row 1: Days has ${shown}, which is no weekday. Use monday to sunday, or 1 (Monday) to 7 (Sunday).`,
		);
	});
});

describe('the times of a window', () => {
	it.each([
		['00:00', '24:00', 0, 1440],
		['00:00', '00:00', 0, 0],
		['09:05', '17:59', 545, 1079],
		['23:59', '00:01', 1439, 1],
		[' 09:00 ', '18:00\n', 540, 1080],
		['22:00', ' 24:00 ', 1320, 1440],
	])('%j to %j are the minutes %i to %i', (start, end, startMinute, endMinute) => {
		expect(windowOf({ start, end })).toEqual({ days: [1], startMinute, endMinute });
	});

	const NO_TIMES: Array<[shown: string, value: unknown]> = [
		['""', ''],
		['"9:00"', '9:00'],
		['"9"', '9'],
		['"9am"', '9am'],
		['"09:00 AM"', '09:00 AM'],
		['"09:00:00"', '09:00:00'],
		['"09.00"', '09.00'],
		['"0900"', '0900'],
		['"09:60"', '09:60'],
		['"24:01"', '24:01'],
		['"25:00"', '25:00'],
		['"-1:00"', '-1:00'],
		['"2026-01-01T09:00"', '2026-01-01T09:00'],
		['"٠٩:٠٠"', '٠٩:٠٠'],
		['"__proto__"', '__proto__'],
		[`"${'0'.repeat(40)}…"`, '0'.repeat(100_000)],
		['540', 540],
		['NaN', Number.NaN],
		['null', null],
		['undefined', undefined],
		['a list', ['09:00']],
		['of the type object', new Date(0)],
	];

	it.each([...NO_TIMES, ['"24:00"', '24:00']])('cannot begin at %s', (shown, start) => {
		expect(refusal(() => windowOf({ start }))).toBe(
			`Delivery Windows, row 1: Start is ${shown}, but must be hours and minutes from 00:00 to 23:59. Write for example 09:00.`,
		);
	});

	it.each(NO_TIMES)('cannot end at %s', (shown, end) => {
		expect(refusal(() => windowOf({ end }))).toBe(
			`Delivery Windows, row 1: End is ${shown}, but must be hours and minutes from 00:00 to 24:00. Write for example 18:00.`,
		);
	});
});

describe('excluded dates', () => {
	it.each<[string | string[], string[]]>([
		['', []],
		[' \n ', []],
		[[], []],
		[',;\n,', []],
		[['', ' '], []],
		['2026-12-25', ['2026-12-25']],
		['2026-12-26, 2026-12-25;2024-02-29\r\n2026-01-01', ['2024-02-29', '2026-01-01', '2026-12-25', '2026-12-26']],
		['2026-12-25,2026-12-25', ['2026-12-25']],
		[[' 2026-12-26 ', '2026-12-25'], ['2026-12-25', '2026-12-26']],
		[['2026-12-26,2026-12-25', '2026-01-01'], ['2026-01-01', '2026-12-25', '2026-12-26']],
		['2026-12-30..2027-01-02', ['2026-12-30', '2026-12-31', '2027-01-01', '2027-01-02']],
		['2026-12-30 .. 2026-12-31', ['2026-12-30', '2026-12-31']],
		['2026-12-30..2026-12-30', ['2026-12-30']],
		['2026-03-28..2026-03-30;2026-03-29', ['2026-03-28', '2026-03-29', '2026-03-30']],
	])('%j are %j', (text, dates) => {
		expect(datesOf(text)).toEqual(dates);
	});

	it('as a range are at most 400', () => {
		expect(datesOf('2026-01-01..2027-02-04')).toHaveLength(400);
		expect(refusal(() => datesOf('2026-01-01..2027-02-05'))).toBe(
			'Excluded Dates has "2026-01-01..2027-02-05", which is longer than 400 days. Give a shorter range.',
		);
		expect(refusal(() => datesOf('0000-01-01..9999-12-31'))).toContain('longer than 400 days');
	});

	it('are at most 2000', () => {
		// Years that are followed by no leap day before the 4th of February: 400 days each.
		const ranges = (count: number) => Array.from({ length: count }, (_, index) => `${2001 + 4 * index}-01-01..${2002 + 4 * index}-02-04`);
		expect(datesOf(ranges(5))).toHaveLength(2000);
		expect(refusal(() => datesOf([...ranges(5), '2026-01-01']))).toBe(
			'Excluded Dates has more than 2000 dates. Leave out those that have passed or are far off.',
		);
		expect(refusal(() => datesOf(ranges(1000).join(',')))).toContain('more than 2000 dates');
	});

	it('cannot end before they begin', () => {
		expect(refusal(() => datesOf('2026-12-31..2026-12-30'))).toBe(
			'Excluded Dates has "2026-12-31..2026-12-30", which ends before it begins. Swap the two dates.',
		);
	});

	it.each<[shown: string, value: unknown]>([
		['"2026-02-30"', '2026-02-30'],
		['"2025-02-29"', '2025-02-29'],
		['"25.12.2026"', '25.12.2026'],
		['"12/25/2026"', '12/25/2026'],
		['"2026-12-25T00:00:00"', '2026-12-25T00:00:00'],
		['"2026-12-25 2026-12-26"', '2026-12-25 2026-12-26'],
		['"Christmas"', '2026-12-24,Christmas'],
		['"2026-12-24.."', '2026-12-24..'],
		['"..2026-12-24"', '..2026-12-24'],
		['"2026-12-24..2026-12-25..2026-12-26"', '2026-12-24..2026-12-25..2026-12-26'],
		['"2026-12-24...2026-12-25"', '2026-12-24...2026-12-25'],
		['"2026-12-24 - 2026-12-25"', '2026-12-24 - 2026-12-25'],
		['"__proto__"', '__proto__'],
		[`"${'.'.repeat(40)}…"`, '.'.repeat(100_000)],
		['20261225', 20261225],
		['null', null],
		['undefined', undefined],
		['of the type object', {}],
		['5', ['2026-12-25', 5]],
		['null', ['2026-12-25', null]],
		['undefined', ['2026-12-25', undefined]],
		['a list', [['2026-12-25']]],
		['of the type object', [new Date(0)]],
	])('cannot be %s', (shown, excluded) => {
		expect(refusal(() => datesOf(excluded))).toBe(
			`Excluded Dates has ${shown}, which is no date. Write for example 2026-12-25, or 2026-12-24..2026-12-31 for several days, separated by ",".`,
		);
	});
});

describe('the time zone', () => {
	it.each<[shown: string, value: unknown]>([
		['""', ''],
		['"Berlin"', 'Berlin'],
		['"local"', 'local'],
		['"UTC+2"', 'UTC+2'],
		['"+02:00"', '+02:00'],
		['"BST"', 'BST'],
		['"__proto__"', '__proto__'],
		[`"${'x'.repeat(40)}…"`, 'x'.repeat(100_000)],
		['2', 2],
		['null', null],
		['undefined', undefined],
		['a list', ['UTC']],
		['of the type object', {}],
	])('cannot be %s', (shown, zone) => {
		expect(refusal(() => windowRules({ ...INPUT, zone: zone as string }))).toBe(
			`Time Zone is ${shown}, which is no IANA time zone. Write for example Europe/Berlin.`,
		);
	});
});
