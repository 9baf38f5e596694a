import type { SlotAnswer, SlotRequest, Span } from '../../../flow/store/slots';
import type { Chance } from './randomNumbers';
import { SlowLine } from './slowLine';

/** So many microseconds are a span of time here: lines are crowded, and all of them can be tried. */
const SHORT_US = 12;

/** Makes up requests for slots of one line that are likely to be in each other's way. */
export function randomRequests(line: string, { below, pick }: Chance): SlotRequest[] {
	const rates = Array.from({ length: pick([1, 1, 1, 2]) }, () => ({ count: 1 + below(4), perMs: (1 + below(SHORT_US)) / 1000 }));
	const orders = pick([[undefined], [undefined, 'a'], ['a', 'b'], ['a', undefined, 'b', undefined]]);
	const isBounded = below(3) === 0;
	const hasSpans = below(3) === 0;

	let fromUs = 1_000_000;
	return Array.from({ length: 40 }, (_, index): SlotRequest => {
		fromUs += pick([0, 0, 0, below(4), below(3 * SHORT_US)]);
		const us = fromUs - pick([0, 0, below(SHORT_US)]);
		return {
			line,
			id: String(below(10) === 0 ? below(index + 1) : index),
			...pick(rates),
			fromMs: us / 1000,
			order: pick(orders),
			...(isBounded && { notAfterMs: (us + below(5 * SHORT_US)) / 1000 }),
			...(hasSpans && { open: randomSpans(us, { below, pick }) }),
		};
	});
}

function randomSpans(aroundUs: number, { below }: Chance): Span[] {
	let us = aroundUs - below(2 * SHORT_US);
	return Array.from({ length: below(5) }, () => {
		const from = us + below(SHORT_US);
		us = from + below(SHORT_US);
		return { fromMs: from / 1000, toMs: us / 1000 };
	});
}

/**
 * Compares an answer with that of a line that tries everything. Where the spans are used up, a search may have come
 * further than their end, if nothing up to there is free.
 */
export function expectSame(request: SlotRequest, answer: SlotAnswer, slow: SlowLine): void {
	const expected = slow.reserve(request);
	if (answer.outcome !== 'moreSpans' || expected.outcome !== 'moreSpans') {
		expect({ request, answer }).toEqual({ request, answer: expected });
		return;
	}
	expect(answer.fromMs).toBeGreaterThanOrEqual(expected.fromMs);
	for (let us = expected.fromMs * 1000; us < Math.round(answer.fromMs * 1000); us++) {
		expect(slow.isFree(Math.round(us), request.count, Math.ceil(request.perMs * 1000 - 1e-6))).toBe(false);
	}
}
