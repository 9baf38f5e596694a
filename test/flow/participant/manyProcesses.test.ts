import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import type { Participant } from '../../../flow/participant/participant';
import type { Upserted } from '../../../flow/participant/participants';
import { Participants } from '../../../flow/participant/participants';
import type { FlowStore } from '../../../flow/store/flowStore';
import { redisFromUrl } from '../../../flow/store/redisLocation';
import { RedisStore } from '../../../flow/store/redisStore';
import { settingsOf } from '../../../flow/store/settings';
import { SqliteStore } from '../../../flow/store/sqliteStore';
import { describeWithRedis, startRedis } from '../../support/redisServer';

const PROCESSES = 4;
const UPSERTS = 400;

/** As in mergeWorker.mjs. */
const PERSONS = 20;

jest.setTimeout(120_000);

async function run(name: string, store: string): Promise<{ outcomes: Array<Upserted['outcome']>; gone: string[] }> {
	const env = { ...process.env, FLOW_ELEMENTS_STORE: store };
	const { stdout } = await promisify(execFile)(process.execPath, [join(__dirname, 'mergeWorker.mjs'), name, String(UPSERTS)], { env, maxBuffer: 2 ** 24 });
	return JSON.parse(stdout) as { outcomes: Array<Upserted['outcome']>; gone: string[] };
}

/** Has several processes find out at the same time which numbers are of the same person. */
async function mergeAll(location: string, store: FlowStore): Promise<void> {
	const all = await Promise.all(Array.from({ length: PROCESSES }, (_, index) => run(`process ${index}`, location)));
	const participants = new Participants(store);

	const outcomes = all.flatMap((given) => given.outcomes);
	const gone = all.flatMap((given) => given.gone);
	expect(outcomes).toHaveLength(PROCESSES * UPSERTS);
	expect(new Set(gone).size).toBe(gone.length);
	// Whoever was created is either gone or left.
	expect(outcomes.filter((outcome) => outcome === 'created')).toHaveLength(PERSONS + gone.length);

	for (let person = 0; person < PERSONS; person++) {
		const found = await Promise.all(Array.from({ length: 5 }, (_, n) => participants.find({ type: 'phone', value: `+${person}-${n}` })));
		const one = found[0] as Participant;
		expect(found).toEqual(found.map(() => one));
		expect(one.identifiers).toHaveLength(5);
		expect(Object.keys(one.attributes)).toHaveLength((PROCESSES * UPSERTS) / PERSONS);
	}
	const left = new Set(await Promise.all(gone.map(async (id) => (await participants.get(id))?.id)));
	expect(left.has(undefined)).toBe(false);
	expect(left.size).toBeLessThanOrEqual(PERSONS);
	await store.close();
}

describe('many processes that merge participants', () => {
	const folder = mkdtempSync(join(tmpdir(), 'flow-elements-participants-'));
	afterAll(() => rmSync(folder, { recursive: true }));

	it('come to the same in one SQLite file', async () => {
		const path = join(folder, 'store.sqlite');
		await mergeAll(`sqlite:${path}`, new SqliteStore(path));
	});
});

describeWithRedis('many processes that merge participants', () => {
	it('come to the same in one Redis', async () => {
		const server = await startRedis();
		await mergeAll(server.url, new RedisStore(redisFromUrl(server.url, settingsOf({}, () => ''))));
		await server.kill();
	});
});
