/** @returns the ID that was chosen: the picker of flows gives an object, an expression a text */
export function idOf(value: unknown): string {
	const id = typeof value === 'object' && value !== null ? (value as { value?: unknown }).value : value;
	return textOf(id).trim();
}

/** @returns a text or a number as text; anything else is none */
export function textOf(value: unknown): string {
	return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
