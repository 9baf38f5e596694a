import { knownFull, rememberFull } from '../../../flow/store/fullStretches';

const wish = { count: 3, perUs: 1000, fromUs: 0, notAfterUs: Infinity };
const stretch = (fromUs: number, toUs: number) => ({ fromUs, toUs });

describe('full stretches', () => {
	it('are remembered', () => {
		const stretches = [stretch(1795165200000123, 1795165200000124), stretch(1795165200000200, 1795165300000000)];
		expect(knownFull(rememberFull(wish, stretches, 0), wish)).toEqual(stretches);
		expect(knownFull(rememberFull(wish, [], 0), wish)).toEqual([]);
		expect(knownFull('', wish)).toEqual([]);
	});

	it('are full only for the count and the span of time of those who searched', () => {
		const text = rememberFull(wish, [stretch(0, 10)], -1);
		expect(knownFull(text, { ...wish, count: 4 })).toEqual([]);
		expect(knownFull(text, { ...wish, perUs: 999 })).toEqual([]);
	});

	it('that touch become one', () => {
		const stretches = [stretch(20, 30), stretch(0, 10), stretch(10, 15), stretch(25, 27), stretch(40, 50)];
		expect(knownFull(rememberFull(wish, stretches, 0), wish)).toEqual([stretch(0, 15), stretch(20, 30), stretch(40, 50)]);
	});

	it('are forgotten when they are past', () => {
		expect(knownFull(rememberFull(wish, [stretch(0, 10), stretch(20, 30)], 10), wish)).toEqual([stretch(20, 30)]);
	});

	it('are a limited number; the last ones stay', () => {
		const many = Array.from({ length: 50 }, (_, n) => stretch(n * 10, n * 10 + 5));
		expect(knownFull(rememberFull(wish, many, 0), wish)).toEqual(many.slice(-32));
	});
});
