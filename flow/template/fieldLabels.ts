import type { FieldPart } from './fieldPart';
import type { MediaFormat } from './template';

/** What stands around a field in its template, for its label. */
export interface LabelContext {
	/** The text in which its placeholder stands, and where it begins there. */
	text?: string;
	place?: number;
	/** What stands on its button. */
	buttonText?: string;
	/** The URL of its button. */
	url?: string;
}

const MEDIA_LABELS: Record<MediaFormat, string> = {
	document: 'Header Document (URL)',
	gif: 'Header GIF (URL of an MP4)',
	image: 'Header Image (URL)',
	video: 'Header Video (URL)',
};

/** So much of a text is shown before and after a placeholder, in UTF-16 units. */
const SHOWN_BEFORE = 24;
const SHOWN_AFTER = 32;

/** So much is shown of a button's text and of its URL. */
const SHOWN_BUTTON = 30;
const SHOWN_URL = 80;

/**
 * Says to people who know no IDs what belongs into a field.
 *
 * @param context what stands around it, when the template is known
 * @returns e.g. `Body {{1}}: "Hello {{1}}, your order…"`
 */
export function labelOf(part: FieldPart, context: LabelContext = {}): string {
	const label = labelInside(part, context);
	return part.card === undefined ? label : `Card ${part.card}, ${label}`;
}

function labelInside(part: FieldPart, context: LabelContext): string {
	switch (part.kind) {
		case 'bodyText':
			return `Body {{${part.placeholder}}}${quotedText(part.placeholder, context)}`;
		case 'headerText':
			return `Header {{${part.placeholder}}}${quotedText(part.placeholder, context)}`;
		case 'headerMedia':
			return MEDIA_LABELS[part.format];
		case 'headerFilename':
			return 'Header Document: File Name';
		case 'latitude':
			return 'Header Location: Latitude';
		case 'longitude':
			return 'Header Location: Longitude';
		case 'locationName':
			return 'Header Location: Name';
		case 'locationAddress':
			return 'Header Location: Address';
		case 'offerExpires':
			return 'Offer Expires At';
		case 'payload':
			return `${buttonLabel(part.button, context)}: Payload`;
		case 'url':
			return `${buttonLabel(part.button, context)}: End of URL${context.url === undefined ? '' : ` ${cut(oneLine(context.url), SHOWN_URL)}`}`;
		case 'code':
			return `${buttonLabel(part.button, context)}: Code to Copy`;
		case 'flowToken':
			return `${buttonLabel(part.button, context)}: Flow Token`;
		case 'flowData':
			return `${buttonLabel(part.button, context)}: Flow Data (JSON)`;
	}
}

function buttonLabel(index: number, { buttonText }: LabelContext): string {
	return buttonText === undefined ? `Button ${index + 1}` : `Button "${cut(oneLine(buttonText), SHOWN_BUTTON)}"`;
}

function quotedText(placeholder: string, { text, place }: LabelContext): string {
	if (text === undefined || place === undefined) return '';
	const end = place + placeholder.length + '{{}}'.length;
	return `: "${textBefore(text, place)}${text.slice(place, end)}${textAfter(text, end)}"`;
}

/** Whole words, so that a label does not begin in the middle of one; a language without spaces is cut where it may be. */
function textBefore(text: string, end: number): string {
	const start = Math.max(0, end - SHOWN_BEFORE);
	const shown = oneLine(text.slice(start, end));
	if (start === 0) return shown.trimStart();
	const space = shown.indexOf(' ');
	return `…${(space === -1 ? shown : shown.slice(space + 1)).trimStart()}`;
}

function textAfter(text: string, start: number): string {
	const shown = oneLine(text.slice(start, start + SHOWN_AFTER));
	if (start + SHOWN_AFTER >= text.length) return shown.trimEnd();
	const space = shown.lastIndexOf(' ');
	return `${(space <= 0 ? shown : shown.slice(0, space)).trimEnd()}…`;
}

function cut(text: string, length: number): string {
	return text.length <= length ? text : `${halfless(text.slice(0, length))}…`;
}

function oneLine(text: string): string {
	return halfless(text).replace(/\s+/g, ' ');
}

/** Takes off what a cut through the middle of a character, such as an emoji, has left at the ends. */
function halfless(text: string): string {
	return text.replace(/^[\udc00-\udfff]/, '').replace(/[\ud800-\udbff]$/, '');
}
