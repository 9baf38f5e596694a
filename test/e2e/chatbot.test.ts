import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import type { ApiServer } from '../support/apiServer';
import { startApi } from '../support/apiServer';
import type { FlowNode, Route } from './support/n8n';
import * as api from './support/n8n';
import { json, messagesTo } from './support/n8n';
import { byWorkflow, chatting, newPhone } from './support/chatting';

const { begin, bot, continuing, left, say, sender, starting } = chatting(api);

/** A chatbot that says what it hears, and does what it is told. */
const OBEDIENT = `({ message, isFirstMessage }) => {
	if (message === 'crash') throw new Error('The bot broke.');
	if (message.startsWith('{')) return JSON.parse(message);
	return { output: (isFirstMessage ? 'Welcome. ' : '') + 'You said: ' + message };
}`;

const asked = { rows: [{ name: 'orderId', value: 'A-1' }] };

describe('A chatbot that is a workflow', () => {
	let start: Route & { chatbot: FlowNode };
	let go: Route;
	beforeAll(async () => {
		start = await starting({ ...byWorkflow(await bot(OBEDIENT), await sender()), variables: asked });
		go = await continuing();
	}, 150_000);

	it('hears each message, says what it has to say, and the flow goes on once when it is done', async () => {
		const phone = newPhone();
		const run = await begin(start, phone);
		expect(await messagesTo(phone)).toEqual(['Welcome. You said: Hello']);
		expect(await say(go, phone, 'How are you?')).toMatchObject({ status: 'handedOn', replies: [{ text: 'You said: How are you?' }] });
		expect(await say(go, phone, '{"replies": ["Goodbye"], "done": true, "variables": {"mood": "good"}}')).toMatchObject({ status: 'ended', exit: 'closedByElement' });
		expect(await left(run)).toMatchObject({ branches: ['closedByElement'], result: { exit: 'closedByElement', variables: { orderId: 'A-1', mood: 'good' }, messages: 3 } });
		expect(await messagesTo(phone)).toEqual(['Welcome. You said: Hello', 'You said: How are you?', 'Goodbye']);
		expect(await say(go, phone, 'Hello?')).toMatchObject({ status: 'noSession' });
	}, 150_000);

	it.each([
		['{"done": true, "exit": "endedByUser"}', 'endedByUser'],
		['{"reply": "One moment", "done": true, "exit": "redirectToAgentFailed"}', 'redirectToAgentFailed'],
		['crash', 'deactivated'],
		['stop', 'endedByUser'],
		['AGENT', 'redirectToAgentFailed'],
	])('is left after %s by just one branch', async (text, exit) => {
		const phone = newPhone();
		const run = await begin(start, phone);
		expect(await say(go, phone, text)).toMatchObject({ status: 'ended', exit });
		expect(await left(run)).toMatchObject({ branches: [exit], result: { exit } });
	}, 150_000);

	it('that cannot be started, and one that makes place for another, are left by just one branch', async () => {
		const phone = newPhone();
		const broken = await begin(start, phone, 'crash');
		expect(await left(broken)).toMatchObject({ branches: ['notStarted'], result: { reason: expect.stringContaining('The bot broke') } });
		const first = await begin(start, phone);
		const second = await begin(start, phone);
		expect(await left(first)).toMatchObject({ branches: ['endedExternally'] });
		await say(go, phone, 'stop');
		expect(await left(second)).toMatchObject({ branches: ['endedByUser'] });
	}, 150_000);

	it('that nobody talks with expires, to the second or two', async () => {
		const route = await starting({ ...byWorkflow(await bot(OBEDIENT), await sender()), idleMinutes: 0.05 });
		const run = await begin(route, newPhone());
		const { branches, result } = await left(run);
		expect({ branches, exit: result.exit }).toEqual({ branches: ['expiredByTimeout'], exit: 'expiredByTimeout' });
		const lastSaid = result.transcript.at(-1)?.at ?? '';
		const silentMs = Date.parse(result.endedAt) - Date.parse(lastSaid);
		expect(silentMs).toBeGreaterThan(2400);
		expect(silentMs).toBeLessThan(6000);
	}, 150_000);
});

