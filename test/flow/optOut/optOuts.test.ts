import type { Channel } from '../../../flow/optOut/channels';
import type { OptOutEntry } from '../../../flow/optOut/optOuts';
import { OptOuts } from '../../../flow/optOut/optOuts';
import type { Identifier } from '../../../flow/participant/identifiers';
import { SqliteStore } from '../../../flow/store/sqliteStore';

const PHONE: Identifier = { type: 'phone', value: '+31612345678' };
const EMAIL: Identifier = { type: 'email', value: 'ann:o\'neil@example.com' };
const CHANNELS: Array<Channel | 'all'> = ['all', 'email', 'sms', 'whatsapp'];

let store: SqliteStore;
let now: number;
let optOuts: OptOuts;

beforeEach(() => {
	store = new SqliteStore(':memory:');
	now = Date.parse('2026-01-01T12:00:00Z');
	optOuts = new OptOuts(store, () => now);
});
afterEach(async () => await store.close());

async function listed(): Promise<OptOutEntry[]> {
	const entries = [];
	for await (const entry of optOuts.entries()) entries.push(entry);
	return entries;
}

/** By which channels an address may not be reached. */
async function forbidden(address: Identifier): Promise<Array<Channel | 'all'>> {
	const found = await Promise.all(CHANNELS.map(async (channel) => await optOuts.verify(address, channel)));
	return CHANNELS.filter((_, index) => found[index] !== undefined);
}

describe('An opt-out', () => {
	it('is kept with channel, reason, source and time', async () => {
		const entry = { address: PHONE, channel: 'whatsapp', reason: 'asked by phone', source: 'flow', at: '2026-01-01T12:00:00.000Z' };

		expect(await optOuts.add(PHONE, { channel: 'whatsapp', reason: ' asked by phone ', source: 'flow' })).toEqual({ outcome: 'added', entry });
		expect(await optOuts.verify(PHONE, 'whatsapp')).toEqual(entry);
		expect(await listed()).toEqual([entry]);
	});

	it('needs neither reason nor source', async () => {
		expect((await optOuts.add(EMAIL, { channel: 'all' })).entry).toMatchObject({ address: EMAIL, reason: '', source: '' });
	});

	it('from one channel forbids that one only', async () => {
		await optOuts.add(PHONE, { channel: 'whatsapp' });

		expect(await forbidden(PHONE)).toEqual(['whatsapp']);
	});

	it('from all channels forbids every one', async () => {
		await optOuts.add(PHONE, { channel: 'all' });

		expect(await forbidden(PHONE)).toEqual(CHANNELS);
	});

	it('holds for its address only', async () => {
		await optOuts.add(PHONE, { channel: 'all' });

		expect(await forbidden(EMAIL)).toEqual([]);
		expect(await forbidden({ type: 'phone', value: '+3161234567' })).toEqual([]);
		expect(await forbidden({ type: 'email', value: PHONE.value })).toEqual([]);
	});

	it('from all channels is told of before the one from the channel that was asked for', async () => {
		await optOuts.add(PHONE, { channel: 'whatsapp', reason: 'stop' });
		await optOuts.add(PHONE, { channel: 'all', reason: 'deceased' });

		expect(await optOuts.verify(PHONE, 'whatsapp')).toMatchObject({ channel: 'all', reason: 'deceased' });
	});

	it('keeps only the beginning of an endless reason', async () => {
		const { entry } = await optOuts.add(PHONE, { channel: 'all', reason: '😀'.repeat(100_000), source: 'x'.repeat(100_000) });

		expect(entry.reason).toBe('😀'.repeat(500));
		expect(entry.source).toBe('x'.repeat(500));
	});
});

