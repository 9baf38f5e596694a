import type { SlotLine, SlotWish, Stretch } from '../../../flow/store/slotSearch';
import { firstFreeSlot, slotWish } from '../../../flow/store/slotSearch';
import { chance } from './randomNumbers';
import { expectSame, randomRequests } from './randomRequests';
import { SlowLine } from './slowLine';

/** A line in memory that counts how often it is read. */
class Line implements SlotLine {
	reads = 0;

	constructor(readonly slots: number[]) {}

	upTo(us: number): number {
		this.reads++;
		let [low, high] = [0, this.slots.length];
		while (low < high) {
			const middle = (low + high) >> 1;
			if (this.slots[middle] <= us) low = middle + 1;
			else high = middle;
		}
		return low;
	}

	slice(index: number, length: number): number[] {
		this.reads++;
		expect(index).toBeGreaterThanOrEqual(0);
		expect(index + length).toBeLessThanOrEqual(this.slots.length);
		return this.slots.slice(index, index + length);
	}

	add(us: number): void {
		this.slots.splice(this.upTo(us), 0, us);
	}
}

const wish = (more: Partial<SlotWish>): SlotWish => ({ count: 1, perUs: 10, fromUs: 0, notAfterUs: Infinity, ...more });
const search = (slots: number[], more: Partial<SlotWish>, known: Stretch[] = [], startUs = more.fromUs ?? 0) =>
	firstFreeSlot(new Line(slots), wish(more), startUs, known);

describe('the first free slot', () => {
	it('is the start of an empty line', () => {
		expect(search([], {})).toEqual({ slotUs: 0, reachedUs: 0, full: [] });
	});

	it('keeps its distance on both sides', () => {
		expect(search([9, 28], {})).toMatchObject({ slotUs: 38 });
		expect(search([9, 29], {})).toMatchObject({ slotUs: 19 });
		expect(search([10], {})).toMatchObject({ slotUs: 0 });
	});

	it('may be where others are, if there is room', () => {
		expect(search([0, 0], { count: 3 })).toMatchObject({ slotUs: 0 });
		expect(search([0, 0, 0], { count: 3 })).toMatchObject({ slotUs: 10 });
	});

	it('is not in the middle of a full span', () => {
		expect(search([0, 9], { count: 2, fromUs: 5 })).toMatchObject({ slotUs: 10 });
		expect(search([0, 10], { count: 2, fromUs: 5 })).toMatchObject({ slotUs: 5 });
		expect(search([6, 15, 16], { count: 2, fromUs: 5 })).toMatchObject({ slotUs: 5 });
		expect(search([6, 14, 16], { count: 2, fromUs: 5 })).toMatchObject({ slotUs: 24 });
	});

	it('lies in a span that is open', () => {
		const open = [{ fromUs: 3, toUs: 5 }, { fromUs: 20, toUs: 30 }];
		expect(search([], { open })).toMatchObject({ slotUs: 3 });
		expect(search([0], { open })).toMatchObject({ slotUs: 20 });
		expect(search([0, 19], { open })).toMatchObject({ slotUs: 29 });
		expect(search([0, 20], { open })).toEqual({
			reachedUs: 30,
			full: [{ fromUs: 3, toUs: 10 }, { fromUs: 20, toUs: 30 }],
		});
	});

	it('is not looked for where the line is known to be full', () => {
		const line = new Line([]);
		const found = firstFreeSlot(line, wish({}), 5, [{ fromUs: 0, toUs: 100 }, { fromUs: 100, toUs: 200 }]);
		expect(found).toEqual({ slotUs: 200, reachedUs: 200, full: [{ fromUs: 5, toUs: 200 }] });
		expect(line.reads).toBeLessThan(3);
	});

	it('tells where the line is full', () => {
		expect(search([0, 10, 20], {})).toEqual({ slotUs: 30, reachedUs: 30, full: [{ fromUs: 0, toUs: 30 }] });
	});

	it('is the same as trying each instant gives', () => {
		for (let seed = 1000; seed < 1400; seed++) {
			const slow = new SlowLine();
			const line = new Line([]);
			for (const request of randomRequests('line', chance(seed)).filter(({ id }, index) => Number(id) === index)) {
				const order = undefined;
				const { fromUs, notAfterUs, ...rest } = slotWish({ ...request, order });
				const { slotUs, reachedUs } = firstFreeSlot(line, { fromUs, notAfterUs, ...rest }, fromUs, []);
				const upTo = (us: number) => line.slots.filter((slot) => slot <= us).length;
				const used = (us: number) => upTo(us) - upTo(us - rest.perUs);
				if (slotUs === undefined) {
					expectSame({ ...request, order }, { outcome: 'moreSpans', fromMs: reachedUs / 1000 }, slow);
				} else if (slotUs > notAfterUs) {
					expectSame({ ...request, order }, { outcome: 'tooLate', slotMs: slotUs / 1000, used: used(slotUs) }, slow);
				} else {
					line.add(slotUs);
					const position = Math.max(1, upTo(slotUs) - upTo(fromUs));
					expectSame({ ...request, order }, { outcome: 'taken', slotMs: slotUs / 1000, position, used: used(slotUs) }, slow);
				}
			}
		}
	});
});

describe('the search in a long line', () => {
	const LENGTH = 100_000;

	it('reads little where a day is used up at once', () => {
		const line = new Line(new Array<number>(LENGTH).fill(0));
		expect(firstFreeSlot(line, wish({ count: LENGTH, perUs: 86_400e6 }), 5, [])).toMatchObject({ slotUs: 86_400e6 });
		expect(line.reads).toBeLessThan(10);
	});

	it('reads little where the line begins at its tail', () => {
		const line = new Line(Array.from({ length: LENGTH }, (_, n) => n * 10));
		expect(firstFreeSlot(line, wish({}), (LENGTH - 1) * 10, [])).toMatchObject({ slotUs: LENGTH * 10 });
		expect(line.reads).toBeLessThan(10);
	});

	it('leaps over full spans', () => {
		const line = new Line(Array.from({ length: LENGTH }, (_, n) => Math.floor(n / 1000) * 10));
		expect(firstFreeSlot(line, wish({ count: 1000 }), 0, [])).toMatchObject({ slotUs: LENGTH / 100 });
		expect(line.reads).toBeLessThan(600);
	});

	it('looks at all spans between many slots before and many after', () => {
		// Just one too many in the one span that begins with the first slot.
		const before = Array.from({ length: 5000 }, (_, n) => n);
		const after = Array.from({ length: 5000 }, (_, n) => 9_999 + n * 3);
		const line = new Line([...before, ...after]);
		expect(firstFreeSlot(line, wish({ count: 5001, perUs: 10_000 }), 6000, [])).toMatchObject({ slotUs: 10_000 });
	});
});

describe('a wish', () => {
	it('is in whole microseconds', () => {
		expect(slotWish({ line: '', id: '', count: 2, perMs: 1000 / 3, fromMs: 1795165200000.123, notAfterMs: 1795165200000.9 })).toEqual({
			count: 2,
			perUs: 333_334,
			fromUs: 1795165200000123,
			notAfterUs: 1795165200000900,
			open: undefined,
		});
	});

	it.each([[1.1, 1100], [0.3, 300], [86_400_000, 86_400_000_000], [0.0004, 1]])('of %d ms is one of %d µs', (perMs, perUs) => {
		expect(slotWish({ line: '', id: '', count: 1, perMs, fromMs: 0 }).perUs).toBe(perUs);
	});
});
