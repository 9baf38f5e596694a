/** @returns the ID that was chosen in a field with a list: n8n's `{ mode, value }`, or what an expression gave in its place */
export function idOf(value: unknown): string {
	return trimmed(typeof value === 'object' && value !== null ? (value as { value?: unknown }).value : value);
}

/** @returns a text or a number as text; anything else is none */
export function textOf(value: unknown): string {
	return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** @returns the same, without white space around it */
export function trimmed(value: unknown): string {
	return textOf(value).trim();
}
