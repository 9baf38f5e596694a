import type { DatabaseSync, StatementSync } from 'node:sqlite';

import { knownFull, rememberFull } from './fullStretches';
import { microseconds, milliseconds } from './microseconds';
import type { SlotLine } from './slotSearch';
import { firstFreeSlot, SLOT_GRACE_MS, slotWish } from './slotSearch';
import type { SlotAnswer, SlotRequest } from './slots';
import { SqliteSlotBlocks } from './sqliteSlotBlocks';

const COLUMNS = 'no, next_seq, longest_us, full, expires_at';

/** Order tails that are forgotten at one reservation. */
const TAILS_AT_ONCE = 8;

/** The slots of all lines in an SQLite file. Its methods are to be called inside a transaction. */
export class SqliteSlots {
	private readonly blocks: SqliteSlotBlocks;
	private readonly findLine: StatementSync;
	private readonly makeLine: StatementSync;
	private readonly findSlot: StatementSync;
	private readonly findTail: StatementSync;
	private readonly keepTail: StatementSync;
	private readonly dropTails: StatementSync;
	private readonly keepLine: StatementSync;
	private readonly findIdleLine: StatementSync;
	private readonly dropLine: StatementSync;

	constructor(database: DatabaseSync) {
		const prepare = (sql: string) => database.prepare(sql);
		this.blocks = new SqliteSlotBlocks(database);
		this.findLine = prepare(`SELECT ${COLUMNS} FROM lines WHERE name = ?`);
		this.makeLine = prepare(
			`INSERT INTO lines (name, next_seq, longest_us, full, expires_at) VALUES (?, 0, 0, '', 0) RETURNING ${COLUMNS}`,
		);
		this.findSlot = prepare('SELECT at_us FROM slots WHERE line = ? AND id = ?');
		this.findTail = prepare('SELECT at_us FROM order_tails WHERE line = ? AND name = ?');
		this.keepTail = prepare('INSERT OR REPLACE INTO order_tails (line, name, at_us) VALUES (?, ?, ?)');
		this.dropTails = prepare(
			`DELETE FROM order_tails WHERE (line, name) IN
				(SELECT line, name FROM order_tails WHERE line = ? AND at_us <= ? ORDER BY at_us LIMIT ?)`,
		);
		this.keepLine = prepare('UPDATE lines SET next_seq = ?, longest_us = ?, full = ?, expires_at = ? WHERE no = ?');
		this.findIdleLine = prepare('SELECT no FROM lines WHERE expires_at <= ? ORDER BY expires_at LIMIT 1');
		this.dropLine = prepare('DELETE FROM lines WHERE no = ?');
	}

	/** @param nowMs the present instant, Unix time in milliseconds */
	reserve(request: SlotRequest, nowMs: number): SlotAnswer {
		const wish = slotWish(request);
		const { perUs, fromUs } = wish;
		const line = this.lineOf(request.line);
		const slots = this.blocks.lineOf(line.no);

		const same = this.findSlot.get(line.no, request.id) as { at_us: number } | undefined;
		if (same) return taken(slots, same.at_us, wish);

		const known = knownFull(line.full, wish);
		const startUs = Math.max(fromUs, this.tailOf(line.no, request.order));
		const found = firstFreeSlot(slots, wish, startUs, known);
		const isTaken = found.slotUs !== undefined && found.slotUs <= wish.notAfterUs;

		const longestUs = Math.max(line.longestUs, perUs);
		const uselessUs = Math.min(fromUs, microseconds(nowMs)) - longestUs - microseconds(SLOT_GRACE_MS);
		if (isTaken) this.take(line, request, found.slotUs as number, uselessUs);
		this.keep(line, {
			seq: line.seq + (isTaken ? 1 : 0),
			longestUs,
			full: rememberFull(wish, [...known, ...found.full], uselessUs),
			expiresAt: nowMs + Math.ceil(milliseconds(found.reachedUs - uselessUs)),
		});

		if (found.slotUs === undefined) return { outcome: 'moreSpans', fromMs: milliseconds(found.reachedUs) };
		if (isTaken) return taken(slots, found.slotUs, wish);
		const used = slots.upTo(found.slotUs) - slots.upTo(found.slotUs - perUs);
		return { outcome: 'tooLate', slotMs: milliseconds(found.slotUs), used };
	}

	/** Forgets a part of a line that nobody has used for long. */
	purge(nowMs: number): void {
		const idle = this.findIdleLine.get(nowMs) as { no: number } | undefined;
		if (!idle || this.blocks.dropFirst(idle.no)) return;
		if (this.dropTails.run(idle.no, Number.MAX_SAFE_INTEGER, 200).changes === 0) this.dropLine.run(idle.no);
	}

	private lineOf(name: string): Line {
		const row = (this.findLine.get(name) ?? this.makeLine.get(name)) as unknown as LineRow;
		return { no: row.no, seq: row.next_seq, longestUs: row.longest_us, full: row.full, expiresAt: row.expires_at };
	}

	private tailOf(line: number, order: string | undefined): number {
		const tail = order === undefined ? undefined : (this.findTail.get(line, order) as { at_us: number } | undefined);
		return tail?.at_us ?? -Infinity;
	}

	private take(line: Line, { id, order }: SlotRequest, slotUs: number, uselessUs: number): void {
		this.blocks.add(line.no, slotUs, line.seq, id);
		if (order !== undefined) this.keepTail.run(line.no, order, slotUs);
		this.blocks.dropFirst(line.no, uselessUs);
		this.dropTails.run(line.no, uselessUs, TAILS_AT_ONCE);
	}

	private keep(before: Line, { seq, longestUs, full, expiresAt }: Omit<Line, 'no'>): void {
		const isSame = seq === before.seq && full === before.full && expiresAt <= before.expiresAt;
		if (!isSame) this.keepLine.run(seq, longestUs, full, Math.max(expiresAt, before.expiresAt), before.no);
	}
}

interface Line {
	no: number;
	/** The number of the next slot; of slots at the same instant, the lower number is first. */
	seq: number;
	/** The longest span of time in which slots of this line were ever counted; they are kept for as long. */
	longestUs: number;
	/** See fullStretches.ts. */
	full: string;
	/** Unix time in milliseconds. */
	expiresAt: number;
}

interface LineRow {
	no: number;
	next_seq: number;
	longest_us: number;
	full: string;
	expires_at: number;
}

function taken(slots: SlotLine, slotUs: number, { fromUs, perUs }: { fromUs: number; perUs: number }): SlotAnswer {
	const upToSlot = slots.upTo(slotUs);
	const position = Math.max(1, upToSlot - slots.upTo(fromUs));
	return { outcome: 'taken', slotMs: milliseconds(slotUs), position, used: upToSlot - slots.upTo(slotUs - perUs) };
}
