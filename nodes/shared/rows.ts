import type { IDataObject } from 'n8n-workflow';

/**
 * Reads the rows of a fixed collection.
 *
 * @param collection the parameter's value, e.g. `{ parameters: [{ name, value }] }`; an untouched one is empty
 * @param group the name of the group of rows
 */
export function rowsOf<Row extends object = IDataObject>(collection: unknown, group: string): Row[] {
	const rows = (collection as Record<string, unknown> | undefined)?.[group];
	return Array.isArray(rows) ? (rows as Row[]) : [];
}
