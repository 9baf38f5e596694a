import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { StoreUnavailable } from '../../../flow/store/flowStore';
import { RedisStore } from '../../../flow/store/redisStore';
import { SqliteStore } from '../../../flow/store/sqliteStore';
import { flowStore, storeMayHoldAnything, useFlowStore } from '../../../flow/store/theStore';

describe('the store of this process', () => {
	const folder = mkdtempSync(join(tmpdir(), 'flow-elements-store-'));
	const before = process.env.FLOW_ELEMENTS_STORE;
	afterEach(() => {
		useFlowStore();
		if (before === undefined) delete process.env.FLOW_ELEMENTS_STORE;
		else process.env.FLOW_ELEMENTS_STORE = before;
	});
	afterAll(() => rmSync(folder, { recursive: true }));

	it('is one, and opens its file when it is first used', async () => {
		process.env.FLOW_ELEMENTS_STORE = join(folder, 'new', 'store.sqlite');
		const store = flowStore();
		expect(store).toBeInstanceOf(SqliteStore);
		expect(flowStore()).toBe(store);
		expect(storeMayHoldAnything()).toBe(false);
		await store.put('key', 'value');
		expect(storeMayHoldAnything()).toBe(true);
		await store.close();
	});

	it('can be Redis, which may always hold something', () => {
		process.env.FLOW_ELEMENTS_STORE = 'redis://127.0.0.1:1';
		expect(flowStore()).toBeInstanceOf(RedisStore);
		expect(storeMayHoldAnything()).toBe(true);
	});

	it('can be another one in a test', () => {
		const other = new SqliteStore(':memory:');
		useFlowStore(other);
		expect(flowStore()).toBe(other);
		useFlowStore();
		process.env.FLOW_ELEMENTS_STORE = join(folder, 'store.sqlite');
		expect(flowStore()).not.toBe(other);
	});

	it('says so when nobody can tell where it is', () => {
		process.env.FLOW_ELEMENTS_STORE = 'nowhere';
		expect(flowStore).toThrow(StoreUnavailable);
		expect(storeMayHoldAnything).toThrow(StoreUnavailable);
	});

	it('loads no Redis library before it is needed', async () => {
		const code = `
			require('./dist/flow/store/theStore.js').flowStore();
			console.log(JSON.stringify(Object.keys(require.cache).filter((path) => path.includes('node_modules'))));
		`;
		const env = { ...process.env, FLOW_ELEMENTS_STORE: 'redis://127.0.0.1:1' };
		const { stdout } = await promisify(execFile)(process.execPath, ['-e', code], { cwd: join(__dirname, '../../..'), env });
		expect(JSON.parse(stdout)).toEqual([]);
	});
});
