import { setTimeout } from 'node:timers/promises';

import type { Answering } from '../../support/apiServer';
import { deadUrl, json, startApi } from '../../support/apiServer';
import type { Around } from './contents';
import { counts, dynamicContent } from './contents';

const HELLO = { contents: [{ type: 'text', text: 'Hello' }] };
const PERSON = {
	participant: { id: 'p-1', phone: '+31612345678', email: 'ann@shop.example', attributes: { LastInboundMessage: { text: 'Where is it?', channel: 'whatsapp' } } },
	orderId: 7,
};

const fetching = async (url: string, parameters: object = {}, around?: Around) => await dynamicContent({ operation: 'fetch', url, ...parameters }, [PERSON], around);

describe('Fetch', () => {
	it('sends what is known and what is added, and gives the contents as messages to send', async () => {
		const server = await startApi(() => HELLO);
		const added = { bodyParameters: { rows: [{ name: 'order_id', value: '={{ $json.orderId }}' }] }, headers: { rows: [{ name: 'X-Shop', value: 'nl' }] } };
		const run = await fetching(`${server.url}/flowbot`, added);
		expect(counts(run)).toEqual([1, 0]);
		expect(run.results).toMatchObject([{ status: 'content', contents: HELLO.contents, messages: [{ type: 'text', text: 'Hello', afterSeconds: 0 }] }]);
		const [{ method, path, headers, body }] = server.requests;
		expect([method, path, headers['x-shop'], headers['content-type']]).toEqual(['POST', '/flowbot', 'nl', expect.stringContaining('application/json')]);
		expect(JSON.parse(body)).toEqual({
			participant_id: 'p-1',
			participant_phone: '+31612345678',
			participant_email: 'ann@shop.example',
			channel: 'whatsapp',
			flow_id: 'workflow',
			flow_name: expect.any(String),
			run_id: '1',
			time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
			last_message: 'Where is it?',
			order_id: 7,
		});
	});

	it('sends a form where the header says so, and what the options say in place of what is known', async () => {
		const server = await startApi(() => HELLO);
		await fetching(server.url, { headers: { rows: [{ name: 'Content-Type', value: 'application/x-www-form-urlencoded' }] }, options: { channel: 'sms', lastMessage: 'Hi & bye' } });
		const form = new URLSearchParams(server.requests[0].body);
		expect([form.get('channel'), form.get('last_message'), form.get('participant_id')]).toEqual(['sms', 'Hi & bye', 'p-1']);
	});

	it('uses a saved connection, and shows its key to nobody else', async () => {
		const server = await startApi(() => HELLO);
		const credentials = { flowElementsConnectionApi: { baseUrl: `${server.url}/api`, authentication: 'header', keyName: 'X-Key', apiKey: 'hush-hush', defaultHeaders: '{"X-App":"flow"}' } };
		const run = await fetching('/contents', { authentication: 'connection' }, { credentials });
		expect(run.error).toBeUndefined();
		expect(run.results).toMatchObject([{ status: 'content' }]);
		expect(server.requests[0]).toMatchObject({ path: '/api/contents', headers: { 'x-key': 'hush-hush', 'x-app': 'flow' } });
		expect(JSON.stringify(run.results)).not.toContain('hush-hush');
		const other = await startApi(() => HELLO);
		const elsewhere = await fetching(`${other.url}/x`, { authentication: 'connection' }, { credentials });
		expect(other.requests.every(({ headers }) => headers['x-key'] === undefined)).toBe(true);
		expect(JSON.stringify([elsewhere.error, elsewhere.results])).not.toContain('hush-hush');
	});

	it.each<[string, Answering, object]>([
		['statusNotOk', () => 500, { httpStatus: 500 }],
		['statusNotOk', (_, response) => void response.writeHead(302, { location: 'https://shop.example/' }).end(), { httpStatus: 302 }],
		['notJson', (_, response) => void response.writeHead(200).end('<html>'), { httpStatus: 200 }],
		['contentInvalid', () => ({ contents: [{ type: 'image', image: { url: 'http://shop.example/a.jpg' } }] }), { faults: [{ at: 'contents[0].image.url', text: expect.any(String) }] }],
		['contentInvalid', () => [{ type: 'text', text: 'A list alone' }], {}],
		['contentInvalid', () => ({ contents: Array.from({ length: 11 }, () => HELLO.contents[0]) }), {}],
		['noResponse', (_, response) => void response.destroy(), {}],
		['tooSlow', async (_, response) => await setTimeout(1500).then(() => json(response, 200, HELLO)), {}],
	])('leaves by Skipped with the reason %s', async (reason, answer, told) => {
		const server = await startApi(answer);
		const run = await fetching(server.url, { options: { timeout: 500 } });
		expect(counts(run)).toEqual([0, 1]);
		expect(run.results).toMatchObject([{ status: 'skipped', reason, text: expect.any(String), ...told }]);
		// The service may have stored what it was sent.
		expect(server.requests).toHaveLength(1);
	});

	it('leaves by Skipped when nobody is there, and passes the item on', async () => {
		const run = await fetching(await deadUrl());
		expect(run.branches[1][0].json).toMatchObject({ orderId: 7, dynamicContent: { status: 'skipped', reason: 'noResponse' } });
	});

	it('cuts what is too much, where the builder says so', async () => {
		const server = await startApi(() => ({ contents: Array.from({ length: 11 }, () => HELLO.contents[0]) }));
		expect((await fetching(server.url, { tooMany: 'cut' })).results).toMatchObject([{ status: 'content', cut: 1 }]);
	});

	it.each<[string, object, string]>([
		['without a URL', {}, 'URL'],
		['with a parameter that is always sent', { url: 'https://shop.example', bodyParameters: { rows: [{ name: 'flow_id', value: 'x' }] } }, 'flow_id'],
		['with a parameter that would reach a prototype', { url: 'https://shop.example', bodyParameters: { rows: [{ name: '__proto__', value: 'x' }] } }, '__proto__'],
	])('%s throws before anything is sent', async (_, parameters, named) => {
		const run = await dynamicContent({ operation: 'fetch', ...parameters });
		expect(run.error).toContain(named);
	});
});
