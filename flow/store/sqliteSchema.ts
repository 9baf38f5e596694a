import type { DatabaseSync } from 'node:sqlite';

/**
 * The steps that lead to the present schema, each from the one before. A file says in its `user_version` how many have
 * been taken. Steps that have been published are never changed; a new one comes at the end.
 */
const STEPS = [
	`
	CREATE TABLE entries (
		key TEXT PRIMARY KEY,
		value TEXT NOT NULL,
		expires_at INTEGER
	);
	CREATE INDEX entries_by_end ON entries (expires_at) WHERE expires_at IS NOT NULL;

	CREATE TABLE timers (
		id TEXT PRIMARY KEY,
		due_ms REAL NOT NULL,
		kept_until_ms REAL NOT NULL,
		payload TEXT NOT NULL
	);
	CREATE INDEX timers_by_due ON timers (due_ms, id, kept_until_ms);

	CREATE TABLE lines (
		no INTEGER PRIMARY KEY,
		name TEXT NOT NULL UNIQUE,
		next_seq INTEGER NOT NULL,
		longest_us INTEGER NOT NULL,
		full TEXT NOT NULL,
		expires_at INTEGER NOT NULL
	);
	CREATE INDEX lines_by_end ON lines (expires_at);
	CREATE TABLE slots (
		line INTEGER NOT NULL,
		at_us INTEGER NOT NULL,
		seq INTEGER NOT NULL,
		id TEXT NOT NULL,
		PRIMARY KEY (line, at_us, seq)
	) WITHOUT ROWID;
	CREATE UNIQUE INDEX slots_by_id ON slots (line, id);
	CREATE TABLE slot_blocks (
		line INTEGER NOT NULL,
		at_us INTEGER NOT NULL,
		seq INTEGER NOT NULL,
		n INTEGER NOT NULL,
		PRIMARY KEY (line, at_us, seq)
	) WITHOUT ROWID;
	CREATE TABLE order_tails (
		line INTEGER NOT NULL,
		name TEXT NOT NULL,
		at_us INTEGER NOT NULL,
		PRIMARY KEY (line, name)
	) WITHOUT ROWID;
	CREATE INDEX order_tails_by_slot ON order_tails (line, at_us);
	`,
];

/** The file was made by a newer version of this package. */
export class NewerSchemaError extends Error {}

/** Brings a file to the present schema. */
export function migrate(database: DatabaseSync): void {
	if (stepsTaken(database) === STEPS.length) return;

	database.exec('BEGIN IMMEDIATE');
	try {
		// Another process may have been faster.
		const taken = stepsTaken(database);
		if (taken > STEPS.length) throw new NewerSchemaError();
		for (const step of STEPS.slice(taken)) database.exec(step);
		database.exec(`PRAGMA user_version = ${STEPS.length}`);
		database.exec('COMMIT');
	} catch (error) {
		if (database.isTransaction) database.exec('ROLLBACK');
		throw error;
	}
}

function stepsTaken(database: DatabaseSync): number {
	return Number(database.prepare('PRAGMA user_version').get()?.user_version);
}
