import type { RequestRecord } from '../../../flow/route/requestLog';
import { RequestLog } from '../../../flow/route/requestLog';
import { asksForStatus, requestStatus, statusHeaders, statusReference } from '../../../flow/route/requestStatus';
import type { RunSources } from '../../../flow/route/runState';
import { SqliteStore } from '../../../flow/store/sqliteStore';

const ID = '6f1c2b7a-9d3e-4f60-8293-a4b5c6d7e8f9';

describe('the place where a status is told', () => {
	it.each([
		['the path that was called', '/webhook/orders', 'https://example.com/webhook', '/webhook/orders'],
		['without its query', '/webhook/orders/7?lang=nl&request-status=a', 'https://example.com/webhook', '/webhook/orders/7'],
		['with what a proxy took off it', '/webhook/orders', 'https://example.com/n8n/webhook', '/n8n/webhook/orders'],
		['with all that a proxy took off it', '/hook/orders', 'https://example.com/a/b/hook/', '/a/b/hook/orders'],
		['as it is when the proxy took nothing off', '/n8n/webhook/orders', 'https://example.com/n8n/webhook', '/n8n/webhook/orders'],
		['as it is when nobody knows the address', '/webhook/orders', 'not a URL', '/webhook/orders'],
		['with signs as they were encoded', '/webhook/a%20b%3F', 'http://localhost:5678/webhook', '/webhook/a%20b%3F'],
		['never another host', '//evil.example.com/webhook', 'http://localhost:5678/webhook', '/evil.example.com/webhook'],
		['of this host when the whole URL was called', 'http://evil.example.com/webhook/a?b', 'http://localhost:5678/webhook', '/webhook/a'],
		['as it is when n8n serves webhooks deeper down', '/api/hooks/x', 'https://h/api/hooks', '/api/hooks/x', 'api/hooks'],
		['deeper down with what a proxy took off it', '/api/hooks/x', 'https://h/n8n/api/hooks', '/n8n/api/hooks/x', 'api/hooks'],
	])('is %s', (_what, called, publicUrl, path, endpoint = called.startsWith('/hook') ? 'hook' : 'webhook') => {
		expect(statusReference(called, { publicUrl, endpoint }, ID)).toBe(`${path}?request-status=${ID}`);
	});

	it('is asked by the presence of the parameter', () => {
		expect(asksForStatus({ 'request-status': '' })).toBe(true);
		expect(asksForStatus({})).toBe(false);
		expect(asksForStatus(Object.create({ 'request-status': 'a' }) as Record<string, unknown>)).toBe(false);
	});
});

describe('the status of a request', () => {
	const NOW = new Date('2026-11-20T12:00:00Z');
	const HOUR = 3_600_000;
	const store = new SqliteStore(':memory:');
	let log: RequestLog;
	let made = 0;
	beforeEach(() => {
		log = new RequestLog(store, `route:w:${made++}`);
	});
	const sources = (change: Partial<RunSources> = {}): RunSources => ({ log, progress: async () => 'running', isAlive: async () => true, ...change });
	const open = (change: Partial<RequestRecord> = {}) =>
		log.open({
			requestId: ID,
			receivedAtMs: NOW.getTime() - 5000,
			mode: 'async',
			takenBy: 'p',
			keptUntilMs: Date.now() + HOUR,
			statusUntilMs: NOW.getTime() + HOUR,
			...change,
		});
	const ask = async (asked: unknown = ID, now = NOW, change: Partial<RunSources> = {}) => await requestStatus(asked, sources(change), now);

	it('tells how far it is, and since when', async () => {
		await open({ executionId: '7' });
		expect(await ask()).toEqual({ status: 'running', requestId: ID, executionId: '7', receivedAt: '2026-11-20T11:59:55.000Z' });
		expect(await ask(ID.toUpperCase())).toMatchObject({ requestId: ID });
	});

	it('shows the answer when there is one', async () => {
		await open({ executionId: '7' });
		const body = Buffer.from('{"a":1}').toString('base64');
		await log.keepAnswer(ID, { statusCode: 201, headers: { 'content-type': 'application/json' }, body }, Date.now() + HOUR);
		expect(await ask(ID, NOW, { progress: async () => 'success' })).toMatchObject({
			status: 'success',
			answer: { statusCode: 201, headers: { 'content-type': 'application/json' }, body: { a: 1 } },
		});
	});

	it('says that the answer was too large to keep', async () => {
		await open({ executionId: '7' });
		await log.keepAnswer(ID, { tooLarge: true }, Date.now() + HOUR);
		const status = await ask();
		expect(status).toMatchObject({ answerNotKept: true });
		expect(status).not.toHaveProperty('answer');
	});

	it('is not told for longer than it is kept, or where it is not', async () => {
		await open();
		expect(await ask(ID, new Date(NOW.getTime() + HOUR - 1))).toMatchObject({ status: 'running' });
		expect(await ask(ID, new Date(NOW.getTime() + HOUR))).toMatchObject({ problem: { status: 404 } });

		log = new RequestLog(store, 'route:w:without');
		await open({ statusUntilMs: undefined });
		expect(await ask()).toMatchObject({ problem: { status: 404 } });
	});

	it('is not told about what another route has', async () => {
		await open();
		log = new RequestLog(store, 'route:w:other');
		expect(await ask()).toMatchObject({ problem: { status: 404, type: expect.stringContaining('request-unknown') } });
	});

	it.each<[unknown]>([
		[''],
		[null],
		['__proto__'],
		['constructor'],
		[ID.slice(1)],
		[`${ID}0`],
		[`${ID}\n`],
		[`${ID}:x`],
		['*'],
		['x'.repeat(1_000_000)],
		[[ID, ID]],
		[{ a: ID }],
	])('is 404 for what is no id, and the store never sees it (%#)', async (asked) => {
		const find = jest.spyOn(log, 'find');
		expect(await ask(asked)).toMatchObject({ problem: { status: 404 } });
		expect(find).not.toHaveBeenCalled();
	});

	it('says when to ask again while there is something to wait for', () => {
		const headersOf = (status: 'running' | 'waiting' | 'success' | 'error' | 'unknown') => statusHeaders({ status, requestId: ID, receivedAt: '' });
		expect(headersOf('running')).toEqual({ 'Retry-After': '1' });
		expect(headersOf('waiting')).toEqual({ 'Retry-After': '1' });
		for (const status of ['success', 'error', 'unknown'] as const) expect(headersOf(status)).toEqual({});
	});
});
