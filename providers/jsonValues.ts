/** A variable or attribute that a service cannot be sent; the message names it. */
export class UnsendableValueError extends Error {
	constructor(message: string) {
		super(message);
		this.name = 'UnsendableValueError';
	}
}

/**
 * Brings variables or attributes into the form in which JSON carries them: dates as text, whole numbers beyond JSON's as
 * text. What says nothing (`null`, undefined, a blank text, a function, NaN) is left out: to a service it would be a
 * value, and often a wrong one.
 *
 * @throws UnsendableValueError for a value that contains itself
 */
export function jsonValues(values: Record<string, unknown>): Record<string, unknown> {
	const rows = Object.entries(values).map(([name, value]): [string, unknown] => [name, jsonValue(name, value)]);
	return Object.fromEntries(rows.filter(([, value]) => value !== undefined));
}

function jsonValue(name: string, value: unknown): unknown {
	if (typeof value === 'string' && value.trim() === '') return undefined;
	const text = jsonText(name, value);
	return text === undefined || text === 'null' ? undefined : JSON.parse(text);
}

function jsonText(name: string, value: unknown): string | undefined {
	try {
		return JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? part.toString() : part)) as string | undefined;
	} catch {
		throw new UnsendableValueError(`"${name}" cannot be sent, because it is not JSON.`);
	}
}