describe('A chatbot that is called by HTTP and answers later', () => {
	/** What it is told of one session, in order. */
	const toldOf = (server: ApiServer, phone: string) => server.requests.map(({ body }) => JSON.parse(body) as { event: string; participant: string; callbackUrl: string; message?: { text: string } }).filter(({ participant }) => participant === phone);
	const callBack = async (url: string, body: object, headers: Record<string, string> = {}) => await fetch(url, { method: 'POST', ...json(body, headers) });

	it('is heard at its URL before the run waits, and never after the end', async () => {
		const server = await startApi(async ({ body }) => {
			const { callbackUrl, event } = JSON.parse(body) as { callbackUrl: string; event: string };
			// It calls back before it has answered.
			if (event === 'start') expect((await callBack(callbackUrl, { reply: 'Early' })).status).toBe(200);
			return {};
		});
		const route = await starting({ engine: 'http', botUrl: `${server.url}/bot`, botEndUrl: `${server.url}/end`, authentication: 'none', delivery: 'workflow', deliveryWorkflow: { __rl: true, mode: 'id', value: await sender() } });
		const go = await continuing();
		const phone = newPhone();
		const run = await begin(route, phone);
		const [{ callbackUrl }] = toldOf(server, phone);
		await api.until(async () => (await messagesTo(phone)).length === 1);

		for (let n = 0; n < 5; n++) expect((await callBack(callbackUrl, { reply: `${n}` })).status).toBe(200);
		expect(await (await callBack(callbackUrl, { reply: '4' })).json()).toEqual({ taken: false });
		await api.until(async () => (await messagesTo(phone)).length === 6);
		expect(await messagesTo(phone)).toEqual(['Early', '0', '1', '2', '3', '4']);

		const forged = callbackUrl.replace(/session=.*/, `session=${randomUUID()}`);
		expect((await callBack(forged, { reply: 'Forged' })).status).toBe(404);
		expect((await callBack(callbackUrl, { replies: {} })).status).toBe(422);
		expect(await say(go, phone, 'And?')).toMatchObject({ status: 'handedOn', replies: [] });
		expect(toldOf(server, phone).at(-1)).toMatchObject({ event: 'message', message: { text: 'And?' } });

		const ends = await Promise.all(Array.from({ length: 5 }, async () => await callBack(callbackUrl, { reply: 'Bye', done: true, reason: 'All said' })));
		expect(ends.map(({ status }) => status).filter((status) => status !== 200 && status !== 410)).toEqual([]);
		expect(await left(run)).toMatchObject({ branches: ['closedByElement'], result: { reason: 'All said' } });
		expect((await messagesTo(phone)).filter((text) => text === 'Bye')).toHaveLength(1);
		expect((await callBack(callbackUrl, { reply: 'Late' })).status).toBe(410);
		expect(toldOf(server, phone).map(({ event }) => event)).toEqual(['start', 'message']);
	}, 150_000);

	it('talks with twenty at once, and hears of each only what they have said, in order', async () => {
		const server = await startApi(({ body }) => ({ reply: `Heard ${(JSON.parse(body) as { message: { text: string } }).message.text}` }));
		const route = await starting({ engine: 'http', botUrl: `${server.url}/bot`, authentication: 'none', delivery: 'none' });
		const go = await continuing();
		const phones = Array.from({ length: 20 }, newPhone);
		await Promise.all(phones.map(async (phone) => await route.call(json({ phone, text: 'Hello' }))));
		await api.until(async () => (await route.executions()).filter(({ status }) => status === 'waiting').length === 20);
		await Promise.all(
			phones.flatMap((phone, n) =>
				[1, 2].map(async (count) => {
					await sleep(300 * count);
					expect(await say(go, phone, `${n}-${count}`)).toMatchObject({ replies: [{ text: `Heard ${n}-${count}` }] });
				}),
			),
		);
		for (const [n, phone] of phones.entries()) expect(toldOf(server, phone).map(({ message }) => message?.text)).toEqual(['Hello', `${n}-1`, `${n}-2`]);
		await Promise.all(phones.map(async (phone) => await say(go, phone, 'stop')));
		await api.until(async () => (await route.executions()).every(({ status }) => status === 'success'));
	}, 180_000);

	it('is told when the session ends otherwise', async () => {
		const server = await startApi(() => ({}));
		const route = await starting({ engine: 'http', botUrl: `${server.url}/bot`, botEndUrl: `${server.url}/end`, authentication: 'none', delivery: 'none' });
		const phone = newPhone();
		const run = await begin(route, phone);
		await say(await continuing(), phone, 'stop');
		expect(await left(run)).toMatchObject({ branches: ['endedByUser'] });
		expect(toldOf(server, phone).map(({ event }) => event)).toEqual(['start', 'end']);
	}, 150_000);
});
