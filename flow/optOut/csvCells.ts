/** What a spreadsheet takes for a formula when it opens a file. */
const FORMULA = /^'*[=+\-@\t\r]/;

/** A cell of ours that was made harmless. */
const HARMLESS = /^'(?='*[=+\-@\t\r])/;

/**
 * Makes a cell harmless for spreadsheets, which run what looks like a formula: with an apostrophe in front of it they show
 * it as text. (OWASP, CSV injection.)
 */
export function harmless(cell: string): string {
	return FORMULA.test(cell) ? `'${cell}` : cell;
}

/** @returns the cell as it was before it was made harmless, without white space around it */
export function original(cell: string): string {
	return cell.trim().replace(HARMLESS, '');
}
