import type { BodyExpectation, ParsedBody } from '../../../flow/call/responseBody';
import { parseResponseBody } from '../../../flow/call/responseBody';

const FILE: ParsedBody = { kind: 'file' };
const text = (value: string): ParsedBody => ({ kind: 'text', value });
const json = (value: unknown): ParsedBody => ({ kind: 'json', value });
const parsed = (body: string | Buffer, contentType?: string, expectation: BodyExpectation = 'auto') =>
	parseResponseBody(Buffer.from(body as string), contentType, expectation);

describe('a response body that is found out by itself', () => {
	it.each<[string | undefined, string, ParsedBody]>([
		['application/json', '{"a":1}', json({ a: 1 })],
		['application/json; charset=utf-8', '[1]', json([1])],
		['application/json ; charset=utf-8', '[1]', json([1])],
		['APPLICATION/JSON', '5', json(5)],
		['application/json', 'null', json(null)],
		['application/json', '0', json(0)],
		['application/problem+json', '{"status":404}', json({ status: 404 })],
		['application/vnd.api+json; v=1', '"x"', json('x')],
		// It should be JSON and is not.
		['application/json', '<html>', text('<html>')],
		['application/json', '', text('')],
		['application/json', '{"a":', text('{"a":')],
		// No type, or one that servers send when they do not think of it.
		[undefined, '{"a":1}', json({ a: 1 })],
		[undefined, ' \n [1]', json([1])],
		['', '{"a":1}', json({ a: 1 })],
		['text/plain', '{"a":1}', json({ a: 1 })],
		['text/plain; charset=utf-8', '[1]', json([1])],
		['text/plain', '[draft] hello', text('[draft] hello')],
		['text/plain', '5', text('5')],
		[undefined, 'true', text('true')],
		[undefined, 'hello', text('hello')],
		[undefined, '', text('')],
		[undefined, ' '.repeat(64) + '{}', text(' '.repeat(64) + '{}')],
		// Text.
		['text/html', '{"a":1}', text('{"a":1}')],
		['text/csv', 'a,b', text('a,b')],
		['application/xml', '<a/>', text('<a/>')],
		['application/soap+xml; charset=utf-8', '<a/>', text('<a/>')],
		['image/svg+xml', '<svg/>', text('<svg/>')],
		['application/x-www-form-urlencoded', 'a=1', text('a=1')],
		['application/javascript', '1', text('1')],
		['application/graphql', '{a}', text('{a}')],
		// Files.
		['application/pdf', '%PDF', FILE],
		['application/octet-stream', '{"a":1}', FILE],
		['image/png', 'x', FILE],
		['application/jsonp', '{"a":1}', FILE],
		['application/xhtml', 'x', FILE],
		// An empty body is no file.
		['application/pdf', '', text('')],
		['image/png', '', text('')],
	])('of the type %s with %j is %j', (contentType, body, expected) => {
		expect(parsed(body, contentType)).toEqual(expected);
	});

	it('is read as UTF-8', () => {
		expect(parsed(Buffer.from([0xc3, 0xa9]), 'text/plain')).toEqual(text('é'));
		expect(parsed('{"é":"€"}', 'application/json')).toEqual(json({ é: '€' }));
	});

	it.each<[string, number[], ParsedBody]>([
		['text/plain; charset=iso-8859-1', [0xe9], text('é')],
		['text/plain;Charset="windows-1252"', [0x80], text('€')],
		['application/json; charset=utf-16le', [0x35, 0], json(5)],
		['text/csv; header=present; charset=utf-8', [0xc3, 0xa9], text('é')],
		['text/plain; charset=unheard-of', [0xc3, 0xa9], text('é')],
		['text/plain; charset=', [0xc3, 0xa9], text('é')],
	])('of the type %s is read by its charset', (contentType, bytes, expected) => {
		expect(parsed(Buffer.from(bytes), contentType)).toEqual(expected);
	});

	it.each<[string | undefined, Buffer, ParsedBody]>([
		['application/json', Buffer.from('\ufeff{"a":1}'), json({ a: 1 })],
		[undefined, Buffer.from('\ufeff{"a":1}'), json({ a: 1 })],
		['text/csv', Buffer.from('\ufeffa,b'), text('a,b')],
		['text/plain; charset=utf-16', Buffer.from('\ufeff[1]', 'utf16le'), json([1])],
	])('of the type %s with a byte order mark is read without it', (contentType, body, expected) => {
		expect(parsed(body, contentType)).toEqual(expected);
	});

	it('keeps the name __proto__ as a name', () => {
		const { value } = parsed('{"__proto__":{"admin":true}}', 'application/json') as { value: { admin?: boolean } };
		expect(Object.keys(value)).toEqual(['__proto__']);
		expect(value.admin).toBeUndefined();
	});
});

describe('a response body that is expected to be', () => {
	it.each<[BodyExpectation, string | undefined, string, ParsedBody]>([
		['json', 'application/pdf', '{"a":1}', json({ a: 1 })],
		['json', undefined, '5', json(5)],
		['json', 'text/html', '<html>', text('<html>')],
		['json', 'application/json', '', text('')],
		['text', 'application/json', '{"a":1}', text('{"a":1}')],
		['text', 'application/pdf', '%PDF', text('%PDF')],
		['text', undefined, '', text('')],
		['file', 'application/json', '{"a":1}', FILE],
		['file', 'text/plain', 'a', FILE],
		['file', undefined, '', FILE],
	])('%s, with the type %s and %j, is %j', (expectation, contentType, body, expected) => {
		expect(parsed(body, contentType, expectation)).toEqual(expected);
	});
});
