import type { SlotWish, Stretch } from './slotSearch';

/**
 * What a line remembers of its searches: stretches in which there is no free instant. Slots are only ever added, so what
 * is full stays full, and nobody needs to walk over a long line twice.
 *
 * It is kept as a text of numbers, which Lua can read too: count and span of the searches, then the two ends of each
 * stretch.
 */

/** As many stretches as are remembered: with a window for each day, a month. */
const MOST = 32;

/** @returns the stretches that are full for a request: those found by requests with the same count and span */
export function knownFull(text: string, { count, perUs }: SlotWish): Stretch[] {
	const [ofCount, ofPerUs, ...ends] = text.split(' ').map(Number);
	if (ofCount !== count || ofPerUs !== perUs) return [];
	return ends.flatMap((fromUs, index) => (index % 2 === 0 ? [{ fromUs, toUs: ends[index + 1] }] : []));
}

/** @returns the text for all stretches that reach beyond an instant */
export function rememberFull({ count, perUs }: SlotWish, stretches: readonly Stretch[], afterUs: number): string {
	const ends = joined(stretches.filter(({ toUs }) => toUs > afterUs)).slice(-MOST);
	return [count, perUs, ...ends.flatMap(({ fromUs, toUs }) => [fromUs, toUs])].join(' ');
}

/** Makes one of stretches that touch. */
function joined(stretches: readonly Stretch[]): Stretch[] {
	const result: Stretch[] = [];
	for (const { fromUs, toUs } of stretches.toSorted((one, other) => one.fromUs - other.fromUs)) {
		const last = result.at(-1);
		if (last && fromUs <= last.toUs) last.toUs = Math.max(last.toUs, toUs);
		else result.push({ fromUs, toUs });
	}
	return result;
}
