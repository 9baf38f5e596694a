import type { TrackedParticipant } from '../participant/tracked';
import type { EventKind, MessageEvent } from './messageEvent';

/** What a flow is told of an event. What is not known is absent. */
export interface EventView extends Omit<MessageEvent, 'id' | 'name' | 'ownMessageId' | 'raw'> {
	eventId: string;
	/** How far our message has come; only in a report. */
	status?: EventKind;
	/** The id that we gave to the message that a report is about. */
	ownMessageId?: string;
	/** What the person calls themselves. */
	name?: string;
	participant?: TrackedParticipant;
	/** The provider's own event. */
	raw?: unknown;
}

const REPORTS: ReadonlySet<EventKind> = new Set(['delivered', 'failed', 'read', 'sent']);

/** @returns whether an event tells what has become of a message of ours */
export function isReport({ kind }: Pick<MessageEvent, 'kind'>): boolean {
	return REPORTS.has(kind);
}

/**
 * @param participant the person, where it is known
 * @param keepRaw whether the provider's own event goes along
 */
export function eventView(event: MessageEvent, participant: TrackedParticipant | undefined, keepRaw: boolean): EventView {
	const { id, kind, provider, channel, messageId, ownMessageId, phone, providerId, name, text, payload, type, replyTo, at, sender, problem, raw } = event;
	const view: EventView = {
		kind,
		eventId: id,
		provider,
		channel,
		messageId,
		ownMessageId,
		phone,
		providerId,
		name,
		text,
		payload,
		type,
		status: isReport(event) ? kind : undefined,
		replyTo,
		at,
		sender,
		participant,
		problem,
		raw: keepRaw ? raw : undefined,
	};
	return Object.fromEntries(Object.entries(view).filter(([, value]) => value !== undefined)) as unknown as EventView;
}
