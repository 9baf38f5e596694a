import type { ServerResponse } from 'node:http';
import { setTimeout } from 'node:timers/promises';

import { FORWARDED_HEADER, forwardedProof, forwardingKey } from '../../../flow/message/forwarded';
import { Listeners } from '../../../flow/message/listeners';
import { RecognizedEvents } from '../../../flow/message/recognized';
import { Reports } from '../../../flow/message/reports';
import { SqliteStore } from '../../../flow/store/sqliteStore';
import { useFlowStore } from '../../../flow/store/theStore';
import { addressesOf } from '../../../nodes/MessageEventsTrigger/forward';
import { messageAccount } from '../../../nodes/shared/messageAccounts';
import type { ApiServer, TakenRequest } from '../../support/apiServer';
import { deadUrl, json, startApi } from '../../support/apiServer';
import { runFlow } from '../../support/engine';
import type { ListeningFlow } from './trigger';
import { CREDENTIALS, listeningFlow, metaMessage, metaStatus, signed } from './trigger';

let store: SqliteStore;
beforeEach(() => {
	store = new SqliteStore(':memory:');
	useFlowStore(store);
	// This process serves no webhooks.
	process.env.N8N_PORT = '1';
});
afterEach(async () => {
	delete process.env.N8N_PORT;
	await store.close();
});
afterAll(() => useFlowStore());

type Listening = ReturnType<typeof listeningFlow>;
const { group } = messageAccount('whatsAppCloud', CREDENTIALS.whatsAppCloud);
const listeners = async () => await new Listeners(store).of('whatsAppCloud', group);
const cloud = async (more: Partial<ListeningFlow> = {}): Promise<Listening> => {
	const listening = listeningFlow({ provider: 'whatsAppCloud', ...more });
	await listening.publish();
	return listening;
};
const bySigned = (body: string) => ({ body, headers: signed(body) });
const answeredByN8n = { status: undefined };

/** Serves the webhooks of flows, as n8n does. */
async function served(flows: () => Listening[], items: unknown[][]): Promise<ApiServer> {
	return await startApi(async ({ path, headers, body }: TakenRequest, response: ServerResponse) => {
		const index = flows().findIndex((_, at) => path === `/webhook/flow${at}-path`);
		const answered = await flows()[index].send({ body, headers: headers as Record<string, string> });
		items[index].push(...answered.items.map((item) => item.json.eventId));
		response.writeHead(answered.status ?? 200).end(answered.text);
		return undefined;
	});
}

describe('several flows that listen to one app', () => {
	it('each get each event once, and what there is to be done is done once', async () => {
		const items: unknown[][] = [[], [], [], []];
		const flows: Listening[] = [];
		const api = await served(() => flows, items);
		const base = `${api.url}/webhook`;
		for (const [index, events] of [['message'], ['message', 'read'], ['read'], ['other']].entries()) {
			flows.push(await cloud({ id: `flow${index}`, base, parameters: { events } }));
		}

		const first = await flows[0].send(bySigned(metaMessage('wamid.1')));
		expect(first).toMatchObject({ ...answeredByN8n, items: [{ json: { eventId: 'wamid.1' } }] });
		expect(items).toEqual([[], ['wamid.1'], [], []]);
		// Who does not want it is not asked.
		expect(api.requests.map(({ path }) => path)).toEqual(['/webhook/flow1-path']);

		const report = metaStatus('wamid.2', 'read');
		expect(await flows[0].send(bySigned(report))).toMatchObject({ status: 200, items: [] });
		expect(items.map((of) => of.length)).toEqual([0, 2, 1, 0]);
		expect(await new Reports(store).statusOf('whatsAppCloud', 'wamid.2')).toMatchObject({ kind: 'read' });

		// What is under way for one flow makes the provider come again, and nobody gets anything twice.
		expect(await flows[2].send(bySigned(report))).toMatchObject({ status: 503, items: [] });
		expect(items.map((of) => of.length)).toEqual([0, 2, 1, 0]);
	});

	it('each know the participant, and that it is new', async () => {
		const got: unknown[] = [];
		const flows: Listening[] = [];
		const api = await startApi(async ({ headers, body }) => {
			const { items } = await flows[1].send({ body, headers: headers as Record<string, string> });
			got.push(items[0].json.participant);
			return {};
		});
		for (const id of ['flow0', 'flow1']) flows.push(await cloud({ id, base: `${api.url}/webhook` }));
		const { items } = await flows[0].send(bySigned(metaMessage('wamid.1')));
		expect(items[0].json.participant).toMatchObject({ isNew: true });
		expect(got).toEqual([items[0].json.participant]);
	});

	it('are told byte for byte, by a proof that serves nobody else', async () => {
		const api = await startApi();
		const [flow0, other] = [await cloud({ id: 'flow0' }), await cloud({ id: 'other', base: `${api.url}/webhook` })];
		const body = `${metaMessage('wamid.1', 'Grüße \u{1f600}')} `;
		await flow0.send(bySigned(body));
		expect(api.requests).toMatchObject([{ body, headers: { 'content-type': 'application/json' } }]);
		const headers = { [FORWARDED_HEADER]: String(api.requests[0].headers[FORWARDED_HEADER]) };

		expect(await flow0.send({ body, headers })).toMatchObject({ status: 401, items: [] });
		expect(await other.send({ body: body.trim(), headers })).toMatchObject({ status: 401, items: [] });
		// A proof that is wrong is not made good by the provider's.
		expect(await other.send({ body, headers: { ...signed(body), [FORWARDED_HEADER]: 'x' } })).toMatchObject({ status: 401, items: [] });
		expect(await other.send({ body, headers })).toMatchObject(answeredByN8n);
		// It is not handed on again.
		expect(api.requests).toHaveLength(1);
	});

	it('are told again when n8n was only starting where they are served, though it answers 200 then', async () => {
		let isStarting = true;
		const api = await startApi((_, response) => void response.writeHead(200).end(isStarting ? 'n8n is starting up. Please wait' : ''));
		const [flow0] = [await cloud({ id: 'flow0' }), await cloud({ id: 'other', base: `${api.url}/webhook` })];
		expect(await flow0.send(bySigned(metaMessage('wamid.1')))).toMatchObject({ items: [expect.anything()], status: 503 });
		isStarting = false;
		expect((await flow0.send(bySigned(metaMessage('wamid.1')))).items).toEqual([]);
		expect(api.requests).toHaveLength(2);
	});

	it('are another group when the app is another one', async () => {
		const api = await startApi();
		const flow0 = await cloud({ id: 'flow0' });
		await cloud({ id: 'other', base: `${api.url}/webhook`, credential: { appSecret: 'the secret of another app' } });
		await flow0.send(bySigned(metaMessage('wamid.1')));
		expect(api.requests).toEqual([]);
	});

	it('get nothing any more when they are unpublished', async () => {
		const api = await startApi();
		const flow0 = await cloud({ id: 'flow0' });
		const other = await cloud({ id: 'other', base: `${api.url}/webhook` });
		await other.unpublish();
		expect(await flow0.send(bySigned(metaMessage('wamid.1')))).toMatchObject(answeredByN8n);
		expect(api.requests).toEqual([]);
		await flow0.unpublish();
		for await (const { key } of store.entries('message-listener')) throw new Error(`There should be no ${key}.`);
	});
});

