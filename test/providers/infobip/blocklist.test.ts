import type { Channel } from '../../../flow/optOut/channels';
import type { BlocklistChange } from '../../../providers/infobip/blocklist';
import { blockDestinations, unblockDestinations } from '../../../providers/infobip/blocklist';
import { fakeClock, fakeService } from '../support/fakeService';

const URL = 'https://xyz.api.infobip.com/platform/1/blocklists';
const HEADERS = { accept: 'application/json', 'content-type': 'application/json' };
const change = (given: Partial<BlocklistChange> = {}): BlocklistChange => ({
	baseUrl: 'https://xyz.api.infobip.com',
	destinations: ['+31612345678', 'ann@example.com'],
	channel: 'all',
	sleep: () => Promise.resolve(),
	...given,
});
const accepting = () => fakeService(() => ({ status: 202 }));

describe('the blocklist of Infobip', () => {
	it('gets addresses for all channels', async () => {
		const { sendRequest, requests } = accepting();
		expect(await blockDestinations(sendRequest, change())).toEqual({ accepted: true });
		expect(requests).toEqual([
			{
				method: 'POST',
				url: URL,
				headers: HEADERS,
				body: '{"blocklist":[{"destinations":[{"to":"31612345678"},{"to":"ann@example.com"}]}]}',
			},
		]);
	});

	it('loses only those that were put there by hand or by this API', async () => {
		const { sendRequest, requests } = accepting();
		expect(await unblockDestinations(sendRequest, change({ channel: 'sms' }))).toEqual({ accepted: true });
		expect(requests).toEqual([
			{
				method: 'DELETE',
				url: URL,
				headers: HEADERS,
				body: '{"blocklist":[{"destinations":[{"to":"31612345678"},{"to":"ann@example.com"}],"channel":"SMS","sourceType":"CUSTOM"}]}',
			},
		]);
	});

	it.each<[Channel, string]>([
		['email', 'EMAIL'],
		['mms', 'MMS'],
		['rcs', 'RCS'],
		['sms', 'SMS'],
		['viber', 'VIBER'],
		['whatsapp', 'WHATSAPP'],
	])('knows the channel %s', async (channel, name) => {
		const { sendRequest, requests } = accepting();
		await blockDestinations(sendRequest, change({ channel }));
		expect(JSON.parse(requests[0].body ?? '')).toMatchObject({ blocklist: [{ channel: name }] });
	});

	it.each([blockDestinations, unblockDestinations])('has no channel for phone calls', async (changeList) => {
		const { sendRequest, requests } = accepting();
		expect(await changeList(sendRequest, change({ channel: 'voice' }))).toEqual({
			accepted: false,
			reason: 'targetRejected',
			message: "Infobip's blocklist has no channel Voice.",
		});
		expect(requests).toEqual([]);
	});

	it('is left alone when there is no address', async () => {
		const { sendRequest, requests } = accepting();
		expect(await blockDestinations(sendRequest, change({ destinations: [] }))).toEqual({ accepted: true });
		expect(requests).toEqual([]);
	});

	it('gets 50,000 addresses at a time, one request a second', async () => {
		const { sendRequest, requests } = accepting();
		const { sleep, waits } = fakeClock();
		const destinations = Array.from({ length: 100_001 }, (_, index) => `+316${index}`);
		expect(await blockDestinations(sendRequest, change({ destinations, sleep }))).toEqual({ accepted: true });
		const counts = requests.map(({ body }) => (JSON.parse(body ?? '') as { blocklist: [{ destinations: [] }] }).blocklist[0].destinations.length);
		expect(counts).toEqual([50_000, 50_000, 1]);
		expect(waits).toEqual([1000, 1000]);
	});

	it('tells how many were accepted before one was not', async () => {
		const { sendRequest, requests } = fakeService((_, count) => ({ status: count === 1 ? 202 : 429 }));
		const destinations = Array.from({ length: 100_001 }, (_, index) => `+316${index}`);
		expect(await blockDestinations(sendRequest, change({ destinations }))).toEqual({
			accepted: false,
			reason: 'rateLimited',
			message: 'Infobip takes no more requests for now (429). The first 50000 addresses were accepted before.',
		});
		expect(requests).toHaveLength(2);
	});

	it('tells why a change was refused', async () => {
		const validationErrors = { 'blocklist[0].destinations[0].to': ['size must be between 1 and 255'] };
		const body = { requestError: { serviceException: { messageId: 'BAD_REQUEST', text: 'Bad request', validationErrors } } };
		const { sendRequest } = fakeService(() => ({ status: 400, body }));
		expect(await blockDestinations(sendRequest, change())).toEqual({
			accepted: false,
			reason: 'targetRejected',
			message:
				'Infobip refused the request (400). It says: Bad request - blocklist[0].destinations[0].to: size must be between 1 and 255',
		});
	});

	it('may have been changed when no answer came', async () => {
		const { sendRequest } = fakeService(() => ({ cause: 'cut-off' }));
		expect(await unblockDestinations(sendRequest, change())).toMatchObject({
			accepted: false,
			reason: 'noResponse',
			message: expect.stringContaining('It is not known whether the blocklist was changed.'),
		});
	});

	it('is not called at an address without https', async () => {
		const { sendRequest, requests } = accepting();
		await expect(blockDestinations(sendRequest, change({ baseUrl: 'http://xyz.api.infobip.com' }))).rejects.toThrow(
			'Base URL of the credential must begin with https://',
		);
		expect(requests).toEqual([]);
	});
});
