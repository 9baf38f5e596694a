import type { EventKind, MessageEvent } from '../../flow/message/messageEvent';
import { toE164 } from '../../flow/phone';
import type { SendProblem } from '../../flow/template/sendProblem';
import { asObject, textIn } from '../answerBody';
import { digestOfEvent, jsonOf, writtenIn } from '../eventParts';
import { isoInstant } from '../instants';
import { otherEvent } from '../otherEvent';
import { problemOf, withoutNumber } from '../sendFailure';
import { infobipCode, infobipMeaning } from './messageCodes';
import type { InfobipStatus } from './messageStatus';
import { isFailedStatus, readStatus } from './messageStatus';

type Fields = Record<string, unknown>;

const PROVIDER = 'infobip';

/** By the group of a status; what is in another group tells nothing yet. */
const KINDS: ReadonlyMap<number | undefined, EventKind> = new Map([
	[1, 'sent'],
	[2, 'failed'],
	[3, 'delivered'],
	[4, 'failed'],
	[5, 'failed'],
]);

/**
 * Reads what Infobip sends to a webhook: inbound messages, delivery reports and seen reports, several in one body.
 *
 * @param body the JSON of the call; it may be anything
 * @returns one event for each result, and `other` for what is none of them; it never throws
 */
export function readInfobipEvents(body: unknown): MessageEvent[] {
	const { results } = asObject(body);
	return Array.isArray(results) ? results.map(eventOf) : [otherEvent(PROVIDER, body)];
}

function eventOf(raw: unknown): MessageEvent {
	const result = asObject(raw);
	if (isObject(result.status)) return reportEvent(result);
	if (result.seenAt !== undefined) return seenEvent(result);
	const isInbound = result.receivedAt !== undefined && result.from !== undefined;
	return isInbound ? inboundEvent(result) : otherEvent(PROVIDER, raw, textIn(result.event) ?? textIn(result.type));
}

function reportEvent(result: Fields): MessageEvent {
	const status = readStatus(result.status);
	const messageId = textIn(result.messageId);
	const kind = kindOf(status);
	return {
		id: messageId === undefined ? digestOfEvent(result) : `${messageId}:${status.name ?? status.groupId ?? ''}`,
		kind,
		provider: PROVIDER,
		at: isoInstant(result.doneAt ?? result.sentAt),
		...messageIds(messageId),
		...personOf(asObject(result.contact), textIn(result.to)),
		...given({ channel: textIn(result.channel)?.toLowerCase(), type: status.name }),
		...(kind === 'failed' && { problem: problemOfReport(status, result) }),
		raw: result,
	};
}

function kindOf(status: InfobipStatus): EventKind {
	// It is not yet with the person.
	if (status.name === 'DELIVERED_TO_OPERATOR') return 'sent';
	return KINDS.get(status.groupId) ?? 'other';
}

function problemOfReport(status: InfobipStatus, { error: value, to }: Fields): SendProblem {
	const error = readStatus(value);
	const text = isFailedStatus(status) && infobipCode(status, error) === status.name ? status.description : error.description;
	const problem = problemOf(infobipMeaning(status, error), { code: infobipCode(status, error), text });
	return withoutNumber(problem, textIn(to) ?? '');
}

/** In a seen report, `from` is the person and `to` our sender: it is the person who has seen it. */
function seenEvent(result: Fields): MessageEvent {
	const messageId = textIn(result.messageId);
	return {
		id: messageId === undefined ? digestOfEvent(result) : `${messageId}:SEEN`,
		kind: 'read',
		provider: PROVIDER,
		at: isoInstant(result.seenAt),
		...messageIds(messageId),
		...personOf(asObject(result.contact), textIn(result.from)),
		...given({ channel: textIn(result.channel)?.toLowerCase(), sender: textIn(result.to), type: 'SEEN' }),
		raw: result,
	};
}

function inboundEvent(result: Fields): MessageEvent {
	const messageId = textIn(result.messageId);
	// An SMS has its text beside these fields, and no message.
	const message = isObject(result.message) ? asObject(result.message) : { text: result.text };
	const replyTo = textIn(asObject(message.context).id) ?? textIn(result.pairedMessageId);
	return {
		id: messageId ?? digestOfEvent(result),
		kind: 'message',
		provider: PROVIDER,
		at: isoInstant(result.receivedAt),
		...personOf(asObject(result.contact), textIn(result.from), textIn(result.integrationType)),
		...given({
			messageId,
			channel: textIn(result.integrationType)?.toLowerCase(),
			sender: textIn(result.to),
			text: textOf(message),
			payload: payloadOf(message),
			type: textIn(message.type),
			replyTo,
		}),
		raw: result,
	};
}

function textOf({ text, title, caption, emoji }: Fields): string | undefined {
	return writtenIn(text) ?? writtenIn(title) ?? writtenIn(caption) ?? writtenIn(emoji);
}

function payloadOf({ type, payload, id, response }: Fields): string | undefined {
	if (typeof payload === 'string') return payload;
	if (textIn(type)?.startsWith('INTERACTIVE_') !== true) return undefined;
	return isObject(response) ? jsonOf(response) : textIn(id);
}

/** In others, an address of digits is no phone number. */
const PHONE_NETWORKS: ReadonlySet<string> = new Set(['MMS', 'RCS', 'SMS', 'VIBER', 'VOICE', 'WHATSAPP']);

/** Infobip names a message by the ID that we gave it. */
function messageIds(messageId: string | undefined): { messageId?: string; ownMessageId?: string } {
	return messageId === undefined ? {} : { messageId, ownMessageId: messageId };
}

function personOf({ phoneNumber, userId, name }: Fields, address: string | undefined, network = 'WHATSAPP'): Partial<MessageEvent> {
	const number = textIn(phoneNumber) ?? (PHONE_NETWORKS.has(network.toUpperCase()) ? address : undefined);
	const phone = number === undefined ? undefined : toE164(number);
	// People whose number Meta keeps to itself are known by an ID in its place.
	const providerId = textIn(userId) ?? (phone === undefined ? address : undefined);
	return given({ phone, providerId, name: textIn(name) });
}

function given<Values extends Partial<MessageEvent>>(values: Values): Partial<Values> {
	return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<Values>;
}

function isObject(value: unknown): boolean {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
