import { createHmac } from 'node:crypto';

import { Registrations } from '../../../flow/message/registrations';
import { SqliteStore } from '../../../flow/store/sqliteStore';
import { useFlowStore } from '../../../flow/store/theStore';
import { logged } from '../../support/engine';
import { APP_SECRET, listeningFlow, metaMessage, signed, VERIFY_TOKEN } from './trigger';

let store: SqliteStore;
beforeEach(() => {
	store = new SqliteStore(':memory:');
	useFlowStore(store);
	logged.length = 0;
});
afterEach(async () => await store.close());
afterAll(() => useFlowStore());

const refused = { status: 401, items: [], headers: expect.objectContaining({ 'content-type': 'application/problem+json' }) };
const basic = (text: string) => ({ authorization: `Basic ${Buffer.from(text).toString('base64')}` });
const nothingIsKept = async () => {
	for await (const { key } of store.entries('')) throw new Error(`There should be no ${key}.`);
};

describe("Meta's handshake", () => {
	const ask = async (query: Record<string, string>) => await listeningFlow({ provider: 'whatsAppCloud' }).send({ method: 'GET', query });
	const QUESTION = { 'hub.mode': 'subscribe', 'hub.verify_token': VERIFY_TOKEN, 'hub.challenge': '1158201444' };

	it('is answered with the challenge as plain text', async () => {
		const answered = await ask(QUESTION);
		expect(answered).toMatchObject({ status: 200, text: '1158201444', items: [] });
		expect(answered.headers).toMatchObject({ 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' });
	});

	it.each([{ 'hub.verify_token': 'another' }, { 'hub.verify_token': '' }, { 'hub.mode': 'unsubscribe' }])('is refused with %j', async (change) => {
		expect(await ask({ ...QUESTION, ...change })).toMatchObject({ status: 403, text: '', items: [] });
	});

	it('is refused without anything', async () => expect(await ask({})).toMatchObject({ status: 403, text: '' }));
});

describe('a call that Meta has not signed', () => {
	const body = metaMessage('wamid.1');

	it.each<[string, Record<string, string>]>([
		['has no signature', {}],
		['is signed with another secret', signed(body, 'another')],
		['is signed for another body', signed(`${body} `)],
		['is signed by SHA-1', { 'x-hub-signature': `sha1=${createHmac('sha1', APP_SECRET).update(body).digest('hex')}` }],
	])('%s: 401, nothing is started or kept, and the log is told once, on level debug', async (_why, headers) => {
		const { text, ...answered } = await listeningFlow({ provider: 'whatsAppCloud' }).send({ body, headers });
		expect(answered).toEqual(refused);
		expect(JSON.parse(text)).toMatchObject({ status: 401, type: 'urn:n8n-nodes-flow-elements:problem:signature-invalid', requestId: expect.any(String) });
		expect(text).not.toContain(APP_SECRET);
		expect(logged).toEqual([expect.stringMatching(/^debug: Message Events Trigger "Trigger" refused a call: X-Hub-Signature-256 /)]);
		await nothingIsKept();
	});
});

describe.each(['clickatell', 'infobip'] as const)('a call of %s', (provider) => {
	const credential = { webhookUser: 'us', webhookPassword: 'a:b' };
	const body = { any: 'thing' };

	it('needs user and password where the credential has them', async () => {
		const listening = listeningFlow({ provider, credential });
		for (const headers of [{}, basic('us:a'), basic('us:'), { authorization: 'Bearer us:a:b' }] as Array<Record<string, string>>) {
			const { text, ...answered } = await listening.send({ body, headers });
			expect(answered).toEqual({ ...refused, headers: expect.objectContaining({ 'www-authenticate': expect.stringMatching(/^Basic /) }) });
			expect(text).not.toContain('a:b');
		}
		await nothingIsKept();
		expect(await listening.send({ body, headers: basic('us:a:b') })).toMatchObject({ status: 200, items: [] });
	});

	it('needs nothing where it has none', async () => {
		expect(await listeningFlow({ provider }).send({ body })).toMatchObject({ status: 200, items: [] });
	});
});

describe('a call of Trengo', () => {
	const form = new URLSearchParams({ message_id: '1', ticket_id: '2', contact_id: '3', message: 'Hello & bye', contact_name: 'Ann', contact_identifier: '+31 6 12345678', channel_id: '4' }).toString();
	const sign = (secret: string, seconds = Math.floor(Date.now() / 1000), text = form) => ({
		'trengo-signature': `${seconds};${createHmac('sha256', secret).update(`${seconds}.${text}`).digest('hex')}`,
	});
	const send = async (event: string, headers: Record<string, string>) =>
		await listeningFlow({ provider: 'trengo', parameters: { events: ['message', 'sent'] } }).send({ body: form, query: { event }, headers, contentType: 'application/x-www-form-urlencoded' });

	beforeEach(async () => {
		let count = 0;
		const gateway = { create: async () => ({ id: String(++count), signingSecret: `secret ${count}` }), list: async () => [], remove: async () => undefined };
		const wanted = ['INBOUND', 'OUTBOUND'].map((type) => ({ type, url: `https://n8n.example/webhook/flow-path?event=${type}`, name: type }));
		await new Registrations(store, 'flow:node-0').ensure(gateway, wanted, () => undefined);
	});

	it('is checked with the secret of its webhook', async () => {
		const { status, items } = await send('INBOUND', sign('secret 1'));
		expect(status).toBeUndefined();
		expect(items[0].json).toMatchObject({ kind: 'message', provider: 'trengo', text: 'Hello & bye', phone: '+31612345678', participant: { isNew: true, providerIds: { trengo: '3' } } });
		expect((await send('OUTBOUND', sign('secret 2'))).items[0].json).toMatchObject({ kind: 'sent' });
	});

	it.each<[string, string, Record<string, string>]>([
		['has no signature', 'INBOUND', {}],
		['is signed with the secret of another type', 'OUTBOUND', sign('secret 1')],
		['is of a type that was not registered', 'NOTE', sign('secret 1')],
		['says no type', '', sign('secret 1')],
		['is signed long ago', 'INBOUND', sign('secret 1', Math.floor(Date.now() / 1000) - 1000)],
		['is signed for another body', 'INBOUND', sign('secret 1', undefined, `${form}&x=1`)],
	])('is refused when it %s', async (_why, event, headers) => {
		const { text, ...answered } = await send(event, headers);
		expect(answered).toEqual(refused);
		expect(text).not.toContain('secret');
	});
});

describe('a trigger that cannot be used', () => {
	it('takes nothing, says so in the log, and tells the caller no more than that', async () => {
		const { text, ...answered } = await listeningFlow({ provider: 'whatsAppCloud', credential: { appSecret: '' } }).send({ body: metaMessage('wamid.1'), headers: signed(metaMessage('wamid.1'), '') });
		expect(answered).toMatchObject({ status: 500, items: [] });
		expect(text).not.toContain('Secret');
		expect(logged.join('\n')).toContain('App Secret of the WhatsApp Cloud credential is empty');
	});
});
