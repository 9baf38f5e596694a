import { LONGEST_TIMER_MS, numberOf } from '../../../nodes/shared/number';

const field = { name: 'Timeout', fallback: 30, least: 1, most: 100 };

describe('a number of the panel', () => {
	it.each([
		[undefined, 30],
		['', 30],
		[5, 5],
		['7', 7],
		[1.5, 1.5],
		[1, 1],
		[100, 100],
	])('given as %p is %p', (value, number) => {
		expect(numberOf(value, field)).toBe(number);
	});

	it.each([Number.NaN, 'soon', 0, -1, 100.5, Number.POSITIVE_INFINITY, {}])(
		'given as %p is refused by its name',
		(value) => {
			expect(() => numberOf(value, field)).toThrow(
				'Timeout must be a number from 1 to 100. Check the expression in it.',
			);
		},
	);
});

describe('a whole number of the panel', () => {
	it.each([1, '7', 100])('may be %p', (value) => {
		expect(numberOf(value, { ...field, whole: true })).toBe(Number(value));
	});

	it.each([1.5, '2.5', 101])('may not be %p', (value) => {
		expect(() => numberOf(value, { ...field, whole: true })).toThrow(
			'Timeout must be a whole number from 1 to 100. Check the expression in it.',
		);
	});
});

it('the longest timer is the longest that Node.js keeps to', () => {
	expect(LONGEST_TIMER_MS).toBe(2_147_483_647);
});
