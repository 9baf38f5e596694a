import { setTimeout } from 'node:timers/promises';

import { FlowElementsAlertsPanelApi } from '../../credentials/FlowElementsAlertsPanelApi.credentials';
import { FlowElementsInfobipApi } from '../../credentials/FlowElementsInfobipApi.credentials';
import type { Entrant } from '../../flow/addToFlow/gateway';
import type { HttpRequest } from '../../flow/http/message';
import { CHANNELS } from '../../flow/optOut/channels';
import { alertsPanelFlows } from '../../providers/alertsPanel/flows';
import { blockDestinations, unblockDestinations } from '../../providers/infobip/blocklist';
import { infobipMoments } from '../../providers/infobip/moments';
import type { FetchSender } from '../support/fetchSender';
import { fetchSender } from '../support/fetchSender';
import { describeWithDocuments, startPrism } from '../support/prism';
import { keyHeaders } from '../support/providerKeys';
import type { ServerProcess } from '../support/serverProcess';
import { refusalsOf, spoil, withoutKey } from './support/contract';
import { entrant, entrants } from './support/entrants';

jest.setTimeout(30_000);

const clock = { now: Date.now, sleep: async (ms: number) => await setTimeout(Math.min(ms, 10)) };

/** Somebody of whom everything is known that goes along. */
const ANN = entrant('+31612345678', {
	identifiers: [
		{ type: 'phone', value: '+31612345678' },
		{ type: 'phone', value: '+31687654321' },
		{ type: 'email', value: 'ann@example.com' },
	],
	attributes: {
		externalId: 4711,
		firstName: 'Ann',
		lastName: 'Lee',
		middleName: 'B',
		type: 'lead',
		address: 'Main Street 1',
		city: 'Utrecht',
		country: 'Netherlands',
		gender: 'female',
		birthDate: '1990-02-28',
		preferredLanguage: 'nl',
		profilePicture: 'https://example.com/ann.png',
		tags: ['VIP'],
		Company: 'Acme',
		visits: 3,
		orders: [{ id: 1, lines: ['a'] }],
	},
	variables: { orderNumber: 1167873391, name: 'Ann & Bob', paid: false, lines: [{ sku: 'a' }], missing: null },
});
const BOB: Entrant = { ...ANN, identifiers: [{ type: 'email', value: 'bob@example.com' }], attributes: {} };

describeWithDocuments("requests to Infobip Moments, by Infobip's OpenAPI document", ['infobip-moments.json'], () => {
	let server: ServerProcess;
	beforeAll(async () => (server = await startPrism('infobip-moments.json')));
	afterAll(async () => await server?.stop());

	async function addAll(people: Entrant[], change?: (request: HttpRequest) => HttpRequest): Promise<FetchSender> {
		const key = await keyHeaders(new FlowElementsInfobipApi(), { baseUrl: server.url, apiKey: 'k' }, server.url);
		const sender = fetchSender(key, change);
		const settings = { baseUrl: server.url, campaignId: '200000000000001', clock, report: { read: true, withinMs: 20 } };
		await infobipMoments(sender.sendRequest, settings).add(people);
		return sender;
	}

	it('are as it says, with the reading of the report', async () => {
		const sender = await addAll([ANN, BOB, entrant('+31612340000')]);
		expect(refusalsOf(sender)).toEqual([]);
		expect(new Set(sender.requests.map(({ method }) => method))).toEqual(new Set(['POST', 'GET']));
	});

	it('are as it says for each 1,000', async () => {
		const sender = await addAll(entrants(1001));
		expect(refusalsOf(sender)).toEqual([]);
	});

	it.each<[string, (request: HttpRequest) => HttpRequest, number]>([
		['a way to identify that there is not', spoil(({ participants }: { participants: object[] }) => ({ participants: [{ ...participants[0], identifyBy: { identifier: '1', type: 'FAX' } }] })), 400],
		['somebody without a name', spoil(() => ({ participants: [{ variables: {} }] })), 400],
		['a phone number that is a number', spoil(() => ({ participants: [{ identifyBy: { identifier: 31612345678, type: 'PHONE' } }] })), 400],
		['a gender that there is not', spoil(() => ({ participants: [{ identifyBy: { identifier: '1', type: 'PHONE' }, person: { gender: 'X' } }] })), 400],
		['variables that are a list', spoil(() => ({ participants: [{ identifyBy: { identifier: '1', type: 'PHONE' }, variables: ['a'] }] })), 400],
		['no participants', spoil(() => ({})), 400],
		['a flow that is no number', (request) => ({ ...request, url: request.url.replace('200000000000001', 'welcome') }), 400],
		['no operation', (request) => ({ ...request, url: request.url.replace('operationId', 'operation') }), 422],
		['no key', withoutKey, 401],
	])('are refused with %s, so that these tests can fail', async (_, change, status) => {
		const sender = await addAll([entrant('+31612345678')], change);
		expect(refusalsOf(sender)[0]).toMatchObject({ status });
	});
});

