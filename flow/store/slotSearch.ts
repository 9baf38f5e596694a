import { microseconds, microsecondsUp } from './microseconds';
import type { SlotRequest } from './slots';

/** The slots of a line in their order, all in microseconds. */
export interface SlotLine {
	/** @returns how many slots lie at or before an instant */
	upTo(us: number): number;
	/** @returns the slots from an index on; the first slot has the index 0 */
	slice(index: number, length: number): number[];
}

/** What a request asks for, in microseconds. */
export interface SlotWish {
	count: number;
	perUs: number;
	fromUs: number;
	notAfterUs: number;
	/** In order. */
	open?: Stretch[];
}

/** A half-open stretch of time, [from, to), in microseconds. */
export interface Stretch {
	fromUs: number;
	toUs: number;
}

export interface SlotFound {
	/** The first free instant; without one, the spans given are used up. */
	slotUs?: number;
	/** Where the search ended. */
	reachedUs: number;
	/** Stretches in which it found no free instant. */
	full: Stretch[];
}

/**
 * Slots are kept for so long after they have lost their meaning: clocks differ, and who dies in the middle and asks again
 * shall get the same slot.
 */
export const SLOT_GRACE_MS = 60_000;

/** How many windows are looked at in one reading of the line. */
const BATCH = 256;

/**
 * Reads a request.
 *
 * @throws RangeError for a count or a span with which there can be no slots
 */
export function slotWish({ count, perMs, fromMs, notAfterMs, open }: SlotRequest): SlotWish {
	if (!Number.isSafeInteger(count) || count < 1) throw new RangeError(`A line cannot hold ${count} slots; it takes 1 or more.`);
	if (!Number.isFinite(perMs) || perMs <= 0) throw new RangeError(`${perMs} ms is no span of time.`);
	if (!Number.isFinite(fromMs)) throw new RangeError(`${fromMs} is no instant.`);
	return {
		count,
		perUs: microsecondsUp(perMs),
		fromUs: microseconds(fromMs),
		notAfterUs: notAfterMs === undefined ? Infinity : microseconds(notAfterMs),
		open: open?.map((span) => ({ fromUs: microseconds(span.fromMs), toUs: microseconds(span.toMs) })),
	};
}

/**
 * Finds the first free instant of a line.
 *
 * @param startUs where to begin
 * @param known stretches known to be full, from earlier searches with the same count and span
 */
export function firstFreeSlot(line: SlotLine, wish: SlotWish, startUs: number, known: readonly Stretch[]): SlotFound {
	const full: Stretch[] = [];
	let at = startUs;
	for (;;) {
		const opensAt = nextOpen(wish.open, at);
		if (opensAt === undefined) return { reachedUs: at, full };
		at = opensAt;

		const until = endOf(known, at) ?? fullUntil(line, wish, at);
		if (until === undefined) return { slotUs: at, reachedUs: at, full };
		note(full, at, until);
		at = until;
	}
}

/**
 * A window of `count` slots is full if an instant, as one more, would make too many within `per`. Then all instants are
 * taken up to `per` after its first slot, because each of them would be one too many in the same window.
 *
 * @returns the end of the last full window around an instant; undefined if the instant is free
 */
function fullUntil(line: SlotLine, { count, perUs }: SlotWish, at: number): number | undefined {
	const near = line.upTo(at + perUs - 1);
	if (near < count) return undefined;
	const before = line.upTo(at);

	// The windows that can be full begin within `per` before the instant, or with the slot after it.
	const earliest = Math.max(line.upTo(at - perUs), before - count);
	for (let latest = Math.min(before, near - count); latest >= earliest; latest -= BATCH) {
		const index = Math.max(earliest, latest - BATCH + 1);
		const firsts = line.slice(index, latest - index + 1);
		const lasts = count === 1 ? firsts : line.slice(index + count - 1, latest - index + 1);
		const window = firsts.findLastIndex((first, n) => Math.max(at, lasts[n]) - Math.min(at, first) < perUs);
		if (window >= 0) return firsts[window] + perUs;
	}
	return undefined;
}

/** @returns the first instant from `at` on that lies in an open span; undefined if there is none */
function nextOpen(open: readonly Stretch[] | undefined, at: number): number | undefined {
	if (!open) return at;
	const span = open.find(({ fromUs, toUs }) => toUs > at && toUs > fromUs);
	return span && Math.max(at, span.fromUs);
}

function endOf(stretches: readonly Stretch[], at: number): number | undefined {
	return stretches.find(({ fromUs, toUs }) => fromUs <= at && at < toUs)?.toUs;
}

/** Notes a stretch down; one that goes on where the last ended makes it longer. */
function note(stretches: Stretch[], fromUs: number, toUs: number): void {
	const last = stretches.at(-1);
	if (last?.toUs === fromUs) last.toUs = toUs;
	else stretches.push({ fromUs, toUs });
}
