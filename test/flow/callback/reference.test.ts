import { randomUUID } from 'node:crypto';

import { referenceFault, referencesIn } from '../../../flow/callback/reference';

const PLACES = { header: 'reference', query: 'reference', path: '$.order.ref' };

describe('a reference', () => {
	it.each(['order-1', 'A/7#x', '1', 'x'.repeat(200), randomUUID()])('can be %s where callers show more', (reference) => {
		expect(referenceFault(reference, false)).toBeUndefined();
	});

	it.each(['', 'a b', 'a\nb', 'é', '👋', 'x'.repeat(201), 'a\u0000'])('cannot be %j', (reference) => {
		expect(referenceFault(reference, false)).toEqual(expect.any(String));
		expect(referenceFault(reference, true)).toEqual(expect.any(String));
	});

	it('must be a UUID where callers show nothing else', () => {
		expect(referenceFault(randomUUID(), true)).toBeUndefined();
		expect(referenceFault('order-2026-11-20-000001-NL', true)).toContain('could be guessed');
	});
});

describe('the references of a call', () => {
	const found = (call: { headers?: Record<string, string | string[]>; query?: Record<string, unknown> }, body: Record<string, unknown> = {}) =>
		referencesIn({ headers: {}, query: {}, ...call }, body, PLACES);

	it.each<[string, ReturnType<typeof found>, string[]]>([
		['a header', found({ headers: { reference: ' r-1 ' } }), ['r-1']],
		['a header that comes twice', found({ headers: { reference: ['r-1', 'r-1'] } }), ['r-1']],
		['the query', found({ query: { reference: 'r-2' } }), ['r-2']],
		['the body', found({}, { order: { ref: 'r-3' } }), ['r-3']],
		['the body as a number', found({}, { order: { ref: 3 } }), ['3']],
		['several places that agree', found({ headers: { reference: 'r' }, query: { reference: 'r' } }, { order: { ref: 'r' } }), ['r']],
		['several places that differ', found({ headers: { reference: 'r' }, query: { reference: 's' } }), ['r', 's']],
		['nowhere', found({ query: { other: 'r' } }, { reference: 'r' }), []],
	])('are those in %s', (_place, references, expected) => {
		expect(references).toEqual(expected);
	});

	it.each([{ reference: ['a', 'b'] }, { reference: { $ne: '' } }, { reference: '' }, { reference: null }, {}])('are none in %j', (query) => {
		expect(found({ query })).toEqual([]);
	});

	it('are none in a body that holds a list or an object there', () => {
		for (const ref of [['r'], { r: 1 }, null, true]) expect(found({}, { order: { ref } })).toEqual([]);
	});

	it('are not looked for in the body without a path, and not among what objects inherit', () => {
		const { header, query } = PLACES;
		expect(referencesIn({ headers: {}, query: {} }, { order: { ref: 'r' } }, { header, query })).toEqual([]);
		expect(referencesIn({ headers: {}, query: {} }, {}, { header, query: 'toString' })).toEqual([]);
	});
});
