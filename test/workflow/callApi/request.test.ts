import { deadUrl, startApi } from '../../support/apiServer';
import { BRANCH, call, rows, valuesOf } from './call';

const POST = { method: 'POST', sendBody: true };
const JSON_BODY = { ...POST, contentType: 'json', specifyBody: 'json' };
const FORM_HEADER = {
	sendHeaders: true,
	headerParameters: rows({ 'Content-Type': 'application/x-www-form-urlencoded' }),
};

describe('The request of Call API', () => {
	it('carries query parameters and headers, with the values of its item', async () => {
		const api = await startApi();
		await call(
			{
				url: `=${api.url}/orders/{{ $json.orderId.urlEncode() }}?fixed=1`,
				sendQuery: true,
				queryParameters: rows({ q: '={{ $json.q }}', empty: '' }),
				sendHeaders: true,
				headerParameters: rows({ 'X-Trace': '=t-{{ $json.orderId }}', Accept: 'text/csv' }),
			},
			{ items: [{ json: { orderId: 'A 1', q: 'a&b=c' } }, { json: { orderId: 'A2', q: 'é' } }] },
		);

		const sent = api.requests.map(({ path, query, headers }) => [path, [...query], headers['x-trace'], headers.accept]);
		expect(sent).toContainEqual([
			'/orders/A%201',
			[
				['fixed', '1'],
				['q', 'a&b=c'],
				['empty', ''],
			],
			't-A 1',
			'text/csv',
		]);
		expect(sent).toContainEqual([
			'/orders/A2',
			[
				['fixed', '1'],
				['q', 'é'],
				['empty', ''],
			],
			't-A2',
			'text/csv',
		]);
	});

	it.each(['DELETE', 'PATCH', 'POST', 'PUT'])('can be %s with a JSON body', async (method) => {
		const api = await startApi();
		await call({ ...JSON_BODY, method, url: api.url, jsonBody: '{ "name": "Zoë", "n": 1 }' });

		expect(api.requests).toHaveLength(1);
		expect(api.requests[0]).toMatchObject({ method, body: '{"name":"Zoë","n":1}' });
		expect(api.requests[0].headers['content-type']).toBe('application/json');
	});

	it.each(['GET', 'HEAD'])('has no body as %s, even where one was written before', async (method) => {
		const api = await startApi();
		const { branches } = await call({ ...JSON_BODY, method, url: api.url, jsonBody: '{ "a": 1 }' });

		expect(branches[BRANCH.success]).toHaveLength(1);
		expect(api.requests[0]).toMatchObject({ method, body: '' });
		expect(api.requests[0].headers).not.toHaveProperty('content-type');
	});

	it('makes JSON from fields and keeps the types of expressions', async () => {
		const api = await startApi();
		const bodyParameters = rows({ text: '1', number: '={{ 1 }}', list: '={{ [1, 2] }}', from: '={{ $json.id }}' });
		await call({ ...POST, url: api.url, bodyParameters }, { items: [{ json: { id: false } }] });

		expect(JSON.parse(api.requests[0].body)).toEqual({ text: '1', number: 1, list: [1, 2], from: false });
	});

	it('takes a JSON body from an expression that gives an object', async () => {
		const api = await startApi();
		await call({ ...JSON_BODY, url: api.url, jsonBody: '={{ $json }}' }, { items: [{ json: { a: { b: [null] } } }] });

		expect(api.requests[0].body).toBe('{"a":{"b":[null]}}');
	});

	it.each([
		['fields and a Content-Type header', { ...FORM_HEADER, bodyParameters: rows({ a: 'b c', d: 'é&' }) }],
		['fields and the body type', { contentType: 'form-urlencoded', bodyParameters: rows({ a: 'b c', d: 'é&' }) }],
		['JSON and a Content-Type header', { ...FORM_HEADER, specifyBody: 'json', jsonBody: '{ "a": "b c", "d": "é&" }' }],
	])('is a form by %s', async (_way, parameters) => {
		const api = await startApi();
		await call({ ...POST, url: api.url, ...parameters });

		expect(api.requests[0].headers['content-type']).toBe('application/x-www-form-urlencoded');
		expect(api.requests[0].body).toBe('a=b+c&d=%C3%A9%26');
	});

	it('is a form with the charset that the header names', async () => {
		const api = await startApi();
		const type = 'application/x-www-form-urlencoded; charset=utf-8';
		await call({
			...POST,
			url: api.url,
			sendHeaders: true,
			headerParameters: rows({ 'Content-Type': type }),
			bodyParameters: rows({ a: '1' }),
		});

		expect(api.requests[0]).toMatchObject({ body: 'a=1', headers: { 'content-type': type } });
	});

	it('carries raw text byte for byte, even if it looks like JSON', async () => {
		const api = await startApi();
		const body = ' <order>Zoë</order>\n';
		await call({ ...POST, url: api.url, contentType: 'raw', rawContentType: 'text/xml', body });
		await call({
			...POST,
			url: api.url,
			contentType: 'raw',
			rawContentType: 'application/json',
			body: ' { "a" : 1 } ',
		});

		expect(api.requests.map((request) => request.body)).toEqual([body, ' { "a" : 1 } ']);
		expect(api.requests[0].headers['content-type']).toBe('text/xml');
	});

	it('carries a generated idempotency key, when asked to: another one for each item and each run', async () => {
		const api = await startApi();
		const items = [{ json: { id: 1 } }, { json: { id: 2 } }];
		await call({ ...POST, url: api.url }, { items });
		await call({ ...POST, url: api.url, options: { sendIdempotencyKey: true } }, { items });
		// The same ids of execution, node and item, as on another n8n or after its database was set up anew.
		await call({ ...POST, url: api.url, options: { sendIdempotencyKey: true } }, { items });

		const keys = api.requests.map(({ headers }) => headers['idempotency-key']);
		expect(keys.slice(0, 2)).toEqual([undefined, undefined]);
		expect(new Set(keys.slice(2)).size).toBe(4);
	});

	it('goes through a proxy', async () => {
		const proxy = await startApi(({ headers }) => ({ host: headers.host }));
		const { result } = await call({ url: 'http://api.example.com/x', options: { proxy: proxy.url } });

		expect(result).toMatchObject({ status: 200, body: { host: 'api.example.com' } });
	});

	it.each([
		['a%40b:p%3Aw', 'a@b:p:w'],
		['ann:100%', 'ann:100%'],
		['ann:100%25', 'ann:100%'],
	])('shows the proxy who calls, by %s', async (written, pair) => {
		const proxy = await startApi(({ headers }) => ({ shown: headers['proxy-authorization'] }));
		const { result } = await call({
			url: 'http://api.example.com/x',
			options: { proxy: proxy.url.replace('://', `://${written}@`) },
		});

		expect(result.body).toEqual({ shown: `Basic ${Buffer.from(pair).toString('base64')}` });
	});

	it('carries lists and objects in the query as forms do', async () => {
		const api = await startApi();
		const queryParameters = rows({ list: '={{ ["a", "b"] }}', object: '={{ { c: 1 } }}' });
		await call({ url: api.url, sendQuery: true, queryParameters });

		expect([...api.requests[0].query]).toEqual([
			['list', 'a'],
			['list', 'b'],
			['object', '{"c":1}'],
		]);
	});
});

