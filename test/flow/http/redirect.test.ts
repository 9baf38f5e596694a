import { failureOf } from '../../../flow/http/failure';
import type { HttpMethod, HttpRequest } from '../../../flow/http/message';
import { isSameOrigin, redirectedRequest, TooManyRedirectsError } from '../../../flow/http/redirect';

const URL_HERE = 'https://api.example.com/v1/orders?page=1';
const request = (change: Partial<HttpRequest> = {}): HttpRequest => ({
	method: 'GET',
	url: URL_HERE,
	headers: { accept: '*/*' },
	...change,
});
const redirected = (status: number, location: string | undefined, change: Partial<HttpRequest> = {}) =>
	redirectedRequest(request(change), { status, headers: { ...(location !== undefined && { location }) } });

describe('a redirect leads', () => {
	it.each([
		['https://api.example.com/v2', 'https://api.example.com/v2'],
		['/v2?page=2#top', 'https://api.example.com/v2?page=2#top'],
		['v2', 'https://api.example.com/v1/v2'],
		['../v2', 'https://api.example.com/v2'],
		['?page=2', 'https://api.example.com/v1/orders?page=2'],
		['//other.example/v2', 'https://other.example/v2'],
		['http://other.example', 'http://other.example/'],
		[' /v 2\r\n', 'https://api.example.com/v%202'],
	])('by Location: %j to %s', (location, url) => {
		expect(redirected(302, location)).toEqual({ ...request(), url });
	});

	it.each([
		'javascript:alert(1)',
		'file:///etc/passwd',
		'ftp://other.example/',
		'data:text/plain,a',
		'http://',
		'https://a b/',
		'',
	])('nowhere by Location: %j', (location) => {
		expect(redirected(302, location)).toBeUndefined();
	});

	it('nowhere without Location', () => {
		expect(redirected(302, undefined)).toBeUndefined();
	});

	it.each([200, 201, 300, 304, 305, 306, 309, 400, 404, 500])('nowhere by the status %i', (status) => {
		expect(redirected(status, '/v2')).toBeUndefined();
	});
});

describe('the next request', () => {
	const headers = {
		accept: '*/*',
		'content-type': 'application/json',
		'content-language': 'nl',
		'idempotency-key': 'k-1',
	};
	const withBody = (method: HttpMethod) => ({ method, headers, body: '{}' });

	it.each<[HttpMethod, number, HttpMethod]>([
		['POST', 301, 'GET'],
		['POST', 302, 'GET'],
		['POST', 303, 'GET'],
		['PUT', 303, 'GET'],
		['PATCH', 303, 'GET'],
		['DELETE', 303, 'GET'],
		['GET', 303, 'GET'],
	])('of a %s after %i is a %s without a body', (method, status, next) => {
		expect(redirected(status, '/v2', withBody(method))).toEqual({
			method: next,
			url: 'https://api.example.com/v2',
			headers: { accept: '*/*', 'idempotency-key': 'k-1' },
			body: undefined,
		});
	});

	it.each<[HttpMethod, number]>([
		['POST', 307],
		['POST', 308],
		['PUT', 301],
		['PUT', 302],
		['PATCH', 302],
		['DELETE', 302],
		['DELETE', 308],
		['GET', 301],
		['HEAD', 303],
	])('of a %s after %i is the same elsewhere', (method, status) => {
		expect(redirected(status, '/v2', withBody(method))).toEqual({
			...withBody(method),
			url: 'https://api.example.com/v2',
		});
	});

	const secrets = { authorization: 'Bearer hush', cookie: 'hush', host: 'hush', 'proxy-authorization': 'hush' };

	it.each([
		'https://other.example/v2',
		'https://api.example.com.evil.example/',
		'https://api.example.com:8443/v2',
		'http://api.example.com/v2',
		'//evil.example/',
		'https://api.example.com@evil.example/',
		'/\\evil.example/',
	])('takes no key along to %s', (location) => {
		expect(redirected(307, location, { headers: { ...secrets, accept: '*/*' } })?.headers).toEqual({ accept: '*/*' });
	});

	it.each(['/v2', 'https://api.example.com:443/v2', 'HTTPS://API.EXAMPLE.COM/v2', 'https://user@api.example.com/v2'])(
		'takes the key along to %s on the same server',
		(location) => {
			expect(redirected(307, location, { headers: secrets })?.headers).toEqual(secrets);
		},
	);

	it('does not change the one before', () => {
		const before = request({ method: 'POST', headers: { ...headers, ...secrets }, body: '{}' });
		const copy = structuredClone(before);
		redirectedRequest(before, { status: 303, headers: { location: 'https://other.example' } });
		expect(before).toEqual(copy);
	});
});

describe('two URLs', () => {
	it.each<[string, string, boolean]>([
		['https://example.com/a', 'https://example.com:443/b?c', true],
		['https://example.com', 'HTTPS://EXAMPLE.COM', true],
		['https://example.com', 'https://user:pw@example.com', true],
		['https://example.com', 'http://example.com', false],
		['https://example.com', 'https://example.com:8443', false],
		['https://example.com', 'https://www.example.com', false],
		['https://example.com', 'https://example.com.evil.example', false],
		['https://example.com', 'https://example.com@evil.example', false],
	])('%s and %s are of one server: %s', (one, other, same) => {
		expect(isSameOrigin(one, other)).toBe(same);
	});
});

it('a chain of redirects that was given up is told as that', () => {
	expect(failureOf(new TooManyRedirectsError())).toBe('too-many-redirects');
});
