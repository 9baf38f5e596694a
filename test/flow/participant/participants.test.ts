import type { Identifier } from '../../../flow/participant/identifiers';
import { identify } from '../../../flow/participant/identifiers';
import type { Given, Participant } from '../../../flow/participant/participant';
import { ParticipantError } from '../../../flow/participant/participant';
import { Participants, participantView } from '../../../flow/participant/participants';
import type { FlowStore } from '../../../flow/store/flowStore';
import { StoreUnavailable } from '../../../flow/store/flowStore';
import { redisFromUrl } from '../../../flow/store/redisLocation';
import { RedisStore } from '../../../flow/store/redisStore';
import { settingsOf } from '../../../flow/store/settings';
import { SqliteStore } from '../../../flow/store/sqliteStore';
import type { RedisServer } from '../../support/redisServer';
import { describeWithRedis, startRedis } from '../../support/redisServer';
import { chance } from '../store/randomNumbers';

const phone = (value: string): Identifier => ({ type: 'phone', value });
const email = (value: string): Identifier => ({ type: 'email', value });
const give = (attributes: Record<string, unknown>, ...identifiers: Identifier[]): Given => ({ identifiers, attributes });
const START = Date.parse('2026-11-20T09:00:00Z');

async function everything(store: FlowStore): Promise<Map<string, string>> {
	const all = new Map<string, string>();
	for await (const { key, value } of store.entries('participant')) all.set(key, value);
	return all;
}

/** What holds in every store at every time: each identifier leads to one participant, which has it. */
async function expectWhole(store: FlowStore): Promise<Participant[]> {
	const all = await everything(store);
	const live = new Map<string, Participant>();
	for (const [key, value] of all) {
		if (!key.startsWith('participant:')) continue;
		const record = JSON.parse(value) as Participant & { mergedInto?: string };
		if (record.mergedInto === undefined) live.set(record.id, record);
		else expect(all.has(`participant:${record.mergedInto}`)).toBe(true);
	}
	const pointers = [...all].filter(([key]) => key.startsWith('participant-by:'));
	for (const [key, id] of pointers) {
		expect(live.get(id)?.identifiers.map(({ type, value }) => `participant-by:${type}:${value}`)).toContain(key);
	}
	expect(pointers).toHaveLength([...live.values()].flatMap(({ identifiers }) => identifiers).length);
	return [...live.values()];
}

