/** What Meta tells a webhook of somebody having written. */
import { randomBytes } from 'node:crypto';

/** The number that messages go to. */
export const DISPLAY_NUMBER = '15550783881';

/** @returns the ID of a message */
export function newId() {
	return `wamid.${randomBytes(27).toString('base64')}`;
}

/** Meta's instants are seconds, as text. */
export function now() {
	return String(Math.floor(Date.now() / 1000));
}

/** @param given what /_simulator/inbound was given */
export function inboundValue({ from, id = newId(), replyTo, name = 'Ann', ...content }) {
	const waId = String(from).replace(/\D/g, '');
	const context = replyTo === undefined ? {} : { context: { from: DISPLAY_NUMBER, id: replyTo } };
	const message = { from: waId, id, timestamp: now(), ...inboundContent(content), ...context };
	return { contacts: [{ profile: { name }, wa_id: waId }], messages: [message] };
}

function inboundContent({ text = '', payload, type = payload === undefined ? 'text' : 'button' }) {
	switch (type) {
		case 'text':
			return { type, text: { body: text } };
		case 'button':
			return { type, button: { payload, text } };
		case 'button_reply':
			return { type: 'interactive', interactive: { type, button_reply: { id: payload, title: text } } };
		case 'list_reply':
			return { type: 'interactive', interactive: { type, list_reply: { id: payload, title: text, description: '' } } };
		case 'image':
			return { type, image: { id: '1003383421387256', mime_type: 'image/jpeg', caption: text } };
		case 'unsupported':
			return { type, errors: [{ code: 131051, title: 'Message type unknown', message: 'Message type unknown', error_data: { details: 'Message type is currently not supported.' } }] };
		default:
			return { type };
	}
}
