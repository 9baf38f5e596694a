import { setTimeout } from 'node:timers/promises';

import type { ApiServer } from '../../support/apiServer';
import { deadUrl, startApi, until } from '../../support/apiServer';
import { logged, passOn, startFlow } from '../../support/engine';
import { BRANCH, call, callFlow, inContext, valuesOf } from './call';

/** The HTTP client inside n8n's. */
const AXIOS = '../../../runtime/node_modules/@n8n/backend-network/node_modules/axios';

const numbered = (count: number) => Array.from({ length: count }, (_, id) => ({ json: { id } }));

/** A server that first waits until so many requests are under way, and a little longer. */
async function crowded(count: number): Promise<ApiServer> {
	const api = await startApi(async () => {
		await until(() => api.mostAtOnce >= count);
		return await setTimeout(10, 200);
	});
	return api;
}

describe('Many items', () => {
	it('keep their order, however long each takes', async () => {
		const api = await startApi(async () => await setTimeout(Math.random() * 40, 200));
		const { branches } = await call(
			{ url: `=${api.url}/{{ $json.id }}`, options: { concurrency: 20 } },
			{ items: numbered(50) },
		);

		expect(valuesOf(branches, 'id')[BRANCH.success]).toEqual(numbered(50).map(({ json }) => json.id));
		expect(branches[BRANCH.success].map(({ pairedItem }) => pairedItem)).toEqual(
			numbered(50).map((_, item) => ({ item })),
		);
		expect(new Set(api.requests.map(({ path }) => path)).size).toBe(50);
	});

	it.each([1, 4])('are under way no more than %d at a time', async (concurrency) => {
		const api = await crowded(concurrency);
		await call({ url: api.url, options: { concurrency } }, { items: numbered(12) });

		expect(api.requests).toHaveLength(12);
		expect(api.mostAtOnce).toBe(concurrency);
	});

	it('are under way ten at a time by default', async () => {
		const api = await crowded(10);
		await call({ url: api.url }, { items: numbered(25) });

		expect(api.mostAtOnce).toBe(10);
	});
});

describe('The time-out of a call', () => {
	it("may be longer than n8n's own of five minutes", async () => {
		const axios = jest.requireActual<{ defaults: { timeout: number } }>(AXIOS);
		const { timeout } = axios.defaults;
		axios.defaults.timeout = 100;
		try {
			const api = await startApi(async () => await setTimeout(300, 200));
			const { result } = await call({ url: api.url, options: { timeout: 5000 } });

			expect(timeout).toBe(300_000);
			expect(result.class).toBe('success');
		} finally {
			axios.defaults.timeout = timeout;
		}
	});

	it('holds for each try', async () => {
		const api = await startApi((_request, _response, count) => (count < 3 ? undefined : 200));
		const { result } = await call({ url: api.url, options: { timeout: 200 }, retries: { baseDelayMs: 1 } });

		expect(result).toMatchObject({ class: 'success', tries: 3 });
		expect(result.durationMs).toBeGreaterThanOrEqual(390);
	});
});

describe('Cancelling the run', () => {
	it('breaks off what is under way and sends no more', async () => {
		let brokenOff = 0;
		const api = await startApi((_request, response) => void response.once('close', () => brokenOff++));
		const flow = callFlow(
			{ url: api.url, options: { concurrency: 2 }, retries: { maxRetries: 5, baseDelayMs: 1 } },
			{ items: numbered(10) },
		);
		flow.nodes.push({ name: 'After', nodeType: passOn });
		const { cancel, finished, statuses } = startFlow(flow);
		await until(() => api.requests.length === 2);
		cancel();
		const { task } = await finished;
		await until(() => brokenOff === 2);
		await setTimeout(100);

		expect(api.requests).toHaveLength(2);
		expect(statuses).toEqual(['canceled']);
		expect(task('After')).toBeUndefined();
	});

	it('ends the wait before a retry', async () => {
		const api = await startApi(() => 503);
		const { cancel, finished } = startFlow(callFlow({ url: api.url, retries: { maxRetries: 1, baseDelayMs: 30_000 } }));
		await until(() => api.requests.length === 1);
		await setTimeout(50);
		const cancelled = Date.now();
		cancel();
		await finished;

		expect(Date.now() - cancelled).toBeLessThan(2000);
		expect(api.requests).toHaveLength(1);
	});

	it('breaks off a call with a connection, too', async () => {
		let brokenOff = 0;
		const api = await startApi((_request, response) => void response.once('close', () => brokenOff++));
		const credentials = { flowElementsConnectionApi: { baseUrl: api.url, authentication: 'bearer', token: 't' } };
		const { cancel, finished } = startFlow(callFlow({ url: '/', authentication: 'connection' }, { credentials }));
		await until(() => api.requests.length === 1);
		cancel();
		await finished;
		await until(() => brokenOff === 1);

		expect(api.requests).toHaveLength(1);
	});
});

