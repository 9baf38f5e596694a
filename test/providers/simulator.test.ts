import { setTimeout } from 'node:timers/promises';

import { FlowElementsAlertsPanelApi } from '../../credentials/FlowElementsAlertsPanelApi.credentials';
import { FlowElementsInfobipApi } from '../../credentials/FlowElementsInfobipApi.credentials';
import type { Entrant, Entry } from '../../flow/addToFlow/gateway';
import { alertsPanelFlows } from '../../providers/alertsPanel/flows';
import { blockDestinations, unblockDestinations } from '../../providers/infobip/blocklist';
import { infobipMoments } from '../../providers/infobip/moments';
import type { FetchSender } from '../support/fetchSender';
import { fetchSender } from '../support/fetchSender';
import { keyHeaders } from '../support/providerKeys';
import type { ServerProcess } from '../support/serverProcess';
import { startSimulator } from '../support/simulator';
import { entrant } from './support/entrants';

jest.setTimeout(30_000);

const clock = { now: Date.now, sleep: async (ms: number) => await setTimeout(ms) };
const ANN = entrant('+31612345678');

let simulator: ServerProcess;
beforeAll(async () => (simulator = await startSimulator()));
afterAll(async () => await simulator?.stop());

const summaryOf = (entry: Entry) => (entry.added ? 'added' : entry.reason);

describe('Infobip Moments in the simulator', () => {
	async function add(people: readonly Entrant[], campaignId: string, apiKey = 'simulator-key', withinMs = 5000): Promise<Entry[]> {
		const key = await keyHeaders(new FlowElementsInfobipApi(), { baseUrl: simulator.url, apiKey }, simulator.url);
		const { sendRequest } = fetchSender(key);
		return await infobipMoments(sendRequest, { baseUrl: simulator.url, campaignId, clock, report: { read: true, withinMs } }).add(people);
	}

	it('accepts participants, and says in its report who has entered', async () => {
		const people = [
			ANN,
			...[1, 2, 3, 4, 5, 6].map((mark) => entrant(`+3161234000${mark}`)),
			{ ...ANN, identifiers: [{ type: 'email', value: 'ann+0002@example.com' }] },
			{ ...ANN, attributes: { plan: 'gold', Company: 'Acme' } },
			{ ...ANN, attributes: { plan: 'gold', shoeSize: 43 } },
		];
		const entries = await add(people, '200001');
		expect(entries.map(({ details }) => details?.errorReason ?? details?.confirmed)).toEqual([
			true,
			'REJECTED_INVALID_CONTACT',
			'REJECTED_PERSON_IN_FLOW',
			'REJECTED_PERSON_NOT_ALLOWED_TO_REENTER',
			'REJECTED_NOT_ENOUGH_CREDITS',
			'REJECTED_FLOW_ERROR_UNKNOWN',
			'REJECTED_CDP_ERROR_UNKNOWN',
			'REJECTED_PERSON_IN_FLOW',
			// Three with one number have a row each.
			true,
			'REJECTED_ATTRIBUTE_MISSED',
		]);
	});

	it('can leave people pending, and a report out', async () => {
		expect(await add([ANN, entrant('+31612340007')], '200001', 'simulator-key', 900)).toEqual([
			{ added: true, details: expect.objectContaining({ confirmed: true, status: 'ACCEPTED' }) },
			{ added: true, details: expect.objectContaining({ confirmed: false, status: 'PENDING' }) },
		]);
		expect(await add([ANN], '200003', 'simulator-key', 600)).toEqual([
			{ added: true, details: expect.objectContaining({ confirmed: false, status: 'PENDING' }) },
		]);
	});

	it('is busy once, and takes participants after the wait', async () => {
		const started = Date.now();
		expect((await add([ANN], '200002')).map(summaryOf)).toEqual(['added']);
		expect(Date.now() - started).toBeGreaterThanOrEqual(1000);
	});

	it.each([
		['404001', 'simulator-key', 'targetMissing'],
		['400005', 'simulator-key', 'targetInactive'],
		['500001', 'simulator-key', 'providerError'],
		['500002', 'simulator-key', 'noResponse'],
		['200001', 'wrong-key', 'notAuthorized'],
		['200001', 'key-without-scopes', 'notAuthorized'],
	])('answers for the flow %s and the key %s as documented', async (campaignId, apiKey, reason) => {
		expect((await add([ANN], campaignId, apiKey)).map(summaryOf)).toEqual([reason]);
	});

	it.each([
		['that names one at a time', '200004', 'invalidContact'],
		['that names nobody', '200005', 'personRejected'],
	])('keeps 37 of 1,000 out by a refusal %s', async (_, campaignId, reason) => {
		const people = Array.from({ length: 1000 }, (_unused, index) =>
			entrant(`+316${10_000 + index}${index % 27 === 0 && index < 999 ? '0009' : '0100'}`),
		);
		const summary = (await add(people, campaignId)).map(summaryOf);
		expect(summary.filter((one) => one === 'added')).toHaveLength(963);
		expect(summary).toEqual(people.map(({ identifiers }) => (identifiers[0].value.endsWith('0009') ? reason : 'added')));
	});

	it('takes no more than 1,000, and nobody without a kind of address', async () => {
		const key = await keyHeaders(new FlowElementsInfobipApi(), { baseUrl: simulator.url, apiKey: 'simulator-key' }, simulator.url);
		const { sendRequest } = fetchSender(key);
		const post = async (body: unknown) => {
			const url = `${simulator.url}/moments/1/flows/200001/participants`;
			const { reply } = await sendRequest({ method: 'POST', url, headers: {}, body: JSON.stringify(body) });
			return [reply?.status, (JSON.parse(reply?.body.toString() ?? '') as { errorMessage: string }).errorMessage];
		};
		expect(await post({ participants: Array(1001).fill({}) })).toEqual([400, 'Number of participants must be between 1 and 1000. Received: 1001']);
		expect(await post({})).toEqual([400, 'Mandatory fields are absent: [participants]']);
		expect(await post({ participants: [{ identifyBy: { identifier: '1' } }] })).toEqual([
			400,
			'Field participants.[0].identifyBy.type must not be null or unsupported value',
		]);
	});
});

