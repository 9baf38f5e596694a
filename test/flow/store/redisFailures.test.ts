import { setTimeout as sleep } from 'node:timers/promises';

import { StoreUnavailable } from '../../../flow/store/flowStore';
import { storeLocation } from '../../../flow/store/location';
import type { RedisLocation } from '../../../flow/store/redisLocation';
import { RedisStore } from '../../../flow/store/redisStore';
import type { RedisServer } from '../../support/redisServer';
import { describeWithRedis, redisCommand, startRedis } from '../../support/redisServer';

/** Less than in n8n, where it is three seconds, so that the tests do not take so long. */
const TIMEOUT_MS = 1000;

/** An operation fails within this time, whatever happens to Redis. */
const BOUND_MS = 2 * TIMEOUT_MS;

function storeAt(environment: Record<string, string>): RedisStore {
	const location = storeLocation(environment);
	if (location.kind !== 'redis') throw new Error('not Redis');
	return new RedisStore(location.redis, Date.now, TIMEOUT_MS);
}

/** Waits for an operation to fail and gives its message. */
async function refusal(operation: Promise<unknown>): Promise<string> {
	const started = performance.now();
	const error: unknown = await operation.then(() => undefined, (reason: unknown) => reason);
	expect(error).toBeInstanceOf(StoreUnavailable);
	expect(performance.now() - started).toBeLessThan(BOUND_MS);
	return (error as Error).message;
}

/** Waits until a store works again by itself. */
async function untilItWorks(store: RedisStore): Promise<void> {
	const giveUpAt = performance.now() + 15_000;
	while (performance.now() < giveUpAt) {
		if (await store.put('works', 'yes').then(() => true, () => false)) return;
		await sleep(50);
	}
	throw new Error('The store did not recover.');
}

