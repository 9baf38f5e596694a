import type { Pace, Speed } from '../../../flow/schedule/pace';
import { pacesOf, PERIOD_MS } from '../../../flow/schedule/pace';
import { chance } from '../store/randomNumbers';
import { mostWithin } from './sliding';

const PERIODS = Object.keys(PERIOD_MS) as Array<Speed['per']>;
const SENDS = [1, 2, 3, 7, 10, 59, 60, 61, 100, 999, 3600];

/** Speeds of all kinds, each with bursts that divide it and bursts that do not. */
const SPEEDS: Speed[] = PERIODS.flatMap((per) =>
	SENDS.flatMap((sends) =>
		[...new Set([1, 2, 3, Math.ceil(sends / 3), Math.ceil(sends / 2), sends - 1, sends])]
			.filter((burst) => burst >= 1 && burst <= sends)
			.map((burst) => ({ sends, per, burst })),
	),
);

const nameOf = ({ sends, per, burst }: Speed) => `${sends} per ${per} with bursts of ${burst}`;

/** Slots of a line that are as close as its pace allows; the items come at random, or all at once. */
function slotsOf({ count, perMs }: Pace, length: number, gapMs: () => number = () => 0): number[] {
	const slots: number[] = [];
	let wishedMs = 1_000_000;
	for (let n = 0; n < length; n++) {
		wishedMs += gapMs();
		slots.push(Math.max(wishedMs, slots.at(-1) ?? 0, (slots[n - count] ?? -Infinity) + perMs));
	}
	return slots;
}

describe('the paces of a speed', () => {
	it('let no more items out in any period than the speed says, however they come', () => {
		const { below } = chance(1);
		const tooMany = SPEEDS.flatMap((speed) => {
			const periodMs = PERIOD_MS[speed.per];
			const length = Math.min(4 * speed.sends + 3, 2_000);
			const gaps = [() => 0, () => below(2 * Math.ceil(periodMs / speed.sends)), () => (below(speed.sends) === 0 ? periodMs : 0)];
			return Object.entries(pacesOf(speed)).flatMap(([name, pace]) =>
				gaps.map((gapMs) => ({ speed: nameOf(speed), name, most: mostWithin(slotsOf(pace, length, gapMs), periodMs), sends: speed.sends })),
			);
		}).filter(({ most, sends }) => most > sends);

		expect(tooMany).toEqual([]);
	});

	it.each(PERIODS)('keep the speed also when each item leaves a moment after its slot, per %s', (per) => {
		const periodMs = PERIOD_MS[per];
		const { below } = chance(2);
		for (const [name, lateMs] of [['reserved', Math.min(1_000, periodMs / 20)], ['released', Math.min(750, (periodMs * 3) / 80)]] as const) {
			for (const { sends, burst } of SPEEDS.filter((speed) => speed.per === per && speed.sends <= 100)) {
				const slots = slotsOf(pacesOf({ sends, per, burst })[name], 4 * sends);
				const left = slots.map((slotMs) => slotMs + (lateMs * below(1_000)) / 1_000);
				expect(mostWithin(left, periodMs - 1e-6)).toBeLessThanOrEqual(sends);
			}
		}
	});

	it.each(PERIODS)('cost no more than a second in a period, or a twentieth of it, per %s', (per) => {
		for (const speed of SPEEDS.filter(({ sends, burst, per: period }) => period === per && sends % burst === 0 && sends <= 100)) {
			const slots = slotsOf(pacesOf(speed).reserved, 10 * speed.sends + 1);
			const periods = (slots[10 * speed.sends] - slots[0]) / PERIOD_MS[per];
			expect(periods).toBeGreaterThan(10);
			expect(periods).toBeLessThanOrEqual(10 * (1 + Math.min(1_000 / PERIOD_MS[per], 1 / 20)) + 1e-6);
		}
	});

	it('cost speed when the burst does not divide it, and never exceed it', () => {
		const { reserved } = pacesOf({ sends: 60, per: 'minute', burst: 40 });
		expect(mostWithin(slotsOf(reserved, 500), 60_000)).toBe(40);
	});

	it('space items evenly without a burst', () => {
		const { reserved, released } = pacesOf({ sends: 60, per: 'minute', burst: 1 });
		expect(reserved).toEqual({ count: 1, perMs: 61_000 / 60 });
		expect(released).toEqual({ count: 1, perMs: 60_750 / 60 });
	});

	it('let a whole period go at once when the burst is the speed', () => {
		const { reserved } = pacesOf({ sends: 10, per: 'second', burst: 10 });
		const slots = slotsOf(reserved, 21);
		expect(new Set(slots.slice(0, 10)).size).toBe(1);
		expect(slots[10] - slots[0]).toBe(1_050);
		expect(slots[20] - slots[10]).toBe(1_050);
	});

	it('keep reserved slots a little farther apart than released items, so that a late line catches up', () => {
		for (const speed of SPEEDS) {
			const { reserved, released } = pacesOf(speed);
			expect(released.count).toBe(reserved.count);
			expect(released.perMs).toBeLessThan(reserved.perMs);
		}
	});

	it.each([
		[{ sends: 5, per: 'second', burst: 6 }, 'Burst is 6, but only 5 may go out per second. Lower Burst, or raise the speed.'],
		[{ sends: 1, per: 'day', burst: 100 }, 'Burst is 100, but only 1 may go out per day. Lower Burst, or raise the speed.'],
	] as Array<[Speed, string]>)('do not exist for %j', (speed, message) => {
		expect(() => pacesOf(speed)).toThrow(new Error(message));
	});
});
