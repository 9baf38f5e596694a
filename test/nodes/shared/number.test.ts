import { numberOf } from '../../../nodes/shared/number';

const field = { name: 'Timeout', fallback: 30, least: 1 };

describe('a number of the panel', () => {
	it.each([
		[undefined, 30],
		['', 30],
		[5, 5],
		['7', 7],
		[1, 1],
	])('given as %p is %p', (value, number) => {
		expect(numberOf(value, field)).toBe(number);
	});

	it.each([Number.NaN, 'soon', 0, -1, Number.POSITIVE_INFINITY, {}])('given as %p is refused by its name', (value) => {
		expect(() => numberOf(value, field)).toThrow('Timeout must be a number of at least 1.');
	});
});
