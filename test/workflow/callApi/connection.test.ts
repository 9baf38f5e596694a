import { inspect } from 'node:util';

import type { ICredentialDataDecryptedObject, INodeParameters } from 'n8n-workflow';

import { deadUrl, startApi, until } from '../../support/apiServer';
import { logged } from '../../support/engine';
import type { CalledFlow } from './call';
import { BRANCH, call, rows } from './call';

const SECRET = 's3cret-k3y';

/** The ways to show who calls, each with the one secret. */
const KEYS = {
	bearer: { authentication: 'bearer', token: SECRET },
	basic: { authentication: 'basic', user: 'ann', password: SECRET },
	header: { authentication: 'header', keyName: 'X-Api-Key', apiKey: SECRET },
	query: { authentication: 'query', keyName: 'api_key', apiKey: SECRET },
};

const connection = (fields: ICredentialDataDecryptedObject) => ({
	flowElementsConnectionApi: { baseUrl: '', authentication: 'none', defaultHeaders: '{}', ...fields },
});

const withConnection = async (
	parameters: INodeParameters,
	fields: ICredentialDataDecryptedObject,
	items?: Array<{ json: object }>,
) =>
	await call(
		{ authentication: 'connection', ...parameters },
		{ credentials: connection(fields), items: items as never },
	);

/** The places where the secret shows, also within errors. */
function leaksOf({ run }: CalledFlow): string[] {
	const forms = [SECRET, Buffer.from(`ann:${SECRET}`).toString('base64')];
	const everything = inspect(run, { depth: 20, maxStringLength: null, maxArrayLength: null, showHidden: true });
	return [everything, ...logged].filter((text) => forms.some((form) => text.includes(form)));
}

