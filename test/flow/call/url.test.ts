import { callUrl, liesUnder, UrlError } from '../../../flow/call/url';

const BASE = 'https://api.example.com/v1';
const under = (written: string, base = BASE) => callUrl(written, base, []);
const alone = (written: string) => callUrl(written, undefined, []);

describe('a URL without a base', () => {
	it.each([
		['https://api.example.com/orders', 'https://api.example.com/orders'],
		['  http://localhost:3000/a?b=c  ', 'http://localhost:3000/a?b=c'],
		['HTTPS://API.example.com', 'https://api.example.com/'],
		['https://api.example.com/a b/é', 'https://api.example.com/a%20b/%C3%A9'],
		['https://api.example.com/a%2Fb', 'https://api.example.com/a%2Fb'],
		['https://api.example.com/a\r\nX-Header: b', 'https://api.example.com/aX-Header:%20b'],
	])('%j is called at %s', (written, url) => {
		expect(alone(written)).toBe(url);
	});

	it.each(['', '   ', '\n'])('%j is empty', (written) => {
		expect(() => alone(written)).toThrow(
			new UrlError('The URL is empty. Write for example https://api.example.com/orders.'),
		);
	});

	it.each([
		'orders',
		'/orders',
		'//evil.example/a',
		'api.example.com/orders',
		'https://',
		'http://exa mple.com',
		'?key=secret',
	])('%s is not a URL, and is not repeated', (written) => {
		expect(() => alone(written)).toThrow(
			new UrlError(
				'The URL is not a URL. It must begin with http:// or https://; a path alone needs a connection with a base URL.',
			),
		);
	});

	it.each([
		['file:///etc/passwd?secret', 'file:'],
		['ftp://example.com/secret', 'ftp:'],
		['javascript:alert("secret")', 'javascript:'],
		['data:text/plain,secret', 'data:'],
		['localhost:3000/secret', 'localhost:'],
	])('%s has another scheme', (written, scheme) => {
		expect(() => alone(written)).toThrow(
			new UrlError(`The URL begins with ${scheme}//, but must begin with http:// or https://.`),
		);
	});
});

describe('a URL under a base', () => {
	it.each([
		['orders', `${BASE}/orders`],
		['/orders', `${BASE}/orders`],
		['///orders', `${BASE}/orders`],
		[' orders/A-1?full=true#x ', `${BASE}/orders/A-1?full=true#x`],
		['orders/', `${BASE}/orders/`],
		['', BASE],
		['  ', BASE],
		['?page=2', `${BASE}?page=2`],
		['#top', `${BASE}#top`],
		['/', `${BASE}/`],
		['a/../orders', `${BASE}/orders`],
		['./orders', `${BASE}/orders`],
		['../v1/orders', `${BASE}/orders`],
		['groups/a%2Fb', `${BASE}/groups/a%2Fb`],
		['a..b/..c', `${BASE}/a..b/..c`],
		['é b', `${BASE}/%C3%A9%20b`],
		['v1/orders:export', `${BASE}/v1/orders:export`],
		// An absolute URL that lies under the base.
		['https://api.example.com/v1/orders', `${BASE}/orders`],
		['https://api.example.com:443/v1/orders', `${BASE}/orders`],
		['HTTPS://API.EXAMPLE.COM/v1/orders', `${BASE}/orders`],
		['https://api.example.com/v1', BASE],
		['https://api.example.com/v1?page=2', `${BASE}?page=2`],
		// What looks like another host is only a path.
		['//evil.example/orders', `${BASE}/evil.example/orders`],
		['///evil.example', `${BASE}/evil.example`],
		['/\\evil.example', `${BASE}//evil.example`],
		['\\\\evil.example', `${BASE}///evil.example`],
		['\\..\\orders', `${BASE}/orders`],
		['@evil.example', `${BASE}/@evil.example`],
		['evil.example', `${BASE}/evil.example`],
		['/https://evil.example', `${BASE}/https://evil.example`],
		['ht\ntps://evil.example', `${BASE}/https://evil.example`],
		['%0d%0aX-Header:a', `${BASE}/%0d%0aX-Header:a`],
		['a\r\nb', `${BASE}/ab`],
	])('%j is called at %s', (written, url) => {
		expect(under(written)).toBe(url);
	});

	it.each([
		['https://api.example.com', 'orders', 'https://api.example.com/orders'],
		['https://api.example.com', '', 'https://api.example.com/'],
		['https://api.example.com', '../../orders', 'https://api.example.com/orders'],
		['https://api.example.com/v1/', 'orders', `${BASE}/orders`],
		['https://api.example.com/v1/', '', `${BASE}/`],
		['  https://api.example.com/v1  ', 'orders', `${BASE}/orders`],
		['https://api.example.com/v1?key=1#x', 'orders', `${BASE}/orders`],
		['https://api.example.com/a%2Fb', 'orders', 'https://api.example.com/a%2Fb/orders'],
		['http://[::1]:3000/v1', '/orders', 'http://[::1]:3000/v1/orders'],
	])('%s with %j is called at %s', (base, written, url) => {
		expect(under(written, base)).toBe(url);
	});

	it.each([
		// Up and out.
		'..',
		'../',
		'../admin',
		'/../admin',
		'a/../../admin',
		'..\\admin',
		'%2e%2e/admin',
		'%2E%2e/admin',
		'.%2e/admin',
		'.\t./admin',
		'.\n./admin',
		'../v10/orders',
		'../v1x',
		// As servers read it that decode slashes first.
		'..%2fadmin',
		'..%2F..%2Fadmin',
		'%2e%2e%2fadmin',
		'..%5cadmin',
		'a/..%2f..%2fadmin',
		// Elsewhere.
		'https://api.example.com/',
		'https://api.example.com/v2/orders',
		'https://api.example.com/v10/orders',
		'https://api.example.com/V1/orders',
		'https://api.example.com/v1/../admin',
		'https://api.example.com/v1/..%2fadmin',
		'http://api.example.com/v1/orders',
		'https://api.example.com:8443/v1/orders',
		'https://evil.example/v1/orders',
		'https://api.example.com.evil.example/v1/orders',
		'https://api.example.com@evil.example/v1/orders',
		'https://evil.example\\@api.example.com/v1/orders',
		'https:evil.example/v1',
		'https:/evil.example/v1',
		'https:\\\\evil.example/v1',
	])('%j does not lie under it', (written) => {
		expect(() => under(written)).toThrow(
			new UrlError(
				'The URL does not lie under the base URL of the connection (https://api.example.com/v1), so its key is not sent there.',
			),
		);
	});

	it('that has a query shows neither of the two queries in its error', () => {
		const call = () =>
			under('https://evil.example/?a=secret-1', 'https://user:secret-2@api.example.com/v1?key=secret-3');
		expect(call).toThrow('base URL of the connection (https://api.example.com/v1)');
		expect(call).not.toThrow('secret');
	});

	it.each([
		['javascript:alert(1)', 'The URL begins with javascript://, but must begin with http:// or https://.'],
		['file:///v1/orders', 'The URL begins with file://, but must begin with http:// or https://.'],
		[
			'https://',
			'The URL is not a URL. It must begin with http:// or https://; a path alone needs a connection with a base URL.',
		],
	])('%s is refused', (written, message) => {
		expect(() => under(written)).toThrow(new UrlError(message));
	});

	it.each([
		['   ', 'The base URL of the connection is empty. Write for example https://api.example.com/orders.'],
		[
			'api.example.com',
			'The base URL of the connection is not a URL. It must begin with http:// or https://; a path alone needs a connection with a base URL.',
		],
		[
			'ftp://example.com',
			'The base URL of the connection begins with ftp://, but must begin with http:// or https://.',
		],
	])('%j cannot be a base', (base, message) => {
		expect(() => under('orders', base)).toThrow(new UrlError(message));
	});

	it('that is empty is no base', () => {
		expect(under('https://other.example/a', '')).toBe('https://other.example/a');
	});
});

