/**
 * A placeholder. Its name holds no brace, so that each character is read by one attempt at the most, and the time a text takes
 * grows with its length alone.
 */
const PLACEHOLDER = /\{\{([A-Za-z0-9_]+)\}\}/g;

/** A positional placeholder. A higher number is a name: nobody's text has a thousand, and gaps must not become endless lists. */
const POSITION = /^[1-9]\d{0,2}$/;

/**
 * Reads the placeholders of a template's text. Anything in braces that is no name (`{{}}`, `{{ 1 }}`, `{{größe}}`) is plain text.
 *
 * @param text the text of a header, a body or a URL
 * @returns their names. When all are positional (`{{1}}`): `1` to the highest, also those that the text leaves out, because
 *   providers take values by their place. Otherwise each one once, in the order in which they first appear
 */
export function placeholdersIn(text: string): string[] {
	return inOrder(firstPlaces(text).keys());
}

/**
 * Puts names of placeholders, each of them once, into the order in which providers take their values.
 *
 * @see placeholdersIn
 */
export function inOrder(names: Iterable<string>): string[] {
	const all = [...names];
	if (!all.every((name) => POSITION.test(name))) return all;
	const highest = all.reduce((most, name) => Math.max(most, Number(name)), 0);
	return Array.from({ length: highest }, (_, index) => `${index + 1}`);
}

/** @returns for each placeholder that is in the text where it first begins, in UTF-16 units, in the order of these places */
export function firstPlaces(text: string): Map<string, number> {
	const places = new Map<string, number>();
	for (const { 1: name, index } of text.matchAll(PLACEHOLDER)) if (!places.has(name)) places.set(name, index);
	return places;
}

/**
 * Puts values in the place of placeholders. What looks like a placeholder in a value stays as it is.
 *
 * @param values by the names of the placeholders; a placeholder without a value stays in the text
 */
export function withValues(text: string, values: ReadonlyMap<string, string>): string {
	return text.replace(PLACEHOLDER, (placeholder, name: string) => values.get(name) ?? placeholder);
}
