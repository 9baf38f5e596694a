import type { Given, Participant } from '../../../flow/participant/participant';
import { emailOf, keepable, ParticipantError, phoneOf, settle } from '../../../flow/participant/participant';

const NOW = '2026-11-20T12:00:00.000Z';
const FRESH = { id: 'new', now: NOW };
const phone = (value: string) => ({ type: 'phone', value });
const email = (value: string) => ({ type: 'email', value });

const participant = (id: string, change: Partial<Participant> = {}): Participant => ({
	id,
	identifiers: [phone(`+${id}`)],
	attributes: {},
	createdAt: '2026-01-01T00:00:00.000Z',
	updatedAt: '2026-01-01T00:00:00.000Z',
	...change,
});
const on = (day: number) => new Date(Date.UTC(2026, 0, day)).toISOString();
const give = (attributes: Record<string, unknown>, ...identifiers: Given['identifiers']): Given => ({ identifiers, attributes });

describe('somebody whom nobody knows', () => {
	it('is a new participant', () => {
		expect(settle(give({ name: 'Ann', vip: null }, phone('+1'), email('a@b.c'), phone('+1')), [], FRESH)).toEqual({
			outcome: 'created',
			participant: { id: 'new', identifiers: [phone('+1'), email('a@b.c')], attributes: { name: 'Ann', vip: null }, createdAt: NOW, updatedAt: NOW },
		});
	});

	it('may have no attributes', () => {
		expect(settle({ identifiers: [phone('+1')] }, [], FRESH).participant.attributes).toEqual({});
	});
});

describe('a participant who is known', () => {
	const ann = participant('1', { identifiers: [phone('+1'), email('a@b.c')], attributes: { name: 'Ann', age: 30, tags: ['a'] }, createdAt: on(1), updatedAt: on(2) });

	it('gets the values that are given, and keeps the others', () => {
		expect(settle(give({ age: 31, city: 'Delft' }, phone('+1')), [ann], FRESH)).toEqual({
			outcome: 'updated',
			participant: { ...ann, attributes: { name: 'Ann', age: 31, tags: ['a'], city: 'Delft' }, updatedAt: NOW },
		});
	});

	it('loses a value to null, and none to a list or object that is joined to it', () => {
		const { participant: updated } = settle(give({ age: null, tags: ['b'] }, phone('+1')), [ann], FRESH);
		expect(updated.attributes).toEqual({ name: 'Ann', age: null, tags: ['b'] });
	});

	it.each<[string, Given]>([
		['nothing but who it is', { identifiers: [phone('+1')] }],
		['what is known', give({ age: 30, tags: ['a'] }, phone('+1'), email('a@b.c'))],
		['its identifiers in another order', give({}, email('a@b.c'), phone('+1'))],
		['one of its identifiers', give({}, email('a@b.c'))],
	])('does not change when it is told %s', (_what, given) => {
		const outcome = settle(given, [ann], FRESH);
		expect(outcome).toEqual({ outcome: 'unchanged', participant: ann });
	});

	it.each([
		['the same millisecond', { ...ann, createdAt: NOW, updatedAt: NOW }, '2026-11-20T12:00:00.001Z'],
		['a clock that is behind', { ...ann, updatedAt: '2026-11-20T12:00:05.000Z' }, '2026-11-20T12:00:05.001Z'],
	])('is updated later than before, also in %s', (_when, known, updatedAt) => {
		expect(settle(give({ age: 31 }, phone('+1')), [known], FRESH).participant).toMatchObject({ createdAt: known.createdAt, updatedAt });
	});

	it('is also known by new identifiers, which come first', () => {
		const { participant: updated, outcome } = settle(give({}, email('a@b.c'), phone('+2'), { type: 'infobip', value: '7' }), [ann], FRESH);
		expect(outcome).toBe('updated');
		expect(phoneOf(updated)).toBe('+2');
		expect(emailOf(updated)).toBe('a@b.c');
		expect(updated.identifiers).toHaveLength(4);
		expect(updated.identifiers).toEqual(expect.arrayContaining([phone('+1'), phone('+2')]));
	});

	it('has the older number for its newest when that is given again', () => {
		const { participant: moved } = settle(give({}, phone('+2'), phone('+1')), [ann], FRESH);
		expect(phoneOf(moved)).toBe('+2');
		const { participant: back, outcome } = settle(give({}, phone('+1')), [moved], FRESH);
		expect(phoneOf(back)).toBe('+1');
		expect(outcome).toBe('updated');
		expect(back.identifiers).toHaveLength(3);
	});

	it('has no phone number, or no address, when none is known', () => {
		expect(phoneOf(participant('1', { identifiers: [email('a@b.c')] }))).toBeUndefined();
		expect(emailOf(participant('1'))).toBeUndefined();
	});
});