describe('Adding an opt-out again', () => {
	const add = async (reason: string, at?: string) => await optOuts.add(PHONE, { channel: 'sms', reason, source: `of ${reason}`, at });

	it.each(['stop', ''])('with the reason %j changes nothing', async (reason) => {
		const { entry } = await add('stop');
		now += 1000;

		expect(await add(reason)).toEqual({ outcome: 'unchanged', entry });
		expect(await optOuts.verify(PHONE, 'sms')).toEqual(entry);
	});

	it('with another reason puts it in place of the first, with its time', async () => {
		await add('stop');
		now += 1000;

		expect(await add('complaint')).toMatchObject({
			outcome: 'changed',
			entry: { reason: 'complaint', source: 'of complaint', at: '2026-01-01T12:00:01.000Z' },
		});
	});

	it('that is older makes the time an earlier one', async () => {
		await add('stop');

		expect(await add('stop', '2025-06-01T00:00:00.000Z')).toMatchObject({ outcome: 'changed', entry: { at: '2025-06-01T00:00:00.000Z' } });
	});

	it('that is older and has another reason changes nothing', async () => {
		await add('stop');

		expect(await add('complaint', '2025-06-01T00:00:00.000Z')).toMatchObject({ outcome: 'unchanged', entry: { reason: 'stop' } });
	});

	it('for another channel leaves the first alone', async () => {
		const { entry } = await add('stop');
		await optOuts.add(PHONE, { channel: 'voice' });

		expect(await optOuts.verify(PHONE, 'sms')).toEqual(entry);
		expect(await listed()).toHaveLength(2);
	});
});

describe('Removing', () => {
	it('takes one channel off, and leaves the others', async () => {
		await optOuts.add(PHONE, { channel: 'sms', reason: 'stop' });
		await optOuts.add(PHONE, { channel: 'whatsapp' });

		expect(await optOuts.remove(PHONE, 'sms')).toEqual({ removed: [expect.objectContaining({ channel: 'sms', reason: 'stop' })], standing: [] });
		expect(await forbidden(PHONE)).toEqual(['whatsapp']);
	});

	it('says when the opt-out from all channels still stands', async () => {
		await optOuts.add(PHONE, { channel: 'all', reason: 'moved away' });
		await optOuts.add(PHONE, { channel: 'sms' });

		const { removed, standing } = await optOuts.remove(PHONE, 'sms');
		expect(removed).toHaveLength(1);
		expect(standing).toEqual([expect.objectContaining({ channel: 'all', reason: 'moved away' })]);
		expect((await optOuts.remove(PHONE, 'sms')).removed).toEqual([]);
		expect((await optOuts.remove(PHONE, 'sms')).standing).toHaveLength(1);
		expect(await forbidden(PHONE)).toEqual(CHANNELS);
	});

	it('from all channels removes everything', async () => {
		await optOuts.add(PHONE, { channel: 'all' });
		await optOuts.add(PHONE, { channel: 'sms' });

		const { removed, standing } = await optOuts.remove(PHONE, 'all');
		expect(removed.map(({ channel }) => channel).sort()).toEqual(['all', 'sms']);
		expect(standing).toEqual([]);
		expect(await forbidden(PHONE)).toEqual([]);
	});

	it('of what is not on the list removes nothing', async () => {
		await optOuts.add(PHONE, { channel: 'sms' });

		expect(await optOuts.remove(PHONE, 'whatsapp')).toEqual({ removed: [], standing: [] });
		expect(await optOuts.remove(EMAIL, 'all')).toEqual({ removed: [], standing: [] });
		expect(await forbidden(PHONE)).toEqual(['sms']);
	});

	it.each<Channel | 'all'>(['sms', 'all'])('the last opt-out of an address (by %s) leaves nothing in the store', async (channel) => {
		await optOuts.add(PHONE, { channel: 'sms' });
		await optOuts.remove(PHONE, channel);

		expect(await store.get('opt-out:phone:+31612345678')).toBeUndefined();
		expect(await listed()).toEqual([]);
	});
});

describe('The list', () => {
	it('is one entry in the store for each address', async () => {
		await optOuts.add(PHONE, { channel: 'sms' });
		await optOuts.add(PHONE, { channel: 'all' });
		await optOuts.add(EMAIL, { channel: 'email' });
		await store.put('opt-outs-of-others', 'x');

		const keys = [];
		for await (const { key } of store.entries('opt-out:')) keys.push(key);
		expect(keys.sort()).toEqual(["opt-out:email:ann:o'neil@example.com", 'opt-out:phone:+31612345678']);
	});

	it('comes with every entry and its own address', async () => {
		await optOuts.add(PHONE, { channel: 'sms' });
		await optOuts.add(PHONE, { channel: 'all' });
		await optOuts.add(EMAIL, { channel: 'email' });

		const all = (await listed()).map(({ address, channel }) => `${address.type} ${address.value} ${channel}`);
		expect(all.sort()).toEqual(["email ann:o'neil@example.com email", 'phone +31612345678 all', 'phone +31612345678 sms']);
	});
});

