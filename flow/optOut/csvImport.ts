import { setImmediate } from 'node:timers/promises';

import { mapInOrder } from '../concurrency';
import type { CsvHeader } from './csvColumns';
import { headerOf } from './csvColumns';
import type { RowDefaults } from './csvOptOut';
import { optOutsOf } from './csvOptOut';
import type { CsvRow } from './csvRows';
import { eachRow } from './csvRows';
import type { OptOuts } from './optOuts';

/** How a list is to be imported. */
export interface ImportChoice extends RowDefaults {
	/** Ends the import between two rows. */
	signal?: AbortSignal;
	limits?: ImportLimits;
}

/** How much a file may hold. */
export interface ImportLimits {
	lines: number;
	/** In UTF-16 units. */
	length: number;
}

/** What came of an import, counted in addresses; a row can have two, a phone number and an email address. */
export interface ImportReport {
	/** Rows with anything in them, besides the header. */
	rows: number;
	added: number;
	/** Were on the list, with an earlier time or another reason now. */
	changed: number;
	/** Were on the list like this. */
	unchanged: number;
	failed: number;
	/** The first of those that failed. */
	faults: RowFault[];
}

/** Why a row could not be added; the words do not repeat what stands in it. */
export interface RowFault {
	/** The line of the file in which the row begins, from 1. */
	line: number;
	reason: string;
}

/** The file is larger than an import takes. */
export class CsvTooLarge extends Error {
	override readonly name = 'CsvTooLarge';
}

const LIMITS: ImportLimits = { lines: 500_000, length: 64 * 1024 * 1024 };

/** As many faults are told; the others are only counted. */
const MOST_FAULTS = 100;

/** Between so many rows the rest of n8n gets its turn. */
const ROWS_AT_ONCE = 200;

/** As many rows wait for the store at once. */
const CONCURRENCY = 10;

/**
 * Adds the rows of a CSV list to the opt-outs. Each row is added by itself: those that are not in order are told of, and
 * all others are added. A list can be imported again.
 *
 * @param text the file, with a header row that names its columns
 * @throws CsvTooLarge or NoAddressColumn before anything is added; CsvRowTooLong or StoreUnavailable, when some rows may have been added
 */
export async function importOptOuts(optOuts: OptOuts, text: string, choice: ImportChoice): Promise<ImportReport> {
	checkSize(text, choice.limits ?? LIMITS);
	const report: ImportReport = { rows: 0, added: 0, changed: 0, unchanged: 0, failed: 0, faults: [] };
	let header: CsvHeader | undefined;

	const take = async (row: CsvRow, { width, places }: CsvHeader) => {
		report.rows++;
		for (const read of optOutsOf(row, { width, places }, choice)) {
			if ('fault' in read) noteFault(report, { line: row.line, reason: read.fault });
			else report[(await optOuts.add(read.address, read.optOut)).outcome]++;
		}
	};

	await eachRow(text, async (rows) => {
		const [first, ...others] = rows;
		if (first === undefined) return;
		const isNew = header === undefined;
		const known = (header ??= headerOf(first.cells));
		for (const some of inBatches(isNew ? others : rows)) {
			await mapInOrder(some, CONCURRENCY, async (row) => await take(row, known), choice.signal);
			await setImmediate();
		}
	});
	// A file without any row names no column either.
	header ??= headerOf([]);
	return report;
}

function* inBatches(rows: readonly CsvRow[]): Generator<readonly CsvRow[]> {
	for (let from = 0; from < rows.length; from += ROWS_AT_ONCE) yield rows.slice(from, from + ROWS_AT_ONCE);
}

function checkSize(text: string, { lines, length }: ImportLimits): void {
	if (text.length > length) {
		throw new CsvTooLarge(`The CSV is larger than an import takes (${Math.round(length / 1024 / 1024)} MiB). Split it.`);
	}
	if (lineEndsIn(text) > lines) throw new CsvTooLarge(`The CSV has more lines than an import takes (${lines}). Split it.`);
}

/** Counts line ends of all kinds: CRLF, LF, and CR alone. */
function lineEndsIn(text: string): number {
	let count = 0;
	for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count++;
	for (let at = text.indexOf('\r'); at !== -1; at = text.indexOf('\r', at + 1)) if (text[at + 1] !== '\n') count++;
	return count;
}

function noteFault(report: ImportReport, fault: RowFault): void {
	report.failed++;
	if (report.faults.length < MOST_FAULTS) report.faults.push(fault);
}