describe('participants who turn out to be the same person', () => {
	const ann = participant('1', { attributes: { name: 'Ann', city: 'Delft', same: { a: 1 } }, createdAt: on(1), updatedAt: on(5) });
	const lee = participant('2', { identifiers: [phone('+2'), email('a@b.c')], attributes: { name: 'A. Lee', age: 30, same: { a: 1 } }, createdAt: on(2), updatedAt: on(6) });
	const bob = participant('3', { attributes: { name: 'Bob', city: 'Gouda' }, createdAt: on(3), updatedAt: on(4) });

	it('become the one who was created first, and nothing is lost', () => {
		expect(settle(give({ lang: 'nl' }, phone('+1'), phone('+2')), [lee, ann], FRESH)).toEqual({
			outcome: 'merged',
			participant: {
				id: '1',
				identifiers: [phone('+1'), phone('+2'), email('a@b.c')],
				attributes: { name: 'A. Lee', age: 30, same: { a: 1 }, city: 'Delft', lang: 'nl' },
				createdAt: on(1),
				updatedAt: NOW,
				merged: [
					{ id: '1', at: NOW, attributes: { name: 'Ann' } },
					{ id: '2', at: NOW, attributes: {} },
				],
			},
			merge: { survivor: '1', gone: ['2'], dropped: [{ attribute: 'name', kept: 'A. Lee', dropped: 'Ann', from: '1' }] },
		});
	});

	it('have the value of whoever was updated last, of however many', () => {
		const { participant: one, merge } = settle(give({}, phone('+3')), [bob, lee, ann], FRESH);
		expect(one.attributes).toEqual({ name: 'A. Lee', city: 'Delft', age: 30, same: { a: 1 } });
		expect(merge).toEqual({
			survivor: '1',
			gone: ['2', '3'],
			dropped: [
				{ attribute: 'name', kept: 'A. Lee', dropped: 'Ann', from: '1' },
				{ attribute: 'name', kept: 'A. Lee', dropped: 'Bob', from: '3' },
				{ attribute: 'city', kept: 'Delft', dropped: 'Gouda', from: '3' },
			],
		});
		expect(one.merged).toContainEqual({ id: '3', at: NOW, attributes: { name: 'Bob', city: 'Gouda' } });
	});

	it('have the value that is given now; what it takes the place of is kept, too', () => {
		const { participant: one, merge } = settle(give({ name: 'Ann Lee', age: null }, phone('+1'), phone('+2')), [ann, lee], FRESH);
		expect(one.attributes).toMatchObject({ name: 'Ann Lee', age: null });
		expect(merge?.dropped).toEqual([
			{ attribute: 'name', kept: 'Ann Lee', dropped: 'Ann', from: '1' },
			{ attribute: 'name', kept: 'Ann Lee', dropped: 'A. Lee', from: '2' },
			{ attribute: 'age', kept: null, dropped: 30, from: '2' },
		]);
	});

	it('have their identifiers in order of what was updated last, those that are given first', () => {
		const numbers = (given: Given) => settle(given, [ann, bob, lee], FRESH).participant.identifiers.filter(({ type }) => type === 'phone').map(({ value }) => value);
		expect(numbers(give({}, phone('+2')))).toEqual(['+2', '+1', '+3']);
		expect(numbers(give({}, phone('+3')))).toEqual(['+3', '+2', '+1']);
	});

	it('created at the same time become the one with the smaller id, whose values come first', () => {
		const one = participant('b', { attributes: { x: 'b' } });
		const other = participant('a', { attributes: { x: 'a' } });
		for (const matches of [[one, other], [other, one]]) {
			const { participant: left, merge } = settle(give({}), matches, FRESH);
			expect(left).toMatchObject({ id: 'a', attributes: { x: 'a' } });
			expect(merge).toEqual({ survivor: 'a', gone: ['b'], dropped: [{ attribute: 'x', kept: 'a', dropped: 'b', from: 'b' }] });
		}
	});

	it('keep what earlier merges have left over', () => {
		const before = (id: string) => ({ id, at: on(3), attributes: { x: id } });
		const all = [{ ...ann, merged: [before('7')] }, { ...lee, merged: [before('8'), before('9')] }];
		const { participant: one } = settle(give({}, phone('+1')), all, FRESH);
		expect(one.merged?.map(({ id }) => id)).toEqual(['7', '8', '9', '1', '2']);
	});

	it('differ by null, and not by the order of an object', () => {
		const one = participant('1', { attributes: { a: null, o: { x: 1, y: 2 } } });
		const other = participant('2', { attributes: { a: 0, o: { y: 2, x: 1 } } });
		expect(settle(give({}), [one, other], FRESH).merge?.dropped).toEqual([{ attribute: 'a', kept: null, dropped: 0, from: '2' }]);
	});
});