describe('A connection', () => {
	it('gives the base URL, so that an element only names the path', async () => {
		const api = await startApi();
		for (const url of ['orders/7?full=1', '/orders/7', ''])
			await withConnection({ url }, { baseUrl: `${api.url}/v1/` });

		expect(api.requests.map(({ path, query }) => `${path}?${String(query)}`)).toEqual([
			'/v1/orders/7?full=1',
			'/v1/orders/7?',
			'/v1/?',
		]);
	});

	it('takes a whole URL that lies under the base URL', async () => {
		const api = await startApi();
		const { branches } = await withConnection({ url: `${api.url}/v1/orders` }, { baseUrl: `${api.url}/v1` });

		expect(branches[BRANCH.success]).toHaveLength(1);
	});

	it.each(['/v2/orders', '/v1/../v2/orders', '/v10/orders'])(
		'refuses %s, which is not under the base URL, before anything is sent',
		async (path) => {
			const api = await startApi();
			const { error, run } = await withConnection(
				{ url: `${api.url}${path}` },
				{ baseUrl: `${api.url}/v1`, ...KEYS.bearer },
			);

			expect(run.status).toBe('error');
			expect(error).toMatch(/does not lie under the base URL/);
			expect(api.requests).toHaveLength(0);
		},
	);

	it('refuses another server, also for one item among good ones', async () => {
		const api = await startApi();
		const other = await startApi();
		const items = [{ json: { url: '/a' } }, { json: { url: `${other.url}/steal` } }];
		const { run, task } = await withConnection(
			{ url: '={{ $json.url }}' },
			{ baseUrl: api.url, ...KEYS.bearer },
			items,
		);

		expect(run.status).toBe('error');
		expect(task('Call API')?.error).toMatchObject({ context: { itemIndex: 1 } });
		expect([...api.requests, ...other.requests]).toHaveLength(0);
	});

	it('without a base URL goes with any URL', async () => {
		const api = await startApi();
		await withConnection({ url: api.url }, KEYS.bearer);

		expect(api.requests[0].headers.authorization).toBe(`Bearer ${SECRET}`);
	});

	it('shows the key in its own way', async () => {
		const api = await startApi();
		const query = { sendQuery: true, queryParameters: rows({ q: 'a b' }) };
		for (const key of Object.values(KEYS)) await withConnection({ url: '/x', ...query }, { baseUrl: api.url, ...key });

		const [bearer, basic, header, inQuery] = api.requests;
		expect(bearer.headers.authorization).toBe(`Bearer ${SECRET}`);
		expect(basic.headers.authorization).toBe(`Basic ${Buffer.from(`ann:${SECRET}`).toString('base64')}`);
		expect(header.headers['x-api-key']).toBe(SECRET);
		expect([...inQuery.query]).toEqual([
			['q', 'a b'],
			['api_key', SECRET],
		]);
	});

	it('adds its default headers, and those of the element win', async () => {
		const api = await startApi();
		const own = { sendHeaders: true, headerParameters: rows({ 'x-tenant': 'be' }) };
		await withConnection(
			{ url: '/', ...own },
			{ baseUrl: api.url, defaultHeaders: '{ "X-Tenant": "nl", "Accept-Language": "nl" }' },
		);

		expect(api.requests[0].headers).toMatchObject({ 'x-tenant': 'be', 'accept-language': 'nl' });
	});

	it.each([
		['are not JSON', '{ "X-Tenant" }', /^The default headers of the connection are not valid JSON/],
		['are a list', '["X-Tenant"]', /must be a JSON object/],
		['have a line break', '{ "X-Tenant": "a\\r\\nX-B: b" }', /line break/],
	])('whose default headers %s is refused before anything is sent', async (_what, defaultHeaders, words) => {
		const api = await startApi();
		const { error } = await withConnection({ url: '/' }, { baseUrl: api.url, defaultHeaders });

		expect(error).toMatch(words);
		expect(api.requests).toHaveLength(0);
	});

	it.each([
		['of other domains', { allowedHttpRequestDomains: 'domains', allowedDomains: 'api.example.com' }, 'Domain not allowed'],
		['of none', { allowedHttpRequestDomains: 'none' }, 'prevent use within an Call API'],
	])('with n8n\'s list of allowed domains (%s) sends nothing elsewhere', async (_name, fields, message) => {
		const api = await startApi();
		const { error } = await withConnection({ url: `${api.url}/orders` }, { ...KEYS.bearer, ...fields });

		expect(error).toContain(message);
		expect(api.requests).toHaveLength(0);
	});

	const NOT_FILLED = (field: string) => `${field} of the connection is empty. Fill it in in the credential.`;

	it.each([
		['a header without a name', { ...KEYS.header, keyName: ' ' }, NOT_FILLED('Name')],
		['a query without a name', { ...KEYS.query, keyName: '' }, NOT_FILLED('Name')],
		['a header without a key', { ...KEYS.header, apiKey: '' }, NOT_FILLED('API Key')],
		['a query without a key', { ...KEYS.query, apiKey: ' ' }, NOT_FILLED('API Key')],
		['no token', { ...KEYS.bearer, token: '' }, NOT_FILLED('Token')],
		['neither user nor password', { ...KEYS.basic, user: '', password: '' }, NOT_FILLED('User')],
		['a name that is none', { ...KEYS.header, keyName: 'X Key' }, '"X Key" is not a header name.'],
		['a line break in its key', { ...KEYS.header, apiKey: `${SECRET}\r\nX-B: b` }, '"X-Api-Key" has a line break'],
		['a line break in its token', { ...KEYS.bearer, token: `${SECRET}\n` }, '"Authorization" has a line break'],
		['a line break in its password', { ...KEYS.basic, password: `${SECRET}\n` }, 'Password of the connection has a line'],
		['a colon in its user', { ...KEYS.basic, user: 'a:b' }, 'User of the connection has a colon'],
	])('with %s is refused before anything is sent', async (_what, fields, words) => {
		const api = await startApi();
		const refused = await withConnection({ url: api.url }, fields);

		expect(refused.error).toContain(words);
		expect(api.requests).toHaveLength(0);
		expect(leaksOf(refused)).toEqual([]);
	});

	it('may show a user without a password', async () => {
		const api = await startApi();
		await withConnection({ url: api.url }, { ...KEYS.basic, password: '' });

		expect(api.requests[0].headers.authorization).toBe(`Basic ${Buffer.from('ann:').toString('base64')}`);
	});

	it('that has expressions in it is read for each item', async () => {
		const api = await startApi();
		const items = ['a', 'b'].map((tenant) => ({ json: { tenant } }));
		const fields = {
			baseUrl: `=${api.url}/{{ $json.tenant }}`,
			authentication: 'bearer',
			token: '=key-of-{{ $json.tenant }}',
		};
		await withConnection({ url: '/x' }, fields, items);

		const sent = api.requests.map(({ path, headers }) => [path, headers.authorization]);
		expect(sent.sort()).toEqual([
			['/a/x', 'Bearer key-of-a'],
			['/b/x', 'Bearer key-of-b'],
		]);
	});

	it('that has expressions in it serves calls that the run does not wait for', async () => {
		const api = await startApi((_request, _response, count) => (count === 1 ? 500 : 200));
		const fields = { baseUrl: api.url, authentication: 'bearer', token: '={{ "key-" + $json.tenant }}' };
		const { run } = await withConnection({ url: '/x', waitForResponse: false, retries: { baseDelayMs: 100 } }, fields, [
			{ json: { tenant: 'a' } },
		]);
		await until(() => api.requests.length === 2);

		expect(run.status).toBe('success');
		expect(api.requests.map(({ headers }) => headers.authorization)).toEqual(['Bearer key-a', 'Bearer key-a']);
	});

	it.each(Object.keys(KEYS))('keeps the time-out, with a %s key', async (kind) => {
		const silent = await startApi(() => undefined);
		const halting = await startApi((_request, response) => void response.writeHead(200).write('half'));
		const fields = KEYS[kind as keyof typeof KEYS];

		const calls = [silent, halting].map(
			async ({ url }) => await withConnection({ url: '/', options: { timeout: 200 } }, { baseUrl: url, ...fields }),
		);
		for (const { branches, result } of await Promise.all(calls)) {
			expect(branches[BRANCH.noResponse]).toHaveLength(1);
			expect(result).toMatchObject({ cause: 'timeout', tries: 1 });
		}
	});
});

