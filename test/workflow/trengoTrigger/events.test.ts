import { createHmac } from 'node:crypto';

import type { INodeParameters } from 'n8n-workflow';

import { Registrations } from '../../../flow/message/registrations';
import type { FlowStore } from '../../../flow/store/flowStore';
import { StoreUnavailable } from '../../../flow/store/flowStore';
import { SqliteStore } from '../../../flow/store/sqliteStore';
import { useFlowStore } from '../../../flow/store/theStore';
import { TrengoTrigger } from '../../../nodes/TrengoTrigger/TrengoTrigger.node';
import type { ApiServer, TakenRequest } from '../../support/apiServer';
import { json, startApi } from '../../support/apiServer';
import { logged, runFlow } from '../../support/engine';
import type { ListeningFlow } from '../messageEventsTrigger/trigger';
import { listeningFlow } from '../messageEventsTrigger/trigger';

let store: SqliteStore;
let api: ApiServer;
let made: Array<{ id: number; type: string; url: string; title: string; signing_secret: string }>;
beforeEach(async () => {
	store = new SqliteStore(':memory:');
	useFlowStore(store);
	logged.length = 0;
	made = [];
	api = await startApi(({ method, path, body }: TakenRequest, response) => {
		if (method === 'GET') return { data: made, links: { next: null }, meta: {} };
		if (method === 'DELETE') {
			made = made.filter(({ id }) => !path.endsWith(`/${id}`));
			return 204;
		}
		const { name: title, type, url } = JSON.parse(body) as Record<'name' | 'type' | 'url', string>;
		made.push({ id: made.length + 1, title, type, url, signing_secret: `secret of ${type}` });
		return void json(response, 201, made.at(-1));
	});
});
afterEach(async () => await store.close());
afterAll(() => useFlowStore());

const trigger = (parameters: INodeParameters = {}, more: Partial<ListeningFlow> = {}) =>
	listeningFlow({
		nodeType: new TrengoTrigger(),
		provider: 'trengo',
		credential: { baseUrl: `${api.url}/api/v2` },
		parameters: { events: ['INBOUND', 'TICKET_CLOSED'], ...parameters },
		...more,
	});

/** A call as Trengo makes it. */
function call(type: string, fields: Record<string, string>, { secret = `secret of ${type}`, ageSeconds = 0 } = {}) {
	const body = new URLSearchParams(fields).toString();
	const timestamp = Math.floor(Date.now() / 1000) - ageSeconds;
	const signature = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex');
	return { body, query: { event: type }, headers: { 'trengo-signature': `${timestamp};${signature}` }, contentType: 'application/x-www-form-urlencoded' };
}

const CLOSED = { ticket_id: '34' };

describe('publishing', () => {
	it('registers a webhook for each event, and unpublishing removes them', async () => {
		const flow = trigger();
		await flow.publish();
		expect(made).toMatchObject([
			{ type: 'INBOUND', url: 'https://n8n.example/webhook/flow-path?event=INBOUND' },
			{ type: 'TICKET_CLOSED', url: 'https://n8n.example/webhook/flow-path?event=TICKET_CLOSED' },
		]);
		await trigger({ events: ['TICKET_CLOSED', 'NOTE'] }).publish();
		expect(made.map(({ type }) => type)).toEqual(['TICKET_CLOSED', 'NOTE']);
		await flow.unpublish();
		expect(made).toEqual([]);
		expect(await new Registrations(store, 'flow:node-0').of('NOTE')).toEqual([]);
	});

	it.each<[string, INodeParameters, Partial<ListeningFlow>, string]>([
		['no event', { events: [] }, {}, 'No event is chosen. Choose at least one under Events.'],
		['no token', {}, { credential: { token: ' ' } }, 'API Token of the Trengo credential is empty.'],
		['Always Output Data', {}, { node: { alwaysOutputData: true } }, 'With Always Output Data the flow would also run without an event.'],
		['a field that would be no field', { options: { resultField: '__proto__' } }, {}, 'Put Event Under cannot be "__proto__".'],
	])('says what cannot work: %s', async (_what, parameters, more, message) => {
		const flow = trigger(parameters, more);
		await expect(flow.publish()).rejects.toMatchObject({ name: 'NodeOperationError', message: expect.stringContaining(message) });
		expect(made).toEqual([]);
	});
});

