import { setTimeout } from 'node:timers/promises';

import { Mutes } from '../../../flow/conversation/mutes';
import { OptOuts } from '../../../flow/optOut/optOuts';
import { EMAIL, own, plan, trengo, written } from '../trengo/customers';
import { counts, dynamicContent } from './contents';

const text = (words: string) => ({ type: 'text', text: words });
const IMAGE = { type: 'image', image: { url: 'https://shop.example/lamp.jpg', caption: 'Our lamp' } };

/** A ticket of Joann, by email. */
async function newTicket(): Promise<string> {
	const run = await trengo({ operation: 'track', channel: EMAIL, event: 'x', eventProperties: {}, eventMap: { rows: [{ event: 'x', subject: '' }] }, options: { contactId: '9004', checkChannel: false } });
	await fetch(`${own.simulator.url}/_simulator/requests`, { method: 'DELETE' });
	return String(run.results[0].ticketId);
}

async function sending(contents: unknown, more: object = {}, ticketId?: string) {
	const id = ticketId ?? (await newTicket());
	const parameters = { operation: 'send', ticketId: '={{ $json.ticket }}', contentsToSend: '={{ $json.contents }}', ...more };
	const credentials = { flowElementsTrengoApi: { baseUrl: `${own.simulator.url}/api/v2`, token: 'simulator-key' } };
	return await dynamicContent(parameters, [{ ticket: id, contents: contents as never }], { credentials });
}

const sent = async () => (await written()).map(([, body]) => (body as { message: string }).message);

describe('Send to Ticket', () => {
	it('sends the contents in their order, files as caption and link', async () => {
		const run = await sending([text('First'), IMAGE, text('Last')]);
		expect(run.error).toBeUndefined();
		expect(counts(run)).toEqual([1, 0, 0]);
		expect(run.results).toMatchObject([{ status: 'sent', messageIds: [expect.any(String), expect.any(String), expect.any(String)] }]);
		expect(await sent()).toEqual(['First', 'Our lamp\nhttps://shop.example/lamp.jpg', 'Last']);
	});

	it('waits as long as a delay says, and shortens what would hold the run up', async () => {
		const startedAt = Date.now();
		const run = await sending([text('a'), { type: 'delay', delay: { delay_in_seconds: 60 } }, text('b')], { options: { pauseSeconds: 1 } });
		expect(Date.now() - startedAt).toBeGreaterThan(990);
		expect(run.results).toMatchObject([{ status: 'sent', notes: [expect.stringContaining('59 seconds')] }]);
	});

	it('tells what was sent and what was not when Trengo fails in the middle', async () => {
		const running = sending([text('a'), { type: 'delay', delay: { delay_in_seconds: 1 } }, text('b'), text('c')]);
		while ((await sent()).length === 0) await setTimeout(10);
		await plan({ method: 'POST', path: '/messages', status: 400, message: 'Nee.' });
		const run = await running;
		expect(counts(run)).toEqual([0, 0, 1]);
		expect(run.results).toMatchObject([{ status: 'failed', messageIds: [expect.any(String)], unsent: 2, httpStatus: 400, text: expect.any(String), advice: expect.any(String) }]);
		expect(await sent()).toEqual(['a', 'b']);
	});

	it('sends nothing to somebody who has opted out, or to whom an agent talks, unless the builder wants it', async () => {
		await new OptOuts(own.store).add({ type: 'email', value: 'joann@shop.example' }, { channel: 'email' });
		expect((await sending([text('a')])).results).toMatchObject([{ status: 'refused', reason: 'optedOut', unsent: 1 }]);
		await new Mutes(own.store).begin([{ type: 'email', value: 'joann@shop.example' }], { provider: 'chatwoot', id: '1' }, Date.now() + 60_000);
		expect((await sending([text('a')], { options: { optOuts: 'none' } })).results).toMatchObject([{ status: 'refused', reason: 'agentTalks' }]);
		expect(await sent()).toEqual([]);
		expect((await sending([text('a')], { options: { optOuts: 'none', whileAgentTalks: 'send' } })).results).toMatchObject([{ status: 'sent' }]);
	});

	it.each<[string, unknown, string]>([
		['no contents', undefined, 'contentInvalid'],
		['contents that are too many', Array.from({ length: 11 }, () => text('x')), 'contentInvalid'],
	])('refuses %s and sends nothing', async (_, contents, reason) => {
		const run = await sending(contents);
		expect(counts(run)).toEqual([0, 1, 0]);
		expect(run.results).toMatchObject([{ status: 'refused', reason }]);
		expect(await sent()).toEqual([]);
	});

	it('refuses a ticket that there is not', async () => {
		expect((await sending([text('a')], {}, '7')).results).toMatchObject([{ status: 'refused', httpStatus: 404 }]);
	});
});