describe('The Content-Type of a request with a connection', () => {
	const FORM = 'application/x-www-form-urlencoded';
	const FIELDS = { method: 'POST', sendBody: true, contentType: 'json', bodyParameters: rows({ a: 'b c' }) };
	const ownType = (type: string) => ({ sendHeaders: true, headerParameters: rows({ 'Content-Type': type }) });
	const RAW = { ...FIELDS, contentType: 'raw', body: 'text' };

	it.each<[string, INodeParameters, string, string, string]>([
		["is the connection's", FIELDS, 'application/vnd.api+json', 'application/vnd.api+json', '{"a":"b c"}'],
		["is the connection's, which makes it a form", FIELDS, FORM, FORM, 'a=b+c'],
		['is a form with a charset', FIELDS, `${FORM}; charset=utf-8`, `${FORM}; charset=utf-8`, 'a=b+c'],
		["is the element's header before that", { ...FIELDS, ...ownType('text/json') }, FORM, 'text/json', '{"a":"b c"}'],
		["is the element's form before that", { ...FIELDS, contentType: 'form-urlencoded' }, 'text/json', FORM, 'a=b+c'],
		["is the connection's for raw text", RAW, 'text/csv', 'text/csv', 'text'],
		["is the element's for raw text before that", { ...RAW, rawContentType: 'text/xml' }, 'text/csv', 'text/xml', 'text'],
		['is found out where neither names one', FIELDS, '', 'application/json', '{"a":"b c"}'],
	])('%s', async (_what, parameters, byDefault, type, body) => {
		const api = await startApi();
		const defaultHeaders = byDefault === '' ? '{}' : JSON.stringify({ 'Content-Type': byDefault });
		const { branches } = await withConnection({ url: '/', ...parameters }, { baseUrl: api.url, defaultHeaders });

		expect(branches[BRANCH.success]).toHaveLength(1);
		expect(api.requests[0]).toMatchObject({ headers: { 'content-type': type }, body });
	});
});

