import { firstPlaces, withValues } from './placeholders';
import type { Reading } from './valueText';
import { textOf } from './valueText';

/** The longest texts, in characters; with its values, where it is a text with placeholders. (Infobip's and Meta's documents.) */
const LONGEST_HEADER = 60;
const LONGEST_BODY = 1024;
const LONGEST_PAYLOAD = 128;
const LONGEST_CODE = 15;
const LONGEST_TOKEN = 3000;
const LONGEST_FILENAME = 240;
export const LONGEST_URL = 2048;

/** Also what only some systems take for the end of a line. */
const LINE_BREAK = /[\n\v\f\r\u0085\u2028\u2029]/;

const TOO_MANY_SPACES = ' '.repeat(5);

/** @returns the number of Unicode code points. Nobody says what providers count; of the usual ways, this one refuses the fewest. */
export function lengthOf(text: string): number {
	return text.length - (text.match(/[\ud800-\udbff][\udc00-\udfff]/g)?.length ?? 0);
}

/** Reads the value of a placeholder in a body. How long the whole body becomes, {@link bodyFault} says. */
export function bodyText(value: unknown): Reading<string> {
	return placeholderText(value, LONGEST_BODY);
}

/** @param text the header's text with its placeholder */
export function headerText(value: unknown, text: string, placeholder: string): Reading<string> {
	const reading = placeholderText(value, LONGEST_HEADER);
	if ('fault' in reading) return reading;
	const length = lengthOf(withValues(text, new Map([[placeholder, reading.value]])));
	if (length <= LONGEST_HEADER) return reading;
	return { fault: `The header would have ${length} characters with this value, but may have ${LONGEST_HEADER}. Shorten the value.` };
}

/** @returns why a body cannot be sent with these values, or undefined when it can */
export function bodyFault(text: string, values: ReadonlyMap<string, string>): string | undefined {
	const length = lengthOf(withValues(text, values));
	if (length <= LONGEST_BODY) return undefined;
	return `The body would have ${length} characters with its values, but may have ${LONGEST_BODY}. Shorten this value, which is its longest.`;
}

/** @param url the URL of the button, with its placeholder at the end; a value that is the whole URL is shortened to what comes after its beginning */
export function urlTail(value: unknown, url: string): Reading<string> {
	const reading = placeholderText(value, LONGEST_URL);
	if ('fault' in reading) return reading;

	const [place = url.length] = firstPlaces(url).values();
	const start = url.slice(0, place);
	const tail = reading.value.startsWith(start) ? reading.value.slice(start.length) : reading.value;
	if (tail === '') return { fault: 'The value is only the beginning of the URL, which the template has already. Give what comes after it.' };
	return lengthOf(start) + lengthOf(tail) <= LONGEST_URL ? { value: tail } : { fault: tooLong('The URL', LONGEST_URL) };
}

export function quickReplyPayload(value: unknown): Reading<string> {
	return limited(textOf(value), 'The payload', LONGEST_PAYLOAD);
}

export function copyCode(value: unknown): Reading<string> {
	return limited(onOneLine(textOf(value)), 'The code', LONGEST_CODE);
}

export function flowToken(value: unknown): Reading<string> {
	return limited(textOf(value), 'The token', LONGEST_TOKEN);
}

export function fileName(value: unknown): Reading<string> {
	return limited(onOneLine(textOf(value)), 'The file name', LONGEST_FILENAME);
}

/** Reads the name or the address of a place. */
export function placeText(value: unknown): Reading<string> {
	return limited(textOf(value), 'The text', LONGEST_BODY);
}

function placeholderText(value: unknown, longest: number): Reading<string> {
	const reading = onOneLine(textOf(value));
	if ('fault' in reading || !reading.value.includes(TOO_MANY_SPACES)) return limited(reading, 'The text', longest);
	return { fault: 'The text has more than 4 spaces in a row, which no template takes. Take some of them out.' };
}

function onOneLine(reading: Reading<string>): Reading<string> {
	if ('fault' in reading) return reading;
	if (LINE_BREAK.test(reading.value)) return { fault: 'The text has a line break, which no template takes. Put for example a comma in its place.' };
	if (reading.value.includes('\t')) return { fault: 'The text has a tab, which no template takes. Put a space in its place.' };
	return reading;
}

function limited(reading: Reading<string>, what: string, longest: number): Reading<string> {
	if ('fault' in reading || reading.value.length <= longest || lengthOf(reading.value) <= longest) return reading;
	return { fault: tooLong(what, longest) };
}

function tooLong(what: string, longest: number): string {
	return `${what} has more than ${longest} characters. Shorten it.`;
}