describeWithDocuments("requests to Infobip's blocklist, by Infobip's OpenAPI document", ['infobip-blocklist.json'], () => {
	let server: ServerProcess;
	beforeAll(async () => (server = await startPrism('infobip-blocklist.json')));
	afterAll(async () => await server?.stop());

	async function sender(change?: (request: HttpRequest) => HttpRequest): Promise<FetchSender> {
		return fetchSender(await keyHeaders(new FlowElementsInfobipApi(), { baseUrl: server.url, apiKey: 'k' }, server.url), change);
	}
	const changeOf = (channel: (typeof CHANNELS)[number]['value'] | 'all') => ({
		baseUrl: server.url,
		destinations: ['+31612345678', 'ann@example.com'],
		channel,
		sleep: clock.sleep,
	});

	it.each(['all' as const, ...CHANNELS.map(({ value }) => value).filter((value) => value !== 'voice')])(
		'are as it says for %s',
		async (channel) => {
			const sending = await sender();
			expect(await blockDestinations(sending.sendRequest, changeOf(channel))).toEqual({ accepted: true });
			expect(await unblockDestinations(sending.sendRequest, changeOf(channel))).toEqual({ accepted: true });
			expect(refusalsOf(sending)).toEqual([]);
			expect(sending.outcomes.map(({ reply }) => reply?.status)).toEqual([202, 202]);
		},
	);

	it.each<[string, (request: HttpRequest) => HttpRequest, number]>([
		['a channel that there is not', spoil(({ blocklist }: { blocklist: object[] }) => ({ blocklist: [{ ...blocklist[0], channel: 'VOICE' }] })), 400],
		['an empty address', spoil(() => ({ blocklist: [{ destinations: [{ to: '' }] }] })), 400],
		['addresses that are texts', spoil(() => ({ blocklist: [{ destinations: ['31612345678'] }] })), 400],
		['no list', spoil(() => ({})), 400],
		['no key', withoutKey, 401],
	])('are refused with %s, so that these tests can fail', async (_, change, status) => {
		const sending = await sender(change);
		expect(await blockDestinations(sending.sendRequest, changeOf('sms'))).toMatchObject({ accepted: false });
		expect(await unblockDestinations(sending.sendRequest, changeOf('sms'))).toMatchObject({ accepted: false });
		expect(refusalsOf(sending)).toEqual([expect.objectContaining({ status }), expect.objectContaining({ status })]);
	});

	it('are as it says for the test of the credential', async () => {
		const { url, qs } = new FlowElementsInfobipApi().test.request as { url: string; qs: Record<string, string> };
		const ask = async (query: Record<string, string>) => {
			const sending = await sender();
			const address = `${server.url}${url}?${new URLSearchParams(query).toString()}`;
			await sending.sendRequest({ method: 'GET', url: address, headers: {} });
			return refusalsOf(sending);
		};
		expect(await ask(qs)).toEqual([]);
		expect(await ask({ size: '0' })).toEqual([expect.objectContaining({ status: 400 })]);
	});
});

describeWithDocuments('requests to AlertsPanel, by the document of what is public of its API', ['engati-alertspanel.json'], () => {
	let server: ServerProcess;
	beforeAll(async () => (server = await startPrism('engati-alertspanel.json')));
	afterAll(async () => await server?.stop());

	async function addAll(change?: (request: HttpRequest) => HttpRequest): Promise<FetchSender> {
		const key = await keyHeaders(new FlowElementsAlertsPanelApi(), { host: server.url, apiKey: 'k' }, server.url);
		const sender = fetchSender(key, change);
		const settings = { host: server.url, customerId: '61000', botKey: 'bb67', flowKey: 'F/1' };
		await alertsPanelFlows(sender.sendRequest, settings).add([ANN]);
		return sender;
	}

	it('are as it says', async () => {
		const sender = await addAll();
		expect(refusalsOf(sender)).toEqual([]);
		expect(sender.requests).toHaveLength(1);
	});

	it.each<[string, (request: HttpRequest) => HttpRequest, number]>([
		['no key', withoutKey, 401],
		['another path', (request) => ({ ...request, url: request.url.replace('/bot/', '/bots/') }), 404],
		['another method', (request) => ({ ...request, method: 'PUT' }), 405],
		['two phone numbers', (request) => ({ ...request, url: `${request.url}&user.phone_no=31687654321` }), 422],
	])('are refused with %s, so that these tests can fail', async (_, change, status) => {
		expect(refusalsOf(await addAll(change))).toEqual([expect.objectContaining({ status })]);
	});
});
