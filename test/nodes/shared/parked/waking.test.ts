import { LoggerProxy } from 'n8n-workflow';

import { SqliteStore } from '../../../../flow/store/sqliteStore';
import { useFlowStore } from '../../../../flow/store/theStore';
import { isReady, ownOrigin, trust } from '../../../../nodes/shared/parked/readiness';
import { atPresentAddress, canKnock } from '../../../../nodes/shared/parked/door';
import { NET_MS, recoverParkedRuns, wakeAt, waker } from '../../../../nodes/shared/parked/waking';

const SECOND_MS = 1_000;

let store: SqliteStore;
let origin = '';
let tests = 0;
/** What n8n says, the health page apart. */
let answer: () => { status: number; body?: unknown };
let readiness: () => number;
const fetched: Array<{ url: string; method: string; body: string }> = [];

beforeEach(() => {
	jest.useFakeTimers({ now: Date.parse('2026-11-20T09:00:00Z') });
	store = new SqliteStore(':memory:', Date.now);
	useFlowStore(store);
	// What is known of an n8n is remembered, so each test has another one.
	origin = `http://n8n-${++tests}:5678`;
	answer = () => ({ status: 200, body: { letGo: true } });
	readiness = () => 200;
	fetched.length = 0;
	jest.spyOn(globalThis, 'fetch').mockImplementation(async (input, init) => {
		const url = String(input);
		if (url.includes('/readiness')) return new Response(readiness() === 503 ? '{"status":"error"}' : '{}', { status: readiness() });
		fetched.push({ url, method: String(init?.method), body: String(init?.body) });
		const { status, body } = answer();
		return new Response(typeof body === 'string' ? body : JSON.stringify(body ?? {}), { status });
	});
});
afterEach(async () => {
	waker.stop();
	jest.restoreAllMocks();
	jest.useRealTimers();
	await store.close();
});

const pass = async (ms: number) => await jest.advanceTimersByTimeAsync(ms);
const urlOf = (execution: string) => `${origin}/webhook-waiting/${execution}?signature=token/slot`;
const watch = async (inMs: number, execution = '17') => await wakeAt(Date.now() + inMs, { url: urlOf(execution), ticket: 'the ticket', line: 'line' });
/** Looks at the timers, and leaves them to whoever asks next. */
const kept = async () => await store.takeTimers({ nowMs: Date.now() + 1e10, dueBeforeMs: Date.now() + 1e10, leaseMs: -2e10, limit: 9 });

describe('a held run', () => {
	it('is called at its slot, with the ticket of its item', async () => {
		await watch(SECOND_MS);
		await pass(SECOND_MS);
		expect(fetched).toEqual([{ url: urlOf('17'), method: 'POST', body: '{"ticket":"the ticket"}' }]);
		expect(await kept()).toEqual([]);
	});

	it.each([
		['it has gone on', 200, { letGo: true }],
		['it waits for another ticket now', 200, { stale: true }],
		['it does not exist any more', 404, { message: 'The execution "17" does not exist.' }],
		['it waits at another node', 404, { message: 'The workflow for execution "17" does not contain a waiting webhook with a matching path/method.' }],
		['it has ended', 409, { message: 'The execution "17 has finished already.' }],
		['it was cancelled', 409, { message: 'The execution "17" has finished with error.' }],
	])('is not called again when %s', async (_, status, body) => {
		answer = () => ({ status, body });
		await watch(SECOND_MS);
		await pass(60 * SECOND_MS);
		expect(fetched).toHaveLength(1);
		expect(await kept()).toEqual([]);
	});

	it.each([
		['it is just being saved', 409, { message: 'The execution "17" is running already.' }],
		['n8n is overloaded', 503, 'Service Unavailable'],
		['a proxy does not find n8n', 404, '<html>Not Found</html>'],
		['n8n cannot start it now', 500, { message: 'There was a problem executing the workflow' }],
		['the store cannot be used', 200, { notNow: true }],
	])('is called again until it goes on when %s', async (_, status, body) => {
		answer = () => ({ status, body });
		await watch(SECOND_MS);
		await pass(3 * SECOND_MS);
		expect(fetched.length).toBeGreaterThan(2);
		expect(await kept()).toHaveLength(1);

		answer = () => ({ status: 200, body: { letGo: true } });
		await pass(60 * SECOND_MS);
		expect(await kept()).toEqual([]);
	});

	it('is called again when it says so', async () => {
		const untilMs = Date.now() + 20 * SECOND_MS;
		answer = () => ({ status: 200, body: Date.now() < untilMs - 500 ? { heldUntilMs: untilMs } : { letGo: true } });
		await watch(SECOND_MS);
		await pass(15 * SECOND_MS);
		expect(fetched).toHaveLength(1);
		await pass(5 * SECOND_MS);
		expect(fetched).toHaveLength(2);
		expect(await kept()).toEqual([]);
	});

	it('is not called before n8n is ready', async () => {
		readiness = () => 503;
		await watch(SECOND_MS);
		await pass(20 * SECOND_MS);
		expect(fetched).toEqual([]);
		readiness = () => 200;
		await pass(10 * SECOND_MS);
		expect(fetched).toHaveLength(1);
	});

	it('is called again only after a while when it does not answer in time', async () => {
		jest.spyOn(globalThis, 'fetch').mockImplementation(async (input, init) => {
			if (!String(input).includes('/readiness')) fetched.push({ url: String(input), method: String(init?.method), body: String(init?.body) });
			throw Object.assign(new Error('The operation was aborted due to timeout'), { name: 'TimeoutError' });
		});
		trust(origin);
		await watch(SECOND_MS);
		await pass(20 * SECOND_MS);
		expect(fetched).toHaveLength(1);
		expect(await kept()).toHaveLength(1);
		trust(origin);
		await pass(30 * SECOND_MS);
		expect(fetched.length).toBeLessThanOrEqual(2);
	});

	it("is left to n8n's own timer after a month", async () => {
		answer = () => ({ status: 500 });
		await watch(-NET_MS - SECOND_MS);
		await pass(SECOND_MS);
		expect(fetched).toEqual([]);
		expect(await kept()).toEqual([]);
	});

	it('is told of in the log, with the number of its execution, when n8n was killed in it', async () => {
		const error = jest.spyOn(LoggerProxy, 'error').mockReturnValue(undefined);
		answer = () => ({ status: 500, body: { message: "Cannot read properties of undefined (reading 'inputOverride')" } });
		await watch(SECOND_MS);
		await pass(60 * SECOND_MS);
		expect(fetched).toHaveLength(1);
		expect(error).toHaveBeenCalledWith(expect.stringContaining('execution 17'));
		expect(await kept()).toEqual([]);
	});

	it('does not fill the log when it cannot be woken', async () => {
		const warn = jest.spyOn(LoggerProxy, 'warn').mockReturnValue(undefined);
		await pass(120 * SECOND_MS);
		answer = () => ({ status: 200, body: { notNow: true } });
		await watch(SECOND_MS);
		await watch(SECOND_MS, '18');
		await pass(30 * SECOND_MS);
		expect(warn).toHaveBeenCalledTimes(1);
		expect(warn).toHaveBeenCalledWith(expect.stringContaining(`the log of n8n at ${origin} says why`));
	});
});

