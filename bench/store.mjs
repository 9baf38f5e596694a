// node scripts/run.mjs node bench/store.mjs: what the operations of the flow store cost, in a file and in Redis. Where
// redis-server is not on the PATH, only the file is measured.
import { spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { throwawayFolder } from '../scripts/folders.mjs';
import { freePort } from '../scripts/n8n.mjs';
import { ROOT } from '../scripts/paths.mjs';
import { build } from '../scripts/setup.mjs';

const CALLS = Number(process.env.CALLS || 5000);
const AT_ONCE = Number(process.env.AT_ONCE || 50);
const LONG = Number(process.env.LONG || 100_000);

await build();
const require = createRequire(import.meta.url);
const { storeLocation } = require(join(ROOT, 'dist/flow/store/location.js'));
const { SqliteStore } = require(join(ROOT, 'dist/flow/store/sqliteStore.js'));
const { RedisStore } = require(join(ROOT, 'dist/flow/store/redisStore.js'));
const { Participants } = require(join(ROOT, 'dist/flow/participant/participants.js'));

/** Calls `work` so often, one after the other or some at a time, and gives the calls in a second. */
async function rate(times, atOnce, work) {
	const started = performance.now();
	let next = 0;
	const worker = async () => {
		while (next < times) await work(next++);
	};
	await Promise.all(Array.from({ length: atOnce }, worker));
	return (1000 * times) / (performance.now() - started);
}

async function measure(name, work, times = CALLS) {
	const figures = [];
	for (const atOnce of [1, AT_ONCE]) {
		const calls = await rate(times, atOnce, (n) => work(`${atOnce} ${n}`, n));
		figures.push(`${calls.toFixed(0).padStart(7)}/s`);
	}
	process.stdout.write(`  ${name.padEnd(52)} ${figures.join('  ')}\n`);
}

async function measureAll(title, open) {
	const started = performance.now();
	const store = open();
	await store.get('nothing');
	process.stdout.write(`\n${title}: open in ${(performance.now() - started).toFixed(0)} ms; then 1 and ${AT_ONCE} at a time\n`);

	const value = JSON.stringify({ participant: '+31612345678', at: Date.now(), text: 'x'.repeat(100) });
	await measure('claim, new', (key) => store.claim(`claim ${key}`, value, 60_000));
	await measure('claim, held', (_key, n) => store.claim(`claim 1 ${n}`, value, 60_000));
	await measure('put', (key) => store.put(`put ${key}`, value, 60_000));
	await measure('get', (_key, n) => store.get(`put 1 ${n}`));
	await measure('compareAndSet', (_key, n) => store.compareAndSet(`put 1 ${n}`, value, value, 60_000));
	const changes = (key, from, to) => Array.from({ length: 3 }, (_, n) => ({ key: `three ${key} ${n}`, expected: from, value: to }));
	await measure('changeAll, three new entries', (key) => store.changeAll(changes(key, undefined, value)));
	await measure('changeAll, three entries', (key) => store.changeAll(changes(key, value, `${value}!`)));
	await measureEntries(store, 'three ', 2 * 3 * CALLS);
	await measure('delete', (key) => store.delete(`put ${key}`));

	const slot = (line, id, more) => store.reserveSlot({ line, id, count: 1, perMs: 1000, fromMs: Date.now(), ...more });
	await measure('slot, short lines', (key, n) => slot(`short ${n % 500} ${key[0]}`, key));
	await measure('slot, 10 per second, in order', (key) => slot('paced', key, { count: 10, order: 'a' }));
	await rate(LONG, AT_ONCE, (n) => slot('long', `${n}`, { order: 'a' }));
	await measure(`slot, in order, after ${LONG} others`, (key) => slot('long', key, { order: 'a' }));
	await measure(`slot, first gap, after ${LONG} others`, (key) => slot('long', `${key} gap`));
	await measure(`slot, refused, after ${LONG} others`, (key) => slot('long', `${key} late`, { notAfterMs: Date.now() }));
	const limit = { count: LONG, perMs: 86_400_000, notAfterMs: Infinity };
	await rate(LONG, AT_ONCE, (n) => slot('limit', `${n}`, limit));
	await measure(`slot, ${LONG} a day are used up`, (key) => slot('limit', key, limit));

	const timer = (id) => ({ id, dueMs: Date.now(), payload: value });
	await measure('setTimer', (key) => store.setTimer(timer(key)));
	await measure('takeTimers, 10 at a time', () => store.takeTimers({ dueBeforeMs: Infinity, nowMs: Date.now(), leaseMs: 60_000, limit: 10 }), 500);
	await measure('clearTimer', (key) => store.clearTimer(key));
	await measureParticipants(new Participants(store));
	await store.close();
}

async function measureEntries(store, prefix, count) {
	const started = performance.now();
	let read = 0;
	for await (const { key } of store.entries(prefix)) if (key) read++;
	if (read !== count) throw new Error(`${read} entries instead of ${count}`);
	const figure = ((1000 * count) / (performance.now() - started)).toFixed(0).padStart(7);
	process.stdout.write(`  ${`entries, ${count} with a prefix`.padEnd(52)} ${figure}/s\n`);
}

async function measureParticipants(participants) {
	const given = (key, more) => ({
		identifiers: [{ type: 'phone', value: `+${key}` }, { type: 'email', value: `${key}@example.com` }],
		attributes: { firstName: 'Ann', lastName: 'Lee', city: 'Delft', language: 'nl', ...more },
	});
	await measure('participant, new', (key) => participants.upsert(given(key)));
	await measure('participant, nothing changes', (key) => participants.upsert(given(key)));
	await measure('participant, an attribute changes', (key) => participants.upsert(given(key, { city: 'Gouda' })));
	const both = (key, other) => ({ identifiers: [{ type: 'phone', value: `+${key}` }, { type: 'email', value: `${other}@example.com` }] });
	const pair = (key, n) => [0, 1].map((which) => `${key.split(' ')[0]} ${2 * n + which}`);
	await measure('participants, two become one', (key, n) => participants.upsert(both(...pair(key, n))), Math.floor(CALLS / 2));
	await measure('participant, all change the same one', (key) => participants.upsert(given('same', { city: key })), 500);
}

const folder = await throwawayFolder('bench');
const redisPort = await freePort();
const redis = spawn('redis-server', ['--port', String(redisPort), '--bind', '127.0.0.1', '--save', '', '--dir', folder], { stdio: 'ignore' });
const isMissing = await Promise.race([new Promise((resolve) => redis.once('error', () => resolve(true))), sleep(500, false)]);
try {
	await measureAll('SQLite file', () => new SqliteStore(join(folder, 'flow-elements.sqlite')));
	if (isMissing) process.stdout.write('\nredis-server is not on the PATH; Redis is not measured.\n');
	else {
		const { redis: location } = storeLocation({ FLOW_ELEMENTS_STORE: `redis://127.0.0.1:${redisPort}` });
		await measureAll('Redis', () => new RedisStore(location));
	}
} finally {
	redis.kill('SIGKILL');
	await rm(folder, { recursive: true, force: true });
}
