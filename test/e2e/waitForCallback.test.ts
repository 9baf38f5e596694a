import { createHmac, randomUUID } from 'node:crypto';

import type { Prepared } from './support/callbacks';
import { callBack, callbacks, problemOf } from './support/callbacks';
import * as api from './support/n8n';
import { credential, json, node, outputOf, SIMULATOR, until } from './support/n8n';
import './support/patience';

const { waiting, parked, ended } = callbacks(api);

const PREPARE = node('waitForCallback', 'Prepare', { operation: 'prepare' });
const PREPARED = { reference: '={{ $json.callback.reference }}' };
const BRANCHES = {
	branches: {
		rows: [
			{ name: 'Paid', path: '$.status', values: 'paid, settled' },
			{ name: 'Failed', path: '$.status', values: 'failed' },
		],
	},
};
const secret = () => `test-${randomUUID()}`;
const local = (url: string) => url.replace('localhost', '127.0.0.1');
const preparedIn = async (executionId: string) => (await outputOf(executionId, 'Prepare')).callback as unknown as Prepared;

describe('Wait for Callback', () => {
	it('goes on when the outside system calls back, with what it says', async () => {
		const flow = await waiting({ options: { keptHeaders: 'X-Event' }, variables: { rows: [{ variable: 'paid', path: '$.amount' }] } });
		const reference = randomUUID();
		const id = await parked(flow, { reference, orderId: 7 });
		const answer = await callBack(flow.url, reference, { status: 'done', amount: 12.5 }, { headers: { 'x-event': 'e-1' } });
		expect(answer.status).toBe(202);
		expect(await answer.json()).toEqual({ status: 'accepted' });
		expect(await ended(id)).toEqual([
			{
				branch: 'Called Back',
				json: expect.objectContaining({ orderId: 7, paid: 12.5 }),
				result: {
					status: 'calledBack',
					reference,
					method: 'POST',
					headers: { 'x-event': 'e-1' },
					body: { status: 'done', amount: 12.5 },
					receivedAt: expect.any(String),
					waitedSeconds: expect.any(Number),
				},
			},
		]);
	});

	it.each([
		['Paid', { status: 'Settled' }],
		['Failed', { status: 'failed' }],
		['Called Back', { status: 'pending' }],
		['Called Back', {}],
	])('leaves by %s when it is called back with %j', async (branch, body) => {
		const flow = await waiting(BRANCHES);
		const reference = randomUUID();
		const id = await parked(flow, { reference });
		await callBack(flow.url, reference, body);
		expect((await ended(id)).map((told) => told.branch)).toEqual([branch]);
	});

	it('leaves by Timed Out to the second, and a callback that comes later gets 410', async () => {
		const flow = await waiting({ waitAmount: 3 });
		const reference = randomUUID();
		const id = await parked(flow, { reference });
		const [told] = await ended(id);
		expect(told).toMatchObject({ branch: 'Timed Out', result: { status: 'timedOut', reference } });
		expect(told.result.waitedSeconds).toBeGreaterThan(2.4);
		expect(told.result.waitedSeconds).toBeLessThan(5);
		expect(await problemOf(await callBack(flow.url, reference))).toMatchObject({ status: 410, kind: 'callback-late' });
	});

	it('counts one callback: the same once more is harmless, another one gets 410', async () => {
		const flow = await waiting();
		const reference = randomUUID();
		const id = await parked(flow, { reference });
		const many = await Promise.all(Array.from({ length: 5 }, async () => await callBack(flow.url, reference, { n: 1 })));
		expect(many.map(({ status }) => status)).toEqual([202, 202, 202, 202, 202]);
		expect(await problemOf(await callBack(flow.url, reference, { n: 2 }))).toMatchObject({ status: 410, kind: 'callback-used' });
		expect(await ended(id)).toMatchObject([{ branch: 'Called Back', result: { body: { n: 1 } } }]);
		expect((await callBack(flow.url, reference, { n: 1 })).status).toBe(202);
		expect(await problemOf(await callBack(flow.url, reference, { n: 2 }))).toMatchObject({ status: 410 });
		expect(await flow.route.executions()).toHaveLength(1);
	});

	it('refuses what is forged, and makes no execution of it', async () => {
		const flow = await waiting({ ...BRANCHES, options: { methods: ['POST', 'PUT'], maxBodyKib: 1 } });
		const reference = randomUUID();
		const id = await parked(flow, { reference });
		expect(await problemOf(await callBack(flow.url, randomUUID()))).toMatchObject({ status: 404, kind: 'callback-unknown' });
		expect(await problemOf(await callBack(flow.url, undefined))).toMatchObject({ status: 400, kind: 'callback-reference-invalid' });
		expect(await problemOf(await callBack(`${flow.url}?reference=${randomUUID()}`, reference))).toMatchObject({ status: 400 });
		expect(await problemOf(await callBack(flow.url, reference, {}, { method: 'DELETE' }))).toMatchObject({ status: 405 });
		expect(await problemOf(await callBack(flow.url, reference, { text: 'x'.repeat(2000) }))).toMatchObject({ status: 413 });
		expect(await problemOf(await callBack(flow.url, reference, {}, { body: '[1]' }))).toMatchObject({ status: 422 });
		expect(await problemOf(await callBack(flow.url, reference, {}, { body: '{"__proto__":{"a":1}}' }))).toMatchObject({ status: 422 });
		expect((await callBack(flow.url, reference, { status: 'paid' }, { method: 'PUT' })).status).toBe(202);
		expect(await ended(id)).toMatchObject([{ branch: 'Paid' }]);
		expect(await flow.route.executions()).toHaveLength(1);
	});

	it('takes only callers with the token', async () => {
		const token = secret();
		const account = await credential('flowElementsRouteTokenApi', { token });
		const flow = await waiting({ tokenSource: 'credential' }, [], { flowElementsRouteTokenApi: account });
		const id = await parked(flow, { reference: 'order-1' });
		const withToken = (value: string) => ({ headers: { authorization: `Bearer ${value}` } });
		expect(await problemOf(await callBack(flow.url, 'order-1'))).toMatchObject({ status: 401, kind: 'unauthorized' });
		expect(await problemOf(await callBack(flow.url, 'order-1', {}, withToken(secret())))).toMatchObject({ status: 401 });
		expect((await callBack(flow.url, 'order-1', { n: 1 }, withToken(token))).status).toBe(202);
		const [told] = await ended(id);
		expect(told.branch).toBe('Called Back');
		expect(JSON.stringify(told.json)).not.toContain(token);
	});

	it('takes only callers that sign', async () => {
		const key = secret();
		const account = await credential('flowElementsSigningSecretApi', { secret: key });
		const flow = await waiting({ requireSignature: true }, [], { flowElementsSigningSecretApi: account });
		const id = await parked(flow, { reference: 'order-2' });
		const body = JSON.stringify({ status: 'paid' });
		const signed = (with_: string, seconds = Math.floor(Date.now() / 1000)) => ({
			body,
			headers: { 'x-signature-timestamp': String(seconds), 'x-signature': `sha256=${createHmac('sha256', with_).update(`${seconds}.${body}`).digest('hex')}` },
		});
		expect(await problemOf(await callBack(flow.url, 'order-2'))).toMatchObject({ status: 401, kind: 'signature-invalid' });
		expect(await problemOf(await callBack(flow.url, 'order-2', {}, signed(secret())))).toMatchObject({ status: 401 });
		expect(await problemOf(await callBack(flow.url, 'order-2', {}, signed(key, 1_000_000_000)))).toMatchObject({ status: 401 });
		expect((await callBack(flow.url, 'order-2', {}, signed(key))).status).toBe(202);
		expect(await ended(id)).toMatchObject([{ branch: 'Called Back', result: { body: { status: 'paid' } } }]);
	});

	it('says of a callback that is not valid which fields are not, and takes it when they are mended', async () => {
		const attributes = { rows: [{ name: 'status', type: 'string', required: true }, { name: 'amount', type: 'number' }] };
		const flow = await waiting({ attributes });
		const reference = randomUUID();
		const id = await parked(flow, { reference });
		expect(await problemOf(await callBack(flow.url, reference, { amount: 'much' }))).toEqual({
			status: 422,
			kind: 'attributes-invalid',
			errors: expect.arrayContaining([expect.objectContaining({ pointer: '#/amount' }), expect.objectContaining({ pointer: '#/status' })]),
		});
		// Who does not know the reference is not told what a good callback looks like.
		expect(await problemOf(await callBack(flow.url, randomUUID(), { amount: 'much' }))).toEqual({ status: 404, kind: 'callback-unknown' });
		expect((await callBack(flow.url, reference, { amount: 5, status: 'paid' })).status).toBe(202);
		expect(await ended(id)).toMatchObject([{ result: { body: { amount: 5, status: 'paid' } } }]);
	});

	it('takes forms, queries and references in the body, and answers as the builder wants', async () => {
		const options = { methods: ['POST', 'GET'], referencePath: '$.order.ref' };
		const flow = await waiting({ options, answer: { statusCode: 200, body: '{"ok":true}', headers: { rows: [{ name: 'X-Taken', value: 'yes' }] } } });
		const [form, query, inBody] = [randomUUID(), randomUUID(), randomUUID()];
		const ids = [await parked(flow, { reference: form }), await parked(flow, { reference: query }), await parked(flow, { reference: inBody })];

		const answer = await fetch(flow.url, { method: 'POST', headers: { reference: form }, body: new URLSearchParams({ status: 'paid' }) });
		expect([answer.status, answer.headers.get('x-taken'), await answer.json()]).toEqual([200, 'yes', { ok: true }]);
		expect((await fetch(`${flow.url}?reference=${query}&status=clicked`)).status).toBe(200);
		expect((await callBack(flow.url, undefined, { order: { ref: inBody } })).status).toBe(200);

		const told = (await Promise.all(ids.map(ended))).flat();
		expect(told.map(({ result }) => result.body)).toEqual([{ status: 'paid' }, { status: 'clicked' }, { order: { ref: inBody } }]);
	});

	it('can answer without content', async () => {
		const flow = await waiting({ answer: { statusCode: 204 } });
		const reference = randomUUID();
		const id = await parked(flow, { reference });
		const answer = await callBack(flow.url, reference);
		expect([answer.status, await answer.text()]).toEqual([204, '']);
		await ended(id);
	});
});