function describeParticipants(open: () => FlowStore): void {
	let now: number;
	let store: FlowStore;
	let participants: Participants;
	beforeEach(async () => {
		now = START;
		store = open();
		for (const key of (await everything(store)).keys()) await store.delete(key);
		participants = new Participants(store, () => now);
	});

	it('have attributes that depend on what is known, also when many change it at once', async () => {
		const oneMore = async () =>
			await participants.upsert({ identifiers: [phone('+31612345678')], attributes: (known) => ({ count: ((known.count as number | undefined) ?? 0) + 1 }) });
		await oneMore();
		await participants.upsert(give({ city: 'Delft' }, email('ann@example.com')));
		await Promise.all(Array.from({ length: 10 }, oneMore));
		expect((await participants.find(phone('+31612345678')))?.attributes).toEqual({ count: 11 });

		// Who is merged is one person already, and the value of whoever was updated last is what is known.
		now += 1000;
		await participants.upsert(give({ count: 100 }, email('ann@example.com')));
		const both = { identifiers: [phone('+31612345678'), email('ann@example.com')] };
		const { participant } = await participants.upsert({ ...both, attributes: ({ count, city }) => ({ seen: [count, city] }) });
		expect(participant.attributes).toEqual({ count: 100, city: 'Delft', seen: [100, 'Delft'] });
		await expect(participants.upsert({ ...both, attributes: () => ({ big: 'x'.repeat(70_000) }) })).rejects.toThrow(ParticipantError);
		await expectWhole(store);
	});

	it('are created, found and updated', async () => {
		const ann = await participants.upsert(give({ name: 'Ann', city: 'Delft' }, phone('+31612345678'), email('ann@example.com')));
		expect(ann).toEqual({
			outcome: 'created',
			participant: {
				id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
				identifiers: [phone('+31612345678'), email('ann@example.com')],
				attributes: { name: 'Ann', city: 'Delft' },
				createdAt: '2026-11-20T09:00:00.000Z',
				updatedAt: '2026-11-20T09:00:00.000Z',
			},
		});
		now += 1000;
		const changed = await participants.upsert(give({ name: 'Ann Lee', city: undefined }, email('ann@example.com')));
		expect(changed).toMatchObject({ outcome: 'updated', participant: { attributes: { name: 'Ann Lee', city: 'Delft' }, updatedAt: '2026-11-20T09:00:01.000Z' } });
		for (const identifier of ann.participant.identifiers) {
			await expect(participants.find(identifier)).resolves.toEqual(changed.participant);
		}
		await expect(participants.get(ann.participant.id)).resolves.toEqual(changed.participant);
		await expect(participants.find(phone('ann@example.com'))).resolves.toBeUndefined();
		await expect(participants.get('nobody')).resolves.toBeUndefined();
	});

	it('are one in five spellings of one number', async () => {
		const outcomes = [];
		for (const spelling of ['+31612345678', '0031 6 1234 5678', '06-12345678', '+31 (0)6 12 34 56 78', 31612345678]) {
			const read = identify({ phone: spelling }, 'NL');
			if ('fault' in read) throw new Error(read.fault.message);
			outcomes.push(await participants.upsert({ identifiers: read.identifiers }));
		}
		expect(outcomes.map(({ outcome }) => outcome)).toEqual(['created', 'unchanged', 'unchanged', 'unchanged', 'unchanged']);
		expect(await expectWhole(store)).toHaveLength(1);
	});

	it('are not written where nothing changes', async () => {
		const { participant } = await participants.upsert(give({ name: 'Ann', list: [{ a: 1, b: 2 }] }, phone('+1'), email('a@b.c')));
		const change = jest.spyOn(store, 'changeAll');
		now += 1000;
		const again = await participants.upsert(give({ list: [{ b: 2, a: 1 }] }, email('a@b.c')));
		expect(again).toEqual({ outcome: 'unchanged', participant });
		expect(change).not.toHaveBeenCalled();
		change.mockRestore();
	});

	it('are merged, and the ids and identifiers of all lead to the one that is left, also over several merges', async () => {
		const upsert = async (...all: Parameters<typeof give>) => {
			now += 1000;
			return await participants.upsert(give(...all));
		};
		const { participant: c } = await upsert({ name: 'C' }, phone('+3'));
		const { participant: b } = await upsert({ name: 'B' }, phone('+2'), email('b@b.b'));
		const { participant: a } = await upsert({ name: 'A', x: 1 }, phone('+1'));
		const first = await upsert({}, phone('+1'), phone('+2'));
		expect(first).toMatchObject({ outcome: 'merged', merge: { survivor: b.id, gone: [a.id], dropped: [{ attribute: 'name', kept: 'A', dropped: 'B', from: b.id }] } });
		const second = await upsert({ y: 2 }, email('b@b.b'), phone('+3'), phone('+4'));
		expect(second).toMatchObject({ outcome: 'merged', merge: { survivor: c.id, gone: [b.id] } });
		expect(second.participant).toMatchObject({ id: c.id, attributes: { name: 'A', x: 1, y: 2 } });
		expect(second.participant.merged?.map(({ id, attributes }) => [id, attributes])).toEqual([[b.id, { name: 'B' }], [a.id, {}], [c.id, { name: 'C' }], [b.id, {}]]);

		for (const { id } of [a, b, c]) await expect(participants.get(id)).resolves.toEqual(second.participant);
		for (const one of [phone('+1'), phone('+2'), phone('+3'), phone('+4'), email('b@b.b')]) {
			await expect(participants.find(one)).resolves.toEqual(second.participant);
		}
		expect(await expectWhole(store)).toHaveLength(1);
	});

	it('that ten upserts of one number create at once are one, and nothing that was given is lost', async () => {
		const outcomes = await Promise.all(Array.from({ length: 10 }, (_, n) => participants.upsert(give({ [`a${n}`]: n }, phone('+1')))));
		expect(outcomes.filter(({ outcome }) => outcome === 'created')).toHaveLength(1);
		expect(new Set(outcomes.map(({ participant }) => participant.id)).size).toBe(1);
		const [ann, ...others] = await expectWhole(store);
		expect(others).toEqual([]);
		expect(Object.values(ann.attributes).toSorted()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
	});

	it('that are merged by many at once are one', async () => {
		const numbers = Array.from({ length: 8 }, (_, n) => phone(`+${n}`));
		for (const [n, number] of numbers.entries()) await participants.upsert(give({ name: `Ann ${n}` }, number));
		const outcomes = await Promise.all(numbers.map((number, n) => participants.upsert(give({}, number, numbers[(n + 1) % 8]))));
		const [ann, ...others] = await expectWhole(store);
		expect(others).toEqual([]);
		expect(ann.identifiers).toHaveLength(8);
		const names = [ann.attributes, ...(ann.merged ?? []).map(({ attributes }) => attributes)].flatMap(({ name }) => name ?? []);
		expect(new Set(names).size).toBe(8);
		const gone = outcomes.flatMap(({ merge }) => merge?.gone ?? []);
		expect(new Set(gone).size).toBe(7);
		expect(gone).toHaveLength(7);
	});

	it('can have any identifier and any value', async () => {
		const odd = [{ type: 'infobip', value: 'a:b *?[x]\\ 你 👋' }, { type: 'trengo', value: '__proto__' }];
		const attributes = { 'a.b': [1, { c: null }], text: '👋\0"\\', toString: 'x', hasOwnProperty: 1 };
		const { participant } = await participants.upsert(give(attributes, ...odd));
		expect(participant.attributes).toEqual(attributes);
		for (const one of odd) await expect(participants.find(one)).resolves.toEqual(participant);
	});

	it('are mended when the store has lost a part of them', async () => {
		const { participant } = await participants.upsert(give({ name: 'Ann' }, phone('+1'), email('a@b.c')));
		await store.delete(`participant:${participant.id}`);
		await expect(participants.find(phone('+1'))).resolves.toBeUndefined();
		const again = await participants.upsert(give({ name: 'Ann' }, phone('+1')));
		expect(again.outcome).toBe('created');
		await expect(participants.find(phone('+1'))).resolves.toEqual(again.participant);
	});

	it('are whole after any sequence of upserts, and no value vanishes except by another in its place', async () => {
		let value = 0;
		for (let seed = 1; seed <= 40; seed++) {
			const { below, pick } = chance(seed);
			const known = Array.from({ length: 8 }, (_, n) => (n % 2 === 0 ? phone(`+${seed}${n}`) : email(`${n}@${seed}.nl`)));
			const model = new Model();
			for (let step = 0; step < 25; step++) {
				now += pick([0, 0, 1000, -1000]);
				const identifiers = Array.from({ length: 1 + below(2) * below(3) + below(2) }, () => pick(known));
				const attributes = Object.fromEntries(Array.from({ length: below(3) }, () => [pick(['a', 'b', 'c']), ++value]));
				const upserted = await participants.upsert({ identifiers, attributes });
				model.expect(identifiers, attributes, upserted.participant);
			}
			for (const { identifiers, id } of model.all()) {
				for (const one of identifiers) expect((await participants.find(one))?.id).toBe(id);
			}
		}
		await expectWhole(store);
	});
}

/** What participants must come to, reckoned without their rule: who is the same person, and which values there are. */
class Model {
	private persons: Array<{ id: string; identifiers: Identifier[]; attributes: Record<string, unknown>; left: unknown[] }> = [];

	all() {
		return this.persons;
	}

	/** Takes in what is said of somebody, and looks at what came of it. */
	expect(given: Identifier[], attributes: Record<string, unknown>, participant: Participant): void {
		const nameOf = ({ type, value }: Identifier) => `${type} ${value}`;
		const names = given.map(nameOf);
		const same = this.persons.filter((person) => person.identifiers.some((one) => names.includes(nameOf(one))));
		const identifiers = new Map([...same.flatMap((person) => person.identifiers), ...given].map((one) => [nameOf(one), one]));
		expect(participant.identifiers.map(nameOf).toSorted()).toEqual([...identifiers.keys()].toSorted());
		if (same.length > 0) expect(same.map(({ id }) => id)).toContain(participant.id);

		const left = (participant.merged ?? []).flatMap((one) => Object.values(one.attributes));
		const leftBefore = same.flatMap((person) => person.left);
		if (same.length > 1) {
			const before = same.flatMap((person) => Object.values(person.attributes));
			const now = [...Object.values(participant.attributes), ...left];
			expect(new Set(now)).toEqual(new Set([...before, ...leftBefore, ...Object.values(attributes)]));
			expect(participant.attributes).toMatchObject(attributes);
		} else {
			expect(participant.attributes).toEqual({ ...same[0]?.attributes, ...attributes });
			expect(left).toEqual(leftBefore);
		}
		const others = this.persons.filter((person) => !same.includes(person));
		this.persons = [...others, { id: participant.id, identifiers: [...identifiers.values()], attributes: participant.attributes, left }];
	}
}

describe('participants in SQLite', () => {
	let store: SqliteStore;
	beforeAll(() => (store = new SqliteStore(':memory:')));
	afterAll(() => store.close());
	describeParticipants(() => store);
});

describeWithRedis('participants in Redis', () => {
	let server: RedisServer;
	let store: RedisStore;
	beforeAll(async () => {
		server = await startRedis();
		store = new RedisStore(redisFromUrl(server.url, settingsOf({}, () => '')));
	});
	afterAll(async () => {
		await store.close();
		await server.kill();
	});
	describeParticipants(() => store);
});

describe('a participant', () => {
	const store = new SqliteStore(':memory:');
	const participants = new Participants(store);
	afterEach(() => jest.restoreAllMocks());

	it('cannot be told without an identifier', async () => {
		await expect(participants.upsert({ identifiers: [] })).rejects.toThrow(ParticipantError);
	});

	it('cannot have what cannot be kept', async () => {
		await expect(participants.upsert(give({ constructor: 1 }, phone('+1')))).rejects.toThrow(ParticipantError);
		await expect(participants.upsert(give({ a: 'x'.repeat(64 * 1024) }, phone('+1')))).rejects.toThrow(ParticipantError);
		await expect(participants.find(phone('+1'))).resolves.toBeUndefined();
	});

	it.each([101, 10_000])('cannot have %i lists in one another, the second time neither', async (levels) => {
		let list: unknown[] = [];
		for (let level = 1; level < levels; level++) list = [list];
		const call = async () => await participants.upsert(give({ list }, phone('+3')));
		await expect(call()).rejects.toThrow(ParticipantError);
		await expect(call()).rejects.toThrow(ParticipantError);
		await expect(participants.find(phone('+3'))).resolves.toBeUndefined();
	});

	it('that many share by one address does not grow for ever', async () => {
		const shared = email('shop@example.com');
		const numbers = Array.from({ length: 499 }, (_, n) => phone(`+4${n}`));
		await participants.upsert(give({}, shared, ...numbers));
		await expect(participants.upsert(give({}, shared, phone('+5')))).rejects.toThrow('Most likely many people share one of these.');
		await expect(participants.find(phone('+5'))).resolves.toBeUndefined();
		await expect(participants.upsert(give({ name: 'Shop' }, shared, phone('+40')))).resolves.toMatchObject({ outcome: 'updated' });
	});

	it('cannot be kept while the store is away', async () => {
		jest.spyOn(store, 'changeAll').mockRejectedValue(new StoreUnavailable('The disk is full.'));
		await expect(participants.upsert(give({}, phone('+2')))).rejects.toThrow('The disk is full.');
	});

	it('is not waited for for ever when others are always faster', async () => {
		let ms = 0;
		jest.spyOn(performance, 'now').mockImplementation(() => (ms += 1000));
		const change = jest.spyOn(store, 'changeAll').mockResolvedValue(false);
		await expect(participants.upsert(give({}, phone('+2')))).rejects.toThrow(StoreUnavailable);
		expect(change.mock.calls.length).toBeGreaterThan(3);
	});
});

describe('what an item tells of a participant', () => {
	const record = (identifiers: Identifier[]): Participant => ({ id: 'p', identifiers, attributes: { name: 'Ann' }, createdAt: '', updatedAt: '', merged: [{ id: 'o', at: '', attributes: { a: 1 } }] });

	it('is the newest of each', () => {
		const identifiers = [phone('+2'), email('new@b.c'), { type: 'infobip', value: 'new' }, phone('+1'), { type: 'infobip', value: 'old' }, { type: 'trengo', value: '7' }, email('old@b.c')];
		expect(participantView(record(identifiers))).toEqual({ id: 'p', phone: '+2', email: 'new@b.c', attributes: { name: 'Ann' }, providerIds: { infobip: 'new', trengo: '7' } });
	});

	it('leaves out what is not known', () => {
		expect(Object.keys(participantView(record([phone('+2')])))).toEqual(['id', 'phone', 'attributes']);
		expect(Object.keys(participantView(record([email('a@b.c')])))).toEqual(['id', 'email', 'attributes']);
	});
});
