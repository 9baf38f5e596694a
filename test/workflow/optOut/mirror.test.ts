import { setTimeout } from 'node:timers/promises';

import { digest } from '../../../flow/digest';
import { OptOuts } from '../../../flow/optOut/optOuts';
import { SqliteStore } from '../../../flow/store/sqliteStore';
import { flowStore, useFlowStore } from '../../../flow/store/theStore';
import type { Answering, ApiServer } from '../../support/apiServer';
import { deadUrl, json, startApi } from '../../support/apiServer';
import { passOn, startFlow } from '../../support/engine';
import { counts, EMAIL, listed, optOut, optOutFlow, PHONE } from './node';

beforeEach(() => useFlowStore(new SqliteStore(':memory:')));
afterEach(() => useFlowStore());

const KEY = 'secret-key';
const LINE = `infobip-blocklist:${digest(KEY)}`;

const account = (baseUrl: string, apiKey = KEY) => ({ credentials: { flowElementsInfobipApi: { baseUrl, apiKey } } });
const infobip = async (answer: Answering = () => 202) => await startApi(answer);
const phones = (...numbers: number[]) => numbers.map((number) => ({ json: { phone: `+3161234567${number}` } }));
const bodies = ({ requests }: ApiServer) => requests.map(({ method, body }) => [method, JSON.parse(body).blocklist]);
const MIRRORED = { operation: 'add', mirror: true };

describe('Infobip is told', () => {
	it('of all items together, and the items tell that it has accepted them', async () => {
		const api = await infobip();
		const run = await optOut({ ...MIRRORED, channel: 'whatsapp' }, { ...account(api.url), items: phones(1, 2, 3, 2) });

		expect(counts(run)).toEqual([4, 0, 0]);
		expect(bodies(api)).toEqual([['POST', [{ destinations: [{ to: '31612345671' }, { to: '31612345672' }, { to: '31612345673' }], channel: 'WHATSAPP' }]]]);
		expect(api.requests[0]).toMatchObject({ path: '/platform/1/blocklists', headers: { authorization: `App ${KEY}`, 'content-type': 'application/json' } });
		for (const { json: item } of run.branches[0]) expect(item.optOut).toMatchObject({ status: 'optedOut', mirror: { status: 'accepted' } });
		expect(JSON.stringify(run.run.data.resultData.runData)).not.toContain(KEY);
	});

	it('of all channels without a channel, phone numbers and email addresses together', async () => {
		const api = await infobip();
		await optOut(MIRRORED, { ...account(api.url), items: [{ json: { phone: PHONE, email: EMAIL } }] });

		expect(bodies(api)).toEqual([['POST', [{ destinations: [{ to: PHONE.slice(1) }, { to: EMAIL }] }]]]);
	});

	it('of each channel by itself, a second apart', async () => {
		const api = await infobip();
		const items = ['sms', 'viber', 'sms'].map((by, index) => ({ json: { phone: `+3161234567${index}`, by } }));
		const run = await optOut({ ...MIRRORED, channel: '={{ $json.by }}' }, { ...account(api.url), items });

		expect(counts(run)).toEqual([3, 0, 0]);
		expect(bodies(api).map(([, [entry]]) => [entry.channel, entry.destinations.length])).toEqual([
			['SMS', 2],
			['VIBER', 1],
		]);
		expect(api.requests[1].at - api.requests[0].at).toBeGreaterThan(1000);
	});

	it('again of what was on the list already, because it may have been told in vain', async () => {
		const api = await infobip();
		await new OptOuts(flowStore()).add({ type: 'phone', value: PHONE }, { channel: 'all' });
		await optOut(MIRRORED, account(api.url));

		expect(api.requests).toHaveLength(1);
	});

	it('of nobody whose contact cannot be used, and of nothing when all are such', async () => {
		const api = await infobip();
		const run = await optOut(MIRRORED, { ...account(api.url), items: [{ json: { phone: '12' } }] });

		expect(counts(run)).toEqual([0, 1, 0]);
		expect(api.requests).toEqual([]);
	});

	it('when an address is removed, with all that it was added with', async () => {
		const api = await infobip();
		await new OptOuts(flowStore()).add({ type: 'phone', value: PHONE }, { channel: 'sms' });
		const run = await optOut({ operation: 'remove', mirror: true, channel: 'sms' }, account(api.url));

		expect(counts(run)).toEqual([1, 0, 0]);
		expect(run.result).toMatchObject({ status: 'removed', mirror: { status: 'accepted' } });
		expect(bodies(api)).toEqual([['DELETE', [{ destinations: [{ to: PHONE.slice(1) }], channel: 'SMS', sourceType: 'CUSTOM' }]]]);
	});

	it('of the single channels, too, when all are removed', async () => {
		const api = await infobip();
		const list = new OptOuts(flowStore());
		await list.add({ type: 'phone', value: PHONE }, { channel: 'sms' });
		await list.add({ type: 'phone', value: PHONE }, { channel: 'voice' });
		const run = await optOut({ operation: 'remove', mirror: true }, account(api.url));

		expect(counts(run)).toEqual([1, 0, 0]);
		expect(bodies(api).map(([, [{ channel }]]) => channel)).toEqual([undefined, 'SMS']);
	});

	it('of keywords, and of a person who said several only of the last', async () => {
		const api = await infobip();
		const says = (phone: string, text: string) => ({ json: { phone, text } });
		const items = [says(PHONE, 'start'), says(PHONE, 'stop'), says('+31612345670', 'hello'), says('+31612345671', 'start')];
		const run = await optOut({ operation: 'keyword', message: '={{ $json.text }}', mirror: true }, { ...account(api.url), items });

		expect(counts(run)).toEqual([1, 2, 1, 0, 0]);
		expect(bodies(api)).toEqual([
			['POST', [{ destinations: [{ to: PHONE.slice(1) }] }]],
			['DELETE', [{ destinations: [{ to: '31612345671' }], sourceType: 'CUSTOM' }]],
		]);
		expect(run.branches[2][0].json.optOut).not.toHaveProperty('mirror');
	});
});

