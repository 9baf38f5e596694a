import { isTextLike, valueFromText } from '../../../flow/route/textValues';

describe('a value that came as text', () => {
	it.each<[string | string[], object, unknown]>([
		// Text stays text.
		['text', { type: 'string' }, 'text'],
		['', { type: 'string' }, ''],
		[' 5 ', { type: 'string' }, ' 5 '],
		['5', {}, '5'],
		['', {}, ''],
		['5', { type: ['string', 'null'] }, '5'],
		// Numbers.
		['5', { type: 'number' }, 5],
		['-1.5e3', { type: 'number' }, -1500],
		[' 5 ', { type: 'number' }, 5],
		['0', { type: 'integer' }, 0],
		['1.5', { type: 'integer' }, 1.5],
		['5 euro', { type: 'number' }, '5 euro'],
		['1,5', { type: 'number' }, '1,5'],
		['0x10', { type: 'number' }, '0x10'],
		['NaN', { type: 'number' }, 'NaN'],
		['Infinity', { type: 'number' }, 'Infinity'],
		['-1e999', { type: 'number' }, '-1e999'],
		['', { type: 'number' }, undefined],
		['  ', { type: 'integer' }, undefined],
		// Booleans.
		['true', { type: 'boolean' }, true],
		['TRUE', { type: 'boolean' }, true],
		['1', { type: 'boolean' }, true],
		['false', { type: 'boolean' }, false],
		[' False ', { type: 'boolean' }, false],
		['0', { type: 'boolean' }, false],
		['yes', { type: 'boolean' }, 'yes'],
		['', { type: 'boolean' }, undefined],
		// Objects.
		['{"a":1}', { type: 'object' }, { a: 1 }],
		['[1]', { type: 'object' }, '[1]'],
		['null', { type: 'object' }, 'null'],
		['{a:1}', { type: 'object' }, '{a:1}'],
		['', { type: 'object' }, undefined],
		// Lists.
		['[1,"b"]', { type: 'array' }, [1, 'b']],
		[' [] ', { type: 'array' }, []],
		['one', { type: 'array' }, ['one']],
		['{"a":1}', { type: 'array' }, ['{"a":1}']],
		['[1,', { type: 'array' }, '[1,'],
		['', { type: 'array' }, undefined],
		['  ', { type: 'array' }, undefined],
		[['a', 'b'], { type: 'array' }, ['a', 'b']],
		[[], { type: 'array' }, []],
		// A name that was given several times, where one value is asked for.
		[['1', '2'], { type: 'number' }, ['1', '2']],
		[['a', 'b'], { type: 'string' }, ['a', 'b']],
	])('%j read as %j is %j', (text, schema, value) => {
		expect(valueFromText(text, schema)).toEqual(value);
	});

	it('is told from a number at once, however long it is', () => {
		const text = `${'1'.repeat(500_000)}x`;
		const began = performance.now();
		expect(valueFromText(text, { type: 'number' })).toBe(text);
		// By trying every way to divide the digits it would take minutes.
		expect(performance.now() - began).toBeLessThan(2_000);
	});

	it('is an own property, not a prototype, under the name __proto__', () => {
		const value = valueFromText('{"__proto__":{"admin":true}}', { type: 'object' }) as { admin?: boolean };
		expect(value.admin).toBeUndefined();
		expect(Object.keys(value)).toEqual(['__proto__']);
	});
});

describe('text is', () => {
	it.each<[unknown, boolean]>([
		['', true],
		['a', true],
		[['a', 'b'], true],
		[[], true],
		[['a', 1], false],
		[1, false],
		[null, false],
		[undefined, false],
		[{ a: 'b' }, false],
	])('%j: %s', (value, expected) => {
		expect(isTextLike(value)).toBe(expected);
	});
});