describe('A panel that cannot work', () => {
	const items = [1, 2, 3, 4, 5].map((id) => ({ json: { id, body: id === 3 ? '{\n  "a": oops\n}' : '{}' } }));

	it('sends nothing at all, and tells the item, the line and the column of a body that is not JSON', async () => {
		const api = await startApi();
		const { run, error, task } = await call({ ...JSON_BODY, url: api.url, jsonBody: '={{ $json.body }}' }, { items });

		expect(api.requests).toHaveLength(0);
		expect(run.status).toBe('error');
		expect(error).toMatch(/^The body is not valid JSON: .* at line 2, column 8\.$/);
		expect(task('Call API')?.error).toMatchObject({ name: 'NodeOperationError', context: { itemIndex: 2 } });
	});

	it.each([
		['an empty URL', { url: '' }, /The URL is empty/],
		['a path without a connection', { url: '/orders' }, /is not a URL/],
		['another protocol', { url: 'ftp://127.0.0.1/x' }, /must begin with http/],
		['a multipart body', { ...POST, contentType: 'multipart-form-data' }, /does not send "multipart-form-data"/],
		['a status code that is none', { statusBranches: '404, teapot' }, /"teapot" is not an HTTP status code/],
		[
			'a JSONPath without its root',
			{ bodyVariables: { rows: [{ variable: 'a', path: 'order' }] } },
			/must begin with "\$"/,
		],
		[
			'a JSONPath that would run code',
			{ bodyVariables: { rows: [{ variable: 'a', path: '$[?(@.a)]' }] } },
			/not evaluated/,
		],
		['a variable without a name', { headerVariables: { rows: [{ variable: '', header: 'x' }] } }, /has no name/],
		[
			'a variable with the name of the result',
			{ bodyVariables: { rows: [{ variable: 'call', path: '$' }] } },
			/is taken/,
		],
		[
			'a line break in the content type',
			{ ...POST, contentType: 'raw', rawContentType: 'text/xml\r\nX-B: b' },
			/line break/,
		],
		[
			'a proxy that n8n would pass over',
			{ options: { proxy: 'socks5://ann:hush@127.0.0.1:1080' } },
			/^The proxy begins with socks5:\/\/, but must begin with http:\/\/ or https:\/\/\.$/,
		],
		['a proxy that is no URL', { options: { proxy: 'http://ann:hush@' } }, /^The proxy is not a URL\. .*:3128\.$/],
		['half a redirect', { options: { redirect: { redirect: { maxRedirects: 1.5 } } } }, /^Max Redirects must be a whole/],
		['too many redirects', { options: { redirect: { redirect: { maxRedirects: 51 } } } }, /from 1 to 50/],
		['half a retry', { retries: { maxRetries: 0.5 } }, /^Number of Retries must be a whole number from 0 to 20/],
		['a wait that no timer keeps', { retries: { maxDelayMs: 2 ** 31 } }, /^Longest Wait must be/],
		['a time-out that no timer keeps', { options: { timeout: 2 ** 33 } }, /^Timeout must be/],
		['too many requests at a time', { options: { concurrency: 101 } }, /^Requests at a Time must be a whole number/],
		['a response without end', { options: { maxResponseKib: 1_048_577 } }, /^Largest Response must be/],
		['a line break in a header', { sendHeaders: true, headerParameters: rows({ 'X-A': 'a\r\nX-B: b' }) }, /line break/],
	])('is told in words: %s', async (_what, parameters, words) => {
		const api = await startApi();
		const { run, error } = await call({ url: api.url, ...parameters });

		expect(run.status).toBe('error');
		expect(error).toMatch(words);
		expect(api.requests).toHaveLength(0);
	});

	it('keeps only its own item back when n8n goes on by the error output, and the variables stay', async () => {
		const api = await startApi();
		const { run, branches } = await call(
			{ ...JSON_BODY, url: api.url, jsonBody: '={{ $json.body }}' },
			{ items, node: { onError: 'continueErrorOutput' } },
		);

		expect(run.status).toBe('success');
		expect(api.requests).toHaveLength(4);
		expect(valuesOf(branches, 'id')).toEqual([[1, 2, 4, 5], [], [], [], [3]]);
		expect(branches[4][0].json.error).toMatch(/line 2, column 8/);
	});

	it.each([
		['by class', {}, [[1, 2, 4, 5], [3], [], []]],
		['in simple mode', { branchMode: 'simple' }, [[1, 2, 4, 5], [3]]],
		['in simple mode with a code', { branchMode: 'simple', statusBranches: '409' }, [[1, 2, 4, 5], [3], []]],
	])('lets its item leave as an error %s when n8n goes on by the regular output', async (_mode, mode, leaving) => {
		const api = await startApi();
		const { branches } = await call(
			{ ...JSON_BODY, ...mode, url: api.url, jsonBody: '={{ $json.body }}' },
			{ items, node: { onError: 'continueRegularOutput' } },
		);

		expect(valuesOf(branches, 'id')).toEqual(leaving);
		expect(branches[1][0].json).toMatchObject({ id: 3, error: expect.stringContaining('line 2') });
		expect(branches[1][0].pairedItem).toEqual({ item: 2 });
	});

	it.each<[object, number[][]]>([
		[{}, [[], [1, 2, 3, 4, 5]]],
		[{ branchMode: 'simple' }, [[], [1, 2, 3, 4, 5]]],
		[{ waitForResponse: false, options: { concurrency: 0 } }, [[1, 2, 3, 4, 5]]],
	])('for the whole node with %j lets no item leave by Success when n8n goes on', async (mode, leaving) => {
		const { branches } = await call(
			{ url: await deadUrl(), statusBranches: 'teapot', ...mode },
			{ items, node: { onError: 'continueRegularOutput' } },
		);

		expect(valuesOf(branches, 'id')).toEqual(leaving);
	});

	it('keeps all items from Success when it holds for the whole node and n8n goes on', async () => {
		const { branches } = await call(
			{ url: await deadUrl(), statusBranches: 'teapot' },
			{ items, node: { onError: 'continueErrorOutput' } },
		);

		expect(valuesOf(branches, 'id')).toEqual([[], [], [], [], [1, 2, 3, 4, 5]]);
	});
});

