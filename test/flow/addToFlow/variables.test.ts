import { handedOver, namesOf, renamesOf } from '../../../flow/addToFlow/variables';

const FIELD = 'Variable Names';
const VARIABLES = { orderId: 'A-1', total: 0, note: null, gone: undefined, lines: [{ sku: 'a' }] };

// All variables, and hostile names, are in handedOver.test.ts.
describe('the variables that go along', () => {
	it('are those that are chosen and there, whatever they hold', () => {
		const chosen = handedOver(VARIABLES, { kind: 'chosen', names: ['total', 'note', 'coupon'] });
		expect(chosen).toEqual({ total: 0, note: null });
		expect(Object.keys(chosen)).toEqual(['total', 'note']);
	});

	it('are those that are renamed and there, under their new names', () => {
		const rows = [
			{ from: 'orderId', to: 'total' },
			{ from: 'total', to: 'orderId' },
			{ from: 'coupon', to: 'code' },
		];
		expect(handedOver(VARIABLES, { kind: 'renamed', rows })).toEqual({ total: 'A-1', orderId: 0 });
	});
});

describe('a list of names', () => {
	it.each([
		['orderId', ['orderId']],
		[' orderId ,total,, ', ['orderId', 'total']],
		['orderId\n total \r\n', ['orderId', 'total']],
		['order id, größe', ['order id', 'größe']],
	])('%j is read', (text, names) => {
		expect(namesOf(text, FIELD)).toEqual(names);
	});

	it.each(['', ' ', ',\n,'])('%j is refused, because it is empty', (text) => {
		expect(() => namesOf(text, FIELD)).toThrow('Variable Names is empty. Name at least one flow variable, e.g. orderId, total.');
	});

	it.each(['__proto__', 'constructor', 'prototype'])('with "%s" is refused', (name) => {
		expect(() => namesOf(`orderId, ${name}`, FIELD)).toThrow(`No variable in Variable Names can be named "${name}". Choose another name.`);
	});
});

describe('rows that rename', () => {
	it('are read without white space around the names', () => {
		expect(renamesOf([{ from: ' orderId ', to: ' reference' }], 'Variables')).toEqual([{ from: 'orderId', to: 'reference' }]);
	});

	it('may give one variable two names', () => {
		const rows = [
			{ from: 'a', to: 'b' },
			{ from: 'a', to: 'c' },
		];
		expect(renamesOf(rows, 'Variables')).toEqual(rows);
	});

	it.each<[string, Array<{ from?: unknown; to?: unknown }>, string]>([
		['there are none', [], 'Variables is empty. Add a row for each flow variable that goes along.'],
		['one has no old name', [{ to: 'b' }], 'A row of Variables is not filled in. Fill in both names or remove the row.'],
		['one has no new name', [{ from: 'a', to: ' ' }], 'A row of Variables is not filled in. Fill in both names or remove the row.'],
		[
			'two give the same new name',
			[
				{ from: 'a', to: 'x' },
				{ from: 'b', to: ' x' },
			],
			'Variables gives two variables the name "x". Choose another name for one of them.',
		],
		['one gives a name that cannot be used', [{ from: 'a', to: '__proto__' }], 'No variable in Variables can be named "__proto__". Choose another name.'],
	])('are refused when %s', (_, rows, message) => {
		expect(() => renamesOf(rows, 'Variables')).toThrow(message);
	});
});
