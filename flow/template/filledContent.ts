import { headerPlaceholder } from './fields';
import { idOf } from './fieldPart';
import type { FilledButton, FilledCard, FilledHeader, FilledText, MediaSource } from './filledTemplate';
import type { FormValues } from './formValues';
import { fileNameIn, mediaSourceOf } from './mediaSource';
import { flowDataOf, latitudeOf, longitudeOf } from './otherValues';
import { placeholdersIn } from './placeholders';
import type { TemplateButton, TemplateCard, TemplateHeader } from './template';
import { bodyFault, bodyText, copyCode, fileName, flowToken, headerText, placeText, quickReplyPayload, urlTail } from './textValues';

/** Whether it is the message itself, or one of its cards. */
type Place = { card?: number };

/**
 * Puts values into the parts of a message, or of a card of it. Parts whose values cannot be used are left out; what is wrong
 * is noted with the form.
 *
 * @param card the number of the card, the first is 1
 */
export function filledContent({ header, body, buttons }: TemplateCard, form: FormValues, card?: number): FilledCard {
	const at: Place = card === undefined ? {} : { card };
	const filledHeader = header && headerOf(header, form, at);
	return {
		...(filledHeader && { header: filledHeader }),
		body: bodyOf(body, form, at),
		buttons: buttons.map((button, index) => buttonOf(button, index, form, at)).filter((button) => button !== undefined),
	};
}

function headerOf({ format, text = '' }: TemplateHeader, form: FormValues, at: Place): FilledHeader | undefined {
	switch (format) {
		case 'text':
			return textHeaderOf(text, form, at);
		case 'location':
			return locationOf(form, at);
		case 'document':
			return documentOf(form, at);
		default: {
			const media = form.take({ ...at, kind: 'headerMedia', format }, (value) => mediaSourceOf(value, format));
			return media && { format, media };
		}
	}
}

function textHeaderOf(header: string, form: FormValues, at: Place): FilledHeader | undefined {
	const placeholder = headerPlaceholder(header);
	if (placeholder === undefined) return undefined;
	const text = form.take({ ...at, kind: 'headerText', placeholder }, (value) => headerText(value, header, placeholder));
	return text === undefined ? undefined : { format: 'text', value: { placeholder, text } };
}

function locationOf(form: FormValues, at: Place): FilledHeader | undefined {
	const latitude = form.take({ ...at, kind: 'latitude' }, latitudeOf);
	const longitude = form.take({ ...at, kind: 'longitude' }, longitudeOf);
	const name = form.take({ ...at, kind: 'locationName' }, placeText);
	const address = form.take({ ...at, kind: 'locationAddress' }, placeText);
	if (latitude === undefined || longitude === undefined) return undefined;
	return { format: 'location', latitude, longitude, ...(name !== undefined && { name }), ...(address !== undefined && { address }) };
}

function documentOf(form: FormValues, at: Place): FilledHeader | undefined {
	const format = 'document';
	const filenamePart = { ...at, kind: 'headerFilename' } as const;
	const media = form.take({ ...at, kind: 'headerMedia', format }, (value) => mediaSourceOf(value, format));
	if (form.has(filenamePart)) {
		const filename = form.take(filenamePart, fileName);
		return media && filename !== undefined ? { format, media, filename } : undefined;
	}
	const filename = media && ownFileName(media);
	if (media && filename === undefined) form.note(idOf(filenamePart), 'The document has no file name of its own. Give it one, e.g. invoice.pdf.');
	return media && filename !== undefined ? { format, media, filename } : undefined;
}

/** What the URL calls the file, when a message can call it so too. */
function ownFileName(media: MediaSource): string | undefined {
	const reading = fileName('url' in media ? fileNameIn(media.url) : undefined);
	return 'value' in reading ? reading.value : undefined;
}

function bodyOf(body: string, form: FormValues, at: Place): FilledText[] {
	const texts = placeholdersIn(body).map((placeholder) => ({
		placeholder,
		text: form.take({ ...at, kind: 'bodyText', placeholder }, bodyText),
	}));
	const filled = texts.filter((one): one is FilledText => one.text !== undefined);
	const fault = bodyFault(body, new Map(filled.map(({ placeholder, text }) => [placeholder, text])));
	const [longest] = filled.toSorted((one, other) => other.text.length - one.text.length);
	if (fault !== undefined && longest) form.note(idOf({ ...at, kind: 'bodyText', placeholder: longest.placeholder }), fault);
	return filled;
}

function buttonOf({ kind, text, url = '' }: TemplateButton, index: number, form: FormValues, at: Place): FilledButton | undefined {
	const button = { ...at, button: index };
	switch (kind) {
		case 'quickReply': {
			const payload = form.take({ ...button, kind: 'payload' }, quickReplyPayload) ?? text;
			return payload === '' ? undefined : { index, kind, payload };
		}
		case 'url': {
			const tail = form.take({ ...button, kind: 'url' }, (value) => urlTail(value, url));
			return tail === undefined ? undefined : { index, kind, tail };
		}
		case 'copyCode': {
			const code = form.take({ ...button, kind: 'code' }, copyCode);
			return code === undefined ? undefined : { index, kind, code };
		}
		case 'flow': {
			const token = form.take({ ...button, kind: 'flowToken' }, flowToken);
			const data = form.take({ ...button, kind: 'flowData' }, flowDataOf);
			return token === undefined ? undefined : { index, kind, token, ...(data && { data }) };
		}
		default:
			return undefined;
	}
}
