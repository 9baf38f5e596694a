import type { KeyClaim, RequestRecord } from '../../../flow/route/requestLog';
import { RequestLog } from '../../../flow/route/requestLog';
import { SqliteStore } from '../../../flow/store/sqliteStore';

const NOW = 1_000_000;
let now: number;
let store: SqliteStore;
let log: RequestLog;
beforeEach(() => {
	now = NOW;
	store = new SqliteStore(':memory:', () => now);
	log = new RequestLog(store, 'route:w:n', () => now);
});

const record = (change: Partial<RequestRecord> = {}): RequestRecord => ({
	requestId: 'r-1',
	receivedAtMs: NOW,
	mode: 'sync',
	takenBy: 'p-1',
	keptUntilMs: NOW + 1000,
	...change,
});
const claim = (change: Partial<KeyClaim> = {}): KeyClaim => ({
	requestId: 'r-1',
	fingerprint: 'f',
	takenBy: 'p-1',
	receivedAtMs: NOW,
	untilMs: NOW + 1000,
	...change,
});

describe('a key', () => {
	it('goes to the first who claims it; others learn who that was', async () => {
		expect(await log.claimKey('k', claim())).toBeUndefined();
		expect(await log.claimKey('k', claim({ requestId: 'r-2' }))).toEqual(claim());
	});

	it('is free again when its time is over', async () => {
		await log.claimKey('k', claim());
		now += 999;
		expect(await log.claimKey('k', claim())).toEqual(claim());
		now += 1;
		expect(await log.claimKey('k', claim({ untilMs: now + 1 }))).toBeUndefined();
	});

	it('is handed over once', async () => {
		await log.claimKey('k', claim());
		const others = ['r-2', 'r-3'].map((requestId) => claim({ requestId }));
		expect(await Promise.all(others.map((to) => log.handOverKey('k', claim(), to)))).toEqual([true, false]);
		expect(await log.claimKey('k', claim())).toEqual(others[0]);
	});

	it('of another route is another key', async () => {
		await log.claimKey('k', claim());
		expect(await new RequestLog(store, 'route:w:other', () => now).claimKey('k', claim())).toBeUndefined();
		expect(await new RequestLog(store, 'route-test:w:n', () => now).claimKey('k', claim())).toBeUndefined();
	});
});

describe('a record', () => {
	it('is made once, and found until its time is over', async () => {
		expect(await log.open(record())).toBe(true);
		expect(await log.open(record({ takenBy: 'p-2' }))).toBe(false);
		expect(await log.find('r-1')).toEqual(record());
		expect(await log.find('r-2')).toBeUndefined();
		now += 1000;
		expect(await log.find('r-1')).toBeUndefined();
	});

	it('keeps all changes that are made at once', async () => {
		await log.open(record());
		const append = (letter: string) => log.change('r-1', (found) => ({ ...found, executionId: (found.executionId ?? '') + letter }));
		await Promise.all(['a', 'b', 'c', 'd'].map(append));
		expect((await log.find('r-1'))?.executionId?.split('').sort()).toEqual(['a', 'b', 'c', 'd']);
	});

	it('stays as it is when nothing is to be changed, and is not made by a change', async () => {
		await log.open(record());
		expect(await log.change('r-1', () => undefined)).toEqual(record());
		expect(await log.change('r-2', (found) => found)).toBeUndefined();
		expect(await log.find('r-2')).toBeUndefined();
	});

	it('does not live longer because it was changed', async () => {
		await log.open(record());
		now += 500;
		await log.change('r-1', (found) => ({ ...found, executionId: '7' }));
		now += 500;
		expect(await log.find('r-1')).toBeUndefined();
	});
});

describe('an answer', () => {
	const kept = { statusCode: 200, headers: {}, body: 'YQ==' };

	it('is kept once, and forgotten when it is taken back', async () => {
		expect(await log.answer('r-1')).toBeUndefined();
		expect(await log.keepAnswer('r-1', kept, NOW + 1000)).toBe(true);
		expect(await log.keepAnswer('r-1', { tooLarge: true }, NOW + 1000)).toBe(false);
		expect(await log.answer('r-1')).toEqual(kept);
		await log.forgetAnswer('r-1');
		expect(await log.answer('r-1')).toBeUndefined();
	});
});

describe('an outcome', () => {
	it('is the last one that was noted', async () => {
		expect(await log.outcome('r-1')).toBeUndefined();
		await log.noteOutcome('r-1', 'error', NOW + 1000);
		await log.noteOutcome('r-1', 'success', NOW + 1000);
		expect(await log.outcome('r-1')).toBe('success');
		now += 1000;
		expect(await log.outcome('r-1')).toBeUndefined();
	});
});