describeWithRedis('the Redis store when something goes wrong', () => {
	let server: RedisServer;
	let store: RedisStore;
	const printed = [jest.spyOn(console, 'warn'), jest.spyOn(console, 'error'), jest.spyOn(console, 'log')];
	const warnings: unknown[] = [];
	const warn = (warning: unknown) => warnings.push(warning);
	jest.setTimeout(30_000);

	beforeAll(() => process.on('warning', warn));
	beforeEach(async () => {
		server = await startRedis();
		store = storeAt({ FLOW_ELEMENTS_STORE: server.url });
	});
	afterEach(async () => {
		await store.close();
		await server.kill();
		for (const print of printed) expect(print).not.toHaveBeenCalled();
		expect(warnings).toEqual([]);
	});
	afterAll(() => process.off('warning', warn));

	it('says so while Redis is gone, and recovers by itself', async () => {
		await store.put('key', 'value');
		await server.kill();
		const operations = [
			() => store.claim('key', 'value', 1000),
			() => store.get('key'),
			() => store.reserveSlot({ line: 'line', id: '1', count: 1, perMs: 1, fromMs: 0 }),
			() => store.takeTimers({ dueBeforeMs: 0, nowMs: 0, leaseMs: 0, limit: 1 }),
			() => store.changeAll([{ key: 'key', expected: 'value', value: undefined }]),
			() => store.entries('key').next(),
		];
		const messages = await Promise.all([...operations, ...operations, ...operations, ...operations].map((run) => refusal(run())));
		expect(new Set(messages)).toEqual(
			new Set([`The flow store in Redis at 127.0.0.1:${server.port} cannot be used: ECONNREFUSED. Look at FLOW_ELEMENTS_STORE, and whether Redis runs.`]),
		);

		await server.start();
		await untilItWorks(store);
		await expect(store.claim('key', 'value', 1000)).resolves.toEqual({ claimed: true });
	});

	it('waits three seconds for Redis, if nobody says otherwise', async () => {
		await server.kill();
		const patient = new RedisStore((storeLocation({ FLOW_ELEMENTS_STORE: server.url }) as { redis: RedisLocation }).redis);
		const started = performance.now();
		await expect(patient.get('key')).rejects.toThrow(StoreUnavailable);
		expect(performance.now() - started).toBeGreaterThan(2900);
		expect(performance.now() - started).toBeLessThan(4000);
		await patient.close();
	});

	it('waits for a Redis that is just being started', async () => {
		await server.kill();
		const [claim] = await Promise.all([store.claim('key', 'value', 60_000), sleep(200).then(() => server.start())]);
		expect(claim).toEqual({ claimed: true });
	});

	it('says so when Redis goes while entries are read', async () => {
		for (let n = 0; n < 3000; n++) await store.put(`key ${n}`, 'value');
		const entries = store.entries('key');
		await entries.next();
		await server.kill();
		const readOn = async () => {
			for (let given = 1; ; given++) if ((await entries.next()).done) return given;
		};
		expect(await refusal(readOn())).toContain('cannot be used');
		await server.start();
	});

	it('does not wait for a Redis that hangs, and recovers when it goes on', async () => {
		await store.put('key', 'value');
		server.pause();
		await Promise.all([refusal(store.get('key')), refusal(store.claim('new', 'value', 1000))]);
		await refusal(store.get('key'));
		server.resume();
		await untilItWorks(store);
		await expect(store.get('key')).resolves.toBe('value');
	});

	it('recovers when a Redis that hung is replaced', async () => {
		await store.put('key', 'value');
		server.pause();
		await refusal(store.get('key'));
		await server.kill();
		await server.start();
		await untilItWorks(store);
	});

	it('can be closed while Redis is gone', async () => {
		await server.kill();
		const waiting = refusal(store.get('key'));
		await sleep(100);
		await store.close();
		await waiting;
	});

	it('opens anew after it has been closed', async () => {
		await store.put('key', 'value');
		await store.close();
		await expect(store.get('key')).resolves.toBe('value');
	});

	it('brings its scripts again when Redis has forgotten them', async () => {
		await store.claim('key', 'value', 60_000);
		await redisCommand(server, 'SCRIPT', 'FLUSH');
		await expect(store.claim('key', 'value', 60_000)).resolves.toEqual({ claimed: false, holder: 'value' });
	});

	it('never shows the password', async () => {
		await redisCommand(server, 'CONFIG', 'SET', 'requirepass', 'right-secret');
		const wrong = storeAt({ FLOW_ELEMENTS_STORE: `redis://default:wrong-secret@127.0.0.1:${server.port}` });
		const missing = storeAt({ FLOW_ELEMENTS_STORE: server.url });
		for (const refused of [wrong, missing]) {
			const error: unknown = await refused.get('key').catch((reason: unknown) => reason);
			expect(error).toBeInstanceOf(StoreUnavailable);
			expect(String((error as Error).message)).toMatch(/WRONGPASS|NOAUTH/);
			expect(JSON.stringify(error, Object.getOwnPropertyNames(error)) + String((error as Error).cause)).not.toContain('secret');
			await refused.close();
		}

		const right = storeAt({ FLOW_ELEMENTS_STORE: `redis://:right-secret@127.0.0.1:${server.port}/3` });
		await right.put('key', 'value');
		await right.close();
	});

	it('takes user, password, database and prefix from the settings of the queue', async () => {
		await redisCommand(server, 'ACL', 'SETUSER', 'n8n', 'on', '>secret', '~*', '+@all');
		await redisCommand(server, 'CONFIG', 'SET', 'requirepass', 'another');
		const queue = storeAt({
			EXECUTIONS_MODE: 'queue',
			QUEUE_BULL_REDIS_HOST: '127.0.0.1',
			QUEUE_BULL_REDIS_PORT: String(server.port),
			QUEUE_BULL_REDIS_DB: '2',
			QUEUE_BULL_REDIS_USERNAME: 'n8n',
			QUEUE_BULL_REDIS_PASSWORD: 'secret',
			QUEUE_BULL_PREFIX: 'mine',
		});
		await queue.put('key', 'value');
		await queue.reserveSlot({ line: 'line', id: '1', count: 1, perMs: 1, fromMs: Date.now(), order: 'a' });
		await queue.close();
		const keys = await redisCommand(server, '-a', 'another', '-n', '2', 'KEYS', '*');
		expect(keys.trim().split('\n').toSorted()).toEqual(
			['entry:key', 'line:line', 'order:line', 'slots:line'].map((key) => `{mine:flow-elements}:${key}`),
		);
	});

	it('leaves a server that has become a replica', async () => {
		await store.put('key', 'value');
		await redisCommand(server, 'REPLICAOF', '127.0.0.1', '1');
		expect(await refusal(store.put('key', 'new'))).toContain('READONLY');
		expect(await refusal(store.claim('new', 'value', 1000))).toContain('READONLY');

		const promotion = sleep(500).then(() => redisCommand(server, 'REPLICAOF', 'NO', 'ONE'));
		await expect(store.claim('new', 'value', 60_000)).resolves.toEqual({ claimed: true });
		await promotion;
	});

	it('says what Redis says when its memory is full', async () => {
		await redisCommand(server, 'CONFIG', 'SET', 'maxmemory', '1');
		expect(await refusal(store.put('key', 'value'))).toContain('OOM');
		expect(await refusal(store.claim('key', 'value', 1000))).toContain('OOM');
	});
});

