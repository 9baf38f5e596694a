import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';

import type { Claim, EntryChange, FlowStore } from './flowStore';
import { requireEachKeyOnce, StoreUnavailable } from './flowStore';
import type { SlotAnswer, SlotRequest } from './slots';
import { isLocked, openSqliteFile, sqliteAdvice } from './sqliteFile';
import { SqliteSlots } from './sqliteSlots';
import { wholeTtl } from './timeToLive';
import type { Timer } from './timers';

/** Others write for milliseconds; whoever copies or repairs the file may have it for seconds. */
const PATIENCE_MS = 10_000;

/** Old entries go a few at a time: after so many writes, or after so long. */
const PURGE_AFTER_WRITES = 100;
const PURGE_AFTER_MS = 1000;
const PURGE_AT_ONCE = 200;

/** So many entries are read at once; between them others can write, and this process does other things. */
const ENTRIES_AT_ONCE = 100;

/** The flow store in one file on this machine. The file is opened at the first use. */
export class SqliteStore implements FlowStore {
	private open?: OpenStore;

	/**
	 * @param path the file, or `:memory:` for none
	 * @param clock gives Unix time in milliseconds, by which entries grow old
	 * @param patienceMs how long to wait for another process that has the file locked
	 */
	constructor(
		private readonly path: string,
		private readonly clock: () => number = Date.now,
		private readonly patienceMs = PATIENCE_MS,
	) {}

	async claim(key: string, value: string, ttlMs: number): Promise<Claim> {
		return await this.write(({ statements }, now) => {
			for (;;) {
				if (statements.putIfNone.run(key, value, now + wholeTtl(ttlMs), now).changes > 0) return { claimed: true };
				const entry = statements.get.get(key, now) as { value: string } | undefined;
				// Another process may have deleted it in between; then it is free.
				if (entry) return { claimed: false, holder: entry.value };
			}
		});
	}

	async get(key: string): Promise<string | undefined> {
		return await this.use(({ statements }, now) => (statements.get.get(key, now) as { value: string } | undefined)?.value);
	}

	async put(key: string, value: string, ttlMs?: number): Promise<void> {
		await this.write(({ statements }, now) => statements.put.run(key, value, endOf(now, ttlMs)));
	}

	async delete(key: string): Promise<void> {
		await this.write(({ statements }) => statements.delete.run(key));
	}

	async compareAndSet(key: string, expected: string | undefined, value: string, ttlMs?: number): Promise<boolean> {
		return await this.changeAll([{ key, expected, value, ttlMs }]);
	}

	async changeAll(changes: readonly EntryChange[]): Promise<boolean> {
		requireEachKeyOnce(changes);
		return await this.write(({ statements, transaction }, now) => {
			const changeEach = () => changes.every((change) => changeEntry(statements, change, now));
			return changes.length === 1 ? changeEach() : transaction(changeEach);
		});
	}

	async *entries(prefix: string): AsyncGenerator<{ key: string; value: string }> {
		const end = Buffer.concat([Buffer.from(prefix), BEHIND_ALL_TEXT]);
		let from = prefix;
		for (;;) {
			const page = (await this.use(({ statements }, now) =>
				statements.entries.all(from, end, now, ENTRIES_AT_ONCE),
			)) as unknown as Array<{ key: string; value: string }>;
			yield* page.map(({ key, value }) => ({ key, value }));
			if (page.length < ENTRIES_AT_ONCE) return;
			// No key is between a key and this one.
			from = `${page[page.length - 1].key}\0`;
		}
	}

	async reserveSlot(request: SlotRequest): Promise<SlotAnswer> {
		return await this.write((store, now) => store.transaction(() => store.slots.reserve(request, now)));
	}

	async setTimer({ id, dueMs, payload, keptUntilMs }: Timer): Promise<void> {
		await this.write(({ statements }) => statements.setTimer.run(id, dueMs, keptUntilMs ?? 0, payload));
	}

	async takeTimers(request: { dueBeforeMs: number; nowMs: number; leaseMs: number; limit: number }): Promise<Timer[]> {
		const { dueBeforeMs, nowMs, leaseMs, limit } = request;
		return await this.write(({ statements, transaction }) =>
			transaction(() => {
				const rows = statements.dueTimers.all(dueBeforeMs, nowMs, Math.max(0, limit)) as unknown as TimerRow[];
				for (const { id, due_ms } of rows) statements.keepTimer.run(Math.max(due_ms, nowMs) + leaseMs, id);
				return rows.map(({ id, due_ms, payload }) => ({ id, dueMs: due_ms, payload }));
			}),
		);
	}

	async clearTimer(id: string): Promise<void> {
		await this.write(({ statements }) => statements.clearTimer.run(id));
	}

	async close(): Promise<void> {
		this.open?.database.close();
		this.open = undefined;
	}

	/** Does one thing that writes, and before it removes a little of what is old. */
	private async write<Result>(work: (store: OpenStore, now: number) => Result): Promise<Result> {
		return await this.use((store, now) => {
			// Not after it: if the file is locked then, all of this is done again.
			store.purge(now);
			return work(store, now);
		});
	}

