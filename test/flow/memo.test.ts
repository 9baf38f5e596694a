import { remembering } from '../../flow/memo';

describe('a remembered value', () => {
	it('is made once', () => {
		const remembered = remembering<object>(2);
		const make = jest.fn(() => ({}));
		expect(remembered('a', make)).toBe(remembered('a', make));
		expect(make).toHaveBeenCalledTimes(1);
	});

	it('is one for each key', () => {
		const remembered = remembering<string>(5);
		expect(remembered('a', () => 'of a')).toBe('of a');
		expect(remembered('__proto__', () => 'of __proto__')).toBe('of __proto__');
		expect(remembered('', () => 'of nothing')).toBe('of nothing');
		expect(remembered('a', () => 'another')).toBe('of a');
		expect(remembered('constructor', () => 'of constructor')).toBe('of constructor');
	});

	it('may be false, 0 or empty', () => {
		const remembered = remembering<unknown>(5);
		for (const value of [false, 0, '', null]) {
			expect(remembered(String(value), () => value)).toBe(value);
			expect(remembered(String(value), () => 'another')).toBe(value);
		}
	});

	it('that was made first is forgotten when there are too many', () => {
		const remembered = remembering<string>(2);
		for (const key of ['a', 'b', 'c']) remembered(key, () => `${key}1`);
		expect(['b', 'c'].map((key) => remembered(key, () => `${key}2`))).toEqual(['b1', 'c1']);
		expect(remembered('a', () => 'a2')).toBe('a2');
		expect(remembered('b', () => 'b2')).toBe('b2');
	});

	it('is not remembered when making it throws', () => {
		const remembered = remembering<string>(2);
		const failing = () => {
			throw new Error('no');
		};
		expect(() => remembered('a', failing)).toThrow('no');
		expect(remembered('a', () => 'yes')).toBe('yes');
	});

	it('is known only where it was made', () => {
		remembering<string>(1)('a', () => 'here');
		expect(remembering<string>(1)('a', () => 'there')).toBe('there');
	});
});
