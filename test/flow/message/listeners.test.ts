import type { Listener } from '../../../flow/message/listeners';
import { Listeners } from '../../../flow/message/listeners';
import { SqliteStore } from '../../../flow/store/sqliteStore';

const START = Date.parse('2026-11-20T09:00:00Z');
const listener = (id: string, change: Partial<Listener> = {}): Listener => ({
	id,
	provider: 'infobip',
	group: 'g',
	url: `https://n8n.example/webhook/${id}`,
	kinds: ['message'],
	...change,
});

let now: number;
let store: SqliteStore;
let listeners: Listeners;
beforeEach(() => {
	now = START;
	store = new SqliteStore(':memory:');
	listeners = new Listeners(store, () => now);
});
afterEach(async () => await store.close());

const ids = async (group = 'g') => (await listeners.of('infobip', group)).map(({ id }) => id);
const keys = async () => {
	const all: string[] = [];
	for await (const { key } of store.entries('')) all.push(key);
	return all;
};

it('are known by provider and group', async () => {
	await listeners.add(listener('a'));
	await listeners.add(listener('b', { kinds: ['read'] }));
	await listeners.add(listener('c', { group: 'other' }));
	await listeners.add(listener('d', { provider: 'clickatell' }));
	expect(await listeners.of('infobip', 'g')).toEqual([listener('a'), listener('b', { kinds: ['read'] })]);
	expect(await ids('nobody')).toEqual([]);
});

it('leave nothing behind when they are removed', async () => {
	await listeners.add(listener('a'));
	await listeners.add(listener('b'));
	await listeners.remove('a');
	await listeners.remove('a');
	expect(await ids()).toEqual(['b']);
	await listeners.remove('b');
	expect(await keys()).toEqual([]);
});

it('are there once when they are added anew, as they are now', async () => {
	await listeners.add(listener('a'));
	await listeners.add(listener('a', { kinds: ['read'], url: 'https://elsewhere.example/webhook/a' }));
	expect(await listeners.of('infobip', 'g')).toEqual([listener('a', { kinds: ['read'], url: 'https://elsewhere.example/webhook/a' })]);
});

it('leave the group in which they were before', async () => {
	await listeners.add(listener('a'));
	await listeners.add(listener('b'));
	await listeners.add(listener('a', { group: 'other' }));
	expect(await ids()).toEqual(['b']);
	expect(await ids('other')).toEqual(['a']);
	await listeners.remove('a');
	expect(await ids('other')).toEqual([]);
});

it('are all there when many come and go at once', async () => {
	const names = Array.from({ length: 20 }, (_, index) => `l${index}`);
	await Promise.all(names.map(async (id) => await listeners.add(listener(id))));
	expect((await ids()).sort()).toEqual([...names].sort());
	await Promise.all(names.slice(5).map(async (id) => await listeners.remove(id)));
	expect((await ids()).sort()).toEqual(names.slice(0, 5).sort());
});

describe('one at whose URL nobody is found', () => {
	it('is forgotten when that has been so for five minutes', async () => {
		await listeners.add(listener('a'));
		const seen = async () => (await listeners.of('infobip', 'g'))[0];
		expect(await listeners.missing(await seen())).toBe(false);
		expect(await seen()).toEqual(listener('a', { missingSinceMs: START }));
		now += 299_000;
		expect(await listeners.missing(await seen())).toBe(false);
		now += 1_000;
		expect(await listeners.missing(await seen())).toBe(true);
		expect(await keys()).toEqual([]);
	});

	it('is kept when it is found in between', async () => {
		await listeners.add(listener('a'));
		await listeners.missing(listener('a'));
		now += 200_000;
		await listeners.found((await listeners.of('infobip', 'g'))[0]);
		expect(await listeners.of('infobip', 'g')).toEqual([listener('a')]);
		now += 200_000;
		expect(await listeners.missing(listener('a'))).toBe(false);
	});

	it('is kept when it was published anew in between', async () => {
		await listeners.add(listener('a', { missingSinceMs: START }));
		const seen = (await listeners.of('infobip', 'g'))[0];
		await listeners.add(listener('a'));
		now += 300_000;
		await listeners.missing(seen);
		expect(await listeners.of('infobip', 'g')).toEqual([listener('a')]);
	});

	it('is forgotten at once when it was only tried out', async () => {
		await listeners.add(listener('a', { isTest: true }));
		expect(await listeners.missing(listener('a', { isTest: true }))).toBe(true);
		expect(await keys()).toEqual([]);
	});
});

it('are one at each URL', async () => {
	await listeners.add(listener('before', { url: 'https://n8n.example/webhook/x' }));
	await listeners.add(listener('after', { url: 'https://n8n.example/webhook/x' }));
	expect(await ids()).toEqual(['after']);
});

it('that take nothing for a quarter of an hour are told to be so, until they do', async () => {
	await listeners.add(listener('a'));
	const current = async () => (await listeners.of('infobip', 'g'))[0];
	expect(await listeners.failing(await current())).toBe(false);
	now += 899_000;
	expect(await listeners.failing(await current())).toBe(false);
	now += 1_000;
	expect(await listeners.failing(await current())).toBe(true);
	await listeners.found(await current());
	expect(await current()).toEqual(listener('a'));
	expect(await listeners.failing(await current())).toBe(false);
});

describe('one whose group is another now', () => {
	it('takes along those with the same credential', async () => {
		for (const [id, credentialId] of [['a', 'one'], ['b', 'one'], ['c', 'two']]) await listeners.add(listener(id, { credentialId }));
		const all = await listeners.rejoin(listener('a', { credentialId: 'one', group: 'new' }));
		expect(all.map(({ id }) => id)).toEqual(['a', 'b']);
		expect(await ids('new')).toEqual(['a', 'b']);
		expect(await ids()).toEqual(['c']);
	});

	it('goes alone when it was not known before, or n8n has given its credential no ID', async () => {
		await listeners.add(listener('b', { credentialId: 'one' }));
		await listeners.rejoin(listener('a', { credentialId: 'one', group: 'new' }));
		expect([await ids(), await ids('new')]).toEqual([['b'], ['a']]);
		await listeners.add(listener('c'));
		await listeners.rejoin(listener('c', { group: 'new' }));
		expect([await ids(), await ids('new')]).toEqual([['b'], ['a', 'c']]);
	});
});
