import { JSONPath } from 'jsonpath-plus';

import { capture, CapturePathError, checkCapturePath } from '../../../flow/call/capture';

const BODY = {
	zero: 0,
	no: false,
	empty: '',
	nothing: null,
	text: 'text',
	order: {
		status: 'sent',
		'tracking code': 'T-1',
		lines: [
			{ sku: 'A', price: 10 },
			{ sku: 'B', price: 20 },
		],
		one: [{ sku: 'C' }],
	},
	list: [1, 2, 3],
	'a.b': 'dotted',
	'a(b)': 'brackets',
	"it's": 'quoted',
	häuser: 'umlaut',
};

const at = (path: string, structures = false, body: unknown = BODY) =>
	capture(body, [{ variable: 'v', path }], structures).v;

describe('a captured variable', () => {
	it.each<[string, unknown]>([
		['$.zero', 0],
		['$.no', false],
		['$.empty', ''],
		['$.nothing', null],
		['$.text', 'text'],
		['  $.text  ', 'text'],
		['$.order.status', 'sent'],
		["$['order']['status']", 'sent'],
		['$["order"].status', 'sent'],
		["$.order['tracking code']", 'T-1'],
		["$['a.b']", 'dotted'],
		["$['a(b)']", 'brackets'],
		["$.it's", 'quoted'],
		['$.häuser', 'umlaut'],
		['$.list[0]', 1],
		['$.list[-1:]', 3],
		['$.order.lines[1].price', 20],
		['$..status', 'sent'],
		['$.order.one[*].sku', 'C'],
		// It points to nothing.
		['$.missing', null],
		['$.order.missing.deep', null],
		['$.text.deep', null],
		['$.nothing.deep', null],
		['$.list[3]', null],
		// It points to several values.
		['$.list[*]', null],
		['$.order.lines[*].sku', null],
		['$..sku', null],
		// It points to an object or a list.
		['$', null],
		['$.order', null],
		['$.list', null],
		['$.order.lines[0]', null],
	])('at %s is %j', (path, value) => {
		expect(at(path)).toBe(value);
	});

	it.each<[string, unknown]>([
		['$.zero', 0],
		['$.nothing', null],
		['$.missing', null],
		['$.order.one', [{ sku: 'C' }]],
		['$.order.lines[0]', { sku: 'A', price: 10 }],
		['$.list', [1, 2, 3]],
		['$.list[0:2]', [1, 2]],
		['$.list[*]', [1, 2, 3]],
		['$.order.lines[*].sku', ['A', 'B']],
		['$', BODY],
	])('at %s is %j where objects and lists are allowed', (path, value) => {
		expect(at(path, true)).toEqual(value);
	});

	it.each(['text', '', 5, 0, true, false, null, undefined])('is null when the body is %j', (body) => {
		const rows = [
			{ variable: 'whole', path: '$' },
			{ variable: 'part', path: '$.length' },
		];
		expect(capture(body, rows, true)).toEqual({ whole: null, part: null });
	});

	it.each<[string, unknown]>([
		['$[0].a', 1],
		['$[1]', null],
		['$.length', 1],
	])('at %s of a list is %j', (path, value) => {
		expect(at(path, false, [{ a: 1 }])).toBe(value);
	});

	it.each([
		'$.__proto__',
		'$.constructor',
		'$.constructor.name',
		'$.toString',
		"$['__proto__']",
		'$.list.constructor',
		'$.text.trim',
	])('at %s is null: what the body does not have itself is not seen', (path) => {
		expect(at(path, true)).toBeNull();
	});

	it('named __proto__ in the body is a value like any other', () => {
		expect(at('$.__proto__.admin', false, JSON.parse('{"__proto__":{"admin":true}}'))).toBe(true);
	});
});