describe('the address of a held run', () => {
	const parked = 'http://old.example.com:5678/n8n/webhook-waiting/17?signature=token/slot';
	it.each<[string, Record<string, string>, string]>([
		['is kept without another one', {}, parked],
		['is that of today', { WEBHOOK_URL: 'https://new.example.com/' }, 'https://new.example.com/n8n/webhook-waiting/17?signature=token/slot'],
		['is that of today in quotes', { WEBHOOK_URL: '"https://new.example.com"' }, 'https://new.example.com/n8n/webhook-waiting/17?signature=token/slot'],
		['is kept when that of today is none', { WEBHOOK_URL: 'new.example.com' }, parked],
	])('%s', (_, env, expected) => {
		expect(atPresentAddress(parked, env)).toBe(expected);
	});
});

describe('whether n8n reaches itself', () => {
	it.each([
		['it does', () => ({ status: 401, body: { error: 'Invalid token' } }), true],
		['somebody else answers', () => ({ status: 401, body: 'Login' }), false],
		['anything else answers', () => ({ status: 200 }), false],
		['nobody answers', undefined, false],
	])('is found out with a wrong signature: %s', async (_, says, expected) => {
		if (says) answer = says;
		else jest.spyOn(globalThis, 'fetch').mockRejectedValue(new Error('ECONNREFUSED'));
		await expect(canKnock(urlOf('17'))).resolves.toBe(expected);
		for (const { url } of fetched) expect(new URL(url).searchParams.get('signature')).toBe('none');
	});

	it('is asked once when it does, and again after a minute when it does not', async () => {
		answer = () => ({ status: 502 });
		for (let n = 0; n < 3; n++) await expect(canKnock(urlOf('17'))).resolves.toBe(false);
		// It is tried twice, because one call can be lost.
		expect(fetched).toHaveLength(2);

		answer = () => ({ status: 401, body: { error: 'Invalid token' } });
		await pass(61 * SECOND_MS);
		for (let n = 0; n < 3; n++) await expect(canKnock(urlOf(`${n}`))).resolves.toBe(true);
		expect(fetched).toHaveLength(3);
	});
});

describe('whether n8n is ready', () => {
	it.each([
		[200, true],
		[404, true],
		[503, false],
	])('is told by its health page: %d', async (status, expected) => {
		readiness = () => status;
		await expect(isReady(origin)).resolves.toBe(expected);
	});

	it('is no when it cannot be reached', async () => {
		jest.spyOn(globalThis, 'fetch').mockRejectedValue(new Error('ECONNREFUSED'));
		await expect(isReady(origin)).resolves.toBe(false);
	});

	it('is not asked of one that has just answered', async () => {
		readiness = () => 503;
		trust(origin);
		await expect(isReady(origin)).resolves.toBe(true);
		await pass(6 * SECOND_MS);
		await expect(isReady(origin)).resolves.toBe(false);
	});

	it('is asked where n8n listens', () => {
		expect(ownOrigin({})).toBe('http://localhost:5678');
		expect(ownOrigin({ N8N_PORT: '8000', N8N_PROTOCOL: 'https' })).toBe('https://localhost:8000');
		expect(ownOrigin({ N8N_PORT: '', N8N_PROTOCOL: '' })).toBe('http://localhost:5678');
		expect(ownOrigin({ N8N_LISTEN_ADDRESS: '0.0.0.0' })).toBe('http://localhost:5678');
		expect(ownOrigin({ N8N_LISTEN_ADDRESS: '10.0.0.7' })).toBe('http://10.0.0.7:5678');
		expect(ownOrigin({ N8N_LISTEN_ADDRESS: '::1' })).toBe('http://[::1]:5678');
	});
});

describe('held items of a process that has died', () => {
	const { argv } = process;
	afterEach(() => (process.argv = argv));

	it.each([
		['a command of n8n that runs no flows', ['node', '/usr/bin/n8n', 'export:workflow']],
		['another program', ['node', '/usr/bin/jest']],
	])('are not looked after by %s', async (_, command) => {
		process.argv = command;
		const start = jest.spyOn(waker, 'start');
		recoverParkedRuns();
		await pass(60 * SECOND_MS);
		expect(start).not.toHaveBeenCalled();
	});
});