it('who has an event already, or is about to, is not asked again', async () => {
	const api = await startApi();
	const flow0 = await cloud({ id: 'flow0' });
	await cloud({ id: 'other', base: `${api.url}/webhook` });
	const events = new RecognizedEvents(store, 'other:node-0');
	await events.take('wamid.1', 'token');
	const { items } = await flow0.send(bySigned(metaMessage('wamid.1')));
	expect(items).toHaveLength(1);
	await runFlow({ ...flow0.flow, items });
	expect(await flow0.send(bySigned(metaMessage('wamid.1')))).toMatchObject({ status: 503, items: [] });
	await events.confirm('wamid.1', 'token', 1_000_000);
	expect(await flow0.send(bySigned(metaMessage('wamid.1')))).toMatchObject({ status: 200, items: [] });
	expect(api.requests).toEqual([]);
});

describe('when another flow does not take it', () => {
	it.each<[string, (response: ServerResponse) => unknown]>([
		['fails', () => 500],
		['is to come again itself', () => 503],
		['is behind a proxy that does not know it', () => 404],
		['breaks off', (response) => void response.destroy()],
		['is not there yet', (response) => json(response, 404, { code: 404, message: 'The requested webhook "POST other-path" is not registered.' })],
	])('because it %s, the flow runs all the same, and the provider is to deliver again', async (_why, answer) => {
		const api = await startApi((_request, response) => answer(response));
		const flow0 = await cloud({ id: 'flow0' });
		await cloud({ id: 'other', base: `${api.url}/webhook` });
		const { flow } = flow0;
		const { status, items } = await flow0.send(bySigned(metaMessage('wamid.1')));
		expect(status).toBe(503);
		expect(items).toHaveLength(1);
		await runFlow({ ...flow, items });

		// When it comes again, only the other one is asked.
		expect(await flow0.send(bySigned(metaMessage('wamid.1')))).toMatchObject({ status: 503, items: [] });
		expect(api.requests).toHaveLength(2);
		expect(await listeners()).toHaveLength(2);
	});

	it('because it takes longer than five seconds, the provider is to deliver again', async () => {
		const api = await startApi(async () => await setTimeout(7_000, {}));
		const flow0 = await cloud({ id: 'flow0' });
		await cloud({ id: 'other', base: `${api.url}/webhook` });
		const begun = Date.now();
		expect(await flow0.send(bySigned(metaMessage('wamid.1')))).toMatchObject({ status: 503 });
		expect(Date.now() - begun).toBeGreaterThan(4_900);
		expect(Date.now() - begun).toBeLessThan(6_500);
		expect(api.requests).toHaveLength(1);
	}, 15_000);

	it('because nobody listens there, the provider is to deliver again', async () => {
		const flow0 = await cloud({ id: 'flow0' });
		await cloud({ id: 'other', base: `${await deadUrl()}/webhook` });
		expect(await flow0.send(bySigned(metaMessage('wamid.1')))).toMatchObject({ status: 503 });
	});

	it('because n8n has not known it for five minutes, it is forgotten, and the provider need not come again', async () => {
		const api = await startApi((_request, response) => json(response, 404, { message: 'The requested webhook "POST other-path" is not registered.' }));
		const flow0 = await cloud({ id: 'flow0' });
		await cloud({ id: 'other', base: `${api.url}/webhook` });
		const [, other] = await listeners();
		await new Listeners(store).add({ ...other, missingSinceMs: Date.now() - 300_000 });
		expect(await flow0.send(bySigned(metaMessage('wamid.1')))).toMatchObject(answeredByN8n);
		expect((await listeners()).map(({ id }) => id)).toEqual(['flow0:node-0']);
	});

	it('because it is only tried out, that is nobody else\'s matter', async () => {
		const api = await startApi(() => 500);
		const flow0 = await cloud({ id: 'flow0' });
		await cloud({ id: 'other', base: `${api.url}/webhook`, isTest: true });
		expect(await flow0.send(bySigned(metaMessage('wamid.1')))).toMatchObject(answeredByN8n);
		expect(api.requests.map(({ path }) => path)).toEqual(['/webhook-test/other-path']);
	});
});

