import { homedir } from 'node:os';

import { StoreUnavailable } from '../../../flow/store/flowStore';
import { storeLocation } from '../../../flow/store/location';
import type { RedisLocation } from '../../../flow/store/redisLocation';

const readFile = (path: string) => {
	if (path === '/run/secrets/missing') throw new Error('ENOENT');
	return `from ${path}\n`;
};
const at = (env: Record<string, string>, command?: string) => storeLocation(env, { command, readFile });
const redis = (env: Record<string, string>): RedisLocation => {
	const location = at(env);
	if (location.kind !== 'redis') throw new Error(`It is in ${location.path}.`);
	return location.redis;
};
const queue = (more: Record<string, string>) =>
	redis({
		EXECUTIONS_MODE: 'queue',
		...Object.fromEntries(Object.entries(more).map(([name, value]) => [`QUEUE_BULL_REDIS_${name}`, value])),
	});

describe('the flow store', () => {
	it.each([
		[{ HOME: '/home/node' }, '/home/node/.n8n/flow-elements.sqlite'],
		[{ HOME: '/home/node', N8N_USER_FOLDER: '/data' }, '/data/.n8n/flow-elements.sqlite'],
		[{ HOME: '/home/node', EXECUTIONS_MODE: 'regular' }, '/home/node/.n8n/flow-elements.sqlite'],
		[{}, `${process.cwd()}/.n8n/flow-elements.sqlite`],
		[{ HOME: '/home/node', FLOW_ELEMENTS_STORE: '' }, '/home/node/.n8n/flow-elements.sqlite'],
		[{ FLOW_ELEMENTS_STORE: 'sqlite:/data/store.sqlite' }, '/data/store.sqlite'],
		[{ FLOW_ELEMENTS_STORE: 'sqlite:///data/store.sqlite' }, '/data/store.sqlite'],
		[{ FLOW_ELEMENTS_STORE: '/data/a file', EXECUTIONS_MODE: 'queue' }, '/data/a file'],
		[{ FLOW_ELEMENTS_STORE: ' "/data/store.sqlite" ' }, '/data/store.sqlite'],
		[{ FLOW_ELEMENTS_STORE_FILE: '/run/secrets/store', FLOW_ELEMENTS_STORE: '/data/store.sqlite' }, '/data/store.sqlite'],
	])('of %j is a file', (env, path) => {
		expect(at(env)).toEqual({ kind: 'sqlite', path });
	});

	it('is in the home folder of the user, as n8n is', () => {
		expect(storeLocation({ HOME: homedir() })).toEqual({ kind: 'sqlite', path: `${homedir()}/.n8n/flow-elements.sqlite` });
	});

	it('is in the Redis of the queue when n8n works with one', () => {
		expect(queue({})).toEqual({
			nodes: [{ host: 'localhost', port: 6379 }],
			isCluster: false,
			db: 0,
			isDualStack: false,
			isWithoutLookup: false,
			keepAliveMs: 5000,
			reconnectsOnFailover: true,
			keyPrefix: '{bull:flow-elements}:',
			settingsName: 'QUEUE_BULL_REDIS_*',
		});
		expect(at({}, 'worker').kind).toBe('redis');
		expect(at({}, 'start').kind).toBe('sqlite');
		expect(at({ FLOW_ELEMENTS_STORE: '/data/store.sqlite' }, 'worker').kind).toBe('sqlite');
	});

	it('knows the settings of the queue', () => {
		const set = { HOST: 'redis.local', PORT: '6380', DB: '5', USERNAME: 'n8n', PASSWORD: "'p w'", DUALSTACK: 'true', RECONNECT_ON_FAILOVER: 'false' };
		expect(queue(set)).toMatchObject({
			nodes: [{ host: 'redis.local', port: 6380 }],
			db: 5,
			username: 'n8n',
			password: 'p w',
			isDualStack: true,
			reconnectsOnFailover: false,
		});
		expect(queue({ PORT: 'no', DB: '', DUALSTACK: 'yes', TLS: '0' })).toMatchObject({ nodes: [{ port: 6379 }], db: 0, isDualStack: false });
	});

	it('knows secrets in files', () => {
		expect(queue({ PASSWORD_FILE: '/run/secrets/redis', USERNAME_FILE: '/run/secrets/user' })).toMatchObject({
			username: 'from /run/secrets/user',
			password: 'from /run/secrets/redis',
		});
		expect(queue({ PASSWORD_FILE: '/run/secrets/redis', PASSWORD: 'here' }).password).toBe('here');
		expect(() => queue({ PASSWORD_FILE: '/run/secrets/missing' })).toThrow('The file that QUEUE_BULL_REDIS_PASSWORD_FILE names cannot be read.');
	});

	it('knows TLS', () => {
		expect(queue({ TLS: 'true' }).tls).toEqual({ servername: undefined, rejectUnauthorized: true });
		expect(queue({ TLS: '1', TLS_SERVERNAME: 'redis.example.com', TLS_VALIDATE_CERTIFICATE: 'false' }).tls).toEqual({
			servername: 'redis.example.com',
			rejectUnauthorized: false,
		});
	});

	it('knows clusters', () => {
		expect(queue({ CLUSTER_NODES: 'a:7001, b:7002,c', HOST: 'unused', DNS_LOOKUP_STRATEGY: 'NONE' })).toMatchObject({
			nodes: [{ host: 'a', port: 7001 }, { host: 'b', port: 7002 }, { host: 'c', port: 6379 }],
			isCluster: true,
			isWithoutLookup: true,
		});
	});

	it('knows how long a silence may be', () => {
		expect(queue({ KEEP_ALIVE: 'true', KEEP_ALIVE_DELAY: '900' }).keepAliveMs).toBe(900);
		expect(queue({ KEEP_ALIVE_DELAY: '900' }).keepAliveMs).toBe(5000);
	});

	it.each([
		['bull', '{bull:flow-elements}:'],
		['{bull}', '{bull:flow-elements}:'],
		['n8n:prod', '{n8n:prod:flow-elements}:'],
		['', '{bull:flow-elements}:'],
	])('has keys of its own beside the queue "%s"', (prefix, keyPrefix) => {
		expect(redis({ EXECUTIONS_MODE: 'queue', QUEUE_BULL_PREFIX: prefix }).keyPrefix).toBe(keyPrefix);
		expect(redis({ FLOW_ELEMENTS_STORE: 'redis://host', QUEUE_BULL_PREFIX: prefix }).keyPrefix).toBe(keyPrefix);
	});

	it.each([
		['redis://host', { nodes: [{ host: 'host', port: 6379 }], db: 0, tls: undefined }],
		['redis://host:6380/3', { nodes: [{ host: 'host', port: 6380 }], db: 3 }],
		['redis://host/', { db: 0 }],
		['redis://[::1]:6380', { nodes: [{ host: '::1', port: 6380 }] }],
		['rediss://host', { tls: { rejectUnauthorized: true } }],
		['redis://user:p%40ss%2F@host', { username: 'user', password: 'p@ss/' }],
		['redis://:secret@host', { username: undefined, password: 'secret' }],
	])('is in the Redis at %s', (url, expected) => {
		expect(redis({ FLOW_ELEMENTS_STORE: url, QUEUE_BULL_REDIS_HOST: 'another' })).toMatchObject({ ...expected, settingsName: 'FLOW_ELEMENTS_STORE' });
	});

	it.each(['store.sqlite', './store.sqlite', 'sqlite:store.sqlite', 'postgres://user:secret@host/db', 'http://secret@host', 'redis:secret', 'redis://', 'redis://user:secret@host/db', 'rediss://user:secret@ho st'])(
		'cannot be at "%s"',
		(text) => {
			const refused = () => at({ FLOW_ELEMENTS_STORE: text });
			expect(refused).toThrow(StoreUnavailable);
			expect(refused).toThrow(/FLOW_ELEMENTS_STORE .*redis:\/\//);
			expect(refused).not.toThrow(/secret/);
		},
	);
});
