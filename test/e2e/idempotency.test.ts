import { setTimeout as sleep } from 'node:timers/promises';

import { end, fail, isReplayed, keyed, problem, trigger, wait, WHICH_RUN, wholeOf } from './support/keyedCalls';
import type { Route } from './support/n8n';
import { inLine, json, node, publish } from './support/n8n';

/** Calls twice; expects the same answer, and one execution. */
async function expectReplay(route: Route, init: () => RequestInit & { path?: string }, status: number) {
	const first = await route.call(init());
	expect(first.status).toBe(status);
	expect(isReplayed(first)).toBe(false);
	const executions = await route.settled(1);

	const second = await route.call(init());
	expect(isReplayed(second)).toBe(true);
	const [one, other] = [await wholeOf(first), await wholeOf(second)];
	expect(other).toEqual(one);
	expect(await route.executions()).toHaveLength(executions.length);
	return one;
}

describe('a call with an idempotency key that is repeated gets the first answer again', () => {
	it('with status, headers and the id of the first call; nothing is run', async () => {
		const route = await publish(inLine(trigger(), end({ ...WHICH_RUN, statusCode: 201 })));
		const { headers, body } = await expectReplay(route, () => keyed('one'), 201);
		expect(headers).toMatchObject({ 'x-flow': 'yes', 'content-type': 'application/json; charset=utf-8' });
		expect(headers['content-security-policy']).toContain('sandbox');

		const answer = JSON.parse(Buffer.from(body, 'hex').toString()) as { call: { request: object } };
		expect(answer.call.request).toMatchObject({ id: headers['x-request-id'], idempotencyKey: 'one' });
		expect(answer.call.request).not.toHaveProperty('ticket');
		expect(await route.executions()).toHaveLength(1);
	});

	it('when it is a file', async () => {
		const route = await publish(inLine(trigger(), end({ respondWith: 'binary', binaryField: 'label' })));
		const bytes = Buffer.from(Array.from({ length: 5000 }, (_, index) => index % 256));
		const upload = (content: Buffer) => {
			const form = new FormData();
			form.append('order', '7');
			form.append('label', new Blob([content], { type: 'image/png' }), 'label.png');
			return { body: form, headers: { 'idempotency-key': 'file' } };
		};
		const { body, headers } = await expectReplay(route, () => upload(bytes), 200);
		expect(body).toBe(bytes.toString('hex'));
		expect(headers['content-type']).toBe('image/png');

		const other = Buffer.from(bytes);
		other[4999] = 1;
		expect((await route.call(upload(other))).status).toBe(422);
	});

	it.each([
		['a redirect', { respondWith: 'redirect', redirectUrl: 'https://www.example.com/' }, 303],
		['without content', { respondWith: 'noContent' }, 204],
		['a text with an error status', { respondWith: 'text', text: 'Zoë', statusCode: 503 }, 503],
	])('when it is %s', async (_what, parameters, status) => {
		const route = await publish(inLine(trigger(), end(parameters)));
		await expectReplay(route, () => ({ ...keyed('k'), redirect: 'manual' }), status);
	});

	it('when the flow failed, or ended without an API End', async () => {
		const failing = await publish(inLine(trigger(), fail()));
		const failure = await expectReplay(failing, () => keyed('k'), 500);
		expect(Buffer.from(failure.body, 'hex').toString()).toContain(problem('flow-failed'));

		const silent = await publish(inLine(trigger(), node('n8n-nodes-base.noOp', 'Nothing')));
		const nothing = await expectReplay(silent, () => keyed('k'), 500);
		expect(Buffer.from(nothing.body, 'hex').toString()).toContain(problem('flow-ended-without-answer'));
	});

	it('when the flow failed after it had answered', async () => {
		const route = await publish(inLine(trigger(), end(WHICH_RUN), fail()));
		await expectReplay(route, () => keyed('k'), 200);
	});

	it('when the answer was an acknowledgement', async () => {
		const route = await publish(inLine(trigger({ answer: 'async' }), wait(2), end()));
		const { headers } = await expectReplay(route, () => keyed('k'), 202);
		expect(headers.location).toMatch(/^\/webhook\/[0-9a-f-]{36}\?request-status=[0-9a-f-]{36}$/);
	});

	it('whether the key is quoted, as in the draft, or not', async () => {
		const route = await publish(inLine(trigger(), end(WHICH_RUN)));
		const first = await route.call(keyed('"8e03978e"'));
		const second = await route.call(keyed(' 8e03978e '));
		expect(await wholeOf(second)).toEqual(await wholeOf(first));
		expect(isReplayed(second)).toBe(true);
	});

	it('when successful executions are not saved', async () => {
		const made = inLine(trigger(), end(WHICH_RUN));
		const silent = inLine(trigger(), node('n8n-nodes-base.noOp', 'Nothing'));
		const settings = { saveDataSuccessExecution: 'none', saveDataErrorExecution: 'none' };
		for (const [unsaved, status] of [[made, 200], [silent, 500]] as const) {
			const route = await publish({ ...unsaved, settings });
			const first = await route.call(keyed('k'));
			expect(first.status).toBe(status);
			const second = await route.call(keyed('k'));
			expect(isReplayed(second)).toBe(true);
			expect(await wholeOf(second)).toEqual(await wholeOf(first));
		}
	});
});