describe('Prepare', () => {
	it('makes a reference and a URL that the outside system calls, before the flow waits or after', async () => {
		const call = node('callApi', 'Call', {
			method: 'POST',
			url: `${SIMULATOR}/payments`,
			sendBody: true,
			specifyBody: 'json',
			jsonBody: '={{ JSON.stringify({ orderId: $json.orderId, amount: 10, card: $json.card, callbackUrl: $json.callback.url }) }}',
		});
		const flow = await waiting({ ...PREPARED, ...BRANCHES }, [PREPARE, call]);
		for (const [card, branch] of [['paid', 'Paid'], ['early', 'Paid'], ['twice', 'Paid'], ['failed', 'Failed']]) {
			const before = (await flow.route.executions()).length;
			await flow.route.call(json({ orderId: `P-${card}`, card }));
			await until(async () => (await flow.route.executions()).length > before);
			const [{ id }] = await flow.route.executions();
			expect([card, ...(await ended(id)).map((told) => told.branch)]).toEqual([card, branch]);
		}
	}, 60_000);

	it('takes callbacks for two waits of one run, each by its own reference', async () => {
		const second = node('waitForCallback', 'Second', { reference: '={{ $json.second }}', waitAmount: 30, waitUnit: 'seconds', options: { resultField: 'secondCallback' } }, { webhookId: randomUUID() });
		const first = node('waitForCallback', 'First', { reference: '={{ $json.first }}', waitAmount: 30, waitUnit: 'seconds' }, { webhookId: randomUUID() });
		const start = node('dynamicApiTrigger', 'Start', { path: randomUUID(), answer: 'async' });
		const route = await api.publish(
			api.flow([start, first, second, node('n8n-nodes-base.noOp', 'After')], [['Start', 'First'], ['First', 'Second', 1], ['Second', 'After', 1]]),
		);
		const references = { first: randomUUID(), second: randomUUID() };
		await route.call(json(references));
		await until(async () => (await route.executions())[0]?.status === 'waiting');
		const urls = [first, second].map(({ webhookId }) => `${api.BASE}/webhook/${String(webhookId)}`);
		expect(await problemOf(await callBack(urls[0], references.second))).toMatchObject({ status: 404 });
		await callBack(urls[0], references.first, { n: 1 });
		// The second wait begins in its own time.
		await until(async () => (await callBack(urls[1], references.second, { n: 2 })).status === 202);
		await until(async () => (await route.executions())[0].status === 'success');
		const after = await outputOf((await route.executions())[0].id, 'After');
		expect(after).toMatchObject({ callback: { body: { n: 1 } }, secondCallback: { body: { n: 2 } } });
	});

	it('lets a flow be tried out in the editor: then its run takes the callback, once it waits', async () => {
		const made = api.flow(
			[node('n8n-nodes-base.manualTrigger', 'By Hand'), PREPARE, node('waitForCallback', 'Wait', { waitAmount: 30, waitUnit: 'seconds' }), node('n8n-nodes-base.noOp', 'Called Back')],
			[['By Hand', 'Prepare'], ['Prepare', 'Wait'], ['Wait', 'Called Back', 1]],
		);
		const { id } = await api.rest<{ id: string }>('POST', '/workflows', made);
		const { executionId } = await api.rest<{ executionId: string }>('POST', `/workflows/${id}/run`, { triggerToStartFrom: { name: 'By Hand' } });
		await until(async () => (await api.rest<{ status: string }>('GET', `/executions/${executionId}`)).status === 'waiting');
		const { url } = await preparedIn(executionId);
		expect(url).toContain('/webhook-waiting/');
		const answer = await callBack(local(url), undefined, { status: 'paid', signature: 'theirs' });
		expect([answer.status, await answer.json()]).toEqual([202, { status: 'accepted' }]);
		expect(await ended(executionId)).toMatchObject([{ branch: 'Called Back', result: { body: { status: 'paid', signature: 'theirs' } } }]);
	});
});

