import { randomInt } from 'node:crypto';

import { listen, stopListening } from './support/listening';
import type { Listening } from './support/listening';
import { credential, json, outputOf, rest, SIMULATOR, until } from './support/n8n';
import './support/patience';

// What the providers themselves send, as the simulator does in their place.

const CALLBACK = { user: 'us', password: 'pass' };
const BASIC = { webhookUser: CALLBACK.user, webhookPassword: CALLBACK.password };
const CREDENTIALS = {
	clickatell: ['flowElementsClickatellApi', { apiKey: 'simulator-key', baseUrl: SIMULATOR, ...BASIC }],
	infobip: ['flowElementsInfobipApi', { apiKey: 'simulator-key', baseUrl: SIMULATOR, ...BASIC }],
	trengo: ['flowElementsTrengoApi', { token: 'simulator-key', baseUrl: `${SIMULATOR}/api/v2` }],
	whatsAppCloud: [
		'flowElementsWhatsAppCloudApi',
		{
			accessToken: 'simulator-key',
			phoneNumberId: '15550001',
			businessAccountId: '15550002',
			appSecret: 'simulator-app-secret',
			verifyToken: 'simulator-verify-token',
			baseUrl: SIMULATOR,
			version: 'v23.0',
		},
	],
} as const;
type Provider = keyof typeof CREDENTIALS;

const aPhone = () => `+3161${randomInt(1_000_000, 9_999_999)}`;

async function simulator(method: string, path: string, body: unknown = {}): Promise<{ status: number; verified?: boolean }> {
	const response = await fetch(`${SIMULATOR}/_simulator/${path}`, { method, ...json(body) });
	return response.status === 204 ? { status: 204 } : ((await response.json()) as { status: number });
}

async function listenTo(provider: Provider, events: string[]): Promise<Listening> {
	const [type, data] = CREDENTIALS[provider];
	const saved = await credential(type, data);
	const flow = await listen({ provider, events }, { [type]: saved });
	if (provider !== 'trengo') await simulator('PUT', `callbacks/${provider}`, { url: flow.url, ...(provider !== 'whatsAppCloud' && CALLBACK) });
	return flow;
}

const trengoWebhooks = async () => {
	const response = await fetch(`${SIMULATOR}/api/v2/webhooks`, { headers: { authorization: 'Bearer simulator-key' } });
	return ((await response.json()) as { data: Array<{ type: string; url: string }> }).data;
};

afterAll(async () => {
	await stopListening();
	for (const provider of ['clickatell', 'infobip', 'whatsAppCloud']) await simulator('DELETE', `callbacks/${provider}`);
});

describe.each(Object.keys(CREDENTIALS) as Provider[])('what %s sends', (provider) => {
	let flow: Listening;
	beforeAll(async () => {
		flow = await listenTo(provider, ['message']);
	});

	it('when somebody writes starts the flow once, however often it is delivered', async () => {
		const phone = aPhone();
		const before = (await flow.executions()).length;
		const message = { from: phone.slice(1), text: 'Hello', id: String(randomInt(1_000_000_000)) };
		expect(await simulator('POST', `inbound/${provider}`, message)).toMatchObject({ status: 200 });
		const [{ id, status }] = await flow.settled(before + 1);
		expect(status).toBe('success');
		expect(await outputOf(id, 'After')).toMatchObject({
			kind: 'message',
			provider,
			phone,
			text: 'Hello',
			messageId: message.id,
			participant: { phone, isNew: true, attributes: { LastInboundMessage: { text: 'Hello', provider } } },
		});
		expect(await simulator('POST', `inbound/${provider}`, message)).toMatchObject({ status: 200 });
		expect(await flow.executions()).toHaveLength(before + 1);
	});

	it('and nobody has signed starts nothing', async () => {
		const before = (await flow.executions()).length;
		const url = provider === 'trengo' ? `${flow.url}?event=INBOUND` : flow.url;
		expect((await fetch(url, { method: 'POST', ...json({}) })).status).toBe(401);
		expect(await flow.executions()).toHaveLength(before);
	});
});

it('a tap on a button says what stands behind it, and to what it answers', async () => {
	const flow = await listenTo('whatsAppCloud', ['message']);
	await simulator('POST', 'inbound/whatsAppCloud', { from: aPhone().slice(1), text: 'Yes', payload: 'YES', replyTo: 'wamid.ours', type: 'button' });
	const [{ id }] = await flow.settled(1);
	expect(await outputOf(id, 'After')).toMatchObject({ kind: 'message', text: 'Yes', payload: 'YES', replyTo: 'wamid.ours', type: 'button' });
});

it("Meta's handshake comes to its end", async () => {
	await listenTo('whatsAppCloud', ['message']);
	expect(await simulator('POST', 'verify/whatsAppCloud')).toMatchObject({ status: 200, verified: true });
	expect(await simulator('POST', 'verify/whatsAppCloud', { token: 'another' })).toMatchObject({ status: 403, verified: false });
});

it('webhooks at Trengo are there as long as the flow is published', async () => {
	const flow = await listenTo('trengo', ['message', 'sent']);
	const own = async () => (await trengoWebhooks()).filter(({ url }) => url.includes(new URL(flow.url).pathname)).map(({ type }) => type);
	expect((await own()).sort()).toEqual(['INBOUND', 'OUTBOUND']);
	await rest('POST', `/workflows/${flow.workflowId}/deactivate`);
	await until(async () => (await own()).length === 0);
	await flow.publishAgain();
	expect(await own()).toHaveLength(2);
});
