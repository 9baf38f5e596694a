import { randomInt, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import type { Listening } from './support/listening';
import { listen, META, metaMessage, metaStatus, postSigned, stopListening } from './support/listening';
import { credential, outputOf, rest, runDataOf, until } from './support/n8n';
import './support/patience';

const aPhone = () => `3161${randomInt(1_000_000, 9_999_999)}`;
const anId = () => `wamid.${randomUUID()}`;

/** An app of Meta with flows that listen to it. */
async function app(...events: string[][]): Promise<{ secret: string; saved: { id: string; name: string }; flows: Listening[] }> {
	const secret = randomUUID();
	const saved = await credential('flowElementsWhatsAppCloudApi', { ...META, appSecret: secret });
	const flows = [];
	for (const chosen of events) flows.push(await listen({ provider: 'whatsAppCloud', events: chosen }, { flowElementsWhatsAppCloudApi: saved }));
	return { secret, saved, flows };
}

/** Delivers as Meta does: again and again until it is taken. */
async function deliver(url: string, secret: string, body: string): Promise<void> {
	await until(async () => (await postSigned(url, secret, body)).status === 200);
}

const counts = async (flows: Listening[]) => await Promise.all(flows.map(async (flow) => (await flow.executions()).length));

describe('one flow that listens to an app of Meta', () => {
	let secret: string;
	let flow: Listening;
	beforeAll(async () => {
		({ secret, flows: [flow] } = await app(['message', 'read']));
	});
	const post = async (body: string) => await postSigned(flow.url, secret, body);

	it('answers the handshake, and only with the right token', async () => {
		const ask = async (token: string) => await fetch(`${flow.url}?hub.mode=subscribe&hub.verify_token=${token}&hub.challenge=12345`);
		const good = await ask(META.verifyToken);
		expect([good.status, await good.text(), good.headers.get('content-type')]).toEqual([200, '12345', 'text/plain; charset=utf-8']);
		expect((await ask('another')).status).toBe(403);
	});

	it('has one execution for an event, with one item, and none when it is delivered again', async () => {
		const [id, phone] = [anId(), aPhone()];
		const before = (await flow.executions()).length;
		const body = metaMessage(id, phone, 'Grüße \u{1f600}');
		const first = await post(body);
		expect([first.status, await first.text()]).toEqual([200, '']);
		const [{ id: execution, status }] = await flow.settled(before + 1);
		expect(status).toBe('success');
		expect(await outputOf(execution, 'After')).toMatchObject({
			kind: 'message',
			messageId: id,
			phone: `+${phone}`,
			text: 'Grüße \u{1f600}',
			participant: { phone: `+${phone}`, isNew: true, attributes: { LastInboundMessage: { text: 'Grüße \u{1f600}', messageId: id } } },
			raw: { id },
		});
		expect(await outputOf(execution, 'After')).not.toHaveProperty('flowElementsTicket');

		for (let times = 0; times < 3; times++) expect((await post(body)).status).toBe(200);
		expect(await flow.executions()).toHaveLength(before + 1);
	});

	it('has one execution when the same comes many times at once', async () => {
		const before = (await flow.executions()).length;
		const body = metaMessage(anId(), aPhone());
		const answers = await Promise.all(Array.from({ length: 10 }, async () => (await post(body)).status));
		expect(answers).toContain(200);
		expect(answers.every((status) => status === 200 || status === 503)).toBe(true);
		await flow.settled(before + 1);
		expect((await post(body)).status).toBe(200);
		expect(await flow.executions()).toHaveLength(before + 1);
	});

	it('has one item for each event of a call', async () => {
		const before = (await flow.executions()).length;
		const [one, other] = [anId(), anId()];
		const bodies = [metaMessage(one, aPhone()), metaStatus(other, 'read')].map((body) => JSON.parse(body) as { entry: object[] });
		await post(JSON.stringify({ ...bodies[0], entry: bodies.flatMap(({ entry }) => entry) }));
		const [{ id }] = await flow.settled(before + 1);
		const items = (await runDataOf(id)).After[0].data.main[0];
		expect(items.map(({ json }) => [json.kind, json.messageId])).toEqual([
			['message', one],
			['read', other],
		]);
	});

	it('has none for what is not chosen, not signed, or nothing at all', async () => {
		const before = (await flow.executions()).length;
		expect((await post(metaStatus(anId(), 'delivered'))).status).toBe(200);
		expect((await post('{"object":"whatsapp_business_account","entry":[{"changes":[{"field":"flows","value":{}}]}]}')).status).toBe(200);
		expect((await post('{}')).status).toBe(200);

		const body = metaMessage(anId(), aPhone());
		for (const response of [await fetch(flow.url, { method: 'POST', body, headers: { 'content-type': 'application/json' } }), await postSigned(flow.url, 'another', body)]) {
			expect(response.status).toBe(401);
			expect(response.headers.get('content-type')).toBe('application/problem+json');
			expect(await response.json()).toMatchObject({ status: 401, requestId: expect.any(String) });
		}
		await sleep(500);
		expect(await flow.executions()).toHaveLength(before);
	});
});

describe('several flows that listen to one app of Meta', () => {
	it('each have each event once, whichever of them Meta calls', async () => {
		const { secret, flows } = await app(['message'], ['message', 'read'], ['read'], ['message']);
		const body = metaMessage(anId(), aPhone());
		await deliver(flows[0].url, secret, body);
		for (const flow of [flows[0], flows[1], flows[3]]) await flow.settled(1);
		const views = await Promise.all([flows[0], flows[1], flows[3]].map(async (flow) => await outputOf((await flow.executions())[0].id, 'After')));
		expect(views[1]).toEqual(views[0]);
		expect(views[2]).toEqual(views[0]);

		for (const { url } of flows) await deliver(url, secret, body);
		await deliver(flows[0].url, secret, metaStatus(anId(), 'read'));
		await flows[2].settled(1);
		await flows[1].settled(2);
		await sleep(500);
		expect(await counts(flows)).toEqual([1, 2, 1, 1]);
	});

	it('are told no more when they are unpublished, and anew when they are published again', async () => {
		const { secret, flows } = await app(['message'], ['message']);
		await rest('POST', `/workflows/${flows[1].workflowId}/deactivate`);
		await until(async () => (await fetch(flows[1].url)).status === 404);
		await deliver(flows[0].url, secret, metaMessage(anId(), aPhone()));
		await flows[0].settled(1);
		expect(await counts(flows)).toEqual([1, 0]);

		await flows[1].publishAgain();
		await deliver(flows[0].url, secret, metaMessage(anId(), aPhone()));
		await flows[1].settled(1);
		expect(await counts(flows)).toEqual([2, 1]);
	});

	it('stay together when the secret in their credential changes', async () => {
		const { saved, flows } = await app(['message'], ['message']);
		const secret = randomUUID();
		await rest('PATCH', `/credentials/${saved.id}`, { name: saved.name, type: 'flowElementsWhatsAppCloudApi', data: { ...META, appSecret: secret } });
		await deliver(flows[0].url, secret, metaMessage(anId(), aPhone()));
		for (const flow of flows) await flow.settled(1);
		expect(await counts(flows)).toEqual([1, 1]);
	});

	it('are told nothing of another app', async () => {
		const [one, other] = [await app(['message']), await app(['message'])];
		await deliver(one.flows[0].url, one.secret, metaMessage(anId(), aPhone()));
		await one.flows[0].settled(1);
		expect(await counts(other.flows)).toEqual([0]);
		expect((await postSigned(other.flows[0].url, one.secret, metaMessage(anId(), aPhone()))).status).toBe(401);
	});

	it('make Meta come again when one of them cannot take it, and nobody has anything twice', async () => {
		const { secret, flows } = await app(['message'], ['message']);
		// Nothing of a flow works any more when its credential has lost the secret.
		const own = await credential('flowElementsWhatsAppCloudApi', { ...META, appSecret: secret });
		const third = await listen({ provider: 'whatsAppCloud', events: ['message'] }, { flowElementsWhatsAppCloudApi: own });
		await rest('PATCH', `/credentials/${own.id}`, { name: own.name, type: 'flowElementsWhatsAppCloudApi', data: { ...META, appSecret: '' } });

		const body = metaMessage(anId(), aPhone());
		const first = await postSigned(flows[0].url, secret, body);
		expect([first.status, first.headers.get('retry-after')]).toEqual([503, '10']);
		for (const flow of flows) await flow.settled(1);
		await rest('PATCH', `/credentials/${own.id}`, { name: own.name, type: 'flowElementsWhatsAppCloudApi', data: { ...META, appSecret: secret } });
		await deliver(flows[0].url, secret, body);
		await third.settled(1);
		expect(await counts([...flows, third])).toEqual([1, 1, 1]);
	});
});

describe('a flow that listens to Infobip', () => {
	const inbound = (messageId: string, from: string) => ({
		results: [
			{
				from,
				to: '447860099299',
				integrationType: 'WHATSAPP',
				receivedAt: '2026-11-20T09:00:00.000+0000',
				messageId,
				message: { type: 'BUTTON', text: 'Yes', payload: 'YES', context: { id: 'ours', from: '447860099299' } },
				contact: { name: 'Ann' },
			},
		],
		messageCount: 1,
		pendingMessageCount: 0,
	});

	it('asks for user and password where the credential has them', async () => {
		const saved = await credential('flowElementsInfobipApi', { baseUrl: 'https://x.api.infobip.com', apiKey: randomUUID(), webhookUser: 'us', webhookPassword: 'pass' });
		const flow = await listen({ provider: 'infobip', events: ['message'] }, { flowElementsInfobipApi: saved });
		const body = JSON.stringify(inbound(randomUUID(), aPhone()));
		const post = async (shown?: string) =>
			await fetch(flow.url, {
				method: 'POST',
				body,
				headers: { 'content-type': 'application/json', ...(shown && { authorization: `Basic ${Buffer.from(shown).toString('base64')}` }) },
			});
		for (const shown of [undefined, 'us:wrong']) expect((await post(shown)).status).toBe(401);
		expect((await post('us:pass')).status).toBe(200);
		const [{ id }] = await flow.settled(1);
		expect(await outputOf(id, 'After')).toMatchObject({ kind: 'message', provider: 'infobip', text: 'Yes', payload: 'YES', replyTo: 'ours', type: 'BUTTON' });
		// Only Meta asks by GET.
		expect((await fetch(flow.url)).status).toBe(404);
	});
});

describe('a flow that listens to Trengo', () => {
	it('cannot be published while nobody answers there, and says so', async () => {
		const saved = await credential('flowElementsTrengoApi', { baseUrl: 'http://127.0.0.1:9/api/v2', token: 't' });
		await expect(listen({ provider: 'trengo', events: ['message'] }, { flowElementsTrengoApi: saved })).rejects.toThrow(/Trengo/);
	});
});

it('a flow is not published with a credential that cannot protect it', async () => {
	const saved = await credential('flowElementsWhatsAppCloudApi', { ...META, appSecret: '' });
	await expect(listen({ provider: 'whatsAppCloud' }, { flowElementsWhatsAppCloudApi: saved })).rejects.toThrow('App Secret of the WhatsApp Cloud credential is empty.');
});

afterAll(async () => await stopListening());