	/** Does one thing in the file; waits for other processes without stopping this one. */
	private async use<Result>(work: (store: OpenStore, now: number) => Result): Promise<Result> {
		const giveUpAt = performance.now() + this.patienceMs;
		for (;;) {
			try {
				this.open ??= openStore(openSqliteFile(this.path));
				return work(this.open, Math.floor(this.clock()));
			} catch (error) {
				if (error instanceof RangeError) throw error;
				if (!isLocked(error) || performance.now() > giveUpAt) {
					// The next one opens it anew: perhaps somebody has put the file in order by then.
					await this.close();
					throw this.unavailable(error);
				}
				await sleep(5 + 20 * Math.random());
			}
		}
	}

	private unavailable(error: unknown): StoreUnavailable {
		const advice = sqliteAdvice(error);
		return new StoreUnavailable(
			`The flow store ${this.path} cannot be used. ${advice} The file lies in n8n's user folder (N8N_USER_FOLDER) unless FLOW_ELEMENTS_STORE names another.`,
			{ cause: error },
		);
	}
}

interface TimerRow {
	id: string;
	due_ms: number;
	payload: string;
}

type OpenStore = ReturnType<typeof openStore>;
type Statements = ReturnType<typeof prepareStatements>;

function openStore(database: DatabaseSync) {
	const statements = prepareStatements(database);
	const slots = new SqliteSlots(database);
	let writes = 0;
	let purgedAt = 0;

	/** Does all of something, or nothing: the latter also when it gives false. */
	const transaction = <Result>(work: () => Result): Result => {
		statements.begin.run();
		try {
			const result = work();
			statements[result === false ? 'rollback' : 'commit'].run();
			return result;
		} catch (error) {
			if (database.isTransaction) statements.rollback.run();
			throw error;
		}
	};

	const purge = (now: number) => {
		if (++writes < PURGE_AFTER_WRITES && Math.abs(now - purgedAt) < PURGE_AFTER_MS) return;
		writes = 0;
		purgedAt = now;
		transaction(() => {
			statements.purge.run(now, PURGE_AT_ONCE);
			slots.purge(now);
		});
	};
	return { database, statements, slots, transaction, purge };
}

function prepareStatements(database: DatabaseSync) {
	const prepare = (sql: string): StatementSync => database.prepare(sql);
	return {
		begin: prepare('BEGIN IMMEDIATE'),
		commit: prepare('COMMIT'),
		rollback: prepare('ROLLBACK'),
		get: prepare('SELECT value FROM entries WHERE key = ? AND (expires_at IS NULL OR expires_at > ?)'),
		put: prepare('INSERT OR REPLACE INTO entries (key, value, expires_at) VALUES (?, ?, ?)'),
		putIfNone: prepare(
			`INSERT INTO entries (key, value, expires_at) VALUES (?1, ?2, ?3)
			ON CONFLICT (key) DO UPDATE SET value = ?2, expires_at = ?3 WHERE expires_at <= ?4`,
		),
		putIfSame: prepare(
			`UPDATE entries SET value = ?, expires_at = ?
			WHERE key = ? AND value = ? AND (expires_at IS NULL OR expires_at > ?)`,
		),
		delete: prepare('DELETE FROM entries WHERE key = ?'),
		deleteIfSame: prepare('DELETE FROM entries WHERE key = ? AND value = ? AND (expires_at IS NULL OR expires_at > ?)'),
		entries: prepare(
			`SELECT key, value FROM entries
			WHERE key >= ? AND key < CAST(? AS TEXT) AND (expires_at IS NULL OR expires_at > ?) ORDER BY key LIMIT ?`,
		),
		purge: prepare('DELETE FROM entries WHERE rowid IN (SELECT rowid FROM entries WHERE expires_at <= ? ORDER BY expires_at LIMIT ?)'),
		setTimer: prepare('INSERT OR REPLACE INTO timers (id, due_ms, kept_until_ms, payload) VALUES (?, ?, ?, ?)'),
		dueTimers: prepare(
			'SELECT id, due_ms, payload FROM timers WHERE due_ms < ? AND kept_until_ms <= ? ORDER BY due_ms, id LIMIT ?',
		),
		keepTimer: prepare('UPDATE timers SET kept_until_ms = ? WHERE id = ?'),
		clearTimer: prepare('DELETE FROM timers WHERE id = ?'),
	};
}

/** SQLite compares the bytes of UTF-8, and this is none of them: all keys with a prefix come before prefix and this byte. */
const BEHIND_ALL_TEXT = Buffer.from([0xff]);

/** @returns whether the entry was as expected, and is now as wished */
function changeEntry(statements: Statements, { key, expected, value, ttlMs }: EntryChange, now: number): boolean {
	if (value === undefined) {
		return expected === undefined
			? statements.get.get(key, now) === undefined
			: statements.deleteIfSame.run(key, expected, now).changes > 0;
	}
	const end = endOf(now, ttlMs);
	const { changes } =
		expected === undefined
			? statements.putIfNone.run(key, value, end, now)
			: statements.putIfSame.run(value, end, key, expected, now);
	return changes > 0;
}

function endOf(now: number, ttlMs: number | undefined): number | null {
	return ttlMs === undefined ? null : now + wholeTtl(ttlMs);
}