describe('a flow that is tried out in the editor', () => {
	it('gets what comes in for the published one, and leaves the published one alone when it is done', async () => {
		const api = await startApi();
		const base = `${api.url}/webhook`;
		const published = await cloud({ id: 'flow0', base });
		const tried = await cloud({ id: 'flow0', base, isTest: true });
		await published.send(bySigned(metaMessage('wamid.1')));
		expect(api.requests.map(({ path }) => path)).toEqual(['/webhook-test/flow0-path']);
		await tried.unpublish();
		expect(await listeners()).toMatchObject([{ id: 'flow0:node-0' }]);
	});
});

it('a listener that the store does not know any more is noted down again when it is called', async () => {
	const flow0 = await cloud({ id: 'flow0' });
	await new Listeners(store).remove('flow0:node-0');
	await flow0.send(bySigned(metaMessage('wamid.1')));
	expect(await listeners()).toMatchObject([{ id: 'flow0:node-0', url: 'https://n8n.example/webhook/flow0-path', kinds: ['message'] }]);
});

it('what is handed on changes nothing but the runs of the flow', async () => {
	const flow0 = await cloud({ id: 'flow0', parameters: { events: ['message', 'read'] } });
	for (const body of [metaMessage('wamid.1'), metaStatus('wamid.1', 'read')]) {
		const proof = forwardedProof(await forwardingKey(store), { listener: 'flow0:node-0', rawBody: Buffer.from(body) }, new Date());
		expect(await flow0.send({ body, headers: { [FORWARDED_HEADER]: proof } })).toMatchObject({ ...answeredByN8n, items: [{}] });
	}
	expect(await new Reports(store).statusOf('whatsAppCloud', 'wamid.1')).toBeUndefined();
	for await (const { key } of store.entries('participant')) throw new Error(`There should be no ${key}.`);
});

describe('where a listener is found', () => {
	const url = 'https://old.example/n8n/webhook/some-path';

	it('is in this process first, then at the present address of n8n', () => {
		expect(addressesOf({ url }, { N8N_PORT: '5679', WEBHOOK_URL: 'https://new.example/n8n/' })).toEqual([
			'http://localhost:5679/webhook/some-path',
			'https://new.example/n8n/webhook/some-path',
		]);
		expect(addressesOf({ url: 'http://localhost:5678/webhook/some-path' }, {})).toEqual(['http://localhost:5678/webhook/some-path']);
		expect(addressesOf({ url: 'https://n8n.example/hooks/some-path' }, { N8N_ENDPOINT_WEBHOOK: 'hooks' })[0]).toBe('http://localhost:5678/hooks/some-path');
	});

	it('is at its URL when it is tried out, for only the main process serves that', () => {
		expect(addressesOf({ url: 'https://n8n.example/webhook-test/some-path', isTest: true }, {})).toEqual(['https://n8n.example/webhook-test/some-path']);
	});
});

describe('the account of a credential', () => {
	it('is the same for the same account, however it is written, and tells nothing', () => {
		const infobip = { baseUrl: 'https://x.api.infobip.com', apiKey: 'the key' };
		const { group: one } = messageAccount('infobip', infobip);
		expect(messageAccount('infobip', { baseUrl: ' https://x.api.infobip.com/ ', apiKey: 'the key\n', webhookUser: 'u' })).toEqual({ group: one });
		expect(one).toMatch(/^[0-9a-f]{64}$/);
		const others = [
			messageAccount('infobip', { ...infobip, apiKey: 'another' }),
			messageAccount('infobip', { ...infobip, baseUrl: 'https://y.api.infobip.com' }),
			messageAccount('clickatell', infobip),
		];
		expect(new Set([one, ...others.map(({ group: other }) => other)]).size).toBe(4);
	});
});
