import type { INodeExecutionData } from 'n8n-workflow';

import { CallApi } from '../../../nodes/CallApi/CallApi.node';
import type { Answering } from '../../support/apiServer';
import { deadUrl, json, startApi } from '../../support/apiServer';
import { passOn, runFlow } from '../../support/engine';
import { BRANCH, call, rows, valuesOf } from './call';

const FATES: Record<string, Answering> = {
	'/ok': () => ({ ok: true }),
	'/empty': () => 204,
	'/moved': (_request, response) => void response.writeHead(302, { Location: '/ok' }).end(),
	'/missing': (_request, response) => json(response, 404, { code: 'unknown-order' }, { 'X-Trace': 'abc' }),
	'/taken': () => 409,
	'/broken': () => 503,
	'/silent': () => undefined,
	'/cut-off': (_request, response) => {
		response.writeHead(200, { 'Content-Length': '100' });
		response.write('half', () => response.destroy());
	},
};

const startFates = async () =>
	await startApi((request, response, count) => FATES[request.path](request, response, count));

const NOT_FOLLOWED = { redirect: { redirect: { followRedirects: false } } };

/** One item for each fate of a call. */
async function urls(): Promise<INodeExecutionData[]> {
	const { url } = await startFates();
	const items = Object.keys(FATES).map((path) => ({ json: { id: path, url: `${url}${path}` } }));
	return [
		...items,
		{ json: { id: 'refused', url: await deadUrl() } },
		{ json: { id: 'tls to a plain port', url: url.replace('http:', 'https:') } },
	];
}

const parameters = { url: '={{ $json.url }}', options: { ...NOT_FOLLOWED, timeout: 400 } };

describe('The branches of Call API', () => {
	it('take each item once, by the class of its response', async () => {
		const { branches } = await call(parameters, { items: await urls() });

		expect(valuesOf(branches, 'id')).toEqual([
			['/ok', '/empty'],
			['/moved', '/missing', '/taken'],
			['/broken'],
			['/silent', '/cut-off', 'refused', 'tls to a plain port'],
		]);
	});

	it('are success and error in simple mode', async () => {
		const { branches } = await call({ ...parameters, branchMode: 'simple' }, { items: await urls() });

		expect(branches.map((items) => items.length)).toEqual([2, 8]);
	});

	it('for single status codes come after the others and before the class', async () => {
		const { branches } = await call({ ...parameters, statusBranches: '404, 409, 204' }, { items: await urls() });

		expect(valuesOf(branches, 'id')).toEqual([
			['/ok'],
			['/moved'],
			['/broken'],
			['/silent', '/cut-off', 'refused', 'tls to a plain port'],
			['/missing'],
			['/taken'],
			['/empty'],
		]);
	});

	it('for single status codes go with simple mode, too', async () => {
		const { branches } = await call(
			{ ...parameters, branchMode: 'simple', statusBranches: '409' },
			{ items: await urls() },
		);

		expect(branches.map((items) => items.length)).toEqual([2, 7, 1]);
		expect(valuesOf(branches, 'id')[2]).toEqual(['/taken']);
	});

	it('lead on to their own nodes, which still know the item that each one comes from', async () => {
		const names = ['Success', 'Client Error', 'Server Error', 'No Response'];
		const origin = { read: "={{ $('Start').item.json.id }}" };
		const finished = await runFlow({
			items: await urls(),
			nodes: [
				{ name: 'Start', nodeType: passOn },
				{
					name: 'Call API',
					nodeType: new CallApi(),
					parameters: { method: 'GET', retries: { maxRetries: 0 }, ...parameters },
				},
				...names.map((name) => ({ name, nodeType: passOn, parameters: origin })),
			],
			wires: [
				['Start', 0, 'Call API'],
				...names.map((name, output): [string, number, string] => ['Call API', output, name]),
			],
		});

		const arrived = names.map((name) => finished.outputs(name)[0].map(({ json }) => [json.id, json.read]));
		expect(arrived.map((items) => items.length)).toEqual([2, 3, 1, 4]);
		for (const [id, read] of arrived.flat()) expect(read).toBe(id);
	});

	it('stay empty when no item takes them, so that nothing behind them runs', async () => {
		const { url } = await startFates();
		const finished = await runFlow({
			nodes: [
				{ name: 'Call API', nodeType: new CallApi(), parameters: { method: 'GET', url: `${url}/ok` } },
				{ name: 'No Response', nodeType: passOn },
			],
			wires: [['Call API', BRANCH.noResponse, 'No Response']],
		});

		expect(finished.run.status).toBe('success');
		expect(finished.task('No Response')).toBeUndefined();
	});
});

