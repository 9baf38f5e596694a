import { digest } from '../flow/digest';

/** @returns what a person wrote, white space and all; undefined for anything that is no text, and for an empty one */
export function writtenIn(value: unknown): string | undefined {
	return typeof value === 'string' && value !== '' ? value : undefined;
}

/** @returns what tells an event from others when its provider gives it no id */
export function digestOfEvent(event: unknown): string {
	return digest(jsonOf(event));
}

/** JSON that is nested deeply enough can be read, but not written. */
export function jsonOf(event: unknown): string {
	try {
		return JSON.stringify(event) ?? '';
	} catch {
		return 'too deep';
	}
}
