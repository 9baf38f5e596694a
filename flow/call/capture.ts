import { JSONPath } from 'jsonpath-plus';

/** One variable to take out of a response. */
export interface CaptureRow {
	/** The flow variable that takes the value. */
	variable: string;
	/** A JSONPath (RFC 9535 in the main; filters that run code are not evaluated), e.g. `$.order.status`. */
	path: string;
}

/** A JSONPath that cannot be used; the message says why and never shows the data. */
export class CapturePathError extends Error {
	constructor({ variable }: CaptureRow, reason: string) {
		super(`The JSONPath of the variable "${variable}" cannot be used: ${reason}`);
		this.name = 'CapturePathError';
	}
}

/**
 * Takes variables out of a response body, as Infobip's Call API does.
 *
 * @param body the parsed body; anything but an object or a list gives null for every row
 * @param rows variable names and paths
 * @param allowStructures whether a path may point to an object or a list; without it such a path gives null. With it, a
 *   path that points to several values gives the list of them
 * @returns one entry for each row: the single value that the path points to (`0`, `false` and the empty text are
 *   values), or null when it points to none, to several, or to an object or list, or when the body is nested too deep
 *   to follow it
 * @throws CapturePathError for a path that is not a JSONPath or would run code
 */
export function capture(
	body: unknown,
	rows: readonly CaptureRow[],
	allowStructures: boolean,
): Record<string, unknown> {
	return Object.fromEntries(rows.map((row) => [row.variable, valueAt(body, row, allowStructures)]));
}

/**
 * Checks a path before anything is sent, so that a slip of the pen is found at once and not after the call.
 *
 * @throws CapturePathError when the path is empty, does not begin with `$`, or would run code
 */
export function checkCapturePath(row: CaptureRow): void {
	const path = row.path.trim();
	if (path === '') throw new CapturePathError(row, 'it is empty. Write for example $.order.status');
	if (!path.startsWith('$')) throw new CapturePathError(row, 'it must begin with "$". Write for example $.order.status');
	if (hasCode(path)) {
		throw new CapturePathError(row, 'filters and scripts in brackets, ?( ) and ( ), are not evaluated. Capture the list and filter it in a later node');
	}
}

function valueAt(body: unknown, row: CaptureRow, allowStructures: boolean): unknown {
	checkCapturePath(row);
	if (typeof body !== 'object' || body === null) return null;
	const found = valuesAt(body, row.path.trim());
	if (found.length === 0) return null;
	if (found.length > 1) return allowStructures ? found : null;

	const [value] = found;
	const isStructure = typeof value === 'object' && value !== null;
	return isStructure && !allowStructures ? null : (value ?? null);
}

function valuesAt(body: object, path: string): unknown[] {
	try {
		// With `wrap` it gives a list, which its types do not say.
		return JSONPath({ path, json: body, eval: false, wrap: true }) as unknown as unknown[];
	} catch {
		// The path was checked; so it is the body, which nobody can mend here.
		return [];
	} finally {
		forgetPaths();
	}
}

/** The library keeps every path for ever, and an expression can give another one for each item. */
function forgetPaths(): void {
	JSONPath.clearCache();
}

/** Outside quoted names, a parenthesis only occurs in filters and scripts; the library also takes some quoted names for them. */
function hasCode(path: string): boolean {
	const unquoted = path.replace(/'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"/g, '');
	const steps = JSONPath.toPathArray(path);
	forgetPaths();
	return /[()]|\[\s*\?/.test(unquoted) || steps.some((step) => /^\??\(/.test(step));
}