describe("Infobip's blocklist in the simulator", () => {
	async function infobip(apiKey = 'simulator-key'): Promise<FetchSender> {
		return fetchSender(await keyHeaders(new FlowElementsInfobipApi(), { baseUrl: simulator.url, apiKey }, simulator.url));
	}
	const change = (destinations: string[], channel: 'all' | 'sms' | 'whatsapp') => ({
		baseUrl: simulator.url,
		destinations,
		channel,
		sleep: clock.sleep,
	});

	async function listed(query = ''): Promise<unknown[]> {
		const { sendRequest } = await infobip();
		const { reply } = await sendRequest({ method: 'GET', url: `${simulator.url}/platform/1/blocklists${query}`, headers: {} });
		const { results } = JSON.parse(reply?.body.toString() ?? '') as { results: Array<{ destination: string; channel?: string }> };
		return results.map(({ destination, channel = 'all' }) => `${destination} ${channel}`).sort();
	}

	it('keeps what is put there, one request a second, and lets go of what matches', async () => {
		const { sendRequest, outcomes } = await infobip();
		expect(await blockDestinations(sendRequest, change(['+31612345678', 'ann@example.com'], 'all'))).toEqual({ accepted: true });
		expect(await blockDestinations(sendRequest, change(['+31612345678', '+31687654321'], 'sms'))).toEqual({ accepted: true });
		expect(outcomes.map(({ reply, tries }) => [reply?.status, tries])).toEqual([
			[202, 1],
			[202, 2],
		]);
		expect(await listed()).toEqual(['31612345678 SMS', '31612345678 all', '31687654321 SMS', 'ann@example.com all']);

		expect(await unblockDestinations(sendRequest, change(['+31612345678', '+31687654321'], 'sms'))).toEqual({ accepted: true });
		expect(await listed()).toEqual(['31612345678 all', 'ann@example.com all']);
		expect(await listed('?destination=31612345678')).toEqual(['31612345678 all']);
	});

	it('is closed to others', async () => {
		const { sendRequest } = await infobip('wrong-key');
		expect(await blockDestinations(sendRequest, change(['+31612345678'], 'all'))).toMatchObject({
			accepted: false,
			reason: 'notAuthorized',
		});
	});
});

describe('AlertsPanel in the simulator', () => {
	async function add(flowKey: string, { customerId = '61000', apiKey = 'simulator-key' } = {}): Promise<string[]> {
		const key = await keyHeaders(new FlowElementsAlertsPanelApi(), { host: simulator.url, apiKey }, simulator.url);
		const { sendRequest } = fetchSender(key);
		const settings = { host: simulator.url, customerId, botKey: 'simulator-bot', flowKey };
		return (await alertsPanelFlows(sendRequest, settings).add([ANN])).map(summaryOf);
	}

	it('starts a flow, also one that is busy at first', async () => {
		expect(await add('welcome')).toEqual(['added']);
		expect(await add('busy')).toEqual(['added']);
	});

	it('answers as it may for what is wrong', async () => {
		expect(await add('broken')).toEqual(['providerError']);
		expect(await add('nowhere')).toEqual(['targetMissing']);
		expect(await add('welcome', { customerId: '61001' })).toEqual(['targetMissing']);
		expect(await add('welcome', { apiKey: 'wrong-key' })).toEqual(['notAuthorized']);
	});

	it('answers the test of the credential', async () => {
		const key = await keyHeaders(new FlowElementsAlertsPanelApi(), { host: simulator.url, apiKey: 'simulator-key' }, simulator.url);
		const users = `${simulator.url}/bot-api/v1.0/customer/61000/bot/simulator-bot/users?attribute.name=user.phone_no&attribute.value=0`;
		expect((await fetch(users, { headers: key })).status).toBe(200);
		expect((await fetch(users)).status).toBe(401);
	});
});
