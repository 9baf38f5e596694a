import { dateOf, dayOfDate, isZone } from './wallClock';
import type { DailyWindow, WindowRules } from './windows';

/** A delivery window as it comes from a panel. */
export interface WindowRow {
	/** ISO numbers, 1 (Monday) – 7 (Sunday), or names: `monday`, `Mon`. */
	days: Array<string | number>;
	/** `HH:mm`. */
	start: string;
	/** `HH:mm`; `24:00` is the end of the day. */
	end: string;
}

/** Delivery windows that cannot be used; the message names the field and says what to do. */
export class WindowRulesError extends Error {
	constructor(field: string, fault: string) {
		super(`${field}${fault}`);
		this.name = 'WindowRulesError';
	}
}

const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

const LONGEST_RANGE_DAYS = 400;
const MOST_DATES = 2000;

/**
 * Reads delivery windows from the fields of a panel.
 *
 * @param input.excludedDates a list, or text separated by commas, semicolons or line breaks, of dates (`YYYY-MM-DD`) and
 *   of ranges of dates (`YYYY-MM-DD..YYYY-MM-DD`, both included)
 * @throws WindowRulesError for the first entry that cannot be used
 */
export function windowRules(input: {
	windows: WindowRow[];
	excludedDates: string[] | string;
	zone: string;
}): WindowRules {
	return { windows: windowsOf(input.windows), excludedDates: datesOf(input.excludedDates), zone: zoneOf(input.zone) };
}

function windowsOf(rows: WindowRow[]): DailyWindow[] {
	if (!Array.isArray(rows) || rows.length === 0) {
		throw new WindowRulesError('Delivery Windows', ' has no window, so that nothing would ever be delivered. Add one.');
	}
	return rows.map((row, index) => {
		const field = `Delivery Windows, row ${index + 1}: `;
		return {
			days: daysOf(row?.days, `${field}Days`),
			startMinute: startOf(row?.start, `${field}Start`),
			endMinute: endOf(row?.end, `${field}End`),
		};
	});
}

function daysOf(days: unknown, field: string): number[] {
	if (!Array.isArray(days) || days.length === 0) throw new WindowRulesError(field, ' is empty. Choose at least one day.');
	return [...new Set(days.map((day) => weekdayOf(day, field)))].sort();
}

function weekdayOf(day: unknown, field: string): number {
	const text = String(typeof day === 'number' ? day : textOf(day)).toLowerCase();
	const index = /^[1-7]$/.test(text) ? Number(text) - 1 : WEEKDAYS.findIndex((name) => text === name || text === name.slice(0, 3));
	if (index < 0) {
		throw new WindowRulesError(field, ` has ${shown(day)}, which is no weekday. Use monday to sunday, or 1 (Monday) to 7 (Sunday).`);
	}
	return index + 1;
}

function startOf(time: unknown, field: string): number {
	const minute = minuteOf(time);
	if (minute === undefined) {
		throw new WindowRulesError(field, ` is ${shown(time)}, but must be hours and minutes from 00:00 to 23:59. Write for example 09:00.`);
	}
	return minute;
}

function endOf(time: unknown, field: string): number {
	if (textOf(time) === '24:00') return 24 * 60;
	const minute = minuteOf(time);
	if (minute === undefined) {
		throw new WindowRulesError(field, ` is ${shown(time)}, but must be hours and minutes from 00:00 to 24:00. Write for example 18:00.`);
	}
	return minute;
}

/** @returns minutes after midnight */
function minuteOf(time: unknown): number | undefined {
	const [, hours, minutes] = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(textOf(time)) ?? [];
	return hours === undefined ? undefined : Number(hours) * 60 + Number(minutes);
}

function datesOf(excluded: unknown): string[] {
	const isUsable = typeof excluded === 'string' || (Array.isArray(excluded) && excluded.every((entry) => typeof entry === 'string'));
	if (!isUsable) throw datesError(Array.isArray(excluded) ? excluded.find((entry) => typeof entry !== 'string') : excluded);

	const dates = new Set<string>();
	for (const entry of [excluded].flat().flatMap((text) => text.split(/[,;\r\n]/))) {
		if (entry.trim() !== '') for (const date of datesOfEntry(entry.trim())) dates.add(date);
		if (dates.size > MOST_DATES) {
			throw new WindowRulesError('Excluded Dates', ` has more than ${MOST_DATES} dates. Leave out those that have passed or are far off.`);
		}
	}
	return [...dates].sort();
}

function datesOfEntry(entry: string): string[] {
	const ends = entry.split('..').map((date) => dayOfDate(date.trim()));
	const [first, last = first] = ends;
	if (ends.length > 2 || first === undefined || last === undefined || ends.includes(undefined)) throw datesError(entry);

	if (last < first) throw new WindowRulesError('Excluded Dates', ` has ${shown(entry)}, which ends before it begins. Swap the two dates.`);
	if (last - first >= LONGEST_RANGE_DAYS) {
		throw new WindowRulesError('Excluded Dates', ` has ${shown(entry)}, which is longer than ${LONGEST_RANGE_DAYS} days. Give a shorter range.`);
	}
	return Array.from({ length: last - first + 1 }, (_, index) => dateOf(first + index));
}

function datesError(entry: unknown): WindowRulesError {
	return new WindowRulesError(
		'Excluded Dates',
		` has ${shown(entry)}, which is no date. Write for example 2026-12-25, or 2026-12-24..2026-12-31 for several days, separated by ",".`,
	);
}

function zoneOf(zone: unknown): string {
	const name = textOf(zone);
	if (!isZone(name)) {
		throw new WindowRulesError('Time Zone', ` is ${shown(zone)}, which is no IANA time zone. Write for example Europe/Berlin.`);
	}
	return name;
}

/** @returns the text without white space around it; nothing for what is no text */
function textOf(value: unknown): string {
	return typeof value === 'string' ? value.trim() : '';
}

const LONGEST_SHOWN = 40;

/** @returns the value as a message shows it */
function shown(value: unknown): string {
	if (typeof value === 'string' && value.length > LONGEST_SHOWN) return `"${value.slice(0, LONGEST_SHOWN)}…"`;
	if (typeof value === 'string') return `"${value}"`;
	if (typeof value === 'number' || value === null || value === undefined) return `${value}`;
	return Array.isArray(value) ? 'a list' : `of the type ${typeof value}`;
}
