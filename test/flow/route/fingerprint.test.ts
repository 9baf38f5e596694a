import type { RequestParts } from '../../../flow/route/fingerprint';
import { fingerprintOf } from '../../../flow/route/fingerprint';

const REQUEST: RequestParts = { method: 'POST', path: {}, query: {}, content: Buffer.from('{"a":1}') };
const fingerprint = (change: Partial<RequestParts> = {}) => fingerprintOf({ ...REQUEST, ...change });
const file = { field: 'label', name: 'label.png', mediaType: 'image/png', sha256: 'aa' };

describe('two calls ask for the same', () => {
	it('when all of it is the same', () => {
		expect(fingerprint()).toBe(fingerprint({ content: Buffer.from('{"a":1}') }));
		expect(fingerprint()).toMatch(/^[0-9a-f]{64}$/);
	});

	it('when their query names the same in another order', () => {
		expect(fingerprint({ query: { a: '1', b: { d: '2', c: '3' } } })).toBe(fingerprint({ query: { b: { c: '3', d: '2' }, a: '1' } }));
	});

	it('when a multipart body holds the same', () => {
		const content = () => ({ fields: { order: '7' }, files: [{ ...file }] });
		expect(fingerprint({ content: content() })).toBe(fingerprint({ content: content() }));
	});
});

describe('two calls do not ask for the same', () => {
	it('when one names what the other lists', () => {
		expect(fingerprint({ query: { x: { a: '1' } } })).not.toBe(fingerprint({ query: { x: [['a', '1']] } }));
		expect(fingerprint({ query: { x: { a: '1' } } })).not.toBe(fingerprint({ query: { x: ['object', ['a', '1']] } }));
		expect(fingerprint({ query: { x: [] } })).not.toBe(fingerprint({ query: { x: {} } }));
	});

	it.each<[string, Partial<RequestParts>]>([
		['method', { method: 'PUT' }],
		['path', { path: { customer: '7' } }],
		['query', { query: { a: '1' } }],
		['body, by one byte', { content: Buffer.from('{"a":2}') }],
		['body, by white space', { content: Buffer.from('{"a": 1}') }],
		['body, which is empty', { content: Buffer.alloc(0) }],
		['media type of the body', { mediaType: 'application/xml' }],
		['kind of body', { content: { fields: { a: 1 }, files: [] } }],
	])('when they differ in the %s', (_what, change) => {
		expect(fingerprint(change)).not.toBe(fingerprint());
	});

	it.each([
		['name', { name: 'other.png' }],
		['type', { mediaType: 'image/jpeg' }],
		['field', { field: 'other' }],
		['content', { sha256: 'bb' }],
	])('when a file differs in its %s', (_what, change) => {
		const uploaded = (one: typeof file) => fingerprint({ content: { fields: {}, files: [one] } });
		expect(uploaded({ ...file, ...change })).not.toBe(uploaded(file));
	});

	it('when the same text stands in another part', () => {
		expect(fingerprint({ path: { a: '1' } })).not.toBe(fingerprint({ query: { a: '1' } }));
		expect(fingerprint({ query: { a: ['1', '2'] } })).not.toBe(fingerprint({ query: { a: ['2', '1'] } }));
	});

	it('when one has a name of the prototype more', () => {
		const query = JSON.parse('{"__proto__":"1"}') as Record<string, unknown>;
		expect(fingerprint({ query })).not.toBe(fingerprint());
	});
});

it('a large body costs no more than its hash', () => {
	const started = performance.now();
	fingerprint({ content: Buffer.alloc(16 * 1024 * 1024) });
	expect(performance.now() - started).toBeLessThan(2000);
});
