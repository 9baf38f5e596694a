import { randomUUID } from 'node:crypto';

import { BASE, inLine, json, node, outputOf, publish } from '../e2e/support/n8n';
import { until, WEBHOOK_BASE, workersOf } from './support/queue';

const trigger = (parameters: Record<string, unknown> = {}) => node('dynamicApiTrigger', 'Called', parameters);
const end = (parameters: Record<string, unknown> = {}) => node('apiEnd', 'End', parameters);
const pause = (seconds: number) => node('n8n-nodes-base.wait', 'Pause', { amount: seconds }, { typeVersion: 1.1 });
const fields = (name: string, value: string) => ({ fields: { rows: [{ name, value }] } });
const echo = fields('n', '={{ $json.n }}');

const problem = (name: string) => `urn:n8n-nodes-flow-elements:problem:${name}`;
const numbers = (count: number) => Array.from({ length: count }, (_, n) => n);

describe.each([
	['the main', BASE],
	['the webhook process', WEBHOOK_BASE],
])('a call to %s', (_name, base) => {
	it('is answered by the flow, and both workers take their share', async () => {
		const route = await publish(inLine(trigger(), pause(1), end(echo)));
		// One worker takes five at a time, so eight that last a second need both.
		const answers = await Promise.all(numbers(8).map(async (n) => await (await route.call({ base, ...json({ n }) })).json()));
		expect(answers).toEqual(numbers(8).map((n) => ({ n })));

		const executions = await route.settled(8);
		expect(executions.map(({ status, mode }) => `${mode} ${status}`)).toEqual(Array(8).fill('webhook success'));
		const workers = await Promise.all(executions.map(async ({ id }) => await workersOf(id)));
		expect(workers.map(({ length }) => length)).toEqual(Array(8).fill(1));
		expect(new Set(workers.flat())).toEqual(new Set(['worker1', 'worker2']));
	});

	it('is refused there, and makes no execution', async () => {
		const attributes = { rows: [{ name: 'phone', type: 'phone', required: true }] };
		const route = await publish(inLine(trigger({ attributes }), end()));
		const unauthorized = await route.call({ base, headers: { authorization: 'Bearer wrong' } });
		expect(unauthorized.status).toBe(401);
		expect(await unauthorized.json()).toMatchObject({ type: problem('unauthorized') });

		const invalid = await route.call({ base, ...json({ phone: 'call me' }) });
		expect(invalid.status).toBe(422);
		expect(await invalid.json()).toMatchObject({ type: problem('attributes-invalid'), errors: [{ pointer: '#/phone' }] });

		// Only this one makes an execution.
		expect((await route.call({ base, ...json({ phone: '+31612345678' }) })).status).toBe(200);
		expect(await route.settled(1)).toHaveLength(1);
	});

	it('gets a file, which has gone to the worker and back', async () => {
		const route = await publish(inLine(trigger(), end({ respondWith: 'binary', binaryField: 'photo' })));
		const picture = Uint8Array.from(numbers(100_000), (n) => n % 256);
		const body = new FormData();
		body.set('photo', new Blob([picture], { type: 'image/png' }), 'photo.png');
		const response = await route.call({ base, body });
		expect(response.status).toBe(200);
		expect(response.headers.get('content-type')).toBe('image/png');
		expect(new Uint8Array(await response.arrayBuffer())).toEqual(picture);
	});

	it('gets an answer of 8 MiB whole', async () => {
		const letters = 4 * 1024 * 1024;
		const large = { jsonFrom: 'json', json: `={{ JSON.stringify({ text: "é".repeat(${letters}) }) }}` };
		const response = await (await publish(inLine(trigger(), end(large)))).call({ base });
		expect(response.status).toBe(200);
		const { text } = (await response.json()) as { text: string };
		expect(text === 'é'.repeat(letters)).toBe(true);
	});
});

// Through the main, asInRegularMode.test.ts tries these.
describe('a call to the webhook process', () => {
	const base = WEBHOOK_BASE;

	it('gets 504 once when the flow is too slow; the flow goes on, and its late End is harmless and says so', async () => {
		const route = await publish(inLine(trigger({ timeoutSeconds: 1 }), pause(3), end()));
		const started = Date.now();
		const response = await route.call({ base });
		expect(response.status).toBe(504);
		expect(Date.now() - started).toBeLessThan(2900);
		const { type, requestId } = (await response.json()) as { type: string; requestId: string };
		expect(type).toBe(problem('flow-too-slow'));

		const [{ id, status }] = await route.settled(1);
		expect(status).toBe('success');
		expect((await outputOf(id, 'End')).answer).toMatchObject({ sent: false, reason: 'too-late', requestId });
	});

	it('gets 202 with request id and execution id at once on an asynchronous route', async () => {
		const route = await publish(inLine(trigger({ answer: 'async' }), pause(3), end()));
		const started = Date.now();
		const response = await route.call({ base });
		expect(response.status).toBe(202);
		expect(Date.now() - started).toBeLessThan(2900);

		const [{ id, status }] = await route.settled(1);
		expect(await response.json()).toEqual({ status: 'accepted', requestId: response.headers.get('x-request-id'), executionId: id });
		expect(status).toBe('success');
		expect(await workersOf(id)).toHaveLength(1);
		expect((await outputOf(id, 'End')).answer).toMatchObject({ sent: false, reason: 'asynchronous' });
	});

	it('gets its own answer when 25 come at once', async () => {
		const route = await publish(inLine(trigger(), end(echo)));
		const answers = await Promise.all(numbers(25).map(async (n) => await (await route.call({ base, ...json({ n }) })).json()));
		expect(answers).toEqual(numbers(25).map((n) => ({ n })));
	});
});

describe('a run that parks', () => {
	it('is resumed by a callback to the webhook process, and goes on in a worker', async () => {
		const parameters = { resume: 'webhook', httpMethod: 'POST' };
		const wait = node('n8n-nodes-base.wait', 'Wait', parameters, { typeVersion: 1.1, webhookId: randomUUID() });
		const after = node('n8n-nodes-base.noOp', 'After');
		const route = await publish(inLine(trigger(), end(fields('url', '={{ $execution.resumeUrl }}')), wait, after));
		const { url } = (await (await route.call()).json()) as { url: string };
		expect(new URL(url).origin).toBe(WEBHOOK_BASE);

		const [{ id, status }] = await route.settled(1);
		expect(status).toBe('waiting');
		expect(await workersOf(id)).toHaveLength(1);

		const callback = await fetch(url, { method: 'POST', ...json({ delivered: true }) });
		expect(callback.status).toBe(200);
		await until(async () => (await route.executions())[0].status === 'success');
		expect((await outputOf(id, 'After')).body).toEqual({ delivered: true });
		expect(await workersOf(id)).toHaveLength(2);
	});
});
