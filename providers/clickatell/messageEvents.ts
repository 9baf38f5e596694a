import type { EventKind, MessageEvent } from '../../flow/message/messageEvent';
import { toE164 } from '../../flow/phone';
import type { SendProblem } from '../../flow/template/sendProblem';
import { asObject, textIn } from '../answerBody';
import { digestOfEvent, writtenIn } from '../eventParts';
import { problemOf } from '../sendFailure';
import { failureMeaning, UNKNOWN_FAILURE } from './messageCodes';

/** What the statuses of a message mean for a flow; those from 20 on are failures, but for this one of a test number. */
const KINDS: Readonly<Record<string, EventKind>> = {
	UNKNOWN: 'other',
	QUEUED: 'other',
	SCHEDULED: 'other',
	SENT_TO_SUPPLIER: 'sent',
	DEVICE_ACK: 'delivered',
	READ: 'read',
	EMULATED: 'other',
};

/** A status with a smaller number is on its way to the person. */
const FIRST_FAILURE = 20;

/** What a date can hold, in milliseconds since the epoch. */
const LATEST_INSTANT = 8.64e15;

/**
 * Reads what Clickatell calls us with: `{ integrationId, integrationName, event: { <type>: [entry] } }`, reports as
 * `messageStatusUpdate`, and what people send as types that begin with `mo` (Clickatell's reference, One API client
 * callbacks). It asks of us that new types break nothing; they are kept as `other`.
 *
 * @param body what came in, read as JSON; it may be anything
 * @returns its events; none when it is no such thing
 */
export function readClickatellEvents(body: unknown): MessageEvent[] {
	const types = Object.entries(asObject(asObject(body).event));
	return types.flatMap(([type, entries]) => {
		const list = Array.isArray(entries) ? entries : [entries];
		return list.map((entry: unknown) => eventOf(type, entry));
	});
}

function eventOf(type: string, raw: unknown): MessageEvent {
	const entry = asObject(raw);
	const common = { provider: 'clickatell' as const, ...channelIn(entry), at: instantIn(entry), raw };
	if (type === 'messageStatusUpdate') return { ...common, ...reportIn(entry) };
	const kind = /^mo[A-Z]/.test(type) ? 'message' : 'other';
	return { ...common, kind, type, ...sentBySomebody(type, entry) };
}

function reportIn(entry: Record<string, unknown>): Pick<MessageEvent, 'id' | 'kind' | 'messageId' | 'ownMessageId' | 'problem' | 'type'> {
	const status = textIn(entry.status)?.toUpperCase() ?? '';
	const code = textIn(entry.statusCode);
	const messageId = textIn(entry.messageId);
	const ownMessageId = textIn(entry.clientMessageId);
	const kind = kindOf(status, Number(code));
	const about = messageId ?? ownMessageId;
	return {
		// The instant is not part of it: a status that is told twice may be told with another one.
		id: about === undefined ? digestOfEvent(entry) : `${about}:${status || code}`,
		kind,
		...(messageId !== undefined && { messageId }),
		...(ownMessageId !== undefined && { ownMessageId }),
		...(status !== '' && { type: status }),
		...(kind === 'failed' && { problem: problemIn(entry, status) }),
	};
}

function kindOf(status: string, code: number): EventKind {
	if (Object.hasOwn(KINDS, status)) return KINDS[status];
	return failureMeaning(status) || code >= FIRST_FAILURE ? 'failed' : 'other';
}

function problemIn(entry: Record<string, unknown>, status: string): SendProblem {
	const meaning = failureMeaning(status) ?? UNKNOWN_FAILURE;
	return problemOf(meaning, { code: status || textIn(entry.statusCode) });
}

/** What stands in an entry that tells of something a person did. */
function sentBySomebody(type: string, entry: Record<string, unknown>): Pick<MessageEvent, 'id'> & Partial<MessageEvent> {
	const from = textIn(entry.from);
	const phone = from === undefined ? undefined : toE164(from);
	const messageId = textIn(entry.messageId);
	// The content of media is the file itself.
	const text = writtenIn(type === 'moMedia' ? entry.caption : entry.content);
	return {
		id: messageId === undefined ? digestOfEvent([type, entry]) : `${messageId}:${type}`,
		...given('messageId', messageId),
		...given('phone', phone),
		...given('providerId', phone === undefined ? from : undefined),
		...given('name', textIn(asObject(entry.whatsapp).profileName)),
		...given('sender', textIn(entry.to)),
		...given('text', text),
		...given('payload', writtenIn(entry.payload)),
		...given('replyTo', textIn(entry.relatedMessageId)),
	};
}

function given<Name extends keyof MessageEvent>(name: Name, value: MessageEvent[Name] | undefined): Partial<Pick<MessageEvent, Name>> {
	return value === undefined ? {} : ({ [name]: value } as unknown as Pick<MessageEvent, Name>);
}

function channelIn(entry: Record<string, unknown>): { channel?: string } {
	return given('channel', textIn(entry.channel)?.toLowerCase());
}

/** Milliseconds since the epoch; where there are none, the event is of now. */
function instantIn({ timestamp }: Record<string, unknown>): string {
	const ms = Number(textIn(timestamp) ?? Number.NaN);
	return new Date(ms > 0 && ms <= LATEST_INSTANT ? ms : Date.now()).toISOString();
}
