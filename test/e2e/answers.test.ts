import { setTimeout as sleep } from 'node:timers/promises';

import { flow, inLine, json, node, outputOf, publish, rest } from './support/n8n';

const trigger = (parameters: Record<string, unknown> = {}) => node('dynamicApiTrigger', 'Called', parameters);
const end = (parameters: Record<string, unknown>, name = 'End') => node('apiEnd', name, parameters);
const waiting = (seconds: number) => node('n8n-nodes-base.wait', 'Wait', { amount: seconds }, { typeVersion: 1.1 });

const answering = (parameters: Record<string, unknown>) =>
	publish(flow([trigger({ methods: ['GET', 'POST'] }), end(parameters)], [['Called', 'End']]));

describe('API End answers a synchronous call', () => {
	it('with JSON fields that keep their types, a status and headers', async () => {
		const route = await answering({
			fields: { rows: [{ name: 'count', value: '={{ 1 + 1 }}' }, { name: 'list', value: '={{ [1, 2] }}' }] },
			statusCode: 201,
			headers: { rows: [{ name: 'X-Flow', value: 'yes' }] },
		});
		const response = await route.call();
		expect(response.status).toBe(201);
		expect(response.headers.get('x-flow')).toBe('yes');
		expect(await response.json()).toEqual({ count: 2, list: [1, 2] });
	});

	it('with JSON that the builder wrote', async () => {
		const route = await answering({ jsonFrom: 'json', json: '={ "hello": "{{ $json.name }}" }' });
		expect(await (await route.call(json({ name: 'Ann' }))).json()).toEqual({ hello: 'Ann' });
	});

	it('with text, no content, and a redirect', async () => {
		const text = await (await answering({ respondWith: 'text', text: '<b>Hi</b>', textType: 'text/html' })).call();
		expect(text.headers.get('content-type')).toContain('text/html');
		expect(await text.text()).toBe('<b>Hi</b>');

		const empty = await (await answering({ respondWith: 'noContent' })).call();
		expect(empty.status).toBe(204);
		expect(await empty.text()).toBe('');

		const redirect = await answering({ respondWith: 'redirect', redirectUrl: 'https://www.example.com/thank you' });
		const redirected = await redirect.call({ redirect: 'manual' });
		expect(redirected.status).toBe(303);
		expect(redirected.headers.get('location')).toBe('https://www.example.com/thank%20you');
	});

	it('with the details of every call in its own answer when many come at once', async () => {
		const route = await answering({ fields: { rows: [{ name: 'n', value: '={{ $json.n }}' }] } });
		const answers = await Promise.all(
			Array.from({ length: 25 }, async (_, n) => await (await route.call(json({ n }))).json()),
		);
		expect(answers).toEqual(Array.from({ length: 25 }, (_, n) => ({ n })));
	});

	it('once: a second End says that the caller had been answered, and by which one', async () => {
		const route = await publish(
			inLine(
				trigger(),
				end({ fields: { rows: [{ name: 'from', value: 'first' }] } }, 'First End'),
				end({ fields: { rows: [{ name: 'from', value: 'second' }] } }, 'Second End'),
			),
		);
		expect(await (await route.call()).json()).toEqual({ from: 'first' });
		const [{ id, status }] = await route.settled(1);
		expect(status).toBe('success');
		expect((await outputOf(id, 'First End')).answer).toMatchObject({ sent: true, statusCode: 200 });
		expect((await outputOf(id, 'Second End')).answer).toMatchObject({
			sent: false,
			reason: 'already-answered',
			detail: 'The caller had been answered by "First End". A caller is answered once.',
		});
	});
});

