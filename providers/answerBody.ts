/**
 * Reads the body of an answer of which nobody knows what it is: a service behind a wrong address, or a gateway before the
 * right one, may answer anything.
 *
 * @returns its fields when it is a JSON object, and none otherwise
 */
export function objectIn(body: Buffer | undefined): Record<string, unknown> {
	if (body === undefined || body.length === 0) return {};
	try {
		return asObject(JSON.parse(body.toString('utf8')));
	} catch {
		return {};
	}
}

/** @returns the value when it is an object with names, and an empty one otherwise */
export function asObject(value: unknown): Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

/** @returns a text or a number as text, or undefined for anything else and for nothing but white space */
export function textIn(value: unknown): string | undefined {
	if (typeof value !== 'string' && typeof value !== 'number') return undefined;
	return String(value).trim() || undefined;
}
