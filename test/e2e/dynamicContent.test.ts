import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { publishExample, simulatorAccounts } from './support/examples';
import type { Route } from './support/n8n';
import { flow, json, node, publish, simulatorRequests, tryToPublish, until } from './support/n8n';
import './support/patience';

const ONE_MOMENT = { contents: [{ type: 'text', text: 'One moment please.' }] };
const PRESET = { preset: 'trengoDynamicContent', fallbackContents: JSON.stringify(ONE_MOMENT) };

const start = (parameters: Record<string, unknown> = {}) => node('dynamicApiTrigger', 'Start', { path: randomUUID(), ...PRESET, ...parameters });

/** Asks as a Flowbot does, which goes on without a word after 5 seconds. */
async function ask(route: Route, body: object): Promise<{ status: number; why: string | null; body: unknown; ms: number }> {
	const began = Date.now();
	const response = await route.call({ ...json(body), signal: AbortSignal.timeout(5000) });
	const answer: unknown = await response.json();
	return { status: response.status, why: response.headers.get('x-fallback-for'), body: answer, ms: Date.now() - began };
}

describe('the preset Trengo Dynamic Content in a real n8n', () => {
	it('takes JSON and forms, and hands over what Dynamic Content has built', async () => {
		const rows = [{ type: 'text', text: '=Order {{ $json.order_id }}' }, { type: 'delay', seconds: 1, typing: true }];
		const content = node('dynamicContent', 'Content', { contents: { rows } });
		const route = await publish(flow([start(), content, node('apiEnd', 'End', { jsonFrom: 'dynamicContent' })], [['Start', 'Content'], ['Content', 'End']]));
		const contents = [{ type: 'text', text: 'Order A-1' }, { type: 'delay', delay: { delay_in_seconds: 1, send_typing: true } }];
		expect(await ask(route, { order_id: 'A-1' })).toMatchObject({ status: 200, why: null, body: { contents } });
		const form = await route.call({ method: 'POST', body: new URLSearchParams({ order_id: 'A-1' }) });
		expect(await form.json()).toEqual({ contents });
		expect((await route.call({ method: 'PUT', body: '' })).status).toBe(405);
		// Whoever does not show the secret header is told so, and not the fallback; no flow runs.
		for (const authorization of ['', 'Bearer wrong']) expect((await route.call(json({ order_id: 'A-1' }, { authorization }))).status).toBe(401);
		expect(await route.executions()).toHaveLength(2);
	});

	it('answers with the fallback within 5 seconds when the flow is slow, fails, or ends without an answer', async () => {
		const slow = await publish(flow([start(), node('n8n-nodes-base.wait', 'Wait', { amount: 8, unit: 'seconds' }), node('apiEnd', 'End')], [['Start', 'Wait'], ['Wait', 'End']]));
		const late = await ask(slow, {});
		expect(late).toMatchObject({ status: 200, why: 'flow-too-slow', body: ONE_MOMENT });
		expect(late.ms).toBeGreaterThanOrEqual(4400);
		expect(late.ms).toBeLessThan(5000);

		const failing = await publish(flow([start(), node('n8n-nodes-base.stopAndError', 'Stop', { errorMessage: 'No' })], [['Start', 'Stop']]));
		expect(await ask(failing, {})).toMatchObject({ status: 200, why: 'flow-failed', body: ONE_MOMENT });

		const silent = await publish(flow([start(), node('n8n-nodes-base.noOp', 'Nothing')], [['Start', 'Nothing']]));
		expect(await ask(silent, {})).toMatchObject({ status: 200, why: 'flow-ended-without-answer', body: ONE_MOMENT });
	});

	it('is not published with a fallback answer that Trengo would not take', async () => {
		const made = await tryToPublish(flow([start({ fallbackContents: '{"contents": [{"type": "song"}]}' }), node('apiEnd', 'End')], [['Start', 'End']]));
		expect(made).toMatchObject({ status: expect.not.stringMatching(/^published$/), error: expect.stringContaining('Fallback Answer') });
	});
});