describe('Many at once', () => {
	const many = Array.from({ length: 30 }, (_, index) => index);
	const SINGLE: Channel[] = ['mms', 'rcs', 'sms', 'viber', 'voice', 'whatsapp'];

	it('that add different channels of one address lose none', async () => {
		const added = await Promise.all(
			many.map(async (index) => await optOuts.add(PHONE, { channel: SINGLE[index % SINGLE.length] })),
		);

		expect(added.filter(({ outcome }) => outcome === 'added')).toHaveLength(SINGLE.length);
		expect((await listed()).map(({ channel }) => channel).sort()).toEqual(SINGLE);
	});

	it('that remove and add at the same time end with what was done last', async () => {
		await optOuts.add(PHONE, { channel: 'sms' });
		const work = many.map(async (index) => {
			await (index % 2 === 0 ? optOuts.remove(PHONE, 'sms') : optOuts.add(PHONE, { channel: SINGLE[index % SINGLE.length] }));
		});
		await Promise.all(work);
		await optOuts.add(PHONE, { channel: 'viber' });

		expect((await listed()).map(({ channel }) => channel)).toContain('viber');
		await optOuts.remove(PHONE, 'all');
		expect(await listed()).toEqual([]);
	});

	it('do not delete an entry that somebody has written in between', async () => {
		await optOuts.add(PHONE, { channel: 'sms' });
		const changeAll = store.changeAll.bind(store);
		let isFirst = true;
		store.changeAll = async (changes) => {
			if (isFirst) {
				isFirst = false;
				await optOuts.add(PHONE, { channel: 'voice' });
			}
			return await changeAll(changes);
		};

		expect((await optOuts.remove(PHONE, 'sms')).removed).toHaveLength(1);
		expect((await listed()).map(({ channel }) => channel)).toEqual(['voice']);
	});
});

describe('What a stop word has put on the list', () => {
	const channels = (entries: Array<{ channel: string }>) => entries.map(({ channel }) => channel).sort();

	it('can be taken off by itself', async () => {
		await optOuts.add(PHONE, { channel: 'all', source: 'keyword' });
		await optOuts.add(PHONE, { channel: 'sms', source: 'website' });
		const { removed, standing } = await optOuts.remove(PHONE, 'all', 'keyword');

		expect(channels(removed)).toEqual(['all']);
		expect(channels(standing)).toEqual(['sms']);
		expect((await optOuts.remove(PHONE, 'viber', 'keyword')).standing).toEqual([]);
	});

	it.each([
		['before', 'keyword', 'website'],
		['after', 'website', 'keyword'],
	])('%s another opt-out from the same channel is not in the place of that one', async (_, first, second) => {
		const said = { keyword: { reason: 'STOP', source: 'keyword' }, website: { reason: 'link', source: 'website' } };
		const { entry } = await optOuts.add(PHONE, { channel: 'all', ...said[first as 'keyword'], at: '2025-01-01T00:00:00.000Z' });
		await optOuts.add(PHONE, { channel: 'all', ...said[second as 'keyword'], at: '2025-02-01T00:00:00.000Z' });

		expect(await optOuts.verify(PHONE, 'all')).toMatchObject({ ...said.website, at: entry.at });
		expect((await optOuts.remove(PHONE, 'all', 'keyword')).removed).toEqual([]);
	});

	it('keeps its reason when an opt-out without one takes its place', async () => {
		await optOuts.add(PHONE, { channel: 'all', reason: 'STOP', source: 'keyword' });
		await optOuts.add(PHONE, { channel: 'all', source: 'flow' });

		expect(await optOuts.verify(PHONE, 'all')).toMatchObject({ reason: 'STOP', source: 'flow' });
	});
});