describe('Call API as the tool of an AI agent', () => {
	const items = [200, 404, 503].map((status) => ({ json: { status } }));
	const answering = async () => await startApi(({ path }) => Number(path.slice(1)));

	it('gives all items on the first output, the only one that is read', async () => {
		const { url } = await answering();
		const tool = inContext(() => ({ isToolExecution: () => true }));
		const { branches } = await call({ url: `=${url}/{{ $json.status }}` }, { items, node: { nodeType: tool } });

		expect(valuesOf(branches, 'status')).toEqual([[200, 404, 503]]);
	});

	it('does so, too, when the engine runs it for the agent', async () => {
		const { url } = await answering();
		const { task } = await call(
			{ url: `=${url}/{{ $json.status }}` },
			{ items, node: { rewireOutputLogTo: 'ai_tool' } },
		);

		const outputs = task('Call API')?.data?.ai_tool.map((output) => output?.map(({ json }) => json.status));
		expect(outputs).toEqual([[200, 404, 503]]);
	});
});

describe('A flow that does not wait for the response', () => {
	const parameters = { waitForResponse: false };

	it('goes on at once by its one output, while the server still gets every request', async () => {
		let answered = 0;
		const api = await startApi(async () => {
			await setTimeout(200);
			answered++;
			return 200;
		});
		const { branches, run } = await call(
			{ ...parameters, url: api.url, options: { concurrency: 2 } },
			{ items: numbered(5) },
		);
		expect(answered).toBe(0);
		await until(() => answered === 5);

		expect(run.status).toBe('success');
		expect(branches).toHaveLength(1);
		expect(branches[0].map(({ json }) => json)).toEqual(
			numbered(5).map(({ json }) => ({ ...json, call: { class: 'notAwaited' } })),
		);
		expect(branches[0].map(({ pairedItem }) => pairedItem)).toEqual(numbered(5).map((_, item) => ({ item })));
		expect(api.mostAtOnce).toBe(2);
	});

	it('has one output also where branches were chosen before', async () => {
		const api = await startApi(() => 404);
		const { branches } = await call({ ...parameters, url: api.url, statusBranches: '404' });

		expect(branches).toHaveLength(1);
		await until(() => api.requests.length === 1);
	});

	it('logs what became of a request that was no success', async () => {
		logged.length = 0;
		const api = await startApi(() => 500);
		await call({ ...parameters, url: api.url });
		await call({ ...parameters, url: await deadUrl() });
		const warnings = () => logged.filter((line) => line.startsWith('warn: Call API "Call API"'));
		await until(() => warnings().length === 2);

		expect(warnings().join()).toMatch(/"class":"serverError","status":500/);
		expect(warnings().join()).toMatch(/"cause":"refused"/);
	});

	it('still finds a panel that cannot work', async () => {
		const { run, error } = await call({ ...parameters, url: '' });

		expect(run.status).toBe('error');
		expect(error).toMatch(/The URL is empty/);
	});

	it('keeps a bad item from the good ones when n8n goes on after errors', async () => {
		const api = await startApi();
		const items = [{ json: { id: 1, url: api.url } }, { json: { id: 2, url: '' } }];
		const { branches } = await call(
			{ ...parameters, url: '={{ $json.url }}' },
			{ items, node: { onError: 'continueErrorOutput' } },
		);
		await until(() => api.requests.length === 1);

		expect(valuesOf(branches, 'id')).toEqual([[1], [2]]);
		expect(branches[1][0].json.error).toMatch(/The URL is empty/);
	});
});