describe('Fetch in a real n8n', () => {
	const bodies: Array<Record<string, unknown>> = [];
	const service = createServer((request, response) => {
		let text = '';
		request.on('data', (chunk) => (text += String(chunk)));
		request.on('end', () => {
			const body = JSON.parse(text) as Record<string, unknown>;
			bodies.push({ ...body, key: request.headers['x-shop-key'] });
			const answer = body.want === 'bad' ? { contents: [{ type: 'text' }] } : { contents: [{ type: 'text', text: 'Hello' }] };
			setTimeout(() => response.writeHead(body.want === 'broken' ? 500 : 200, { 'content-type': 'application/json' }).end(JSON.stringify(answer)), body.want === 'slow' ? 3000 : 0);
		});
	});
	let route: Route;

	beforeAll(async () => {
		await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
		const fetches = node('dynamicContent', 'Fetch', {
			operation: 'fetch',
			url: `http://127.0.0.1:${(service.address() as AddressInfo).port}/`,
			headers: { rows: [{ name: 'X-Shop-Key', value: 'k' }] },
			bodyParameters: { rows: [{ name: 'want', value: '={{ $json.want }}' }] },
			options: { timeout: 1000 },
		});
		const end = (name: string) => node('apiEnd', name, { fields: { rows: [{ name: 'branch', value: name }, { name: 'result', value: '={{ $json.dynamicContent }}' }] } });
		const first = node('dynamicApiTrigger', 'Start', { path: randomUUID() });
		route = await publish(flow([first, fetches, end('Content'), end('Skipped')], [['Start', 'Fetch'], ['Fetch', 'Content', 0], ['Fetch', 'Skipped', 1]]));
	});
	afterAll(() => void service.close());

	const fetched = async (want: string) => (await (await route.call(json({ want, phone: '+31612345678' }))).json()) as unknown;

	it('passes on what comes back as messages, and sends what is known', async () => {
		expect(await fetched('good')).toMatchObject({ branch: 'Content', result: { status: 'content', messages: [{ type: 'text', text: 'Hello', afterSeconds: 0 }] } });
		expect(bodies.at(-1)).toMatchObject({ want: 'good', key: 'k', participant_phone: '+31612345678', participant_id: null, last_message: null, flow_id: expect.any(String), run_id: expect.any(String), time: expect.any(String) });
	});

	it.each([
		['slow', 'tooSlow'],
		['broken', 'statusNotOk'],
		['bad', 'contentInvalid'],
	])('skips the step when the service is %s, and says why', async (want, reason) => {
		const before = bodies.length;
		expect(await fetched(want)).toMatchObject({ branch: 'Skipped', result: { status: 'skipped', reason } });
		expect(bodies).toHaveLength(before + 1);
	});
});

describe('Send to Ticket in a real n8n', () => {
	it('sends the contents one after the other, files as links', async () => {
		const { flowElementsTrengoApi: id } = await simulatorAccounts(['flowElementsTrengoApi']);
		const mark = randomUUID();
		const account = { credentials: { flowElementsTrengoApi: { id, name: 'Trengo' } } };
		const track = node('trengo', 'Ticket', { operation: 'track', channel: { __rl: true, mode: 'id', value: '4400' }, email: `${mark}@example.com`, createContact: true, event: 'Asked', eventMap: { rows: [{ event: 'Asked' }] } }, account);
		const contents = [{ type: 'text', text: `First ${mark}` }, { type: 'delay', delay: { delay_in_seconds: 1 } }, { type: 'image', image: { url: 'https://example.com/a.jpg', caption: mark } }];
		const send = node('dynamicContent', 'Send', { operation: 'send', ticketId: '={{ $json.trengo.ticketId }}', contentsToSend: JSON.stringify(contents) }, account);
		const first = node('dynamicApiTrigger', 'Start', { path: randomUUID() });
		const route = await publish(flow([first, track, send, node('apiEnd', 'End', { jsonFrom: 'item' })], [['Start', 'Ticket'], ['Ticket', 'Send'], ['Send', 'End']]));
		const answer = (await (await route.call(json({}))).json()) as { dynamicContent: { status: string; messageIds: string[] } };
		expect(answer.dynamicContent).toMatchObject({ status: 'sent', messageIds: [expect.any(String), expect.any(String)] });
		const sent = (await simulatorRequests()).filter(({ path, body }) => path.endsWith('/messages') && body.includes(mark));
		expect(sent.map(({ body }) => (JSON.parse(body) as { message: string }).message)).toEqual([`First ${mark}`, `${mark}\nhttps://example.com/a.jpg`]);
	});
});

describe('the example dynamic-content-order-lookup', () => {
	let route: Route;
	beforeAll(async () => {
		({ route } = await publishExample('dynamic-content-order-lookup'));
	}, 60_000);

	it('answers with how the order stands and the track-and-trace link', async () => {
		const { body } = await ask(route, { order_id: 'A-1001', anything: 'else' });
		expect(body).toEqual({
			contents: [
				{ type: 'delay', delay: { delay_in_seconds: 1, send_typing: true } },
				{ type: 'text', text: 'Your order A-1001 is shipped.\nFollow it here: https://track.example.com/3SABC' },
			],
		});
		expect((await ask(route, { order_id: 'Z-1' })).body).toEqual({ contents: [{ type: 'text', text: 'We could not find order Z-1. Is the number right?' }] });
	});

	it('answers with the fallback when the shop is too slow, and sends to the ticket what came too late', async () => {
		const ticket_id = String(Math.floor(Math.random() * 1e9));
		const late = await ask(route, { order_id: 'A-5040', ticket_id });
		expect(late).toMatchObject({ status: 200, why: 'flow-too-slow', body: { contents: [{ type: 'text', text: 'One moment please, we are looking up your order.' }] } });
		await until(async () => (await simulatorRequests()).some(({ path }) => path.includes(`/tickets/${ticket_id}`)));
	});
});
