import type { HeaderRow } from '../../../flow/http/headers';
import { HeaderError, headersOf, withoutSecret } from '../../../flow/http/headers';

describe('headers', () => {
	it.each<[string, HeaderRow[], Record<string, string>]>([
		['may be none', [], {}],
		['have names in lower case', [{ name: 'X-Flow', value: 'Yes' }], { 'x-flow': 'Yes' }],
		['have names without white space around them', [{ name: ' X-Flow ', value: ' a ' }], { 'x-flow': ' a ' }],
		[
			'are the later ones where a name is doubled',
			[
				{ name: 'A', value: 1 },
				{ name: 'a', value: 2 },
			],
			{ a: '2' },
		],
		[
			'are passed over without name and value',
			[
				{ name: '', value: '' },
				{ name: ' ', value: undefined },
			],
			{},
		],
		[
			'may be empty',
			[
				{ name: 'A', value: '' },
				{ name: 'B', value: null },
			],
			{ a: '', b: '' },
		],
		[
			'may be no text',
			[
				{ name: 'A', value: 0 },
				{ name: 'B', value: false },
			],
			{ a: '0', b: 'false' },
		],
		['may hold a tab and Latin-1', [{ name: 'A', value: 'a\té\xff' }], { a: 'a\té\xff' }],
		[
			'may have every sign that names may have',
			[{ name: "!#$%&'*+-.^_`|~09az", value: 1 }],
			{ "!#$%&'*+-.^_`|~09az": '1' },
		],
	])('%s', (_, rows, headers) => {
		expect(headersOf(rows)).toEqual(headers);
	});

	it('may be named __proto__ without touching a prototype', () => {
		const headers = headersOf([{ name: '__proto__', value: 'x' }]);
		expect(Object.keys(headers)).toEqual(['__proto__']);
		expect(Object.getPrototypeOf(headers)).toBe(Object.prototype);
	});
});

describe('a header is refused', () => {
	it.each(['X Flow', 'X-Flow:', 'X-Flow: a\r\nSet-Cookie', 'X\nFlow', 'é', 'a(b)', 'a,b', 'a"b', 'a\0'])(
		'when its name is %j',
		(name) => {
			expect(() => headersOf([{ name, value: 'secret' }])).toThrow(new HeaderError(`"${name}" is not a header name.`));
		},
	);

	it('without a name', () => {
		expect(() => headersOf([{ name: ' ', value: 'secret' }])).toThrow(new HeaderError('"" is not a header name.'));
	});

	it.each([
		'secret\r\nSet-Cookie: a=b',
		'secret\nSet-Cookie: a=b',
		'secret\rSet-Cookie: a=b',
		'secret\r\n',
		'\nsecret',
		'secret\0',
		'secret\x7f',
		'secret\x1b[31m',
		'secret\u2028',
		'secret €',
		['secret', 'two\n'],
	])('when its value is %j, and the value is not repeated', (value) => {
		expect(() => headersOf([{ name: 'X-Flow', value }])).toThrow(
			new HeaderError('The value of the header "X-Flow" has a line break or a character that headers cannot carry.'),
		);
	});
});

describe('a secret in the headers of a response', () => {
	it.each([
		['k3y', '/there?a=1&api_key=k3y', '/there?a=1&api_key=***'],
		['k3y', '</a?k=k3y>; rel="next", </b?k=k3y>; rel="last"', '</a?k=***>; rel="next", </b?k=***>; rel="last"'],
		['a:b/c d=', '/?k=a:b%2Fc+d=', '/?k=***'],
		['a:b/c d=', '/?k=a%3ab/c%20d%3D', '/?k=***'],
		['(.*)', '/?k=(.*)&b=x', '/?k=***&b=x'],
		['é€', '/?k=%C3%A9%e2%82%ac', '/?k=***'],
		['\ud800', '/?k=1', '/?k=1'],
	])('%j is left out of %j', (secret, value, masked) => {
		expect(withoutSecret({ location: value, other: 'x' }, secret)).toEqual({ location: masked, other: 'x' });
	});
});
