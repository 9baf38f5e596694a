import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import { migrate, NewerSchemaError } from './sqliteSchema';

/** Says to SQLite that there is no file at all. */
export const IN_MEMORY = ':memory:';

/** Opens a database file, and makes it with its folder if it is not there. Only its owner may read a new one. */
export function openSqliteFile(path: string): DatabaseSync {
	if (path !== IN_MEMORY) {
		mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
		closeSync(openSync(path, 'a', 0o600));
	}

	// What waits here stops the whole process, so it waits only for a moment; more patience is the caller's affair.
	const database = new DatabaseSync(path, { timeout: 50 });
	try {
		// With a write-ahead log, NORMAL loses nothing when the process dies, and nothing is ever half written. The log is
		// carried over into the file every 16 MB, because that has to wait for the disk.
		database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 4000');
		database.exec('PRAGMA journal_size_limit = 67108864');
		migrate(database);
		return database;
	} catch (error) {
		database.close();
		throw error;
	}
}

/** @returns whether another process has the file locked, so that the same may work a moment later */
export function isLocked(error: unknown): boolean {
	const BUSY = 5;
	const LOCKED = 6;
	return [BUSY, LOCKED].includes(resultCode(error));
}

/** @returns what is wrong with the file, in one sentence */
export function sqliteAdvice(error: unknown): string {
	if (error instanceof NewerSchemaError) return 'It was made by a newer version of n8n-nodes-flow-elements.';
	return BY_RESULT[resultCode(error)] ?? BY_CODE[String((error as { code?: unknown }).code)] ?? `${(error as Error).message}.`;
}

const NOT_ALLOWED = 'The user that n8n runs as may not write there.';
const DISK_FULL = 'The disk is full.';

/** Result codes of SQLite, https://sqlite.org/rescode.html */
const BY_RESULT: Record<number, string> = {
	5: 'Another process keeps the file locked.',
	6: 'Another process keeps the file locked.',
	8: NOT_ALLOWED,
	10: 'The disk cannot be read or written.',
	11: 'The file is damaged.',
	13: DISK_FULL,
	14: 'The file cannot be opened.',
	26: 'The file is not an SQLite database.',
};

const BY_CODE: Record<string, string> = {
	EACCES: NOT_ALLOWED,
	EPERM: NOT_ALLOWED,
	EROFS: 'The disk is read-only.',
	ENOSPC: DISK_FULL,
	EDQUOT: DISK_FULL,
	EISDIR: 'It is a folder, not a file.',
	ENOTDIR: 'A part of the path is a file, not a folder.',
	EEXIST: 'A part of the path is a file, not a folder.',
};

function resultCode(error: unknown): number {
	return Number((error as { errcode?: unknown }).errcode) & 0xff;
}