describe('The secret of a connection', () => {
	it.each(Object.keys(KEYS))('as a %s key goes along with a redirect on its server, but to no other', async (kind) => {
		const other = await startApi();
		const api = await startApi(({ path }, response) => {
			const target: Record<string, string> = { '/out': '/hop', '/hop': `${other.url}/there`, '/in': '/here' };
			if (!(path in target)) return {};
			response.writeHead(307, { Location: target[path] }).end();
			return undefined;
		});
		const fields = { baseUrl: api.url, defaultHeaders: '{ "X-Tenant": "nl" }', ...KEYS[kind as keyof typeof KEYS] };
		await withConnection({ url: '/in' }, fields);
		await withConnection({ url: '/out' }, fields);

		const shown = ({ headers, query }: { headers: object; query: URLSearchParams }) =>
			JSON.stringify([headers, [...query]]).includes(kind === 'basic' ? 'Basic ' : SECRET);
		expect(api.requests.map((request) => [request.path, shown(request)])).toEqual([
			['/in', true],
			['/here', true],
			['/out', true],
			['/hop', true],
		]);
		expect(other.requests).toHaveLength(1);
		expect(other.requests[0].path).toBe('/there');
		expect(shown(other.requests[0])).toBe(false);
		expect(other.requests[0].headers).not.toHaveProperty('x-tenant');
	});

	it.each(Object.keys(KEYS))('as a %s key does not leave the base URL on its own server either', async (kind) => {
		const api = await startApi(({ path }, response) => {
			const target: Record<string, string> = { '/v1/in': '/v1/here', '/v1/out': '/v2/there' };
			if (!(path in target)) return {};
			response.writeHead(307, { Location: target[path] }).end();
			return undefined;
		});
		const fields = { baseUrl: `${api.url}/v1`, ...KEYS[kind as keyof typeof KEYS] };
		for (const url of ['/in', '/out']) await withConnection({ url }, fields);

		const shown = ({ headers, query }: { headers: object; query: URLSearchParams }) =>
			JSON.stringify([headers, [...query]]).includes(kind === 'basic' ? 'Basic ' : SECRET);
		expect(api.requests.map((request) => [request.path, shown(request)])).toEqual([
			['/v1/in', true],
			['/v1/here', true],
			['/v1/out', true],
			['/v2/there', false],
		]);
	});

	it('in the query is left out of headers that repeat the URL', async () => {
		const api = await startApi(({ query }, response) => {
			const location = `/there?${String(query)}`;
			response.writeHead(302, { Location: location, Link: `<${location}>; rel="next"` }).end();
		});
		const finished = await withConnection(
			{
				url: '/',
				headerVariables: { rows: [{ variable: 'target', header: 'Location' }] },
				options: { redirect: { redirect: { followRedirects: false } } },
			},
			{ baseUrl: api.url, ...KEYS.query },
		);

		expect(finished.branches[BRANCH.clientError][0].json.target).toBe('/there?api_key=***');
		expect(finished.result.headers).toMatchObject({ link: '</there?api_key=***>; rel="next"' });
		expect(leaksOf(finished)).toEqual([]);
	});

	it('does not come back once a redirect has left its server', async () => {
		const back: { url?: string } = {};
		const other = await startApi(
			(_request, response) => void response.writeHead(307, { Location: `${back.url}/back` }).end(),
		);
		const api = await startApi(({ path }, response) => {
			if (path === '/back') return {};
			response.writeHead(307, { Location: other.url }).end();
			return undefined;
		});
		back.url = api.url;
		await withConnection({ url: '/' }, { baseUrl: api.url, ...KEYS.header });

		expect(api.requests.map(({ headers }) => headers['x-api-key'])).toEqual([SECRET, undefined]);
	});

	it.each(Object.keys(KEYS))('as a %s key is in no output, no error and no log', async (kind) => {
		logged.length = 0;
		const key = KEYS[kind as keyof typeof KEYS];
		const api = await startApi(({ path }, response) => {
			if (path === '/cut-off') response.destroy();
			if (path === '/again') response.writeHead(302, { Location: '/again' }).end();
			return { '/ok': 200, '/denied': 401, '/broken': 500 }[path];
		});
		const paths = ['/ok', '/denied', '/broken', '/cut-off', '/again', '/silent'];
		const items = paths.map((path) => ({ json: { path } }));
		const parameters = { url: '={{ $json.path }}', options: { timeout: 200, addToResult: ['body', 'headers'] } };

		const whole = await withConnection(parameters, { baseUrl: api.url, ...key }, items);
		const refused = await withConnection(parameters, { baseUrl: await deadUrl(), ...key }, items);
		const misused = await withConnection({ url: 'https://example.com' }, { baseUrl: api.url, ...key });
		const unawaited = await withConnection(
			{ ...parameters, waitForResponse: false },
			{ baseUrl: api.url, ...key },
			items,
		);
		await until(() => logged.filter((line) => line.includes('did not wait')).length === 5);

		expect(whole.branches.map((branch) => branch.length)).toEqual([1, 1, 1, 3]);
		for (const run of [whole, refused, misused, unawaited]) expect(leaksOf(run)).toEqual([]);
	});
});