describe('Who could not be told to Infobip', () => {
	it.each<[string, Answering, string, RegExp]>([
		['the key is wrong', (_request, response) => json(response, 401, { requestError: { serviceException: { messageId: 'UNAUTHORIZED', text: 'Invalid login details' } } }), 'notAuthorized', /API key/],
		['the request is refused', () => 400, 'targetRejected', /refused the request \(400\)/],
		['it answers something else', () => 302, 'providerError', /302/],
	])('because %s leaves by Not Mirrored, while the list here holds', async (_, answer, reason, message) => {
		const api = await infobip(answer);
		const run = await optOut(MIRRORED, { ...account(api.url), items: phones(1, 2) });

		expect(counts(run)).toEqual([0, 0, 2]);
		expect(run.branches[2][0].json).toMatchObject({
			phone: '+31612345671',
			optOut: { status: 'optedOut', outcome: 'added', mirror: { status: 'failed', reason, message: expect.stringMatching(message) } },
		});
		expect((run.result.mirror as { message: string }).message).toMatch(/The list here holds all the same\.$/);
		expect(await listed()).toHaveLength(2);
	});

	it('because nobody answers leaves by Not Mirrored', async () => {
		const { result, branches } = await optOut(MIRRORED, account(await deadUrl()));

		expect(branches[2]).toHaveLength(1);
		expect(result.mirror).toMatchObject({ status: 'failed', reason: 'noResponse' });
	}, 15_000);

	it('because its channel is none of Infobip leaves by Not Mirrored, and nothing is sent', async () => {
		const api = await infobip();
		const run = await optOut({ ...MIRRORED, channel: 'voice' }, account(api.url));

		expect(counts(run)).toEqual([0, 0, 1]);
		expect(run.result.mirror).toMatchObject({ reason: 'targetRejected', message: expect.stringMatching(/Voice/) });
		expect(api.requests).toEqual([]);
		expect(await listed()).toEqual([`${PHONE} voice`]);
	});

	it('is only that item when another channel could be told', async () => {
		const api = await infobip(({ body }, response) => void response.writeHead(body.includes('SMS') ? 400 : 202).end());
		const items = ['sms', 'viber'].map((by) => ({ json: { phone: PHONE, by } }));
		const run = await optOut({ ...MIRRORED, channel: '={{ $json.by }}' }, { ...account(api.url), items });

		expect(run.branches.map((all) => all.map((item) => item.json.by))).toEqual([['viber'], [], ['sms']]);
	});

	it('after too many requests is told again', async () => {
		const api = await infobip((_request, response, count) => void response.writeHead(count === 1 ? 429 : 202, { 'Retry-After': '0' }).end());
		const run = await optOut(MIRRORED, account(api.url));

		expect(counts(run)).toEqual([1, 0, 0]);
		expect(api.requests).toHaveLength(2);
	});
});

