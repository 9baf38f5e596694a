import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';

import { StoreUnavailable } from '../../../flow/store/flowStore';
import { sqliteAdvice } from '../../../flow/store/sqliteFile';
import { SqliteStore } from '../../../flow/store/sqliteStore';

let folder: string;
let path: string;
let store: SqliteStore;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'flow-elements-store-'));
	path = join(folder, 'a', 'b', 'store.sqlite');
	store = new SqliteStore(path);
});
afterEach(async () => {
	await store.close();
	rmSync(folder, { recursive: true });
});

describe('the file of the SQLite store', () => {
	const modeOf = (file: string) => (statSync(file).mode & 0o777).toString(8);

	it('is made at the first use, and only its owner may read it', async () => {
		expect(() => statSync(join(folder, 'a'))).toThrow('ENOENT');
		await store.put('key', 'value');
		expect([path, `${path}-wal`, `${path}-shm`].map(modeOf)).toEqual(['600', '600', '600']);
		expect(modeOf(join(folder, 'a'))).toBe('700');
	});

	it('keeps what it holds when it is opened again', async () => {
		await store.put('key', 'value');
		await store.close();
		await expect(store.get('key')).resolves.toBe('value');
		await expect(new SqliteStore(path).get('key')).resolves.toBe('value');
	});

	it('holds all that was answered before the process was killed', async () => {
		const env = { ...process.env, FLOW_ELEMENTS_STORE: path };
		const child = spawn(process.execPath, [join(__dirname, 'writeUntilKilled.mjs')], { env, stdio: ['ignore', 'pipe', 'inherit'] });
		let output = '';
		child.stdout.on('data', (chunk) => (output += String(chunk)));
		while (output.length < 4000 && child.exitCode === null) await sleep(5);
		child.kill('SIGKILL');
		await once(child, 'close');

		const written = output.split('\n').slice(0, -1).map(Number);
		expect(written.length).toBeGreaterThan(500);
		for (const n of written) {
			expect(await store.get(`key ${n}`)).toBe(`value ${n} ${'x'.repeat(n % 5000)}`);
			const fromMs = Date.parse('2026-11-20T09:00:00Z');
			const slot = await store.reserveSlot({ line: 'line', id: String(n), count: 1, perMs: 1, fromMs });
			expect(slot).toMatchObject({ slotMs: fromMs + n, position: Math.max(1, n) });
		}
		const timers = await store.takeTimers({ dueBeforeMs: written.length, nowMs: 0, leaseMs: 0, limit: 100_000 });
		expect(timers.map(({ id }) => Number(id))).toEqual(written);
		const database = new DatabaseSync(path);
		expect(database.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' });
		database.close();
	});
});

describe('an SQLite file that cannot be used', () => {
	const refusal = async () => {
		const error: unknown = await store.get('key').catch((reason: unknown) => reason);
		expect(error).toBeInstanceOf(StoreUnavailable);
		const { message } = error as Error;
		expect(message).toContain(path);
		expect(message).toContain('N8N_USER_FOLDER');
		expect(message).toContain('FLOW_ELEMENTS_STORE');
		return message;
	};

	it('is a folder', async () => {
		mkdirSync(path, { recursive: true });
		expect(await refusal()).toContain('It is a folder, not a file.');
	});

	it('is in a file', async () => {
		writeFileSync(join(folder, 'a'), '');
		expect(await refusal()).toContain('A part of the path is a file, not a folder.');
	});

	it('is no database', async () => {
		mkdirSync(join(folder, 'a', 'b'), { recursive: true });
		writeFileSync(path, 'Dear diary, '.repeat(1000));
		expect(await refusal()).toContain('The file is not an SQLite database.');
	});

	it('is of a newer version', async () => {
		await store.put('key', 'value');
		await store.close();
		const database = new DatabaseSync(path);
		database.exec('PRAGMA user_version = 999');
		database.close();
		expect(await refusal()).toContain('It was made by a newer version of n8n-nodes-flow-elements.');
	});

	it('can be used when somebody has replaced it', async () => {
		await store.put('key', 'value');
		const database = new DatabaseSync(path);
		database.exec('DROP TABLE entries');
		database.close();
		expect(await refusal()).toContain('no such table');

		rmSync(join(folder, 'a'), { recursive: true });
		await store.put('key', 'new');
		await expect(store.get('key')).resolves.toBe('new');
	});

	it('can be used when it is in order again', async () => {
		mkdirSync(path, { recursive: true });
		await refusal();
		rmSync(path, { recursive: true });
		await store.put('key', 'value');
		await expect(store.get('key')).resolves.toBe('value');
	});

	it.each([
		[{ code: 'EACCES' }, 'The user that n8n runs as may not write there.'],
		[{ code: 'EROFS' }, 'The disk is read-only.'],
		[{ code: 'ENOSPC' }, 'The disk is full.'],
		[{ code: 'ERR_SQLITE_ERROR', errcode: 13 }, 'The disk is full.'],
		[{ code: 'ERR_SQLITE_ERROR', errcode: 8 }, 'The user that n8n runs as may not write there.'],
		[{ code: 'ERR_SQLITE_ERROR', errcode: 8 | (1 << 8) }, 'The user that n8n runs as may not write there.'],
		[{ code: 'ERR_SQLITE_ERROR', errcode: 11 }, 'The file is damaged.'],
		[{ message: 'Something else' }, 'Something else.'],
	])('because of %j is explained', (error, advice) => {
		expect(sqliteAdvice(error)).toBe(advice);
	});
});

describe('entries that are read from an SQLite file', () => {
	it('let others write in between', async () => {
		await store.changeAll(Array.from({ length: 250 }, (_, n) => ({ key: `${n}`, expected: undefined, value: 'x' })));
		const other = new SqliteStore(path, Date.now, 100);
		let read = 0;
		for await (const { key } of store.entries('')) {
			read++;
			await other.put(key, 'y');
		}
		expect(read).toBe(250);
		await other.close();
	});

	it('can be read on when the file has been closed meanwhile', async () => {
		await store.changeAll(Array.from({ length: 250 }, (_, n) => ({ key: `${n}`, expected: undefined, value: 'x' })));
		const keys = new Set<string>();
		for await (const { key } of store.entries('')) {
			keys.add(key);
			if (keys.size === 150) await store.close();
		}
		expect(keys.size).toBe(250);
	});
});

describe('an SQLite file that another process has locked', () => {
	let other: DatabaseSync;
	beforeEach(async () => {
		await store.put('key', 'value');
		other = new DatabaseSync(path);
		other.exec('BEGIN IMMEDIATE');
	});
	afterEach(() => other.close());

	it('is waited for, while this process goes on', async () => {
		let ticks = 0;
		const clock = setInterval(() => ticks++, 5);
		const claim = store.claim('claim', 'mine', 60_000);
		const slot = store.reserveSlot({ line: 'line', id: '1', count: 1, perMs: 1, fromMs: 0 });
		await expect(store.get('key')).resolves.toBe('value');
		await sleep(500);
		other.exec('COMMIT');
		await expect(claim).resolves.toEqual({ claimed: true });
		await expect(slot).resolves.toMatchObject({ outcome: 'taken' });
		clearInterval(clock);
		expect(ticks).toBeGreaterThan(5);
	});

	it('can be read from to the end', async () => {
		const read = async () => {
			const keys = [];
			for await (const { key } of store.entries('')) keys.push(key);
			return keys;
		};
		await expect(read()).resolves.toEqual(['key']);
		const change = store.changeAll([{ key: 'key', expected: 'value', value: undefined }, { key: 'new', expected: undefined, value: 'x' }]);
		await sleep(100);
		await expect(read()).resolves.toEqual(['key']);
		other.exec('COMMIT');
		await expect(change).resolves.toBe(true);
		await expect(read()).resolves.toEqual(['new']);
	});

	it('is not waited for for ever', async () => {
		const impatient = new SqliteStore(path, Date.now, 200);
		const started = performance.now();
		await expect(impatient.put('key', 'new')).rejects.toThrow('Another process keeps the file locked.');
		expect(performance.now() - started).toBeLessThan(2000);
		other.exec('COMMIT');
		await impatient.put('key', 'new');
		await impatient.close();
	});
});

describe('what has grown old', () => {
	const HOUR_MS = 3_600_000;
	let now: number;
	let database: DatabaseSync;
	const count = (table: string) => Number(database.prepare(`SELECT COUNT(*) AS n FROM ${table}`).get()?.n);

	beforeEach(async () => {
		now = Date.parse('2026-11-20T09:00:00Z');
		store = new SqliteStore(path, () => now);
		await store.put('key', 'value');
		database = new DatabaseSync(path);
	});
	afterEach(() => database.close());

	it('goes a little at a time', async () => {
		const many = 100_000;
		database.exec('BEGIN');
		const insert = database.prepare('INSERT INTO entries (key, value, expires_at) VALUES (?, ?, ?)');
		for (let n = 0; n < many; n++) insert.run(`old ${n}`, 'x'.repeat(100), now + 1 + (n % 1000));
		database.exec('COMMIT');
		now += HOUR_MS;

		let longestMs = 0;
		let left = count('entries');
		for (let n = 0; n < 1000; n++) {
			now += 1001;
			const started = performance.now();
			await store.put(`new ${n % 10}`, 'value', HOUR_MS * 24);
			longestMs = Math.max(longestMs, performance.now() - started);
			if (n % 50 !== 0) continue;
			expect(left - count('entries')).toBeLessThanOrEqual(50 * 200);
			left = count('entries');
		}
		expect(longestMs).toBeLessThan(250);
		expect(count('entries')).toBe(11);
		await expect(store.get('key')).resolves.toBe('value');
	});

	it('goes faster than new things come, however fast they come', async () => {
		for (let n = 0; n < 5000; n++) {
			now += 0.1;
			await store.put(`${n}`, 'value', 100);
		}
		expect(count('entries')).toBeLessThan(1500);
	});

	it('are the lines that nobody uses any more', async () => {
		for (let n = 0; n < 1000; n++) {
			await store.reserveSlot({ line: `line ${n % 3}`, id: `${n}`, count: 1, perMs: 10, fromMs: now, order: `${n}` });
		}
		expect([count('lines'), count('slots'), count('order_tails')]).toEqual([3, 1000, 1000]);
		now += HOUR_MS;
		for (let n = 0; n < 50; n++) {
			now += 1001;
			await store.put('key', 'value');
		}
		expect(['lines', 'slots', 'slot_blocks', 'order_tails'].map(count)).toEqual([0, 0, 0, 0]);
		const answer = await store.reserveSlot({ line: 'line 0', id: '0', count: 1, perMs: 10, fromMs: now });
		expect(answer).toMatchObject({ slotMs: now, position: 1 });
	});

	it('are the first slots of a line that is in use', async () => {
		for (let n = 0; n < 2000; n++) {
			now += 100;
			await store.reserveSlot({ line: 'line', id: `${n}`, count: 1, perMs: 10, fromMs: now, order: `${n % 300}` });
		}
		// A minute of grace, and a block that is not yet old as a whole.
		expect(count('slots')).toBeLessThan(600 + 250);
		expect(count('order_tails')).toBeLessThanOrEqual(300);
	});
});