describe('an event', () => {
	beforeEach(async () => await trigger().publish());

	it('is an item with typed fields', async () => {
		const fields = { message_id: '12', ticket_id: '34', contact_id: '56', message: 'Hello', contact_name: 'Ann', contact_email: '', contact_identifier: '+31612345678', channel_id: '7' };
		const { status, items } = await trigger().send(call('INBOUND', fields));
		expect(status).toBeUndefined();
		const run = await runFlow({ ...trigger().flow, items });
		expect(run.outputs('Trigger')[0][0].json).toEqual({
			event: 'INBOUND',
			eventId: '12:INBOUND',
			receivedAt: expect.stringMatching(/^\d{4}-/),
			messageId: 12,
			ticketId: 34,
			contactId: 56,
			channelId: 7,
			message: 'Hello',
			contactName: 'Ann',
			contactEmail: '',
			contactIdentifier: '+31612345678',
			phone: '+31612345678',
			raw: fields,
		});
	});

	it('can stand under a field, and without the raw one', async () => {
		const options = { resultField: 'trengo', keepRaw: false };
		const { items } = await trigger({ options }).send(call('TICKET_CLOSED', CLOSED));
		const run = await runFlow({ ...trigger({ options }).flow, items });
		expect(run.outputs('Trigger')[0][0].json).toEqual({ trengo: { event: 'TICKET_CLOSED', eventId: expect.any(String), receivedAt: expect.any(String), ticketId: 34 } });
	});

	it('starts the flow once, however often it is delivered', async () => {
		const first = await trigger().send(call('TICKET_CLOSED', CLOSED));
		expect(first.items).toHaveLength(1);
		// The run has not begun yet, and n8n may have been killed in between.
		expect(await trigger().send(call('TICKET_CLOSED', CLOSED))).toMatchObject({ status: 503, headers: { 'retry-after': '10' }, items: [] });
		await runFlow({ ...trigger().flow, items: first.items });
		expect(await trigger().send(call('TICKET_CLOSED', CLOSED))).toMatchObject({ status: 200, items: [] });
	});

	it('starts each of two flows', async () => {
		await trigger({}, { id: 'other' }).publish();
		expect((await trigger().send(call('TICKET_CLOSED', CLOSED))).items).toHaveLength(1);
		expect((await trigger({}, { id: 'other' }).send(call('TICKET_CLOSED', CLOSED))).items).toHaveLength(1);
	});

	it.each<[string, ReturnType<typeof call>]>([
		['with another secret', call('INBOUND', CLOSED, { secret: 'another' })],
		['with the secret of another type', call('INBOUND', CLOSED, { secret: 'secret of TICKET_CLOSED' })],
		['that is too old', call('INBOUND', CLOSED, { ageSeconds: 301 })],
		['of a type that is not registered', call('NOTE', CLOSED)],
		['without a signature', { ...call('INBOUND', CLOSED), headers: {} as never }],
		['whose body was changed', { ...call('INBOUND', CLOSED), body: 'ticket_id=35' }],
		['without a type', { ...call('INBOUND', CLOSED), query: {} as never }],
	])('%s starts nothing', async (_what, sent) => {
		const answered = await trigger().send(sent);
		expect(answered).toMatchObject({ status: 401, items: [] });
		expect(JSON.parse(answered.text)).toMatchObject({ type: 'urn:n8n-nodes-flow-elements:problem:signature-invalid' });
		expect(answered.text).not.toContain('secret of');
	});

	it('that is no longer wanted starts nothing, and is not delivered again', async () => {
		expect(await trigger({ events: ['TICKET_CLOSED'] }).send(call('INBOUND', CLOSED))).toMatchObject({ status: 200, items: [] });
	});

	it('without any field starts nothing, and says so in the log', async () => {
		expect(await trigger().send(call('INBOUND', {}))).toMatchObject({ status: 200, items: [] });
		expect(logged.join()).toContain('without any field');
	});

	it('is to be delivered again while the store is away', async () => {
		const away = async () => await Promise.reject(new StoreUnavailable('The flow store cannot be reached.'));
		useFlowStore(new Proxy({}, { get: () => away }) as FlowStore);
		expect(await trigger().send(call('INBOUND', CLOSED))).toMatchObject({ status: 503, items: [] });
	});
});