describe('a hundred calls at once with one key', () => {
	it('make one execution; the others get its answer, or 409 while it runs', async () => {
		const route = await publish(inLine(trigger(), end(WHICH_RUN)));
		const responses = await Promise.all(Array.from({ length: 100 }, async () => await route.call(keyed('same'))));
		const statuses = responses.map(({ status }) => status);
		expect(statuses.filter((status) => status !== 200 && status !== 409)).toEqual([]);
		expect(responses.filter((response) => response.status === 200 && !isReplayed(response))).toHaveLength(1);
		for (const { headers } of responses.filter(({ status }) => status === 409)) expect(headers.get('retry-after')).toBe('1');
		expect(await route.settled(1)).toHaveLength(1);
		expect(isReplayed(await route.call(keyed('same')))).toBe(true);
	}, 60_000);
});

describe('a key', () => {
	let route: Route;
	beforeAll(async () => {
		route = await publish(inLine(trigger({ methods: ['POST', 'PUT'], idempotency: 'required' }), end(WHICH_RUN)));
	});

	it('belongs to one request: another body, query or method with it gets 422', async () => {
		expect((await route.call(keyed('mine'))).status).toBe(200);
		for (const init of [keyed('mine', { order: 8 }), { ...keyed('mine'), path: '?order=8' }, { ...keyed('mine'), method: 'PUT' }]) {
			const response = await route.call(init);
			expect(response.status).toBe(422);
			expect(await response.json()).toMatchObject({ type: problem('idempotency-key-reused') });
			expect(isReplayed(response)).toBe(false);
		}
	});

	it('that is required and does not come, or cannot be one, gets 400', async () => {
		for (const key of ['', '   ', undefined]) {
			const response = await route.call(json({ order: 7 }, key === undefined ? {} : { 'idempotency-key': key }));
			expect(response.status).toBe(400);
			expect(await response.json()).toMatchObject({ type: problem('idempotency-key-missing') });
		}
		for (const key of ['x'.repeat(256), '"never closed', '"a", "b"']) {
			const response = await route.call(keyed(key));
			expect(response.status).toBe(400);
			expect(await response.json()).toMatchObject({ type: problem('idempotency-key-invalid') });
		}
	});

	it('is not used up by a call that is refused', async () => {
		const refused = await route.call({ ...keyed('fresh', { order: 7 }), headers: { ...keyed('fresh').headers, authorization: 'Bearer wrong' } } as RequestInit);
		expect(refused.status).toBe(401);
		expect(isReplayed(await route.call(keyed('fresh')))).toBe(false);
	});

	it('is as good as new when its time is over', async () => {
		const short = await publish(inLine(trigger({ keepKeysHours: 0.001 }), end(WHICH_RUN)));
		const first = await short.call(keyed('k'));
		await sleep(3700);
		const second = await short.call(keyed('k', { order: 8 }));
		expect(second.status).toBe(200);
		expect(isReplayed(second)).toBe(false);
		expect(second.headers.get('x-request-id')).not.toBe(first.headers.get('x-request-id'));
	});

	it('is a matter of one route', async () => {
		const other = await publish(inLine(trigger(), end(WHICH_RUN)));
		await route.call(keyed('shared'));
		expect(isReplayed(await other.call(keyed('shared')))).toBe(false);
	});

	it('can be found in the call by an expression', async () => {
		const parameters = { idempotencyFrom: 'expression', idempotencyExpression: '={{ $json.body.order.id }}' };
		const byOrder = await publish(inLine(trigger(parameters), end(WHICH_RUN)));
		await expectReplay(byOrder, () => json({ order: { id: 15 } }), 200);
		expect((await byOrder.call(json({ order: { id: 15 }, more: 1 }))).status).toBe(422);
		// Without an order there is no key, and here none is needed.
		for (let n = 0; n < 2; n++) expect(isReplayed(await byOrder.call(json({ note: 'no order' })))).toBe(false);
		expect((await byOrder.call(json({ order: { id: ['a'] } }))).status).toBe(400);
	});
});

describe('a call that is repeated while the first one runs', () => {
	it('gets 409; after a 504 the flow goes on, and its late answer is the one that repetitions get', async () => {
		const route = await publish(inLine(trigger({ timeoutSeconds: 1 }), wait(3), end(WHICH_RUN)));
		const first = route.call(keyed('k'));
		await sleep(500);
		const during = await route.call(keyed('k'));
		expect(during.status).toBe(409);
		expect(during.headers.get('retry-after')).toBe('1');
		expect(await during.json()).toMatchObject({ type: problem('request-in-progress') });

		const timedOut = await first;
		expect(timedOut.status).toBe(504);
		const location = timedOut.headers.get('location');
		expect(location).toContain(timedOut.headers.get('x-request-id'));
		expect(during.headers.get('location')).toBe(location);
		expect((await route.call(keyed('k'))).status).toBe(409);

		const [{ id }] = await route.settled(1);
		const after = await route.call(keyed('k'));
		expect(after.status).toBe(200);
		expect(isReplayed(after)).toBe(true);
		expect(after.headers.get('x-request-id')).toBe(timedOut.headers.get('x-request-id'));
		expect(await after.json()).toMatchObject({ execution: id });
		expect(await route.executions()).toHaveLength(1);
	});
});

describe('an answer of more than 1 MiB', () => {
	it('is given once, and then there is 409', async () => {
		const text = '={{ "x".repeat(1024 * 1024 + 1) }}';
		const route = await publish(inLine(trigger(), end({ respondWith: 'text', text })));
		expect((await (await route.call(keyed('k'))).text()).length).toBe(1024 * 1024 + 1);
		const second = await route.call(keyed('k'));
		expect(second.status).toBe(409);
		expect(await second.json()).toMatchObject({ type: problem('answer-not-kept') });
		expect(await route.settled(1)).toHaveLength(1);
	});
});