describe('A reference of the builder', () => {
	it('may be called back before the flow has begun, by callers who show a token', async () => {
		const token = secret();
		const account = await credential('flowElementsRouteTokenApi', { token });
		const flow = await waiting({ tokenSource: 'credential' }, [], { flowElementsRouteTokenApi: account });
		const init = { headers: { 'x-api-token': token } };
		expect((await callBack(flow.url, 'early-1', { n: 1 }, init)).status).toBe(202);
		await flow.route.call(json({ reference: 'early-1' }));
		await flow.route.settled(1);
		const [{ id, status }] = await flow.route.executions();
		expect(status).toBe('success');
		expect(await ended(id)).toMatchObject([{ branch: 'Called Back', result: { body: { n: 1 } } }]);
	});

	it('that could be guessed is refused where callers show nothing else', async () => {
		const flow = await waiting();
		await flow.route.call(json({ reference: 'order-1' }));
		const [{ status }] = await flow.route.settled(1);
		expect(status).toBe('error');
	});

	it('with which a later run waits lets the earlier one go by Timed Out', async () => {
		const flow = await waiting();
		const reference = randomUUID();
		const first = await parked(flow, { reference });
		const second = await parked(flow, { reference });
		expect(await ended(first)).toMatchObject([{ branch: 'Timed Out', result: { status: 'replaced' } }]);
		await callBack(flow.url, reference, { n: 1 });
		expect(await ended(second)).toMatchObject([{ branch: 'Called Back' }]);
	});
});

describe('A run with several items', () => {
	it('waits for all, and each leaves by what was called back for it', async () => {
		const split = node('n8n-nodes-base.splitOut', 'Split', { fieldToSplitOut: 'list', options: {} });
		const flow = await waiting({ ...BRANCHES, reference: '={{ $json.list }}', waitAmount: 5 }, [split]);
		const references = [randomUUID(), randomUUID(), randomUUID()];
		const id = await parked(flow, { list: references });
		await callBack(flow.url, references[0], { status: 'failed' });
		await callBack(flow.url, references[2], { status: 'paid' });
		const told = (await ended(id)).filter(({ branch }) => branch !== 'Split');
		expect(told.map(({ branch, result }) => [branch, references.indexOf(result.reference as (typeof references)[number])]).sort()).toEqual([['Failed', 0], ['Paid', 2], ['Timed Out', 1]]);
	});
});
