import { handedOver } from '../../../flow/addToFlow/variables';

/** As JSON.parse reads it from an answer: the names are the object's own. */
const HOSTILE = JSON.parse('{"score":7,"__proto__":{"isAdmin":true},"constructor":{"prototype":{"isAdmin":true}},"prototype":1,"nested":{"a":1}}') as Record<string, unknown>;

describe('all variables', () => {
	it('go along without those that would reach the prototype of an object', () => {
		const all = handedOver(HOSTILE, { kind: 'all' });
		expect(Object.getOwnPropertyNames(all)).toEqual(['score', 'nested']);
		expect(Object.getPrototypeOf(all)).toBe(Object.prototype);
		// A copy made the simple way is as clean.
		const copy: Record<string, unknown> = {};
		for (const [name, value] of Object.entries(all)) copy[name] = value;
		expect(copy).toEqual({ score: 7, nested: { a: 1 } });
		expect((copy as { isAdmin?: boolean }).isAdmin).toBeUndefined();
	});

	it('are a list of their own', () => {
		const variables = { a: 1, b: undefined };
		const all = handedOver(variables, { kind: 'all' });
		expect(all).toEqual(variables);
		expect(all).not.toBe(variables);
		expect(Object.keys(all)).toEqual(['a', 'b']);
	});
});

describe('some variables', () => {
	it('are those that are there, and none that every object has', () => {
		expect(handedOver({ a: 1 }, { kind: 'chosen', names: ['a', 'b', 'toString', 'constructor', '__proto__'] })).toEqual({ a: 1 });
		expect(handedOver({ a: 1 }, { kind: 'renamed', rows: [{ from: 'a', to: 'x' }, { from: 'toString', to: 'y' }] })).toEqual({ x: 1 });
	});

	it('may be none', () => {
		expect(handedOver(HOSTILE, { kind: 'none' })).toEqual({});
	});
});