describe('a body that is nested too deep to follow', () => {
	const deep = JSON.parse(`${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`) as object;

	it('gives null, and the variables that can be taken', () => {
		const rows = [
			{ variable: 'deep', path: '$..x' },
			{ variable: 'top', path: '$.top' },
		];
		expect(capture({ top: 1, deep }, rows, true)).toEqual({ deep: null, top: 1 });
	});
});

it('paths are not kept, for an expression can give another one for each item', () => {
	const cleared = jest.spyOn(JSONPath, 'clearCache');
	checkCapturePath({ variable: 'v', path: '$.text' });
	expect(cleared).toHaveBeenCalledTimes(1);
	at('$.text');
	expect(cleared).toHaveBeenCalledTimes(3);
	cleared.mockRestore();
});

describe('captured variables', () => {
	it('are one for each row, in order', () => {
		const rows = [
			{ variable: 'b', path: '$.zero' },
			{ variable: 'a', path: '$.missing' },
			{ variable: 'c', path: '$.text' },
		];
		const captured = capture(BODY, rows, false);
		expect(captured).toEqual({ b: 0, a: null, c: 'text' });
		expect(Object.keys(captured)).toEqual(['b', 'a', 'c']);
	});

	it('are the later ones where a name is doubled', () => {
		expect(
			capture(
				BODY,
				[
					{ variable: 'a', path: '$.zero' },
					{ variable: 'a', path: '$.text' },
				],
				false,
			),
		).toEqual({ a: 'text' });
	});

	it('are none without rows', () => {
		expect(capture(BODY, [], false)).toEqual({});
	});

	it('do not change the body', () => {
		const before = JSON.stringify(BODY);
		capture(BODY, [{ variable: 'a', path: '$..*' }], true);
		expect(JSON.stringify(BODY)).toBe(before);
	});
});

describe('a path', () => {
	const fault = (path: string) => {
		try {
			checkCapturePath({ variable: 'orderStatus', path });
		} catch (error) {
			expect(error).toBeInstanceOf(CapturePathError);
			return (error as Error).message;
		}
		return undefined;
	};
	const START = 'The JSONPath of the variable "orderStatus" cannot be used: ';
	const CODE = `${START}filters and scripts in brackets, ?( ) and ( ), are not evaluated. Capture the list and filter it in a later node`;

	it.each(['$', '$.a', '$..a', "$['a (b)']", '$["a?"]', "$['a[?b]']", '$[0,1]', '$[1:3]', '$.*', "$.it's"])(
		'%s can be used',
		(path) => {
			expect(fault(path)).toBeUndefined();
		},
	);

	it.each(['', '   '])('%j is empty', (path) => {
		expect(fault(path)).toBe(`${START}it is empty. Write for example $.order.status`);
	});

	it.each(['order.status', '.order', '@.a', '/order', '{{ $.a }}'])('%s does not begin with "$"', (path) => {
		expect(fault(path)).toBe(`${START}it must begin with "$". Write for example $.order.status`);
	});

	const CODE_PATHS = [
		'$.lines[?(@.price > 10)]',
		'$.lines[?@.price > 10]',
		'$.lines[ ?@.price > 10]',
		'$.lines[(@.length-1)]',
		'$..[?(1)]',
		'$[?(this.constructor.constructor("return process")().exit())]',
		'$.a.@number()',
		"$.lines[?(@.name == 'a)')]",
		// Quotes that hide a filter from a careless reader, or that the library takes for one.
		"$.it's[?(@.x)]'",
		"$.'[?(1)]'",
		"$['(a)']",
		"$['?(a)']",
		'$["(@.length-1)"]',
	];

	it.each(CODE_PATHS)('%s would run code', (path) => {
		expect(fault(path)).toBe(CODE);
	});

	it.each(CODE_PATHS)('%s runs no code and gives nothing when it was not checked before', (path) => {
		const body = { "it's": [{ x: 1 }], lines: [{ price: 20, name: 'a)' }], '(a)': 1, secret: 'secret' };
		expect(() => capture(body, [{ variable: 'orderStatus', path }], true)).toThrow(CODE);
	});
});
