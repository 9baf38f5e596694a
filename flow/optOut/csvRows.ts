import type * as Papaparse from 'papaparse';

/** A row of a CSV file. */
export interface CsvRow {
	/** In which line of the file it begins, from 1. */
	line: number;
	/** In which line it ends. */
	lastLine: number;
	cells: string[];
	/** Whether its quotation marks do not pair, so that it may have swallowed lines that were rows. */
	isBroken: boolean;
}

/** A row has no end within what a row may hold, as behind a quotation mark that is never closed. */
export class CsvRowTooLong extends Error {
	override readonly name = 'CsvRowTooLong';
}

/** So much of a file is taken apart at once, in UTF-16 units: work for a few milliseconds. */
const PIECE = 1024 * 1024;

/**
 * Reads the text of a CSV file (RFC 4180; also with semicolons, tabs or bars, and with any line breaks) piece by piece, so
 * that others get their turn in between.
 *
 * @param text the whole file
 * @param onRows gets the rows of each piece, empty ones left out; the next piece waits until it is done
 * @throws CsvRowTooLong for a row that fills a whole piece, 1 MiB; whatever `onRows` throws. Then nothing more is read.
 */
export async function eachRow(text: string, onRows: (rows: CsvRow[]) => Promise<void>): Promise<void> {
	// Loaded here, and not when n8n starts: few flows read lists.
	const { parse } = module.require('papaparse') as typeof Papaparse;
	let line = 1;

	await new Promise<void>((resolve, reject) => {
		parse<string[]>(text, {
			delimitersToGuess: [',', ';', '\t', '|'],
			chunkSize: PIECE,
			chunk: ({ data, errors, meta }: Papaparse.ParseResult<string[]>, parser: Papaparse.Parser) => {
				// The parser would begin the row anew with each further piece, for many minutes.
				if (data.length === 0 && text.length > PIECE) {
					reject(new CsvRowTooLong(`The row that begins in line ${line} is longer than a row may be (1 MiB). Close its quotation marks, or shorten it. The rows before it are imported.`));
					parser.abort();
					return;
				}
				const broken = new Set(errors.filter(({ type }) => type === 'Quotes').map(({ row }) => row));
				const rows = data.map((cells, index) => {
					const first = line;
					const lastLine = first + breaksIn(cells, meta.linebreak);
					line = lastLine + 1;
					return { line: first, lastLine, cells, isBroken: broken.has(index) };
				});
				parser.pause();
				onRows(rows.filter(({ cells }) => cells.some((cell) => cell.trim() !== ''))).then(
					() => parser.resume(),
					(error) => {
						reject(error as Error);
						parser.abort();
					},
				);
			},
			complete: () => resolve(),
		});
	});
}

/** How many line breaks the cells of a row hold, so that the line of the next row is known. */
function breaksIn(cells: readonly string[], linebreak: string): number {
	const end = linebreak.endsWith('\n') ? '\n' : '\r';
	return cells.reduce((count, cell) => count + (cell.includes(end) ? cell.split(end).length - 1 : 0), 0);
}

/**
 * Reads the bytes of a CSV file: UTF-16 with a byte order mark, as some spreadsheets write it, or UTF-8; and if it is not
 * that, Windows-1252.
 */
export function textOfCsv(bytes: Uint8Array): string {
	const [first, second] = bytes;
	if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
	if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes);
	try {
		return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
	} catch {
		return new TextDecoder('windows-1252').decode(bytes);
	}
}
