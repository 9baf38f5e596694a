import type { INodeParameters } from 'n8n-workflow';

import type { Channel } from '../../../flow/optOut/channels';
import { OptOuts } from '../../../flow/optOut/optOuts';
import { Participants } from '../../../flow/participant/participants';
import { startApi } from '../../support/apiServer';
import { add, loseStore, own, people, resultOf } from './adding';

const PHONE = { type: 'phone', value: '+31612345678' };
const EMAIL = { type: 'email', value: 'ann@example.com' };
const ITEM = { json: { phone: '+31 6 12345678', email: 'Ann@Example.com' } };

const optOut = async (address: typeof PHONE, channel: Channel | 'all' = 'all', reason = '') =>
	await new OptOuts(own.store).add(address, { channel, reason });
const checking = (optOutChannel: string): INodeParameters => ({ options: { optOutChannel } });

describe('Somebody on the opt-out list', () => {
	it('is not added, with the reason and since when', async () => {
		const { entry } = await optOut(PHONE, 'all', 'STOP');
		const { run, added, other, result, flows } = await add({}, { items: [ITEM, { json: { phone: '+31687654321' } }] });

		expect(run.status).toBe('success');
		expect([added.length, other.length, flows.runs.length]).toEqual([1, 1, 1]);
		const refused = other[0].json.addToFlow;
		expect(refused).toMatchObject({
			status: 'notAdded',
			reason: 'optedOut',
			message: `The phone number has been on the opt-out list for all channels since ${entry.at}: STOP.`,
			details: { channel: 'all', since: entry.at },
		});
		expect(JSON.stringify(refused)).not.toContain('12345678');
		expect(result.status).toBe('added');
	});

	it('is found by the phone number and by the email address', async () => {
		await optOut(EMAIL);
		const { result } = await add({}, { items: [ITEM] });
		expect(result.reason).toBe('optedOut');
	});

	it.each<[string, Channel | 'all', INodeParameters, string]>([
		['all channels, by default', 'all', {}, 'notAdded'],
		['one channel, by default', 'whatsapp', {}, 'added'],
		['the channel that counts', 'whatsapp', checking('whatsapp'), 'notAdded'],
		['all channels, where one counts', 'all', checking('whatsapp'), 'notAdded'],
		['another channel', 'sms', checking('whatsapp'), 'added'],
		['all channels, where the list does not count', 'all', checking('none'), 'added'],
	])('is added or not by what they have opted out of: %s', async (_, channel, parameters, status) => {
		await optOut(PHONE, channel);
		const { result } = await add(parameters, { items: [ITEM] });
		expect(result.status).toBe(status);
	});

	it.each(['infobip', 'alertsPanel', 'route'])('is not sent to the target %s either', async (target) => {
		await optOut(PHONE);
		const api = await startApi();
		const credentials = {
			flowElementsInfobipApi: { baseUrl: api.url, apiKey: 'k' },
			flowElementsAlertsPanelApi: { host: api.url, customerId: '1', botKey: 'b', apiKey: 'k' },
		};
		const parameters = { target, url: api.url, authentication: 'none', campaignId: '1', flowKey: 'F' };
		const { result } = await add(parameters, { items: [ITEM], credentials });
		expect(result.reason).toBe('optedOut');
		expect(api.requests).toEqual([]);
	});
});

describe('Another participant on the opt-out list', () => {
	const friend = (change: INodeParameters): INodeParameters => ({ participant: 'another', consent: true, ...change });

	it('is not added, and gets no profile', async () => {
		await optOut(PHONE);
		const { result, flows } = await add(friend({ phone: PHONE.value }), { items: [{ json: {} }] });
		expect(result).toMatchObject({ reason: 'optedOut' });
		expect(result).not.toHaveProperty('participant');
		expect(flows.runs).toEqual([]);
		expect(await new Participants(own.store).find(PHONE)).toBeUndefined();
	});

	it('is not added under another address either, when the profile knows both', async () => {
		await new Participants(own.store).upsert({ identifiers: [PHONE, EMAIL] });
		await optOut(PHONE);
		const { result, flows } = await add(friend({ email: EMAIL.value }), { items: [{ json: {} }] });
		expect(result).toMatchObject({ reason: 'optedOut' });
		expect(flows.runs).toEqual([]);
	});

	it('is added when it was an earlier phone number that is on the list', async () => {
		const participants = new Participants(own.store);
		await participants.upsert({ identifiers: [PHONE, EMAIL] });
		await participants.upsert({ identifiers: [{ type: 'phone', value: '+31687654321' }, EMAIL] });
		await optOut(PHONE);
		const { result } = await add(friend({ email: EMAIL.value }), { items: [{ json: {} }] });
		expect(result).toMatchObject({ status: 'added' });
	});
});

describe('Whether the list was asked', () => {
	it.each<[string, boolean, INodeParameters, object]>([
		['was', true, {}, ITEM.json],
		['was not, as no address is known', false, {}, {}],
		['was not, as it does not count', false, checking('none'), ITEM.json],
	])('stands in the item: it %s', async (_, optOutChecked, parameters, json) => {
		const { result } = await add(parameters, { items: [{ json: json as typeof ITEM.json }] });
		expect(result).toMatchObject({ status: 'added', optOutChecked });
	});

	it('is not left to a name that no channel has', async () => {
		const { run, error, flows } = await add(checking('={{ "Whats App" }}'), { items: [ITEM] });
		expect([run.status, error]).toEqual(['error', 'Check Opt-Out List names no channel. Choose one from the list.']);
		expect(flows.runs).toEqual([]);
	});
});

describe('While the store cannot be used', () => {
	beforeEach(loseStore);

	it('it is not asked for each of many', async () => {
		const asked = jest.spyOn(OptOuts.prototype, 'verify');
		const { other } = await add({}, { items: people(200) });
		expect(new Set(other.map((item) => resultOf(item).reason))).toEqual(new Set(['optOutListUnavailable']));
		expect(other).toHaveLength(200);
		expect(asked.mock.calls.length).toBeLessThanOrEqual(20);
	});

	it.each([false, true])('nobody is added, because nobody knows who has opted out (waits: %s)', async (waits) => {
		const { run, added, other, result, flows } = await add({ waits }, { items: [ITEM, ITEM] });
		expect(run.status).toBe('success');
		expect([added.length, other.length]).toEqual([0, 2]);
		expect(result).toMatchObject({
			reason: 'optOutListUnavailable',
			message: 'The opt-out list could not be read, so nobody was added. The flow store cannot be reached.',
		});
		expect(flows.runs).toEqual([]);
	});

	it('those are added of whom no address is known, and all when the list does not count', async () => {
		expect((await add({}, { items: [{ json: {} }] })).added).toHaveLength(1);
		expect((await add(checking('none'), { items: [ITEM] })).added).toHaveLength(1);
	});
});