describe('attributes', () => {
	it('are kept as JSON would carry them', () => {
		expect(keepable({ a: undefined, b: null, at: new Date(0), list: [undefined], n: 1 })).toEqual({ b: null, at: '1970-01-01T00:00:00.000Z', list: [null], n: 1 });
		expect(keepable()).toEqual({});
	});

	it.each(['__proto__', 'constructor', 'prototype'])('cannot be named %s', (name) => {
		expect(() => keepable(Object.fromEntries([[name, 1]]))).toThrow(`No attribute of a participant can be named "${name}". Choose another name.`);
	});

	it('cannot be what JSON does not know', () => {
		const round: Record<string, unknown> = {};
		round.self = round;
		for (const attributes of [round, { n: 1n }]) expect(() => keepable(attributes)).toThrow('must be JSON');
	});

	const ROOM = 64 * 1024 - Buffer.byteLength('{"x":""}');
	const full = 'x'.repeat(ROOM);

	it('have room of 64 KiB', () => {
		expect(settle(give({ x: full }, phone('+1')), [], FRESH).outcome).toBe('created');
		expect(() => settle(give({ x: `${full}x` }, phone('+1')), [], FRESH)).toThrow(ParticipantError);
		const ann = participant('1', { attributes: { x: full } });
		expect(() => settle(give({ y: 1 }, phone('+1')), [ann], FRESH)).toThrow('A participant can have 64 KiB of attributes at the most. Keep fewer or smaller ones.');
		expect(settle(give({ x: 'x' }, phone('+1')), [ann], FRESH).outcome).toBe('updated');
		expect(() => settle(give({ x: 'é'.repeat(ROOM / 2 + 1) }, phone('+1')), [], FRESH)).toThrow(ParticipantError);
	});

	it('can have more in a merge, and then not grow', () => {
		const both = [participant('1', { attributes: { x: full } }), participant('2', { attributes: { y: full } })];
		const { participant: one } = settle(give({}, phone('+1')), both, FRESH);
		expect(one.attributes).toEqual({ x: full, y: full });
		expect(settle(give({ x: 'short' }, phone('+1')), [one], FRESH).outcome).toBe('updated');
		expect(() => settle(give({ z: full }, phone('+1')), [one], FRESH)).toThrow(ParticipantError);
		expect(() => settle(give({ z: full }, phone('+1')), both, FRESH)).toThrow(ParticipantError);
	});
});

/** So many lists in one another. */
const nested = (levels: number): unknown[] => {
	let list: unknown[] = [];
	for (let level = 1; level < levels; level++) list = [list];
	return list;
};

describe('attributes in one another', () => {
	const DEPTH_WORDS = 'The attributes of a participant can have 100 lists or objects in one another at the most.';

	it('are kept up to a hundred levels, and can be compared', () => {
		const kept = keepable({ x: nested(99), y: 1 });
		expect(kept).toEqual({ x: nested(99), y: 1 });
		const { participant: ann } = settle(give(kept, phone('+1')), [], FRESH);
		expect(settle(give(keepable({ x: nested(99) }), phone('+1')), [ann], FRESH).outcome).toBe('unchanged');
	});

	it.each([100, 101, 1_000, 5_000, 10_000, 1_000_000])('are not kept when there are %i below the first', (levels) => {
		const inLists = { x: nested(levels) };
		const inObjects: Record<string, unknown> = {};
		for (let at = inObjects, level = 0; level < levels; level++) at = at.x = {};
		for (const attributes of [inLists, { few: 1, ...inObjects }]) {
			expect(() => keepable(attributes)).toThrow(new ParticipantError(DEPTH_WORDS));
		}
	});

	it('are as deep as they are written by whoever writes himself', () => {
		expect(() => keepable({ x: { toJSON: () => nested(100) } })).toThrow(DEPTH_WORDS);
		expect(keepable({ x: { toJSON: () => 'short', deep: nested(200) } })).toEqual({ x: 'short' });
	});
});

