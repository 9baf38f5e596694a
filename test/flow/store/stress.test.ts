import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import type { FlowStore } from '../../../flow/store/flowStore';
import { storeLocation } from '../../../flow/store/location';
import { RedisStore } from '../../../flow/store/redisStore';
import { SqliteStore } from '../../../flow/store/sqliteStore';
import { describeWithRedis, startRedis } from '../../support/redisServer';

const PROCESSES = 8;
const OPERATIONS = 10_000;
const OF_EACH_KIND = OPERATIONS / 4;

/** What a process was given, see stressWorker.mjs. */
interface Given {
	claims: number[];
	slots: { gaps: number[]; inOrder: number[] };
	increments: number;
	wrong: number;
}

jest.setTimeout(120_000);

async function run(name: string, store: string): Promise<Given> {
	const env = { ...process.env, FLOW_ELEMENTS_STORE: store };
	const args = [join(__dirname, 'stressWorker.mjs'), name, String(OPERATIONS)];
	const { stdout } = await promisify(execFile)(process.execPath, args, { env, maxBuffer: 2 ** 26 });
	return JSON.parse(stdout) as Given;
}

/** Has several processes use a store, which nobody has used before, at the same time. */
async function stress(location: string, store: FlowStore): Promise<void> {
	const all = await Promise.all(Array.from({ length: PROCESSES }, (_, index) => run(`process ${index}`, location)));

	const claims = all.flatMap((given) => given.claims);
	expect(claims).toHaveLength(OF_EACH_KIND);
	expect(new Set(claims).size).toBe(OF_EACH_KIND);

	const counters = await Promise.all(Array.from({ length: 10 }, (_, n) => store.get(`counter ${n}`)));
	expect(counters.reduce((sum, value) => sum + Number(value), 0)).toBe(PROCESSES * OF_EACH_KIND);
	expect(all.map((given) => given.wrong)).toEqual(all.map(() => 0));

	for (const line of ['gaps', 'inOrder'] as const) {
		const slots = all.flatMap((given) => given.slots[line]).toSorted((one, other) => one - other);
		// They are as close as they may be: five at each hundredth of a second, and no hundredth is left out.
		const first = slots[0];
		expect(slots).toEqual(slots.map((_, n) => first + Math.floor(n / 5) * 10));
	}
	await store.close();
}

describe('many processes on one SQLite file', () => {
	const folder = mkdtempSync(join(tmpdir(), 'flow-elements-store-'));
	afterAll(() => rmSync(folder, { recursive: true }));

	it('get in nobody\'s way', async () => {
		const path = join(folder, 'store.sqlite');
		await stress(`sqlite:${path}`, new SqliteStore(path));
	});
});

describeWithRedis('many processes on one Redis', () => {
	it('get in nobody\'s way', async () => {
		const server = await startRedis();
		const location = storeLocation({ FLOW_ELEMENTS_STORE: server.url });
		await stress(server.url, new RedisStore((location as { redis: ConstructorParameters<typeof RedisStore>[0] }).redis));
		await server.kill();
	});
});