describe('a synchronous route', () => {
	it('gives 504 once when the flow is too slow; the flow goes on, and its late End is harmless and says so', async () => {
		const route = await publish(inLine(trigger({ timeoutSeconds: 1 }), waiting(2), end({})));
		const started = Date.now();
		const response = await route.call();
		expect(response.status).toBe(504);
		expect(Date.now() - started).toBeLessThan(1900);
		expect(response.headers.get('content-type')).toBe('application/problem+json');
		const problem = (await response.json()) as { requestId: string; type: string };
		expect(problem.type).toBe('urn:n8n-nodes-flow-elements:problem:flow-too-slow');
		expect(problem.requestId).toBe(response.headers.get('x-request-id'));

		const [{ id, status }] = await route.settled(1);
		expect(status).toBe('success');
		expect((await outputOf(id, 'End')).answer).toMatchObject({ sent: false, reason: 'too-late', requestId: problem.requestId });
	});

	it('tells the caller when the flow ends without an API End', async () => {
		const route = await publish(inLine(trigger(), node('n8n-nodes-base.noOp', 'Nothing')));
		const response = await route.call();
		expect(response.status).toBe(500);
		expect(await response.json()).toMatchObject({
			type: 'urn:n8n-nodes-flow-elements:problem:flow-ended-without-answer',
			requestId: response.headers.get('x-request-id'),
		});
		expect((await route.settled(1))[0].status).toBe('success');
	});

	it('tells the caller when the flow fails, without what went wrong inside', async () => {
		const failing = node('n8n-nodes-base.stopAndError', 'Fail', { errorMessage: 'the password is hunter2' });
		const route = await publish(inLine(trigger(), failing));
		const response = await route.call();
		expect(response.status).toBe(500);
		const text = await response.text();
		expect(JSON.parse(text)).toMatchObject({ type: 'urn:n8n-nodes-flow-elements:problem:flow-failed' });
		expect(text).not.toContain('hunter2');
		expect((await route.settled(1))[0].status).toBe('error');
	});
});

describe('an asynchronous route', () => {
	it('gives 202 at once with request id and execution id and nothing of the flow', async () => {
		const route = await publish(inLine(trigger({ answer: 'async' }), waiting(1), end({ jsonFrom: 'item' })));
		const started = Date.now();
		const response = await route.call(json({ secret: 'of the flow' }));
		expect(Date.now() - started).toBeLessThan(900);
		expect(response.status).toBe(202);
		expect(response.headers.get('content-type')).toBe('application/json');

		const [{ id }] = await route.executions();
		expect(await response.json()).toEqual({
			status: 'accepted',
			requestId: response.headers.get('x-request-id'),
			executionId: id,
		});
		await route.settled(1);
		expect((await outputOf(id, 'End')).answer).toMatchObject({ sent: false, reason: 'asynchronous' });
	});
});

describe('API End in a sub-workflow', () => {
	it('says that it answers nobody there', async () => {
		const start = node('n8n-nodes-base.executeWorkflowTrigger', 'Start', { inputSource: 'passthrough' }, { typeVersion: 1.1 });
		const child = await rest<{ id: string; versionId: string }>('POST', '/workflows', inLine(start, end({})));
		await rest('POST', `/workflows/${child.id}/activate`, { versionId: child.versionId });

		const parameters = { workflowId: { __rl: true, mode: 'id', value: child.id }, workflowInputs: {}, options: {} };
		const call = node('n8n-nodes-base.executeWorkflow', 'Sub', parameters, { typeVersion: 1.3 });
		const route = await publish(inLine(trigger(), call, end({ jsonFrom: 'item' }, 'Outer End')));
		const body = (await (await route.call()).json()) as { answer: object };
		expect(body.answer).toMatchObject({ sent: false, reason: 'no-caller' });
	});
});

describe('the request id', () => {
	it('is found again in the list of executions', async () => {
		const route = await publish(inLine(trigger(), end({})));
		const response = await route.call();
		await route.settled(1);
		const filter = encodeURIComponent(
			JSON.stringify({ workflowId: route.workflowId, metadata: [{ key: 'requestId', value: response.headers.get('x-request-id') }] }),
		);
		await sleep(100);
		const { results } = await rest<{ results: unknown[] }>('GET', `/executions?filter=${filter}`);
		expect(results).toHaveLength(1);
	});
});
