import type { BodyChoice } from '../../../flow/call/requestBody';
import { BodyError, encodeBody } from '../../../flow/call/requestBody';
import { JsonTextError } from '../../../flow/json';

const FORM = 'application/x-www-form-urlencoded';
const fields = (...pairs: Array<[string, unknown]>): BodyChoice => ({
	kind: 'fields',
	fields: pairs.map(([name, value]) => ({ name, value })),
});
const json = (value: unknown): BodyChoice => ({ kind: 'json', json: value });

describe('a body', () => {
	it('may be none', () => {
		expect(encodeBody({ kind: 'none' }, 'application/json')).toEqual({});
	});

	it('that is raw goes as it is, whatever the header says', () => {
		const raw = { text: '<a>é</a>', contentType: 'text/xml' };
		expect(encodeBody({ kind: 'raw', ...raw }, FORM)).toEqual(raw);
	});
});

describe('a body of JSON', () => {
	it.each<[BodyChoice, string]>([
		[fields(['a', 1], ['b', 'x'], ['c', null], ['d', [1]]), '{"a":1,"b":"x","c":null,"d":[1]}'],
		[fields(), '{}'],
		[fields(['a', 1], ['a', 2]), '{"a":2}'],
		[fields(['a', undefined]), '{}'],
		[fields(['__proto__', 'x']), '{"__proto__":"x"}'],
		[json('{ "a" : [1, 2.50] }'), '{"a":[1,2.5]}'],
		[json('"text"'), '"text"'],
		[json(' null '), 'null'],
		[json({ a: { b: 'é' } }), '{"a":{"b":"é"}}'],
		[json([1]), '[1]'],
		[json(0), '0'],
		[json(null), 'null'],
		[json('{"__proto__":{"a":1}}'), '{"__proto__":{"a":1}}'],
	])('of %j is %s', (choice, text) => {
		expect(encodeBody(choice, undefined)).toEqual({ text, contentType: 'application/json' });
	});

	it.each(['application/json', 'application/vnd.api+json', 'text/plain', '', `text/plain; was=${FORM}`])(
		'stays JSON under the header Content-Type: %s',
		(contentType) => {
			expect(encodeBody(fields(['a', 1]), contentType).text).toBe('{"a":1}');
		},
	);

	it('that is not JSON is refused with line and column, and its text is not repeated', () => {
		const encode = () => encodeBody(json('{\n  "pin": secret\n}'), undefined);
		expect(encode).toThrow(JsonTextError);
		expect(encode).toThrow(/^The body is not valid JSON: invalid symbol at line 2, column 10\.$/);
	});

	it('that is empty is refused', () => {
		expect(() => encodeBody(json(''), undefined)).toThrow(
			'The body is not valid JSON: value expected at line 1, column 1.',
		);
	});
});

describe('a form', () => {
	it.each<[BodyChoice, string]>([
		[fields(['a', '1'], ['b', 'x y']), 'a=1&b=x+y'],
		[fields(['a', '&='], ['ü', 'é']), 'a=%26%3D&%C3%BC=%C3%A9'],
		[fields(['a', 1], ['b', true], ['c', 0], ['d', false]), 'a=1&b=true&c=0&d=false'],
		[fields(['a', null], ['b', undefined], ['c', '']), 'a=&b=&c='],
		[fields(['a', [1, 'x', null]]), 'a=1&a=x&a='],
		[fields(['a', []]), ''],
		[fields(['a', 1], ['a', 2]), 'a=1&a=2'],
		[fields(['a', { b: 1 }]), 'a=%7B%22b%22%3A1%7D'],
		[fields(['a', [{ b: 1 }]]), 'a=%7B%22b%22%3A1%7D'],
		[fields(['a', 'x\r\ny']), 'a=x%0D%0Ay'],
		[fields(['\ud800', 'x']), '%EF%BF%BD=x'],
		[fields(), ''],
		[json({ a: 1, b: [1, 2] }), 'a=1&b=1&b=2'],
		[json('{"a":"x","b":{"c":null}}'), 'a=x&b=%7B%22c%22%3Anull%7D'],
		[json('{"__proto__":"x"}'), '__proto__=x'],
	])('of %j is %s', (choice, text) => {
		expect(encodeBody(choice, FORM)).toEqual({ text, contentType: FORM });
	});

	it.each([FORM, FORM.toUpperCase(), `${FORM}; charset=utf-8`, ` ${FORM} ;charset=utf-8`])(
		'is asked for by the header Content-Type: %s',
		(header) => {
			expect(encodeBody(fields(['a', 1]), header)).toEqual({ text: 'a=1', contentType: FORM });
		},
	);

	it.each<[unknown]>([['[1]'], ['"text"'], ['5'], ['null'], [[{ name: 'a', value: 1 }]], [5], [null], [undefined]])(
		'cannot be made of %j',
		(value) => {
			expect(() => encodeBody(json(value), FORM)).toThrow(
				new BodyError('A form is made from a JSON object; this body is something else.'),
			);
		},
	);

	it('made of text that is not JSON is refused', () => {
		expect(() => encodeBody(json('a=1'), FORM)).toThrow(
			'The body is not valid JSON: invalid symbol at line 1, column 1.',
		);
	});
});