describe('The result of a call', () => {
	it('that succeeded has status, class, body, tries and duration', async () => {
		const { url } = await startFates();
		const { result } = await call({ url: `${url}/ok` });

		expect(result).toEqual({
			status: 200,
			class: 'success',
			body: { ok: true },
			tries: 1,
			durationMs: expect.any(Number),
		});
	});

	it('that failed has the headers, too', async () => {
		const { url } = await startFates();
		const { branches, result } = await call({ url: `${url}/missing` });

		expect(branches[BRANCH.clientError]).toHaveLength(1);
		expect(result).toMatchObject({ status: 404, class: 'clientError', body: { code: 'unknown-order' }, tries: 1 });
		expect(result.headers).toMatchObject({ 'x-trace': 'abc', 'content-type': 'application/json' });
	});

	it.each([
		['/silent', 'timeout'],
		['/cut-off', 'cut-off'],
	])('that got no whole response from %s has the cause %s and words instead of a status', async (path, cause) => {
		const { url } = await startFates();
		const { result } = await call({ url: `${url}${path}`, options: { timeout: 300 } });

		expect(result).toEqual({
			class: 'noResponse',
			cause,
			message: expect.stringMatching(/\.$/),
			tries: 1,
			durationMs: expect.any(Number),
		});
	});

	it('that was refused, or spoke TLS to a plain port, has that cause', async () => {
		const { url } = await startFates();

		expect((await call({ url: await deadUrl() })).result.cause).toBe('refused');
		expect((await call({ url: url.replace('http:', 'https:') })).result.cause).toBe('tls');
	});

	it('can have another name, and can leave the body out', async () => {
		const { url } = await startFates();
		const { branches } = await call({ url: `${url}/ok`, options: { resultField: 'order', addToResult: ['headers'] } });

		const [{ json: item }] = branches[BRANCH.success];
		expect(item).not.toHaveProperty('call');
		expect(item.order).toMatchObject({ status: 200, headers: { 'content-type': 'application/json' } });
		expect(item.order).not.toHaveProperty('body');
	});

	it('comes beside the variables that came in', async () => {
		const { url } = await startFates();
		const { branches } = await call(
			{ url: `${url}/ok` },
			{ items: [{ json: { phone: '+31612345678', nested: { a: 1 } } }] },
		);

		expect(branches[BRANCH.success][0].json).toMatchObject({
			phone: '+31612345678',
			nested: { a: 1 },
			call: { status: 200 },
		});
	});
});

describe('Redirects', () => {
	it('are followed by default, and the last response counts', async () => {
		const { url } = await startFates();
		const { branches, result } = await call({ url: `${url}/moved` });

		expect(branches[BRANCH.success]).toHaveLength(1);
		expect(result).toMatchObject({ status: 200, body: { ok: true } });
	});

	it('turn a POST into a GET without a body, unless they are 307 or 308', async () => {
		const api = await startApi(({ path }, response) => {
			if (path === '/there') return {};
			response.writeHead(Number(path.slice(1)), { Location: '/there' }).end();
			return undefined;
		});
		const body = { method: 'POST', sendBody: true, specifyBody: 'json', jsonBody: '{"a":1}' };
		for (const status of [302, 303, 307]) await call({ ...body, url: `${api.url}/${status}` });

		const followed = api.requests.filter(({ path }) => path === '/there');
		expect(followed.map((request) => [request.method, request.body, request.headers['content-type']])).toEqual([
			['GET', '', undefined],
			['GET', '', undefined],
			['POST', '{"a":1}', 'application/json'],
		]);
	});

	it('that go in a circle end as No Response', async () => {
		const api = await startApi((_request, response) => void response.writeHead(302, { Location: '/again' }).end());
		const { branches, result } = await call({ url: api.url, options: { redirect: { redirect: { maxRedirects: 3 } } } });

		expect(branches[BRANCH.noResponse]).toHaveLength(1);
		expect(result.cause).toBe('too-many-redirects');
		expect(api.requests).toHaveLength(4);
	});

	it('take a host header of the element to its own server only', async () => {
		const other = await startApi();
		const api = await startApi(({ path }, response) => {
			const target = path === '/out' ? `${other.url}/there` : '/here';
			if (path === '/here') return {};
			response.writeHead(307, { Location: target }).end();
			return undefined;
		});
		const host = { sendHeaders: true, headerParameters: rows({ Host: 'shop.example.com' }) };
		for (const path of ['/in', '/out']) await call({ ...host, url: `${api.url}${path}` });

		expect(new Set(api.requests.map(({ headers }) => headers.host))).toEqual(new Set(['shop.example.com']));
		expect(api.requests).toHaveLength(3);
		expect(other.requests[0].headers.host).toBe(new URL(other.url).host);
	});

	it('without a usable target leave by Client Error', async () => {
		const api = await startApi(
			(_request, response) => void response.writeHead(302, { Location: 'ftp://files.example.com/' }).end(),
		);
		const { branches } = await call({ url: api.url });

		expect(branches[BRANCH.clientError]).toHaveLength(1);
	});
});
