import type { Span } from '../store/slots';
import type { LocalDay } from './wallClock';
import { DAY_MS, MINUTE_MS, dateOf, dayOf, isInstant, offsetAt, stretches, weekdayOf } from './wallClock';

export { isZone } from './wallClock';
export { windowRules } from './windowsInput';

/** A window of the day. It opens and closes by the clock on the wall. */
export interface DailyWindow {
	/** The ISO weekdays on which it opens: 1 (Monday) – 7 (Sunday); never empty. */
	days: number[];
	/** When it opens, in minutes after midnight, 0 – 1439. */
	startMinute: number;
	/**
	 * When it closes, in minutes after midnight, 0 – 1440. Before the start it is on the next day; equal to the start, the
	 * window is open for a whole day from its start.
	 */
	endMinute: number;
}

/** When something may be delivered. */
export interface WindowRules {
	/** At least one; they may overlap. */
	windows: DailyWindow[];
	/** Local dates (`YYYY-MM-DD`) on which nothing is open and no window opens, not even for the day after. */
	excludedDates: string[];
	/** The IANA time zone of the clock on the wall. */
	zone: string;
}

/** Spans are looked for no farther ahead than this. */
const FARTHEST_MS = 400 * DAY_MS;

/**
 * Looks at the clock on the wall: an instant is open when the local time that it shows lies in a window. An hour that
 * comes twice is therefore open twice, and one that is left out not at all.
 *
 * @param atMs Unix time in milliseconds; what is no instant is not open
 * @throws RangeError when the zone of the rules does not exist
 */
export function isOpen({ windows, excludedDates, zone }: WindowRules, atMs: number): boolean {
	if (!isInstant(atMs)) return false;
	const localMs = atMs + offsetAt(zone, atMs);
	const today = dayOf(localMs);
	const timeMs = localMs - today * DAY_MS;
	const opensOn = ({ days }: DailyWindow, day: LocalDay) =>
		days.includes(weekdayOf(day)) && !excludedDates.includes(dateOf(day));

	if (excludedDates.includes(dateOf(today))) return false;
	return windows.some((window) => {
		const hasBegun = timeMs >= window.startMinute * MINUTE_MS;
		const isBeforeEnd = timeMs < window.endMinute * MINUTE_MS;
		if (!isOverMidnight(window)) return opensOn(window, today) && hasBegun && isBeforeEnd;
		return (opensOn(window, today) && hasBegun) || (opensOn(window, today - 1) && isBeforeEnd);
	});
}

/**
 * Finds the next open spans from an instant on.
 *
 * @param fromMs Unix time in milliseconds; a span that has begun is given from here
 * @param count the most spans to give
 * @returns spans in order, with closed time between them. Nothing is farther than 400 days: a span that is still open
 *   then is given up to there. Empty when nothing opens until then, or for numbers that mean nothing
 * @throws RangeError when the zone of the rules does not exist
 */
export function openSpans(rules: WindowRules, fromMs: number, count: number): Span[] {
	if (!isInstant(fromMs) || !(count >= 1)) return [];

	const spans: Span[] = [];
	const openTimesOf = openTimes(rules);
	// Between two changes of the clocks local time runs on evenly, and windows are plain spans of it.
	for (const { offsetMs, ...stretch } of stretches(rules.zone, { fromMs, toMs: fromMs + FARTHEST_MS })) {
		const lastDay = dayOf(stretch.toMs + offsetMs);
		for (let day = dayOf(stretch.fromMs + offsetMs); day <= lastDay; day++) {
			const midnightMs = day * DAY_MS - offsetMs;
			for (const time of openTimesOf(day)) {
				const span = {
					fromMs: Math.max(stretch.fromMs, midnightMs + time.fromMs),
					toMs: Math.min(stretch.toMs, midnightMs + time.toMs),
				};
				const isEmpty = !(span.fromMs < span.toMs);
				if (isEmpty) continue;

				const last = spans.at(-1);
				if (last && span.fromMs <= last.toMs) last.toMs = Math.max(last.toMs, span.toMs);
				else if (spans.length + 1 > count) return spans;
				else spans.push(span);
			}
		}
	}
	return spans;
}

/**
 * Makes ready to ask when windows are open on a day.
 *
 * @returns gives the open times of a day in milliseconds after its midnight, earliest start first; they may overlap
 */
function openTimes({ windows, excludedDates }: WindowRules): (day: LocalDay) => Span[] {
	const excluded = new Set(excludedDates);
	const isExcluded = (day: LocalDay) => excluded.size > 0 && excluded.has(dateOf(day));
	// A day differs from others of its weekday only by whether windows of the day before run into it.
	const known = new Map<number, Span[]>();

	return (day) => {
		if (isExcluded(day)) return [];
		const weekday = weekdayOf(day);
		const isAfterExcluded = isExcluded(day - 1);
		const key = isAfterExcluded ? -weekday : weekday;

		const times = known.get(key) ?? timesOn(windows, weekday, isAfterExcluded ? undefined : weekdayOf(day - 1));
		known.set(key, times);
		return times;
	};
}

function timesOn(windows: DailyWindow[], weekday: number, weekdayBefore: number | undefined): Span[] {
	const own = windows
		.filter(({ days }) => days.includes(weekday))
		.map((window) => ({
			fromMs: Math.max(0, window.startMinute * MINUTE_MS),
			toMs: isOverMidnight(window) ? DAY_MS : Math.min(DAY_MS, window.endMinute * MINUTE_MS),
		}));
	const fromDayBefore = windows
		.filter((window) => isOverMidnight(window) && weekdayBefore !== undefined && window.days.includes(weekdayBefore))
		.map(({ endMinute }) => ({ fromMs: 0, toMs: Math.min(DAY_MS, endMinute * MINUTE_MS) }));
	return [...fromDayBefore, ...own].sort((a, b) => a.fromMs - b.fromMs);
}

function isOverMidnight({ startMinute, endMinute }: DailyWindow): boolean {
	return !(endMinute > startMinute);
}
