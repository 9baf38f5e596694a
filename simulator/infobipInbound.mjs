/** What Infobip tells a webhook of somebody having written on WhatsApp. */
import { randomUUID } from 'node:crypto';

/** The sender of the account, which is also where people write to. */
export const SENDER = '447860099299';

/** @param given what /_simulator/inbound was given */
export function inboundResult({ from, id = randomUUID(), replyTo, name = 'Ann', ...content }) {
	const phoneNumber = String(from).replace(/\D/g, '');
	const context = replyTo === undefined ? {} : { context: { from: SENDER, id: replyTo } };
	return {
		from: phoneNumber,
		to: SENDER,
		integrationType: 'WHATSAPP',
		receivedAt: now(),
		messageId: id,
		message: { ...inboundContent(content), ...context },
		contact: { name, phoneNumber },
		price: { pricePerMessage: 0, currency: 'EUR' },
	};
}

function inboundContent({ text = '', payload, type = payload === undefined ? 'TEXT' : 'BUTTON' }) {
	switch (type) {
		case 'TEXT':
			return { type, text };
		case 'BUTTON':
			return { type, text, payload };
		case 'INTERACTIVE_BUTTON_REPLY':
		case 'INTERACTIVE_LIST_REPLY':
			return { type, id: payload, title: text };
		case 'IMAGE':
			return { type, url: 'https://api.infobip.com/whatsapp/1/senders/447860099299/media/1', caption: text };
		default:
			return { type };
	}
}

/** As Infobip writes instants. */
export function now() {
	return new Date().toISOString().replace('Z', '+0000');
}
