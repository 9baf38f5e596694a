import type {
	FilledButton,
	FilledCard,
	FilledHeader,
	FilledTemplate,
	FilledText,
	MediaSource,
	RawTemplate,
} from '../../flow/template/filledTemplate';
import type { TemplateMessage } from '../../flow/template/gateway';
import { asObject } from '../answerBody';
import { UnsendableTemplateError } from '../unsendableTemplate';

/** A component of a template, as Meta takes it. */
type Component = Record<string, unknown>;

/** The body of POST /{version}/{phone number ID}/messages for a template. */
export interface CloudTemplateMessage {
	messaging_product: 'whatsapp';
	recipient_type: 'individual';
	to: string;
	type: 'template';
	template: { name: string; language: { code: string }; components?: unknown[] };
	/** Meta returns it with each status of the message. */
	biz_opaque_callback_data: string;
}

/**
 * @param message the message; Meta gives it an ID of its own and returns ours with the reports
 * @returns the message as Meta takes it
 * @throws UnsendableTemplateError
 */
export function cloudMessage({ messageId, to, content }: TemplateMessage): CloudTemplateMessage {
	const components = 'raw' in content ? rawComponents(content) : componentsOf(content);
	return {
		messaging_product: 'whatsapp',
		recipient_type: 'individual',
		to: to.replace(/^\+/, ''),
		type: 'template',
		template: { name: content.name, language: { code: content.language }, ...(components.length > 0 && { components }) },
		biz_opaque_callback_data: messageId,
	};
}

function rawComponents({ raw }: RawTemplate): unknown[] {
	const components = Array.isArray(raw) ? (raw as unknown[]) : asObject(raw).components;
	if (Array.isArray(components)) return components;
	throw new UnsendableTemplateError(
		'The JSON of the template is not a list of components, as Meta takes it.',
		'Write for example [{ "type": "body", "parameters": [{ "type": "text", "text": "Ann" }] }].',
	);
}

function componentsOf({ header, body, buttons, cards, offerExpiresMs }: FilledTemplate): Component[] {
	return [
		...partsOf({ header, body, buttons: [] }),
		...(offerExpiresMs === undefined ? [] : [offerOf(offerExpiresMs)]),
		...(cards ? [{ type: 'carousel', cards: cards.map(cardOf) }] : []),
		...buttons.map(buttonOf),
	];
}

function cardOf(card: FilledCard, index: number): object {
	return { card_index: index, components: partsOf(card) };
}

function partsOf({ header, body, buttons }: FilledCard): Component[] {
	return [
		...(header ? [{ type: 'header', parameters: [headerParameter(header)] }] : []),
		...(body.length > 0 ? [{ type: 'body', parameters: body.map(textParameter) }] : []),
		...buttons.map(buttonOf),
	];
}

function textParameter({ placeholder, text }: FilledText): object {
	const isPositional = /^\d+$/.test(placeholder);
	return { type: 'text', ...(!isPositional && { parameter_name: placeholder }), text };
}

function headerParameter(header: FilledHeader): object {
	switch (header.format) {
		case 'text':
			return textParameter(header.value);
		case 'location': {
			const { latitude, longitude, name, address } = header;
			// Meta's document has them as texts.
			const place = { latitude: String(latitude), longitude: String(longitude) };
			return { type: 'location', location: { ...place, ...(name !== undefined && { name }), ...(address !== undefined && { address }) } };
		}
		case 'document':
			return { type: 'document', document: { ...mediaOf(header.media), filename: header.filename } };
		default:
			return { type: header.format, [header.format]: mediaOf(header.media) };
	}
}

function mediaOf(media: MediaSource): { id: string } | { link: string } {
	return 'url' in media ? { link: media.url } : { id: media.id };
}

function offerOf(expiresMs: number): Component {
	const offer = { type: 'limited_time_offer', limited_time_offer: { expiration_time_ms: expiresMs } };
	return { type: 'limited_time_offer', parameters: [offer] };
}

function buttonOf(button: FilledButton): Component {
	const [subType, parameter] = buttonParameter(button);
	return { type: 'button', sub_type: subType, index: String(button.index), parameters: [parameter] };
}

function buttonParameter(button: FilledButton): [subType: string, parameter: object] {
	switch (button.kind) {
		case 'quickReply':
			return ['quick_reply', { type: 'payload', payload: button.payload }];
		case 'url':
			return ['url', { type: 'text', text: button.tail }];
		case 'copyCode':
			return ['copy_code', { type: 'coupon_code', coupon_code: button.code }];
		case 'flow':
			return ['flow', { type: 'action', action: { flow_token: button.token, ...(button.data && { flow_action_data: button.data }) } }];
	}
}
