import Mustache from 'mustache';

import { textOf } from '../template/valueText';

/** What a subject can be made of. */
export interface SubjectValues {
	event: string;
	properties: Record<string, unknown>;
}

/** RFC 5322, section 2.1.1: no line of an email is longer. */
const LONGEST = 998;

/** Anything else than text on one line would begin another header, or cannot be seen. */
const NOT_IN_LINE = /[\p{Cc}\p{Zl}\p{Zp}\s]+/gu;

/** Puts values into a text as they are. Mustache itself writes them for HTML, and an object as `[object Object]`. */
class PlainWriter extends Mustache.Writer {
	/** Names for which there was no value. */
	readonly unfilled = new Set<string>();

	override escapedValue(token: string[], context: Mustache.Context): string {
		return this.plain(token[1], context.lookup(token[1]));
	}

	override unescapedValue(token: string[], context: Mustache.Context): string {
		return this.escapedValue(token, context);
	}

	private plain(name: string, value: unknown): string {
		if (value === undefined || value === null || value === '') {
			this.unfilled.add(name);
			return '';
		}
		const read = textOf(value);
		return 'value' in read ? read.value : jsonOf(value);
	}
}

/**
 * Checks a template before anything is made of it.
 *
 * @throws Error for one that cannot be read, with words for the builder
 */
export function requireTemplate(template: string): void {
	try {
		// One that is for all keeps every template for ever, of which an expression can make any number.
		new Mustache.Writer().parse(template);
	} catch (error) {
		throw new Error(`The subject "${template}" cannot be read: ${(error as Error).message}. Write names like {{ event }} in it.`);
	}
}

/**
 * Makes a subject. Templates are logic-less (Mustache): `{{ event }}` is the name of the event, `{{ name }}` and
 * `{{ properties.name }}` one of its properties; text without double braces stays as it is.
 *
 * @returns the subject on one line, empty for none; and the names for which there was no value
 */
export function subjectOf(template: string, { event, properties }: SubjectValues): { subject: string; unfilled: string[] } {
	// Without a prototype, no template can name what every object has.
	const view: Record<string, unknown> = Object.assign(Object.create(null) as object, properties, { event, properties });
	const writer = new PlainWriter();
	const line = writer.render(template, view).replace(NOT_IN_LINE, ' ').trim();
	const subject = line.length <= LONGEST ? line : `${[...line.slice(0, LONGEST - 1)].slice(0, -1).join('')}…`;
	return { subject, unfilled: [...writer.unfilled] };
}

/** JSON that is nested deeply enough can be read, but not written. */
function jsonOf(value: unknown): string {
	try {
		return JSON.stringify(value) ?? '';
	} catch {
		return '';
	}
}
