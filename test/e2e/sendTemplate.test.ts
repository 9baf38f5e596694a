import * as api from './support/n8n';
import { simulatorRequests } from './support/n8n';
import type { Route } from './support/n8n';
import { messaging, phoneWith, REPORTING, sendTo } from './support/messaging';
import './support/patience';

const { sending } = messaging(api);

const to = async (route: Route, mark: string, body: Record<string, unknown> = {}) => await sendTo(route, phoneWith(mark), api, body);
/** The messages that a provider was given for a phone, as text. */
const requestsFor = async (phone: string) => (await simulatorRequests()).filter(({ method, body }) => method === 'POST' && body.includes(phone.slice(1)) && body.includes('order_shipped'));

describe.each(REPORTING)('a template by %s', (provider) => {
	let once: Route;
	beforeAll(async () => {
		once = await sending(provider);
	}, 60_000);

	it('is sent', async () => {
		const { branch, result } = await to(once, '5001');
		expect(branch).toBe('Sent');
		expect(result).toMatchObject({ status: 'sent', provider, messageId: expect.any(String) });
	});

	it.each([
		['2001', 'Refused', 'neverSend'],
		['2002', 'Refused', 'neverSend'],
		['2004', 'Failed', 'retryLater'],
		['2005', 'Failed', undefined],
	])('that the provider does not send leaves by its branch: %s is %s', async (mark, branch, problemClass) => {
		const sent = await to(await sending(provider, { options: { maxRetries: 0 } }), mark);
		expect(sent.branch).toBe(branch);
		expect(sent.result).toMatchObject({ class: problemClass ?? expect.any(String), text: expect.any(String), advice: expect.any(String) });
	});

	it('is sent again after a rate limit', async () => {
		expect(await to(once, '2003')).toMatchObject({ branch: 'Sent' });
	});

	it('is sent once when the connection breaks off, and the item says that nobody knows', async () => {
		const phone = phoneWith('2006');
		const { branch, result } = await sendTo(once, phone, api);
		expect([branch, result.mayHaveBeenSent]).toEqual(['Failed', true]);
		expect(await requestsFor(phone)).toHaveLength(1);
	});
});

it('Meta says that the template is paused, and the item that something is to be put right', async () => {
	expect(await to(await sending('whatsAppCloud'), '2009')).toMatchObject({ branch: 'Refused', result: { class: 'fixRequest', code: '132015' } });
});

it('Clickatell says that somebody has opted out, and from then on nobody asks it any more', async () => {
	const route = await sending('clickatell');
	const phone = phoneWith('2001');
	expect((await sendTo(route, phone, api)).result).toMatchObject({ code: '26' });
	expect((await sendTo(route, phone, api)).result).toMatchObject({ code: 'optedOut' });
	expect(await requestsFor(phone)).toHaveLength(1);
});
