import type { TemplateButton, TemplateHeader } from '../flow/template/template';
import { asObject, textIn } from './answerBody';

// WhatsApp's own words for the parts of a template; providers hand them on.

/** By their types; others take no value that a form could ask for. */
export const BUTTON_KINDS: ReadonlyMap<string, TemplateButton['kind']> = new Map([
	['COPY_CODE', 'copyCode'],
	['FLOW', 'flow'],
	['PHONE_NUMBER', 'phone'],
	['QUICK_REPLY', 'quickReply'],
	['URL', 'url'],
]);

/** Buttons of other types that can be sent without a value. */
export const VALUELESS_BUTTONS: ReadonlySet<string> = new Set(['CATALOG', 'REQUEST_CONTACT_INFO', 'VOICE_CALL']);

/** The button of a one-time password goes as the end of this URL, whatever the list calls it. */
export const PASSWORD_URL = 'https://www.whatsapp.com/otp/code/?code={{1}}';

const HEADER_FORMATS: ReadonlyMap<string, TemplateHeader['format']> = new Map([
	['DOCUMENT', 'document'],
	['GIF', 'gif'],
	['IMAGE', 'image'],
	['LOCATION', 'location'],
	['TEXT', 'text'],
	['VIDEO', 'video'],
]);

/** @returns the header that a `{ format, text }` tells of, if it is of a format that a form can fill in */
export function headerIn(value: unknown): { header?: TemplateHeader } {
	const { format: given, text } = asObject(value);
	const format = HEADER_FORMATS.get(textIn(given) ?? '');
	return format ? { header: { format, ...(format === 'text' && { text: textIn(text) ?? '' }) } } : {};
}

/** @returns what to call the header among the parts that no form can fill in; none for one that a form can */
export function unsupportedHeader({ format }: Record<string, unknown>): string[] {
	const name = textIn(format) ?? '';
	return format === undefined || HEADER_FORMATS.has(name) ? [] : [`header ${name}`];
}
