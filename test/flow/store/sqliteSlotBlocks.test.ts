import { DatabaseSync } from 'node:sqlite';

import { migrate } from '../../../flow/store/sqliteSchema';
import { SqliteSlotBlocks } from '../../../flow/store/sqliteSlotBlocks';
import { chance } from './randomNumbers';

const LINE = 7;

describe('slots in blocks', () => {
	let database: DatabaseSync;
	let blocks: SqliteSlotBlocks;
	let added: number[];
	let next: number;

	beforeEach(() => {
		database = new DatabaseSync(':memory:');
		migrate(database);
		blocks = new SqliteSlotBlocks(database, 4);
		added = [];
		next = 0;
		for (const line of [LINE - 1, LINE + 1]) blocks.add(line, 3, 0, 'of another line');
	});
	afterEach(() => database.close());

	const add = (us: number) => {
		blocks.add(LINE, us, next, `${next++}`);
		added.push(us);
	};
	const stored = () => added.toSorted((one, other) => one - other);
	const expectAll = (slots: number[]) => {
		const line = blocks.lineOf(LINE);
		expect(line.slice(0, 1000)).toEqual(slots);
		for (let us = -1; us <= 31; us++) expect(line.upTo(us)).toBe(slots.filter((slot) => slot <= us).length);
		for (let index = 0; index <= slots.length; index++) expect(line.slice(index, 5)).toEqual(slots.slice(index, index + 5));
	};

	it.each([
		['one after the other', (n: number) => n],
		['backwards', (n: number) => 30 - n],
		['all at once', () => 5],
		['in turns from both ends', (n: number) => (n % 2 === 0 ? n : 30 - n)],
	])('that are added %s are counted and found', (_how, at) => {
		expectAll([]);
		for (let n = 0; n <= 30; n++) add(at(n));
		expectAll(stored());
	});

	it('that are added anyhow and dropped from the front are counted and found', () => {
		const { below } = chance(1);
		for (let n = 0; n < 1000; n++) {
			add(below(31));
			if (below(8) !== 0) continue;

			const upTo = below(15);
			while (blocks.dropFirst(LINE, upTo));
			const left = blocks.lineOf(LINE).slice(0, 1000);
			const gone = stored().slice(0, stored().length - left.length);
			expect([...gone, ...left]).toEqual(stored());
			expect(gone.every((us) => us <= upTo)).toBe(true);
			added = left;
			expectAll(left);
		}
		while (blocks.dropFirst(LINE));
		expectAll([]);
		expect(blocks.lineOf(LINE + 1).slice(0, 10)).toEqual([3]);
	});
});
