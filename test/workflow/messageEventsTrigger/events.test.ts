import omit from 'lodash/omit';
import type { IDataObject, INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { Reports } from '../../../flow/message/reports';
import { Participants } from '../../../flow/participant/participants';
import { StoreUnavailable } from '../../../flow/store/flowStore';
import { SqliteStore } from '../../../flow/store/sqliteStore';
import { useFlowStore } from '../../../flow/store/theStore';
import { logged, passOn, runFlow } from '../../support/engine';
import type { Sent } from './trigger';
import { listeningFlow, meta, metaMessage, metaStatus, signed } from './trigger';

let store: SqliteStore;
beforeEach(() => {
	store = new SqliteStore(':memory:');
	useFlowStore(store);
	logged.length = 0;
});
afterEach(async () => {
	jest.restoreAllMocks();
	await store.close();
});
afterAll(() => useFlowStore());

const ALL = ['message', 'sent', 'delivered', 'read', 'failed', 'other'];
const bySigned = (body: string): Sent => ({ body, headers: signed(body) });
const cloud = (parameters: INodeParameters = {}, more: Partial<Parameters<typeof listeningFlow>[0]> = {}) => listeningFlow({ provider: 'whatsAppCloud', parameters, ...more });
const jsonOf = (items: INodeExecutionData[]) => items.map(({ json }) => omit(json, 'flowElementsTicket') as IDataObject);

/** Runs the flow with what its trigger was given, as n8n does. */
async function run(listening: ReturnType<typeof listeningFlow>, items: INodeExecutionData[]) {
	const { flow } = listening;
	return await runFlow({ ...flow, nodes: [...flow.nodes, { name: 'After', nodeType: passOn }], items });
}

describe('a message', () => {
	it('starts the flow with one item in the common shape', async () => {
		const listening = cloud();
		const { status, items } = await listening.send(bySigned(metaMessage('wamid.1')));
		expect(status).toBeUndefined();
		const { outputs } = await run(listening, items);
		expect(outputs('After')[0].map(({ json }) => json)).toEqual([
			{
				kind: 'message',
				eventId: expect.stringContaining('wamid.1'),
				provider: 'whatsAppCloud',
				channel: 'whatsapp',
				messageId: 'wamid.1',
				phone: '+31612345678',
				providerId: '31612345678',
				name: 'Ann',
				text: 'Hello',
				type: 'text',
				at: '2026-11-20T09:00:00.000Z',
				participant: expect.objectContaining({ phone: '+31612345678', isNew: true, attributes: { LastInboundMessage: expect.objectContaining({ text: 'Hello' }) } }),
				raw: expect.objectContaining({ id: 'wamid.1' }),
			},
		]);
	});

	it('starts nothing when it is delivered again', async () => {
		const listening = cloud();
		const { items } = await listening.send(bySigned(metaMessage('wamid.1')));
		// Nobody knows yet whether its run will begin.
		const early = await listening.send(bySigned(metaMessage('wamid.1')));
		expect(early).toMatchObject({ status: 503, items: [], headers: { 'retry-after': '10' } });

		await run(listening, items);
		expect(await listening.send(bySigned(metaMessage('wamid.1')))).toMatchObject({ status: 200, text: '', items: [] });
	});

	it('runs nothing when another run has it', async () => {
		const listening = cloud();
		const { items } = await listening.send(bySigned(metaMessage('wamid.1')));
		const other = items.map(({ json }) => ({ json: { ...json, flowElementsTicket: { ...(json.flowElementsTicket as object), token: 'another' } } }));
		expect((await run(listening, other)).outputs('After')[0]).toHaveLength(1);
		expect((await run(listening, items)).task('After')).toBeUndefined();
	});

	it('is run also when the store goes away in between, for the provider does not deliver it again', async () => {
		const listening = cloud();
		const { items } = await listening.send(bySigned(metaMessage('wamid.1')));
		jest.spyOn(store, 'compareAndSet').mockRejectedValue(new StoreUnavailable('The disk is full.'));
		expect((await run(listening, items)).outputs('After')[0]).toHaveLength(1);
		expect(logged.join('\n')).toContain('could not note that an event has started its flow: The disk is full.');
	});

	it('can be put under a field, and go without what the provider has sent', async () => {
		const { items } = await cloud({ options: { resultField: 'event', keepRaw: false } }).send(bySigned(metaMessage('wamid.1')));
		const [json] = jsonOf(items);
		expect(json).toEqual({ event: expect.objectContaining({ kind: 'message', text: 'Hello' }), participant: expect.objectContaining({ phone: '+31612345678' }) });
		expect(json.event).not.toHaveProperty('raw');
		expect(json.event).not.toHaveProperty('participant');
	});

	it('is kept with its sender also when it starts nothing', async () => {
		expect(await cloud({ events: ['read'] }).send(bySigned(metaMessage('wamid.1')))).toMatchObject({ status: 200, items: [] });
		const participant = await new Participants(store).find({ type: 'phone', value: '+31612345678' });
		expect(participant?.attributes).toMatchObject({ LastInboundMessage: { text: 'Hello', messageId: 'wamid.1' } });
	});

	it('is not kept where that is switched off; who is known goes along all the same', async () => {
		const listening = cloud({ options: { keepLastInbound: false } });
		const [unknown] = jsonOf((await listening.send(bySigned(metaMessage('wamid.1')))).items);
		expect(unknown).not.toHaveProperty('participant');

		await new Participants(store).upsert({ identifiers: [{ type: 'phone', value: '+31612345678' }], attributes: { city: 'Delft' } });
		const [known] = jsonOf((await listening.send(bySigned(metaMessage('wamid.2')))).items);
		expect(known.participant).toMatchObject({ isNew: false, attributes: { city: 'Delft' } });
	});

	it('is taken also when nothing more can be kept of its sender', async () => {
		await new Participants(store).upsert({ identifiers: [{ type: 'phone', value: '+31612345678' }], attributes: { big: 'x'.repeat(65_000) } });
		const { items } = await cloud().send(bySigned(metaMessage('wamid.1', 'x'.repeat(4000))));
		expect(jsonOf(items)[0]).toMatchObject({ kind: 'message', participant: { isNew: false } });
		expect(logged.join('\n')).toContain('could not keep a message with its sender');
	});
});

describe('a report', () => {
	it.each(['sent', 'delivered', 'read', 'failed'])('%s is kept for a run that waits, whether or not it starts the flow', async (kind) => {
		expect(await cloud().send(bySigned(metaStatus('wamid.1', kind)))).toMatchObject({ status: 200, items: [] });
		expect(await new Reports(store).statusOf('whatsAppCloud', 'wamid.1')).toMatchObject({ kind });

		const { items } = await cloud({ events: [kind] }).send(bySigned(metaStatus('wamid.2', kind)));
		expect(jsonOf(items)[0]).toMatchObject({ kind, status: kind, messageId: 'wamid.2' });
		expect(await new Reports(store).statusOf('whatsAppCloud', 'wamid.2')).toMatchObject({ kind });
	});

	it('that starts nothing leaves no trace among the events', async () => {
		await cloud().send(bySigned(metaStatus('wamid.1', 'read')));
		for await (const { key } of store.entries('message-event:')) throw new Error(`There should be no ${key}.`);
	});

	it('tells who it is about, when they are known', async () => {
		await new Participants(store).upsert({ identifiers: [{ type: 'phone', value: '+31612345678' }], attributes: { city: 'Delft' } });
		const { items } = await cloud({ events: ['read'] }).send(bySigned(metaStatus('wamid.1', 'read')));
		expect(jsonOf(items)[0].participant).toMatchObject({ phone: '+31612345678', isNew: false, attributes: { city: 'Delft' } });
	});
});

describe('many events in one call', () => {
	it('are one item each, of those that are chosen, and each once', async () => {
		const messages = ['wamid.1', 'wamid.2', 'wamid.1'].map((id) => ({ id, from: '31612345678', timestamp: '1795165200', type: 'text', text: { body: id } }));
		const statuses = [{ id: 'wamid.3', status: 'read', timestamp: '1795165200', recipient_id: '31612345678' }];
		const { items } = await cloud().send(bySigned(meta({ messages, statuses })));
		expect(jsonOf(items).map(({ text }) => text)).toEqual(['wamid.1', 'wamid.2']);
	});

	it('start the flow with those that are new', async () => {
		const listening = cloud();
		await run(listening, (await listening.send(bySigned(metaMessage('wamid.1')))).items);
		const messages = ['wamid.1', 'wamid.2'].map((id) => ({ id, from: '31612345678', timestamp: '1795165200', type: 'text', text: { body: id } }));
		const { status, items } = await listening.send(bySigned(meta({ messages })));
		expect(status).toBeUndefined();
		expect(jsonOf(items).map(({ text }) => text)).toEqual(['wamid.2']);
	});

	it('start the flow with those that are new, and are to come again when one is under way', async () => {
		const listening = cloud();
		await listening.send(bySigned(metaMessage('wamid.1')));
		const messages = ['wamid.1', 'wamid.2'].map((id) => ({ id, from: '31612345678', timestamp: '1795165200', type: 'text', text: { body: id } }));
		const { status, items } = await listening.send(bySigned(meta({ messages })));
		expect(status).toBe(503);
		expect(jsonOf(items).map(({ text }) => text)).toEqual(['wamid.2']);
	});
});

describe('what nobody has heard of', () => {
	it.each([
		['a field', JSON.stringify({ object: 'whatsapp_business_account', entry: [{ id: '1', changes: [{ field: 'flows', value: { event: 'ENDPOINT_ERROR_RATE' } }] }] })],
		['a kind of status', metaStatus('wamid.1', 'teleported')],
		['a shape', JSON.stringify({ object: 'something', entry: 'else' })],
	])('%s is of the kind other, and breaks nothing', async (_what, body) => {
		expect(await cloud().send(bySigned(body))).toMatchObject({ status: 200, items: [] });
		const { items } = await cloud({ events: ALL }).send(bySigned(body));
		expect(jsonOf(items)).toMatchObject([{ kind: 'other', provider: 'whatsAppCloud' }]);
	});

	it.each(['[]', '{}', '"text"', 'null', ''])('a body that cannot come from a provider is passed over: %s', async (body) => {
		expect(await cloud({ events: ALL }).send(bySigned(body))).toMatchObject({ status: 200, items: [] });
		expect(logged.filter((line) => line.includes('holds no event of the provider'))).toHaveLength(1);
	});

	it('is read as JSON also where the provider does not say so', async () => {
		const body = JSON.stringify({ event: { moText: [{ channel: 'whatsapp', messageId: 'm1', from: '31612345678', to: '447860099299', timestamp: 1795165200000, content: 'Hello' }] } });
		const { items } = await listeningFlow({ provider: 'clickatell' }).send({ body, contentType: 'text/plain' });
		expect(jsonOf(items)).toMatchObject([{ kind: 'message', text: 'Hello', provider: 'clickatell' }]);
		expect(await listeningFlow({ provider: 'clickatell' }).send({ body: 'no JSON', contentType: 'text/plain' })).toMatchObject({ status: 200, items: [] });
	});
});

describe('when somebody tries the flow out', () => {
	it('nothing is recognized, so that the same can be sent again and again', async () => {
		const listening = cloud({}, { isTest: true });
		for (let times = 0; times < 2; times++) {
			const { status, items } = await listening.send(bySigned(metaMessage('wamid.1')));
			expect(status).toBeUndefined();
			expect(items[0].json).not.toHaveProperty('flowElementsTicket');
			expect((await run(listening, items)).outputs('After')[0]).toHaveLength(1);
		}
	});
});

describe('when the store is away', () => {
	it('the provider is to deliver again, whatever it was', async () => {
		for (const method of ['get', 'claim', 'compareAndSet', 'changeAll'] as const) jest.spyOn(store, method).mockRejectedValue(new StoreUnavailable('The disk cannot be read.'));
		for (const body of [metaMessage('wamid.1'), metaStatus('wamid.1', 'read')]) {
			expect(await cloud().send(bySigned(body))).toMatchObject({ status: 503, items: [], headers: { 'retry-after': '10' } });
		}
		expect(logged.join('\n')).toContain('cannot take an event: The disk cannot be read.');
	});
});
