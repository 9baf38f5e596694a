import { createHmac } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import type { Route } from './support/n8n';
import { BASE, credential, inLine, json, node, publish } from './support/n8n';

interface Status {
	status: string;
	requestId: string;
	executionId?: string;
	receivedAt: string;
	answer?: { statusCode: number; headers: Record<string, string>; body?: unknown; encoding?: string };
}

const trigger = (parameters: Record<string, unknown> = {}) => node('dynamicApiTrigger', 'Called', { answer: 'async', ...parameters });
const end = (parameters: Record<string, unknown> = {}) => node('apiEnd', 'End', parameters);
const wait = (parameters: Record<string, unknown>, name = 'Wait') => node('n8n-nodes-base.wait', name, parameters, { typeVersion: 1.1 });
const problem = (name: string) => `urn:n8n-nodes-flow-elements:problem:${name}`;

/** Asks where Location points, with the token of the route. */
async function ask(route: Route, called: Response, init: RequestInit = {}): Promise<Response> {
	const url = new URL(called.headers.get('location') as string, route.url);
	return await fetch(url, { ...init, headers: { authorization: `Bearer ${route.token()}`, ...init.headers } });
}

async function statusOf(route: Route, called: Response): Promise<Status> {
	const response = await ask(route, called);
	expect(response.status).toBe(200);
	expect(response.headers.get('content-type')).toBe('application/json');
	expect(response.headers.get('cache-control')).toBe('no-store');
	const status = (await response.json()) as Status;
	expect(response.headers.get('retry-after')).toBe(['running', 'waiting'].includes(status.status) ? '1' : null);
	return status;
}

/** Asks until the status is the wanted one; gives it with all that were seen on the way. */
async function followed(route: Route, called: Response, wanted: string): Promise<Status & { seen: string[] }> {
	const seen: string[] = [];
	for (;;) {
		const status = await statusOf(route, called);
		if (seen.at(-1) !== status.status) seen.push(status.status);
		if (status.status === wanted) return { ...status, seen };
		await sleep(100);
	}
}

describe('the status of an asynchronous call', () => {
	it('goes from running over waiting to success, with the answer once API End has given it', async () => {
		const route = await publish(
			inLine(
				trigger(),
				wait({ amount: 1 }),
				end({ fields: { rows: [{ name: 'resume', value: '={{ $execution.resumeUrl }}' }] }, statusCode: 201 }),
				wait({ resume: 'webhook' }, 'Parked'),
			),
		);
		const called = await route.call();
		expect(called.status).toBe(202);
		expect(called.headers.get('location')).toBe(`${new URL(route.url).pathname}?request-status=${called.headers.get('x-request-id')}`);
		const accepted = (await called.json()) as { requestId: string; executionId: string };

		const running = await statusOf(route, called);
		expect(running).toMatchObject({ status: 'running', requestId: accepted.requestId });
		expect(Math.abs(Date.parse(running.receivedAt) - Date.now())).toBeLessThan(10_000);
		expect(running.answer).toBeUndefined();

		const waiting = await followed(route, called, 'waiting');
		expect(waiting.executionId).toBe(accepted.executionId);
		expect(waiting.answer).toMatchObject({ statusCode: 201, headers: { 'content-type': 'application/json; charset=utf-8' } });

		const { resume } = waiting.answer?.body as { resume: string };
		await fetch(resume.replace(/^https?:\/\/[^/]+/, BASE));
		expect((await followed(route, called, 'success')).answer).toEqual(waiting.answer);
		expect(await route.executions()).toHaveLength(1);
	});

	it('is error when the flow fails, with the answer that was given before', async () => {
		const failing = node('n8n-nodes-base.stopAndError', 'Fail', { errorMessage: 'the password is hunter2' });
		const route = await publish(inLine(trigger(), end({ respondWith: 'text', text: 'as far as that' }), failing));
		const status = await followed(route, await route.call(), 'error');
		expect(status.answer).toMatchObject({ statusCode: 200, body: 'as far as that' });
		expect(JSON.stringify(status)).not.toContain('hunter2');
	});

	it('is known also when n8n saves no executions, and the End says what became of its answer', async () => {
		const made = inLine(trigger(), end({ jsonFrom: 'item' }), end({ jsonFrom: 'item' }));
		made.nodes[2].name = 'Second End';
		made.connections = inLine(...made.nodes).connections;
		const route = await publish({ ...made, settings: { saveDataSuccessExecution: 'none' } });
		const status = await followed(route, await route.call(json({ order: 7 })), 'success');
		expect(status.answer?.body).toMatchObject({ order: 7 });
		expect(await route.executions()).toEqual([]);
	});

	it('keeps a file as base64', async () => {
		const route = await publish(inLine(trigger(), end({ respondWith: 'binary', binaryField: 'label' })));
		const form = new FormData();
		form.append('label', new Blob([Buffer.from([0, 255, 1])], { type: 'image/png' }), 'label.png');
		const { answer } = await followed(route, await route.call({ body: form }), 'success');
		expect(answer).toMatchObject({ body: 'AP8B', encoding: 'base64', headers: { 'content-type': 'image/png' } });
	});
});

