/** A row of a panel: a header's name and value. */
export interface HeaderRow {
	name: string;
	value: unknown;
}

/** A header that HTTP cannot carry; the message names it, and never shows its value. */
export class HeaderError extends Error {
	constructor(message: string) {
		super(message);
		this.name = 'HeaderError';
	}
}

/** RFC 9110, section 5.6.2. */
const NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
/** @returns whether HTTP can carry a header of this name */
export function isHeaderName(name: string): boolean {
	return NAME.test(name);
}

// A line break in a value would let data write headers of its own.
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/**
 * @param rows names and values; a row without a name and a value is passed over
 * @returns the headers with names in lower case; a later row wins
 * @throws HeaderError for a name or value that HTTP cannot carry
 */
export function headersOf(rows: readonly HeaderRow[]): Record<string, string> {
	const filled = rows.map(({ name, value }) => ({ name: name.trim(), text: String(value ?? '') }));
	return Object.fromEntries(
		filled
			.filter(({ name, text }) => name !== '' || text !== '')
			.map(({ name, text }) => {
				if (!isHeaderName(name)) throw new HeaderError(`"${name}" is not a header name.`);
				if (!VALUE.test(text)) {
					throw new HeaderError(
						`The value of the header "${name}" has a line break or a character that headers cannot carry.`,
					);
				}
				return [name.toLowerCase(), text];
			}),
	);
}

/**
 * @param headers the headers of a response
 * @param secret what must not be seen in them
 * @returns the headers with `***` in the place of the secret, as it is and as URLs encode it
 */
export function withoutSecret(headers: Record<string, string>, secret: string): Record<string, string> {
	const pattern = new RegExp(Array.from(secret, plainOrEncoded).join(''), 'giu');
	return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, value.replace(pattern, '***')]));
}

/** Which signs of a URL are encoded differs from one program to the next. */
function plainOrEncoded(sign: string): string {
	const encoded = Array.from(Buffer.from(sign), (byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
	const plain = `\\u{${sign.codePointAt(0)?.toString(16)}}`;
	return `(?:${plain}|${encoded}${sign === ' ' ? '|\\+' : ''})`;
}
