import { setImmediate } from 'node:timers/promises';

import type * as Papaparse from 'papaparse';

import { harmless } from './csvCells';
import { COLUMNS } from './csvColumns';
import type { OptOutEntry } from './optOuts';

/** So many rows are made into text at once; then the rest of n8n gets its turn. */
const ROWS_AT_ONCE = 500;

/**
 * Writes opt-outs as CSV by RFC 4180: a header row, commas, lines that end with CRLF.
 *
 * @param entries the opt-outs, e.g. the whole list
 * @returns the text in pieces
 */
export async function* csvOf(entries: AsyncIterable<OptOutEntry>): AsyncGenerator<string> {
	const { unparse } = module.require('papaparse') as typeof Papaparse;
	const text = (rows: string[][]) => `${unparse(rows, { newline: '\r\n' })}\r\n`;

	yield text([[...COLUMNS]]);
	let rows: string[][] = [];
	for await (const entry of entries) {
		rows.push(rowOf(entry));
		if (rows.length === ROWS_AT_ONCE) {
			yield text(rows);
			rows = [];
			await setImmediate();
		}
	}
	if (rows.length > 0) yield text(rows);
}

/** Phone numbers keep their plus: it makes them a number to a spreadsheet, and does no harm. */
function rowOf({ address, channel, reason, source, at }: OptOutEntry): string[] {
	const value = address.type === 'phone' ? address.value : harmless(address.value);
	return [address.type, value, channel, harmless(reason), harmless(source), at];
}