describe('a synchronous call that ran into its 504', () => {
	it('can be followed the same way', async () => {
		const route = await publish(inLine(trigger({ answer: 'sync', timeoutSeconds: 1 }), wait({ amount: 3 }), end({ jsonFrom: 'item' })));
		const called = await route.call(json({ order: 7 }));
		expect(called.status).toBe(504);
		expect(((await called.json()) as { detail: string }).detail).toContain('Location');
		expect((await statusOf(route, called)).status).toBe('running');
		await sleep(300);
		const [{ id }] = await route.executions();
		expect(await statusOf(route, called)).toMatchObject({ status: 'running', executionId: id, requestId: called.headers.get('x-request-id') });

		const { answer, seen } = await followed(route, called, 'success');
		expect(answer?.body).toMatchObject({ order: 7 });
		expect(seen).toEqual(['running', 'success']);
	});

	it('can be followed when the flow is parked, fails or ends without an answer', async () => {
		const sync = { answer: 'sync', timeoutSeconds: 1 };
		const parked = await publish(inLine(trigger(sync), wait({ amount: 600 })));
		const failing = await publish(inLine(trigger(sync), wait({ amount: 2 }), node('n8n-nodes-base.stopAndError', 'Fail', { errorMessage: 'x' })));
		const silent = await publish(inLine(trigger(sync), wait({ amount: 2 })));
		const [one, two, three] = await Promise.all([parked.call(), failing.call(), silent.call()]);
		expect([one.status, two.status, three.status]).toEqual([504, 504, 504]);
		expect((await statusOf(parked, one)).status).toBe('waiting');
		expect((await followed(failing, two, 'error')).answer).toBeUndefined();
		expect((await followed(silent, three, 'success')).answer).toBeUndefined();
	});

	it('leaves nothing to follow when it is answered in time', async () => {
		const route = await publish(inLine(trigger({ answer: 'sync' }), end()));
		const called = await route.call();
		expect(called.headers.get('location')).toBeNull();
		const asked = await fetch(`${route.url}?request-status=${called.headers.get('x-request-id')}`, { headers: { 'x-api-token': route.token() } });
		expect(asked.status).toBe(404);
	});
});

describe('a question after a status', () => {
	let route: Route;
	let called: Response;
	beforeAll(async () => {
		route = await publish(inLine(trigger({ path: 'status/:customer', rateLimit: 'route', rateCalls: 1, ratePer: 'hour' }), end()));
		called = await fetch(route.url.replace(':customer', '7'), { method: 'POST', headers: { 'x-api-token': route.token() } });
	});

	it('is asked by GET, whatever methods the route has, and is not counted as a call', async () => {
		expect(called.status).toBe(202);
		for (let n = 0; n < 3; n++) expect((await ask(route, called)).status).toBe(200);
		for (const method of ['POST', 'PUT', 'HEAD']) {
			const response = await ask(route, called, { method });
			expect(response.status).toBe(405);
			expect(response.headers.get('allow')).toBe('GET');
		}
		expect(await route.settled(1)).toHaveLength(1);
	});

	it('needs the token', async () => {
		for (const authorization of ['', 'Bearer wrong']) {
			const response = await ask(route, called, { headers: { authorization } });
			expect(response.status).toBe(401);
			expect(await response.json()).toMatchObject({ type: problem('unauthorized') });
		}
	});

	it('about a call to another route, an unknown one, or with something that is no id gets 404', async () => {
		const other = await publish(inLine(trigger(), end()));
		const foreign = (await other.call()).headers.get('x-request-id');
		const ids = [foreign, '00000000-0000-4000-8000-000000000000', '', '__proto__', 'constructor', '../key', '%00', 'x'.repeat(5000), `${foreign}&request-status=a`];
		for (const id of ids) {
			const response = await fetch(`${route.url.replace(':customer', '7')}?request-status=${id}`, { headers: { 'x-api-token': route.token() } });
			expect(response.status).toBe(404);
			expect(await response.json()).toMatchObject({ type: problem('request-unknown') });
		}
	});

	it('gets 404 when its time is over', async () => {
		const short = await publish(inLine(trigger({ options: { keepStatusHours: 0.001 } }), end()));
		const response = await short.call();
		expect((await ask(short, response)).status).toBe(200);
		await sleep(3700);
		expect((await ask(short, response)).status).toBe(404);
	});

	it('is a call like any other where no status is kept', async () => {
		const without = await publish(inLine(trigger({ options: { keepStatusHours: 0 }, methods: ['GET'] }), end()));
		const response = await without.call({ method: 'GET' });
		expect(response.headers.get('location')).toBeNull();
		const asked = await without.call({ method: 'GET', path: `?request-status=${response.headers.get('x-request-id')}` });
		expect(asked.status).toBe(202);
	});

	it('needs no signature where calls do', async () => {
		const secret = 'A-Secret-Of-The-Tests-1';
		const signing = await credential('flowElementsSigningSecretApi', { secret });
		const signed = inLine(trigger({ requireSignature: true }), end());
		signed.nodes[0].credentials = { flowElementsSigningSecretApi: signing };
		const signedRoute = await publish(signed);
		const timestamp = String(Math.floor(Date.now() / 1000));
		const signature = createHmac('sha256', secret).update(`${timestamp}.{}`).digest('hex');
		const response = await signedRoute.call(json({}, { 'x-signature-timestamp': timestamp, 'x-signature': `sha256=${signature}` }));
		expect(response.status).toBe(202);
		expect((await ask(signedRoute, response)).status).toBe(200);
	});

	it('is answered for both tokens while one takes the place of the other', async () => {
		const until = new Date(Date.now() + 60_000).toISOString();
		const rotated = await publish(inLine(trigger({ tokenGeneration: 2, previousTokenValidUntil: until }), end()));
		const response = await rotated.call({ headers: { authorization: `Bearer ${rotated.token(2)}` } });
		for (const generation of [1, 2]) {
			expect((await ask(rotated, response, { headers: { authorization: `Bearer ${rotated.token(generation)}` } })).status).toBe(200);
		}
	});
});
