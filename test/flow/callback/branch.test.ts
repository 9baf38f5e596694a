import type { ValueBranch } from '../../../flow/callback/branch';
import { checkValueBranches, valueBranchOf, valuesIn } from '../../../flow/callback/branch';

const branch = (path: string, values = '', name = 'Branch'): ValueBranch => ({ name, path, values: valuesIn(values) });

describe('the branch of a callback', () => {
	it.each<[Record<string, unknown>, string, string]>([
		[{ status: 'paid' }, '$.status', 'paid'],
		[{ status: ' PAID ' }, '$.status', 'settled, paid'],
		[{ amount: 0 }, '$.amount', '0'],
		[{ ok: false }, '$.ok', 'false'],
		[{ a: { b: ['x', 'y'] } }, '$.a.b[*]', 'y'],
		[{ tags: ['new', 'paid'] }, '$.tags', 'paid'],
		[{ note: '' }, '$.note', ''],
		[{ data: { id: 1 } }, '$.data', ''],
	])('%j suits %s with "%s"', (body, path, values) => {
		expect(valueBranchOf(body, [branch(path, values)])).toBe(0);
	});

	it.each<[Record<string, unknown>, string, string]>([
		[{ status: 'open' }, '$.status', 'paid'],
		[{}, '$.status', 'paid'],
		[{}, '$.status', ''],
		[{ status: null }, '$.status', ''],
		[{ status: 'paid' }, '$.other.deep', 'paid'],
		[{ status: 'unpaid' }, '$.status', 'paid'],
	])('%j does not suit %s with "%s"', (body, path, values) => {
		expect(valueBranchOf(body, [branch(path, values)])).toBeUndefined();
	});

	it('is the first that suits', () => {
		const branches = [branch('$.status', 'failed'), branch('$.status', 'paid'), branch('$.status')];
		expect([{ status: 'paid' }, { status: 'other' }, {}].map((body) => valueBranchOf(body, branches))).toEqual([1, 2, undefined]);
	});

	it('can have any name, also one that objects inherit', () => {
		for (const name of ['__proto__', 'constructor', 'toString']) expect(valueBranchOf({ a: 1 }, [branch('$.a', '1', name)])).toBe(0);
	});
});

describe('branches', () => {
	it('must have names and paths that run no code', () => {
		expect(() => checkValueBranches([branch('$.a', '', '')])).toThrow('has no name');
		expect(() => checkValueBranches([branch('a')])).toThrow('must begin with "$"');
		expect(() => checkValueBranches([branch('$.a[?(@.b)]')])).toThrow('not evaluated');
		expect(() => checkValueBranches([branch('$.a')])).not.toThrow();
	});
});