describe('a URL lies under a base', () => {
	it.each([
		[`${BASE}/orders?a=1`, true],
		[BASE, true],
		['https://api.example.com/v2', false],
		['https://api.example.com/v10', false],
		['https://api.example.com/v1/..%2fadmin', false],
		['https://other.example/v1/orders', false],
	])('%s: %s', (url, lies) => {
		expect(liesUnder(url, BASE)).toBe(lies);
		expect(liesUnder(url, `${BASE}/`)).toBe(lies);
	});
});

describe('the query', () => {
	const query = (...rows: Array<[string, unknown]>) =>
		callUrl(
			'https://api.example.com/a?x=0',
			undefined,
			rows.map(([name, value]) => ({ name, value })),
		);

	it.each<[Array<[string, unknown]>, string]>([
		[[], 'x=0'],
		[
			[
				['a', '1'],
				['b', 2],
			],
			'x=0&a=1&b=2',
		],
		[
			[
				['x', '1'],
				['x', '2'],
			],
			'x=0&x=1&x=2',
		],
		[[['a', '&=?#/ é']], 'x=0&a=%26%3D%3F%23%2F+%C3%A9'],
		[[['a&b', '1']], 'x=0&a%26b=1'],
		[
			[
				['a', ''],
				['b', null],
				['c', undefined],
				['d', 0],
				['e', false],
			],
			'x=0&a=&b=&c=&d=0&e=false',
		],
		[[['', 'secret']], 'x=0'],
		[[['a', { b: 1 }]], 'x=0&a=%7B%22b%22%3A1%7D'],
		[[['a', [1, { b: null }]]], 'x=0&a=1&a=%7B%22b%22%3Anull%7D'],
		[[['a', '\r\nX: b']], 'x=0&a=%0D%0AX%3A+b'],
		[[['__proto__', '1']], 'x=0&__proto__=1'],
	])('%j is added as %s', (rows, expected) => {
		expect(query(...rows)).toBe(`https://api.example.com/a?${expected}`);
	});

	it('is added under a base too, and comes before the fragment', () => {
		expect(callUrl('orders?x=0#top', BASE, [{ name: 'a', value: 1 }])).toBe(`${BASE}/orders?x=0&a=1#top`);
	});
});
