import type { EventKind, MessageEvent } from '../../flow/message/messageEvent';
import { toE164 } from '../../flow/phone';
import { asObject, textIn } from '../answerBody';
import { digestOfEvent } from '../eventParts';
import { unixInstant } from '../instants';
import { otherEvent } from '../otherEvent';
import { problemOf, withoutNumber } from '../sendFailure';
import { graphErrorIn } from './graphError';
import { answerIn } from './inboundContent';
import { cloudReportMeaning } from './messageCodes';

type Fields = Record<string, unknown>;

const PROVIDER = 'whatsAppCloud';

const STATUS_KINDS: ReadonlyMap<string | undefined, EventKind> = new Map([
	['sent', 'sent'],
	['delivered', 'delivered'],
	['read', 'read'],
	// A voice message that was played was read.
	['played', 'read'],
	['failed', 'failed'],
]);

/** Notices of Meta among the messages. */
const NOTICES: ReadonlySet<string | undefined> = new Set(['request_welcome', 'system']);

/**
 * Reads what Meta sends to the webhook of a WhatsApp Business account: messages and statuses, several in one body.
 *
 * @param body the JSON of the call; it may be anything
 * @returns one event for each message and status, and `other` for each change of another field; it never throws
 */
export function readWhatsAppCloudEvents(body: unknown): MessageEvent[] {
	const { entry } = asObject(body);
	return Array.isArray(entry) ? entry.flatMap(entryEvents) : [otherEvent(PROVIDER, body)];
}

function entryEvents(entry: unknown): MessageEvent[] {
	const { id, time, changes } = asObject(entry);
	return Array.isArray(changes) ? changes.flatMap((change) => changeEvents(change, { id, time })) : [otherEvent(PROVIDER, entry)];
}

/** @param entry of which account the change is, and when it was */
function changeEvents(change: unknown, entry: { id: unknown; time: unknown }): MessageEvent[] {
	const { field, value: given } = asObject(change);
	const value = asObject(given);
	const messages = field === 'messages' && Array.isArray(value.messages) ? value.messages.map(asObject) : [];
	const statuses = field === 'messages' && Array.isArray(value.statuses) ? value.statuses.map(asObject) : [];
	if (messages.length + statuses.length === 0) return [otherEvent(PROVIDER, { ...entry, changes: [change] }, textIn(field))];
	return [...messages.map((message) => messageEvent(message, value)), ...statuses.map((status) => statusEvent(status, value))];
}

function messageEvent(message: Fields, value: Fields): MessageEvent {
	const messageId = textIn(message.id);
	const type = textIn(message.type);
	return {
		id: messageId ?? digestOfEvent(message),
		kind: NOTICES.has(type) ? 'other' : 'message',
		provider: PROVIDER,
		channel: 'whatsapp',
		at: unixInstant(message.timestamp),
		...(messageId !== undefined && { messageId }),
		...personOf(value, textIn(message.from)),
		...senderOf(value),
		...(type !== undefined && { type }),
		...answerIn(message),
		raw: message,
	};
}

function statusEvent(status: Fields, value: Fields): MessageEvent {
	const messageId = textIn(status.id);
	const type = textIn(status.status);
	const ownMessageId = textIn(status.biz_opaque_callback_data);
	const receiver = textIn(status.recipient_id);
	const kind = STATUS_KINDS.get(type) ?? 'other';
	return {
		id: messageId === undefined ? digestOfEvent(status) : `${messageId}:${type ?? ''}`,
		kind,
		provider: PROVIDER,
		channel: 'whatsapp',
		at: unixInstant(status.timestamp),
		...(messageId !== undefined && { messageId }),
		...(ownMessageId !== undefined && { ownMessageId }),
		...personOf(value, receiver),
		...senderOf(value),
		...(type !== undefined && { type }),
		...(kind === 'failed' && { problem: problemIn(status, receiver ?? '') }),
		raw: status,
	};
}

function problemIn({ errors }: Fields, receiver: string): MessageEvent['problem'] {
	const error = graphErrorIn(Array.isArray(errors) ? errors[0] : undefined);
	return withoutNumber(problemOf(cloudReportMeaning(error), error), receiver);
}

function personOf({ contacts }: Fields, whatsAppId: string | undefined): Partial<MessageEvent> {
	const known = Array.isArray(contacts) ? contacts.map(asObject) : [];
	const only = known.length === 1 && (whatsAppId === undefined || known[0].wa_id === undefined) ? known[0] : {};
	const contact = known.find(({ wa_id: id }) => textIn(id) === whatsAppId) ?? only;
	const name = textIn(asObject(contact.profile).name);
	const phone = whatsAppId === undefined ? undefined : toE164(whatsAppId);
	// People whose number Meta keeps to itself are known by a user ID.
	const providerId = textIn(contact.user_id) ?? whatsAppId;
	return {
		...(phone !== undefined && { phone }),
		...(providerId !== undefined && { providerId }),
		...(name !== undefined && { name }),
	};
}

function senderOf({ metadata }: Fields): { sender?: string } {
	const { display_phone_number: number, phone_number_id: id } = asObject(metadata);
	const sender = textIn(number) ?? textIn(id);
	return sender === undefined ? {} : { sender };
}
