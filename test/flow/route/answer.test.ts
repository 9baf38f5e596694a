import { HeaderError } from '../../../flow/http/headers';
import { AnswerError, checkedStatus, emptyAnswer, redirectAnswer, textAnswer } from '../../../flow/route/answer';

describe('an answer of text', () => {
	it('has its status, its headers and its bytes', () => {
		expect(textAnswer(201, [{ name: 'X-Flow', value: 'yes' }], 'één', 'text/plain; charset=utf-8')).toEqual({
			statusCode: 201,
			headers: { 'content-type': 'text/plain; charset=utf-8', 'x-flow': 'yes' },
			body: Buffer.from([0xc3, 0xa9, 0xc3, 0xa9, 0x6e]),
		});
	});

	it('may be empty', () => {
		expect(textAnswer(200, [], '', 'text/plain').body).toEqual(Buffer.alloc(0));
	});

	it('has the content type of its own header, in any case', () => {
		expect(textAnswer(200, [{ name: 'CONTENT-TYPE', value: 'text/csv' }], 'a', 'text/plain').headers).toEqual({
			'content-type': 'text/csv',
		});
	});

	it.each(['text/plain\r\nSet-Cookie: a=b', 'text/plain\n', '文'])('refuses the content type %j', (contentType) => {
		expect(() => textAnswer(200, [], 'a', contentType)).toThrow(HeaderError);
	});

	it('refuses headers that write headers of their own', () => {
		const answer = () => textAnswer(200, [{ name: 'X-Flow', value: 'a\r\nSet-Cookie: a=b' }], 'a', 'text/plain');
		expect(answer).toThrow(
			new HeaderError('The value of the header "X-Flow" has a line break or a character that headers cannot carry.'),
		);
	});
});

describe('an answer without a body', () => {
	it('has its status and headers only', () => {
		expect(emptyAnswer(204, [{ name: 'X-Flow', value: 1 }])).toEqual({
			statusCode: 204,
			headers: { 'x-flow': '1' },
			body: Buffer.alloc(0),
		});
	});
});

describe('a redirect', () => {
	const location = (url: string) => redirectAnswer(302, [], url).headers.location;

	it('has its status, its other headers and no body', () => {
		const headers = [
			{ name: 'X-Flow', value: 'yes' },
			{ name: 'Location', value: 'https://other.example' },
		];
		expect(redirectAnswer(307, headers, 'https://example.com/a')).toEqual({
			statusCode: 307,
			headers: { 'x-flow': 'yes', location: 'https://example.com/a' },
			body: Buffer.alloc(0),
		});
	});

	it.each([
		['https://example.com/a?b=c#d', 'https://example.com/a?b=c#d'],
		['http://example.com:8080/', 'http://example.com:8080/'],
		['HTTPS://EXAMPLE.COM/A', 'https://example.com/A'],
		['https://example.com/thank you', 'https://example.com/thank%20you'],
		['https://example.com/thank%20you', 'https://example.com/thank%20you'],
		['https://example.com/é', 'https://example.com/%C3%A9'],
		['https://example.com/?next=%2Fhome%26x', 'https://example.com/?next=%2Fhome%26x'],
		['https://example.com/100%', 'https://example.com/100%'],
		['https://exämple.com/', 'https://xn--exmple-cua.com/'],
		['http://[::1]:3000/a', 'http://[::1]:3000/a'],
		['/thanks', '/thanks'],
		['/', '/'],
		['/thank you?a=é', '/thank%20you?a=%C3%A9'],
		['/?next=%2Fhome', '/?next=%2Fhome'],
		['/100%', '/100%25'],
		// Nothing that a browser would read as another host.
		['/\\evil.example', '/%5Cevil.example'],
		['/%5Cevil.example', '/%5Cevil.example'],
		['/\t/evil.example', '/%09/evil.example'],
		['/%09/evil.example', '/%09/evil.example'],
		['/.//evil.example', '/.//evil.example'],
		['/%2Fevil.example', '/%2Fevil.example'],
		['/\ud800', '/%EF%BF%BD'],
		// No line break gets through.
		['/a\r\nSet-Cookie: a=b', '/a%0D%0ASet-Cookie:%20a=b'],
		['https://example.com/a\r\nSet-Cookie: a=b', 'https://example.com/aSet-Cookie:%20a=b'],
	])('to %j goes to %s', (url, expected) => {
		expect(location(url)).toBe(expected);
	});

	it.each([
		'',
		'  ',
		'thanks',
		'example.com/thanks',
		'//evil.example',
		'///evil.example',
		'\\\\evil.example',
		'javascript:alert(1)',
		' javascript:alert(1)',
		'java\nscript:alert(1)',
		'data:text/html,hello',
		'ftp://example.com/',
		'file:///etc/passwd',
		'https://',
		'http://exa mple.com',
	])('to %j is refused', (url) => {
		expect(() => location(url)).toThrow(
			new AnswerError('The redirect URL must begin with http://, https:// or a single /.'),
		);
	});
});

describe('a status code', () => {
	it.each([200, 204, 301, 404, 599])('may be %s', (status) => {
		expect(checkedStatus(status)).toBe(status);
	});

	it.each([0, 100, 101, 199, 600, 1000, -200, 200.5, Number.NaN, Infinity, '200' as unknown as number])(
		'must not be %s',
		(status) => {
			const message = 'The status code must be a whole number from 200 to 599.';
			expect(() => checkedStatus(status)).toThrow(new AnswerError(message));
			expect(() => textAnswer(status, [], 'a', 'text/plain')).toThrow(message);
			expect(() => emptyAnswer(status, [])).toThrow(message);
			expect(() => redirectAnswer(status, [], '/')).toThrow(message);
		},
	);
});
