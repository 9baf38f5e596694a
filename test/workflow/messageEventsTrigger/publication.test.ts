import type { ServerResponse } from 'node:http';

import { Listeners } from '../../../flow/message/listeners';
import { Registrations } from '../../../flow/message/registrations';
import { SqliteStore } from '../../../flow/store/sqliteStore';
import { useFlowStore } from '../../../flow/store/theStore';
import { MessageEventsTrigger } from '../../../nodes/MessageEventsTrigger/MessageEventsTrigger.node';
import { messageAccount } from '../../../nodes/shared/messageAccounts';
import type { ApiServer, TakenRequest } from '../../support/apiServer';
import { json, startApi } from '../../support/apiServer';
import { logged } from '../../support/engine';
import type { ListeningFlow } from './trigger';
import { CREDENTIALS, listeningFlow } from './trigger';

let store: SqliteStore;
beforeEach(() => {
	store = new SqliteStore(':memory:');
	useFlowStore(store);
	logged.length = 0;
});
afterEach(async () => await store.close());
afterAll(() => useFlowStore());

describe('what cannot work is told when the flow is published', () => {
	it.each<[string, Omit<ListeningFlow, 'provider'> & { provider?: ListeningFlow['provider'] }, string]>([
		['no event', { parameters: { events: [] } }, 'No event is chosen. Choose at least one under Events.'],
		['no app secret', { credential: { appSecret: ' ' } }, 'App Secret of the WhatsApp Cloud credential is empty.'],
		['no verify token', { credential: { verifyToken: '' } }, 'Verify Token of the WhatsApp Cloud credential is empty.'],
		['a user without a password', { provider: 'infobip', credential: { webhookUser: 'us' } }, 'Of Webhook User and Webhook Password of the credential, one is empty.'],
		['a password without a user', { provider: 'clickatell', credential: { webhookPassword: 'p' } }, 'Of Webhook User and Webhook Password of the credential, one is empty.'],
		['Always Output Data', { node: { alwaysOutputData: true } }, 'With Always Output Data the flow would also run without an event.'],
		['a field that has another meaning', { parameters: { options: { resultField: 'participant' } } }, 'Put Event Under cannot be "participant".'],
		['a field that would be no field', { parameters: { options: { resultField: '__proto__' } } }, 'Put Event Under cannot be "__proto__".'],
		['an hour too few', { parameters: { options: { rememberHours: 0 } } }, 'Remember Events For must be a number from 1 to 8760.'],
		['nothing that Trengo tells', { provider: 'trengo', parameters: { events: ['read', 'other'] } }, 'Trengo tells of none of the events that are chosen.'],
	])('%s', async (_what, { provider = 'whatsAppCloud', ...more }, message) => {
		await expect(listeningFlow({ provider, ...more }).publish()).rejects.toThrow(message);
		await expect(listeningFlow({ provider, ...more }).publish()).rejects.toMatchObject({ name: 'NodeOperationError' });
		for await (const { key } of store.entries('')) throw new Error(`There should be no ${key}.`);
	});

	it('and a flow that listens is noted down as often as n8n says that it is published', async () => {
		expect(await new MessageEventsTrigger().webhookMethods.default.checkExists.call({} as never)).toBe(false);
		const listening = listeningFlow({ provider: 'infobip' });
		await listening.publish();
		await listening.publish();
		const { group } = messageAccount('infobip', CREDENTIALS.infobip);
		expect(await new Listeners(store).of('infobip', group)).toEqual([
			{ id: 'flow:node-0', provider: 'infobip', group, url: 'https://n8n.example/webhook/flow-path', kinds: ['message'], credentialId: '1' },
		]);
		for await (const { value } of store.entries('')) expect(value).not.toMatch(/"k"/);
	});
});

describe('the webhooks at Trengo', () => {
	interface Kept {
		id: number;
		title: string;
		type: string;
		url: string;
		signing_secret: string;
	}
	let kept: Kept[];
	let api: ApiServer;
	let isDown: boolean;
	beforeEach(async () => {
		kept = [];
		isDown = false;
		let count = 0;
		api = await startApi(({ method, path, body }: TakenRequest, response: ServerResponse) => {
			if (isDown) return 500;
			if (method === 'DELETE') {
				kept = kept.filter(({ id }) => path !== `/api/v2/webhooks/${id}`);
				return 204;
			}
			if (method === 'GET') return { data: kept, links: { next: null }, meta: {} };
			const { name: title, type, url } = JSON.parse(body) as Record<'name' | 'type' | 'url', string>;
			kept.push({ id: ++count, title, type, url, signing_secret: `secret ${count}` });
			return void json(response, 201, kept.at(-1));
		});
	});
	const trengo = (events: string[], more: Partial<ListeningFlow> = {}) =>
		listeningFlow({ provider: 'trengo', credential: { baseUrl: `${api.url}/api/v2`, token: 'the token' }, parameters: { events }, ...more });
	const types = () => kept.map(({ type }) => type);

	it('are made when the flow is published, one for each kind of event, and removed when it is unpublished', async () => {
		const listening = trengo(['message', 'sent', 'read']);
		await listening.publish();
		expect(kept).toMatchObject([
			{ type: 'INBOUND', url: 'https://n8n.example/webhook/flow-path?event=INBOUND' },
			{ type: 'OUTBOUND', url: 'https://n8n.example/webhook/flow-path?event=OUTBOUND' },
		]);
		expect(api.requests.every(({ headers }) => headers.authorization === 'Bearer the token')).toBe(true);
		expect(await new Registrations(store, 'flow:node-0').of('INBOUND')).toMatchObject([{ secret: 'secret 1' }]);

		await listening.unpublish();
		expect(kept).toEqual([]);
		for await (const { key } of store.entries('')) throw new Error(`There should be no ${key}.`);
	});

	it('stay as they are when n8n starts anew', async () => {
		await trengo(['message']).publish();
		await trengo(['message']).publish();
		expect(types()).toEqual(['INBOUND']);
	});

	it('stay as they are when n8n starts anew while Trengo is down', async () => {
		await trengo(['message']).publish();
		isDown = true;
		await trengo(['message']).publish();
		expect(logged.join('\n')).toContain('It could not be seen whether its webhooks are still there');
		expect(logged.join('\n')).not.toContain('the token');
	});

	it('are told to the builder when they cannot be made', async () => {
		isDown = true;
		await expect(trengo(['message']).publish()).rejects.toMatchObject({ name: 'NodeOperationError', message: expect.stringContaining('Trengo') });
	});

	it('do not keep a flow from being unpublished, and are removed the next time', async () => {
		await trengo(['message']).publish();
		isDown = true;
		await trengo(['message']).unpublish();
		expect(logged.join('\n')).toContain('Webhook 1 could not be removed');
		isDown = false;
		await trengo(['sent']).publish();
		expect(types()).toEqual(['OUTBOUND']);
	});

	it('of a flow that is tried out are its own', async () => {
		await trengo(['message']).publish();
		const tried = trengo(['message'], { isTest: true });
		await tried.publish();
		expect(kept.map(({ url }) => url)).toEqual(['https://n8n.example/webhook/flow-path?event=INBOUND', 'https://n8n.example/webhook-test/flow-path?event=INBOUND']);
		await tried.unpublish();
		expect(kept.map(({ url }) => url)).toEqual(['https://n8n.example/webhook/flow-path?event=INBOUND']);
	});
});
