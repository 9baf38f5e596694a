import type { FilledButton, FilledCard, FilledHeader, FilledTemplate, MediaSource, RawTemplate } from '../../flow/template/filledTemplate';
import type { TemplateMessage } from '../../flow/template/gateway';
import { UnsendableTemplateError } from '../unsendableTemplate';
import { digitsOf } from './identifier';

/** An entry of `messages` of POST /whatsapp/1/message/template. */
export interface InfobipTemplateMessage {
	from: string;
	to: string;
	messageId: string;
	content: { templateName: string; language: string; templateData: Record<string, unknown> };
	notifyUrl?: string;
}

/**
 * @param message the message
 * @param from the digits of the sender's number
 * @returns the message as Infobip takes it. Its document has a place for a location's latitude and longitude only, so
 *   name and address are left out
 * @throws UnsendableTemplateError
 */
export function infobipMessage({ messageId, to, content, notifyUrl }: TemplateMessage, from: string): InfobipTemplateMessage {
	const templateData = 'raw' in content ? rawData(content) : filledData(content);
	return {
		from,
		to: digitsOf(to),
		messageId,
		content: { templateName: content.name, language: content.language, templateData },
		...(notifyUrl !== undefined && { notifyUrl }),
	};
}

function rawData({ raw }: RawTemplate): Record<string, unknown> {
	if (typeof raw === 'object' && raw !== null && !Array.isArray(raw)) return raw as Record<string, unknown>;
	throw new UnsendableTemplateError(
		"The JSON of the template is not an object, as Infobip's templateData is.",
		'Write for example { "body": { "placeholders": ["Ann"] } }.',
	);
}

function filledData({ body, header, buttons, cards, offerExpiresMs }: FilledTemplate): Record<string, unknown> {
	return {
		body: bodyOf(body),
		...(header && { header: headerOf(header) }),
		...(buttons.length > 0 && { buttons: buttons.map(buttonOf) }),
		...(cards && { carousel: { cards: cards.map(cardOf) } }),
		...(offerExpiresMs !== undefined && { limitedTimeOffer: { expirationTime: new Date(offerExpiresMs).toISOString() } }),
	};
}

function bodyOf(body: FilledTemplate['body']): object {
	return { placeholders: body.map(({ text }) => text) };
}

function headerOf(header: FilledHeader): object {
	switch (header.format) {
		case 'text':
			return { type: 'TEXT', placeholder: header.value.text };
		case 'location':
			return { type: 'LOCATION', latitude: header.latitude, longitude: header.longitude };
		case 'document':
			return { type: 'DOCUMENT', mediaUrl: urlOf(header.media), filename: header.filename };
		default:
			return { type: header.format.toUpperCase(), mediaUrl: urlOf(header.media) };
	}
}

function urlOf(media: MediaSource): string {
	if ('url' in media) return media.url;
	throw new UnsendableTemplateError(
		"The media of the template's header is given by an ID, but Infobip takes media by URL.",
		'Give the URL under which everybody can fetch it.',
	);
}

function buttonOf(button: FilledButton): object {
	switch (button.kind) {
		case 'quickReply':
			return { type: 'QUICK_REPLY', parameter: button.payload };
		case 'url':
			return { type: 'URL', parameter: button.tail };
		case 'copyCode':
			return { type: 'COPY_CODE', parameter: button.code };
		case 'flow':
			return { type: 'FLOW', flowToken: button.token, ...(button.data && { data: button.data }) };
	}
}

function cardOf({ header, body, buttons }: FilledCard): object {
	return {
		...(header && { header: headerOf(header) }),
		...(body.length > 0 && { body: bodyOf(body) }),
		...(buttons.length > 0 && { buttons: buttons.map(buttonOf) }),
	};
}