describe('One request a second', () => {
	it('is kept over all runs', async () => {
		const api = await infobip();
		const runs = await Promise.all([1, 2, 3].map(async (number) => await optOut(MIRRORED, { ...account(api.url), items: phones(number) })));

		expect(runs.map(counts)).toEqual([1, 2, 3].map(() => [1, 0, 0]));
		const at = api.requests.map((request) => request.at).toSorted((one, other) => one - other);
		expect(at[1] - at[0]).toBeGreaterThan(1000);
		expect(at[2] - at[1]).toBeGreaterThan(1000);
	}, 15_000);

	it('is waited for up to a minute; who comes later leaves by Not Mirrored', async () => {
		const api = await infobip();
		const taken = { line: LINE, count: 1, perMs: 1100, fromMs: Date.now() + 61_000 };
		await flowStore().reserveSlot({ ...taken, id: 'other', fromMs: Date.now() });
		await flowStore().reserveSlot({ ...taken, line: 'another', id: 'other' });
		for (let slot = 1; slot < 60; slot++) await flowStore().reserveSlot({ ...taken, id: `${slot}`, fromMs: Date.now() });
		const run = await optOut(MIRRORED, account(api.url));

		expect(counts(run)).toEqual([0, 0, 1]);
		expect(run.result.mirror).toMatchObject({ reason: 'rateLimited', message: expect.stringMatching(/one request a second/) });
		expect(api.requests).toEqual([]);
		expect(await listed()).toHaveLength(1);
	});

	it('is waited for by each account by itself', async () => {
		const api = await infobip();
		await flowStore().reserveSlot({ line: LINE, id: 'other', count: 1, perMs: 30_000, fromMs: Date.now() });
		const run = await optOut(MIRRORED, account(api.url, 'another-key'));

		expect(counts(run)).toEqual([1, 0, 0]);
	});

	it('is not waited for when the run is cancelled', async () => {
		const api = await infobip();
		await flowStore().reserveSlot({ line: LINE, id: 'other', count: 1, perMs: 1100, fromMs: Date.now() + 20_000 });
		for (let slot = 0; slot < 20; slot++) await flowStore().reserveSlot({ line: LINE, id: `${slot}`, count: 1, perMs: 1100, fromMs: Date.now() });
		const flow = optOutFlow(MIRRORED, account(api.url));
		flow.nodes.push({ name: 'After', nodeType: passOn });
		const { cancel, finished, statuses } = startFlow(flow);
		while ((await listed()).length === 0) await setTimeout(10);
		const cancelledAt = Date.now();
		cancel();
		const { task } = await finished;

		expect(statuses).toEqual(['canceled']);
		expect(task('After')).toBeUndefined();
		expect(Date.now() - cancelledAt).toBeLessThan(3000);
		expect(api.requests).toEqual([]);
	}, 15_000);

	it('that cannot be reserved is a reason not to tell Infobip, after the list was changed', async () => {
		const api = await infobip();
		const store = new SqliteStore(':memory:');
		const broken = new SqliteStore(`${__filename}/store.sqlite`);
		store.reserveSlot = async (request) => await broken.reserveSlot(request);
		useFlowStore(store);
		const run = await optOut(MIRRORED, account(api.url));

		expect(counts(run)).toEqual([0, 0, 1]);
		expect(run.result.mirror).toMatchObject({ reason: 'optOutListUnavailable', message: expect.stringMatching(/flow store/) });
		expect(await listed(store)).toHaveLength(1);
	});
});

