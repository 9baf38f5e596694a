import type { KeyRule } from '../../../flow/route/idempotencyKey';
import { readKey } from '../../../flow/route/idempotencyKey';

const OPTIONAL: KeyRule = { required: false, header: 'Idempotency-Key' };
const REQUIRED: KeyRule = { required: true, header: 'Idempotency-Key' };
const FOUND: KeyRule = { required: false, header: undefined };
const typeOf = (reading: object) => (reading as { problem: { type: string } }).problem.type.split(':').at(-1);

describe('an idempotency key', () => {
	it.each([
		['a UUID', '8e03978e-40d5-43e8-bc93-6894a57f9324', '8e03978e-40d5-43e8-bc93-6894a57f9324'],
		['white space around it', '  abc\t', 'abc'],
		['blanks in it', 'order 15', 'order 15'],
		['one character', 'a', 'a'],
		['255 characters', 'x'.repeat(255), 'x'.repeat(255)],
		['the quoted form of the draft', '"8e03978e"', '8e03978e'],
		['a quoted form with parameters', '"8e03978e";v=1', '8e03978e'],
		['a quoted form with escapes', '"a\\"b\\\\c"', 'a"b\\c'],
		['quotes within', 'a"b', 'a"b'],
		['the name of a prototype', '__proto__', '__proto__'],
		['signs that mean something to stores', 'a:b*?{c}\'); DROP TABLE entries; --', "a:b*?{c}'); DROP TABLE entries; --"],
	])('can be %s', (_what, value, key) => {
		expect(readKey(value, OPTIONAL)).toEqual({ key });
	});

	it('is the same with quotes and without', () => {
		expect(readKey('"abc"', OPTIONAL)).toEqual(readKey('abc', OPTIONAL));
	});

	it.each([undefined, null, '', '   '])('may be absent (%j) where none is needed', (value) => {
		expect(readKey(value, OPTIONAL)).toEqual({ key: undefined });
		expect(readKey(value, FOUND)).toEqual({ key: undefined });
	});

	it.each([undefined, null, '', '   '])('must not be absent (%j) where one is needed', (value) => {
		const reading = readKey(value, REQUIRED);
		expect(typeOf(reading)).toBe('idempotency-key-missing');
		expect(reading).toMatchObject({ problem: { status: 400, detail: expect.stringContaining('in the Idempotency-Key header') } });
		expect(readKey(value, { ...FOUND, required: true })).toMatchObject({ problem: { status: 400 } });
	});

	it.each([
		['256 characters', 'x'.repeat(256)],
		['a megabyte', 'x'.repeat(1024 * 1024)],
		['a line break', 'a\nb'],
		['a null character', 'a\u0000b'],
		['an escape character', '\u001b[31m'],
		['a quote that is never closed', '"abc'],
		['two quoted keys', '"a", "b"'],
		['an empty quoted key', '""'],
		['an object', { a: 1 }],
		['a list', ['a']],
		['true', true],
		['no number', Number.NaN],
		['a lone surrogate', '\ud800'],
	])('cannot be %s', (_what, value) => {
		const reading = readKey(value, OPTIONAL);
		expect(typeOf(reading)).toBe('idempotency-key-invalid');
		expect(reading).toMatchObject({ problem: { status: 400 } });
		expect(JSON.stringify(reading).length).toBeLessThan(400);
	});

	it('that an expression found may be a number, any script, and quotes stand for themselves', () => {
		expect(readKey(15, FOUND)).toEqual({ key: '15' });
		expect(readKey('заказ 15', FOUND)).toEqual({ key: 'заказ 15' });
		expect(readKey('"15"', FOUND)).toEqual({ key: '"15"' });
	});
});