describeWithRedis('the Redis store on a cluster', () => {
	let server: RedisServer;
	beforeAll(async () => {
		server = await startRedis(['--cluster-enabled', 'yes', '--cluster-announce-ip', '127.0.0.1']);
		await redisCommand(server, 'CLUSTER', 'ADDSLOTS', ...Array.from({ length: 16384 }, (_, slot) => String(slot)));
		while (!(await redisCommand(server, 'CLUSTER', 'INFO')).includes('cluster_state:ok')) await sleep(50);
	});
	afterAll(async () => await server.kill());

	it('keeps all its keys on one node', async () => {
		const store = storeAt({ EXECUTIONS_MODE: 'queue', QUEUE_BULL_REDIS_CLUSTER_NODES: `127.0.0.1:${server.port}`, QUEUE_BULL_PREFIX: '{bull}' });
		await expect(store.claim('key', 'value', 60_000)).resolves.toEqual({ claimed: true });
		await expect(store.get('key')).resolves.toBe('value');
		await expect(store.compareAndSet('key', 'value', 'new')).resolves.toBe(true);
		const changes = Array.from({ length: 20 }, (_, n) => ({ key: `key ${n}`, expected: undefined, value: `${n}` }));
		await expect(store.changeAll(changes)).resolves.toBe(true);
		await expect(
			store.reserveSlot({ line: 'line', id: '1', count: 1, perMs: 1000, fromMs: Date.now(), order: 'a' }),
		).resolves.toMatchObject({ outcome: 'taken' });
		await store.setTimer({ id: '1', dueMs: 1, payload: 'p' });
		await expect(store.takeTimers({ dueBeforeMs: 2, nowMs: 2, leaseMs: 1, limit: 1 })).resolves.toHaveLength(1);
		await store.clearTimer('1');
		await store.close();
	});

	it('says so while the cluster is gone', async () => {
		const store = storeAt({ EXECUTIONS_MODE: 'queue', QUEUE_BULL_REDIS_CLUSTER_NODES: '127.0.0.1:1,127.0.0.1:2' });
		expect(await refusal(store.get('key'))).toMatch(/Redis at 127\.0\.0\.1:1, 127\.0\.0\.1:2 .* Look at QUEUE_BULL_REDIS_\*/);
		await store.close();
	});

	it('does not wait for a cluster that hangs', async () => {
		const store = storeAt({ EXECUTIONS_MODE: 'queue', QUEUE_BULL_REDIS_CLUSTER_NODES: `127.0.0.1:${server.port}` });
		await store.put('key', 'value');
		server.pause();
		await refusal(store.get('key'));
		server.resume();
		await untilItWorks(store);
		await store.close();
	});
});

describeWithRedis('the Redis store on a cluster of several nodes', () => {
	const servers: RedisServer[] = [];
	beforeAll(async () => {
		while (servers.length < 3) servers.push(await startRedis(['--cluster-enabled', 'yes', '--cluster-announce-ip', '127.0.0.1']));
		const third = Math.ceil(16384 / 3);
		for (const [n, server] of servers.entries()) {
			const last = Math.min(16384, (n + 1) * third) - 1;
			await redisCommand(server, 'CLUSTER', 'ADDSLOTSRANGE', String(n * third), String(last));
			if (n > 0) await redisCommand(servers[0], 'CLUSTER', 'MEET', '127.0.0.1', String(server.port));
		}
		for (const server of servers) {
			while (!(await redisCommand(server, 'CLUSTER', 'INFO')).includes('cluster_state:ok')) await sleep(50);
		}
	}, 60_000);
	afterAll(async () => await Promise.all(servers.map((server) => server.kill())));

	it.each(['bull', 'queue-2', 'another'])('reads entries from the node that has them, wherever the prefix "%s" puts them', async (prefix) => {
		const nodes = servers.map(({ port }) => `127.0.0.1:${port}`).join(',');
		const store = storeAt({ EXECUTIONS_MODE: 'queue', QUEUE_BULL_REDIS_CLUSTER_NODES: nodes, QUEUE_BULL_PREFIX: prefix });
		const changes = Array.from({ length: 1500 }, (_, n) => ({ key: `key ${n}`, expected: undefined, value: `${n}` }));
		await store.changeAll([...changes, { key: 'other', expected: undefined, value: '' }]);
		const found = new Map<string, string>();
		for await (const { key, value } of store.entries('key ')) found.set(key, value);
		expect(found).toEqual(new Map(changes.map(({ key, value }) => [key, value])));
		await store.close();
	});
});