// What `toHttpNodeParameters` of n8n's editor makes of a line of curl, and the editor then sets on the node.
describe('A request that was imported from curl', () => {
	const EXECUTED = { authentication: 'none', options: { redirect: { redirect: { followRedirects: true } } } };

	it('with headers, query and nested JSON is sent as it was meant', async () => {
		const api = await startApi();
		await call({
			...EXECUTED,
			url: `${api.url}/v1/orders`,
			method: 'POST',
			sendHeaders: true,
			headerParameters: rows({ authorization: 'Basic YTpi', 'X-Tenant': 'nl' }),
			sendQuery: true,
			queryParameters: {
				parameters: [
					{ name: 'tag', value: 'a' },
					{ name: 'tag', value: 'b' },
				],
			},
			contentType: 'json',
			sendBody: true,
			specifyBody: 'json',
			jsonBody: '{\n  "order": {\n    "id": 7\n  }\n}',
			options: { ...EXECUTED.options, timeout: 10_000, allowUnauthorizedCerts: true },
		});

		expect(api.requests).toHaveLength(1);
		const [{ method, path, query, headers, body }] = api.requests;
		expect([method, path, query.getAll('tag'), body]).toEqual(['POST', '/v1/orders', ['a', 'b'], '{"order":{"id":7}}']);
		expect(headers).toMatchObject({
			authorization: 'Basic YTpi',
			'x-tenant': 'nl',
			'content-type': 'application/json',
		});
	});

	it('with flat JSON keeps its types', async () => {
		const api = await startApi();
		const bodyParameters = rows({ name: 'Ann', age: '={{ 7 }}' });
		await call({
			...EXECUTED,
			url: api.url,
			method: 'PUT',
			sendHeaders: false,
			sendQuery: false,
			contentType: 'json',
			sendBody: true,
			specifyBody: 'keypair',
			bodyParameters,
		});

		expect(api.requests[0]).toMatchObject({ method: 'PUT', body: '{"name":"Ann","age":7}' });
	});

	it('with form data is a form', async () => {
		const api = await startApi();
		await call({
			...EXECUTED,
			url: api.url,
			method: 'POST',
			contentType: 'form-urlencoded',
			sendBody: true,
			specifyBody: 'keypair',
			bodyParameters: rows({ a: '1', b: 'x y' }),
		});

		expect(api.requests[0].body).toBe('a=1&b=x+y');
	});

	it('with another content type is raw', async () => {
		const api = await startApi();
		await call({
			...EXECUTED,
			url: api.url,
			method: 'POST',
			sendBody: true,
			contentType: 'raw',
			rawContentType: 'text/xml',
			body: '<a/>',
		});

		expect(api.requests[0]).toMatchObject({ body: '<a/>', headers: { 'content-type': 'text/xml' } });
	});

	it('without a body is a plain GET', async () => {
		const api = await startApi();
		await call({
			...EXECUTED,
			url: api.url,
			method: 'GET',
			sendHeaders: false,
			sendQuery: false,
			sendBody: false,
			options: {},
		});

		expect(api.requests[0]).toMatchObject({ method: 'GET', body: '' });
	});
});
