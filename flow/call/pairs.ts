/**
 * Makes the pairs of a query or of a form.
 *
 * @param fields names and values
 * @returns names and texts: a list becomes one pair for each entry, an object becomes JSON, and null becomes empty
 */
export function pairsOf(fields: ReadonlyArray<readonly [string, unknown]>): Array<[string, string]> {
	return fields.flatMap(([name, value]) => asList(value).map((entry): [string, string] => [name, asText(entry)]));
}

function asList(value: unknown): unknown[] {
	return Array.isArray(value) ? value : [value];
}

function asText(value: unknown): string {
	if (value === null || value === undefined) return '';
	return typeof value === 'object' ? JSON.stringify(value) : String(value as string | number | boolean);
}