describe('What holds when the turn has come', () => {
	const list = () => new OptOuts(flowStore());
	const phone = { type: 'phone', value: PHONE };
	/** Lets the run wait a little for its turn. */
	const busyLine = async () => {
		for (const id of ['one', 'two']) await flowStore().reserveSlot({ line: LINE, id, count: 1, perMs: 1100, fromMs: Date.now(), notAfterMs: Date.now() + 5000 });
	};
	const listedSoon = async (count: number) => {
		while ((await listed()).length !== count) await setTimeout(5);
	};

	it('is told, so that nobody is blocked who was removed meanwhile', async () => {
		const api = await infobip();
		await busyLine();
		const running = optOut(MIRRORED, { ...account(api.url), items: phones(1, 2) });
		await listedSoon(2);
		await list().remove({ type: 'phone', value: '+31612345671' }, 'all');
		const run = await running;

		expect(counts(run)).toEqual([2, 0, 0]);
		expect(run.branches[0].map(({ json: item }) => (item.optOut as { mirror: unknown }).mirror)).toEqual([{ status: 'superseded' }, { status: 'accepted' }]);
		expect(bodies(api)).toEqual([['POST', [{ destinations: [{ to: '31612345672' }] }]]]);
	});

	it('is told, so that nobody is unblocked who was added meanwhile', async () => {
		const api = await infobip();
		await list().add(phone, { channel: 'all' });
		await busyLine();
		const running = optOut({ operation: 'remove', mirror: true }, account(api.url));
		await listedSoon(0);
		await list().add(phone, { channel: 'all' });
		const run = await running;

		expect(run.result).toMatchObject({ status: 'removed', mirror: { status: 'superseded' } });
		expect(api.requests).toEqual([]);
	});

	it('of single channels is told by themselves, whatever stands for all', async () => {
		const api = await infobip();
		await list().add(phone, { channel: 'all' });
		await list().add(phone, { channel: 'sms' });
		await optOut({ operation: 'remove', mirror: true, channel: 'sms' }, account(api.url));

		expect(bodies(api).map(([method, [{ channel }]]) => [method, channel])).toEqual([['DELETE', 'SMS']]);
	});

	it.each([
		[202, [1, 0, 0], { status: 'accepted' }],
		[400, [0, 0, 1], { status: 'failed', reason: 'targetRejected' }],
	])('blocks again who was added while Infobip unblocked them (answer %d)', async (status, expected, mirror) => {
		const api = await infobip(async ({ method }) => {
			if (method === 'POST') return status;
			await list().add(phone, { channel: 'all' });
			return 202;
		});
		await list().add(phone, { channel: 'all' });
		const run = await optOut({ operation: 'remove', mirror: true }, account(api.url));

		expect(counts(run)).toEqual(expected);
		expect(run.result).toMatchObject({ mirror });
		expect(bodies(api)).toEqual([
			['DELETE', [{ destinations: [{ to: PHONE.slice(1) }], sourceType: 'CUSTOM' }]],
			['POST', [{ destinations: [{ to: PHONE.slice(1) }] }]],
		]);
	});

	it('is not told while the list cannot be read again', async () => {
		const api = await infobip();
		await busyLine();
		const running = optOut(MIRRORED, account(api.url));
		await listedSoon(1);
		const store = flowStore();
		const broken = new SqliteStore(`${__filename}/store.sqlite`);
		store.get = async (key) => await broken.get(key);
		const run = await running;

		expect(counts(run)).toEqual([0, 0, 1]);
		expect(run.result.mirror).toMatchObject({ reason: 'optOutListUnavailable' });
		expect(api.requests).toEqual([]);
	});

	it('is not that a start word has unblocked what it left on the list', async () => {
		const api = await infobip();
		await list().add(phone, { channel: 'all', source: 'website' });
		const run = await optOut({ operation: 'keyword', message: 'start', mirror: true }, account(api.url));

		expect(counts(run)).toEqual([1, 0, 0, 0, 0]);
		expect(api.requests).toEqual([]);
	});
});

describe('A credential that cannot be used', () => {
	it.each([
		['', KEY, /Base URL of the credential is empty/],
		['http://api.infobip.com', KEY, /must begin with https/],
		['https://api.infobip.com', '  ', /API Key of the Infobip credential is empty/],
	])('(%j, %j) keeps nobody off the list, and lets them leave by Not Mirrored', async (baseUrl, apiKey, message) => {
		const items = [...phones(1), { json: { phone: '12' } }];
		const run = await optOut(MIRRORED, { ...account(baseUrl, apiKey), items });

		expect(counts(run)).toEqual([0, 1, 1]);
		expect(run.branches[2][0].json.optOut).toMatchObject({
			status: 'optedOut',
			mirror: { status: 'failed', reason: 'notAuthorized', message: expect.stringMatching(message) },
		});
		expect(await listed()).toEqual(['+31612345671 all']);
	});

	it('because it was deleted keeps no stop word off the list', async () => {
		const run = await optOut({ operation: 'keyword', message: 'STOP', mirror: true });

		expect(counts(run)).toEqual([0, 0, 0, 0, 1]);
		expect(run.result).toMatchObject({ keyword: 'stop', mirror: { reason: 'notAuthorized' } });
		expect(await listed()).toEqual([`${PHONE} all`]);
	});

	it('changes nothing for other messages', async () => {
		const run = await optOut({ operation: 'keyword', message: 'hello', mirror: true }, account(''));

		expect(counts(run)).toEqual([0, 0, 1, 0, 0]);
		expect(run.result).not.toHaveProperty('mirror');
	});

	it('is not asked for where nothing is mirrored', async () => {
		expect(counts(await optOut({ operation: 'verify', mirror: true }))).toEqual([0, 1, 0]);
		expect(counts(await optOut({ operation: 'add', mirror: false }))).toEqual([1, 0]);
	});
});
