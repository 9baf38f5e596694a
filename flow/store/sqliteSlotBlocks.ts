import type { DatabaseSync, StatementSync } from 'node:sqlite';

import type { SlotLine } from './slotSearch';

/** How many slots a block holds at the most. Of a line with 100,000 slots, a count then reads some 300 blocks. */
const BLOCK_SIZE = 300;

/**
 * The slots of each line in blocks that know how many they hold. SQLite can find a row quickly, but not the hundred
 * thousandth before it; it would have to count them all.
 *
 * A block begins with its first slot and ends before the first one of the next block.
 */
export class SqliteSlotBlocks {
	private readonly statements;

	constructor(
		database: DatabaseSync,
		private readonly blockSize = BLOCK_SIZE,
	) {
		const prepare = (sql: string): StatementSync => database.prepare(sql);
		this.statements = {
			blockOf: prepare(
				'SELECT at_us, seq, n FROM slot_blocks WHERE line = ? AND at_us <= ? ORDER BY at_us DESC, seq DESC LIMIT 1',
			),
			firstBlocks: prepare('SELECT at_us, seq, n FROM slot_blocks WHERE line = ? ORDER BY at_us, seq LIMIT 2'),
			total: prepare('SELECT IFNULL(SUM(n), 0) AS n FROM slot_blocks WHERE line = ?'),
			blocks: prepare('SELECT at_us, seq, n FROM slot_blocks WHERE line = ? ORDER BY at_us, seq'),
			blocksFromEnd: prepare('SELECT at_us, seq, n FROM slot_blocks WHERE line = ? ORDER BY at_us DESC, seq DESC'),
			// All blocks before the one in which the instant lies, and the first slots of that one.
			upTo: prepare(
				`SELECT
					(SELECT IFNULL(SUM(n), 0) FROM slot_blocks WHERE line = ?1 AND (at_us, seq) < (block.at_us, block.seq)) +
					(SELECT COUNT(*) FROM slots WHERE line = ?1 AND (at_us, seq) >= (block.at_us, block.seq) AND at_us <= ?2) AS n
				FROM slot_blocks AS block WHERE line = ?1 AND at_us <= ?2 ORDER BY at_us DESC, seq DESC LIMIT 1`,
			),
			slotsFrom: prepare(
				'SELECT at_us, seq FROM slots WHERE line = ? AND (at_us, seq) >= (?, ?) ORDER BY at_us, seq LIMIT ? OFFSET ?',
			),
			isLast: prepare('SELECT 1 FROM slots WHERE line = ? AND at_us > ? LIMIT 1'),
			addSlot: prepare('INSERT INTO slots (line, at_us, seq, id) VALUES (?, ?, ?, ?)'),
			addBlock: prepare('INSERT INTO slot_blocks (line, at_us, seq, n) VALUES (?, ?, ?, ?)'),
			changeBlock: prepare('UPDATE slot_blocks SET at_us = ?4, seq = ?5, n = ?6 WHERE line = ?1 AND at_us = ?2 AND seq = ?3'),
			dropBlock: prepare('DELETE FROM slot_blocks WHERE line = ? AND at_us = ? AND seq = ?'),
			dropSlots: prepare('DELETE FROM slots WHERE line = ? AND (at_us, seq) < (?, ?)'),
		};
	}

	/** @returns the slots of a line in their order */
	lineOf(line: number): SlotLine {
		const { upTo, slotsFrom } = this.statements;
		return {
			upTo: (us) => (upTo.get(line, us) as { n: number } | undefined)?.n ?? 0,
			slice: (index, length) => {
				const found = this.blockHolding(line, index);
				if (!found) return [];
				const { block, below } = found;
				const rows = slotsFrom.all(line, block.at_us, block.seq, length, index - below);
				return rows.map(({ at_us }) => Number(at_us));
			},
		};
	}

	/** Finds the block that holds the slot with an index, and how many slots lie below it; it walks from the nearer end. */
	private blockHolding(line: number, index: number): { block: Block; below: number } | undefined {
		const { total, blocks, blocksFromEnd } = this.statements;
		const { n: count } = total.get(line) as { n: number };
		const isFromEnd = index >= count / 2;
		let passed = 0;
		for (const row of (isFromEnd ? blocksFromEnd : blocks).iterate(line)) {
			const block = row as unknown as Block;
			const below = isFromEnd ? count - passed - block.n : passed;
			if (below <= index && index < below + block.n) return { block, below };
			passed += block.n;
		}
		return undefined;
	}

	/** Adds a slot, whose number is higher than that of all others of the line. */
	add(line: number, us: number, seq: number, id: string): void {
		const { addSlot, addBlock, blockOf, changeBlock, firstBlocks, isLast } = this.statements;
		addSlot.run(line, us, seq, id);

		const block = blockOf.get(line, us) as Block | undefined;
		const first = block ?? (firstBlocks.get(line) as Block | undefined);
		if (!first) {
			addBlock.run(line, us, seq, 1);
		} else if (first.n < this.blockSize) {
			const start = block ?? { at_us: us, seq };
			changeBlock.run(line, first.at_us, first.seq, start.at_us, start.seq, first.n + 1);
		} else if (!block || !isLast.get(line, us)) {
			addBlock.run(line, us, seq, 1);
		} else {
			this.split(line, block);
		}
	}

	/**
	 * Forgets the first block of a line.
	 *
	 * @param upToUs only if all its slots lie at or before this instant; always, when absent
	 * @returns whether there was one to forget
	 */
	dropFirst(line: number, upToUs = Infinity): boolean {
		const { firstBlocks, dropBlock, dropSlots } = this.statements;
		const [first, next] = firstBlocks.all(line) as unknown as Block[];
		const end = next ?? (upToUs === Infinity ? { at_us: Number.MAX_SAFE_INTEGER, seq: 0 } : undefined);
		if (!first || !end || (next && next.at_us > upToUs)) return false;
		dropSlots.run(line, end.at_us, end.seq);
		dropBlock.run(line, first.at_us, first.seq);
		return true;
	}

	/** Makes two of a block to which one more slot has been added. */
	private split(line: number, block: Block): void {
		const { addBlock, changeBlock, slotsFrom } = this.statements;
		const half = Math.floor((block.n + 1) / 2);
		const middle = slotsFrom.get(line, block.at_us, block.seq, 1, half) as unknown as Block;
		changeBlock.run(line, block.at_us, block.seq, block.at_us, block.seq, half);
		addBlock.run(line, middle.at_us, middle.seq, block.n + 1 - half);
	}
}

interface Block {
	/** Instant and number of the first slot. */
	at_us: number;
	seq: number;
	/** How many slots it holds. */
	n: number;
}