describe('identifiers', () => {
	const FEW_WORDS = 'A participant can have 500 phone numbers, email addresses and provider IDs at the most. Most likely many people share one of these.';
	const numbers = (count: number, from = 0) => Array.from({ length: count }, (_, n) => phone(`+${from + n}`));
	const having = (id: string, count: number, from = 0) => participant(id, { identifiers: numbers(count, from) });

	it('can be five hundred', () => {
		expect(settle(give({}, ...numbers(500)), [], FRESH).participant.identifiers).toHaveLength(500);
		expect(settle(give({}, phone('+new')), [having('1', 499)], FRESH).participant.identifiers).toHaveLength(500);
		expect(settle(give({}), [having('1', 250), having('2', 250, 250)], FRESH).participant.identifiers).toHaveLength(500);
		// Known ones come to nothing more.
		expect(settle(give({}, phone('+7')), [having('1', 500)], FRESH).participant.identifiers).toHaveLength(500);
	});

	it.each<[string, Given, Participant[]]>([
		['a new participant', give({}, ...numbers(501)), []],
		['a participant who is known', give({}, phone('+new')), [having('1', 500)]],
		['several who are one', give({}), [having('1', 250), having('2', 251, 250)]],
		['several who are one by a new number', give({}, phone('+new')), [having('1', 250), having('2', 250, 250)]],
	])('cannot be more for %s', (_, given, matches) => {
		expect(() => settle(given, matches, FRESH)).toThrow(new ParticipantError(FEW_WORDS));
	});

	it('of somebody who had more before do not keep from updates, but cannot become more', () => {
		const many = having('1', 600);
		expect(settle(give({ name: 'Ann' }, phone('+0')), [many], FRESH)).toMatchObject({ outcome: 'updated', participant: { attributes: { name: 'Ann' } } });
		const { participant: moved } = settle(give({}, phone('+599')), [many], FRESH);
		expect(phoneOf(moved)).toBe('+599');
		expect(moved.identifiers).toHaveLength(600);
		expect(settle(give({}, phone('+0')), [many], FRESH).outcome).toBe('unchanged');
		expect(() => settle(give({}, phone('+new')), [many], FRESH)).toThrow(FEW_WORDS);
		expect(() => settle(give({}), [many, participant('other')], FRESH)).toThrow(FEW_WORDS);
	});
});

describe('what merges have left over', () => {
	const MERGED_WORDS = 'A participant has been merged so often that no more can be kept of it.';
	const MOST = 512 * 1024;
	const leftOver = (bytes: number) => {
		const one = { id: '9', at: on(3), attributes: { x: '' } };
		return [{ ...one, attributes: { x: 'x'.repeat(bytes - Buffer.byteLength(JSON.stringify([one]))) } }];
	};
	/** What a merge of somebody without attributes adds to the list, with the comma before it. */
	const MORE = Buffer.byteLength(JSON.stringify({ id: '2', at: NOW, attributes: {} })) + 1;
	const having = (bytes: number) => participant('1', { merged: leftOver(bytes) });

	it('has room of 512 KiB', () => {
		const { participant: one } = settle(give({}), [having(MOST - MORE), participant('2')], FRESH);
		expect(Buffer.byteLength(JSON.stringify(one.merged))).toBe(MOST);
	});

	it('cannot be more', () => {
		expect(() => settle(give({}), [having(MOST - MORE + 1), participant('2')], FRESH)).toThrow(new ParticipantError(MERGED_WORDS));
		expect(() => settle(give({}), [having(MOST / 2), { ...having(MOST / 2), id: '2' }], FRESH)).toThrow(MERGED_WORDS);
	});

	it('does not keep somebody who had more before from updates', () => {
		const much = having(2 * MOST);
		expect(settle(give({ name: 'Ann' }, phone('+2')), [much], FRESH)).toMatchObject({ outcome: 'updated', participant: { merged: much.merged } });
		expect(settle(give({}, phone('+1')), [much], FRESH)).toEqual({ outcome: 'unchanged', participant: much });
		expect(() => settle(give({}), [much, participant('2')], FRESH)).toThrow(MERGED_WORDS);
	});
});
