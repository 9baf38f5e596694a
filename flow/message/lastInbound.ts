import type { Participant } from '../participant/participant';
import { Participants, participantView } from '../participant/participants';
import type { TrackedParticipant } from '../participant/tracked';
import { trackedView } from '../participant/tracked';
import type { FlowStore } from '../store/flowStore';
import { identifiersOf } from './eventParticipant';
import type { MessageEvent } from './messageEvent';

/** The attribute of a participant that holds the last message it has sent to us. */
export const LAST_INBOUND = 'LastInboundMessage';

/** The last message that a participant has sent to us. */
export interface LastInboundMessage extends Pick<MessageEvent, 'channel' | 'messageId' | 'payload' | 'provider' | 'sender' | 'text' | 'type'> {
	/** ISO date-time. */
	at: string;
}

/** What is kept of a participant has its limits, and an email can be of any length. */
const LONGEST_TEXT = 4096;

/**
 * Keeps a message as the last one of its sender, unless a newer one is known; creates the participant, if nobody knows it.
 *
 * @returns the participant; undefined for a sender who is no person
 * @throws ParticipantError when there is more than can be kept of the participant, StoreUnavailable
 */
export async function keepLastInbound(store: FlowStore, event: MessageEvent): Promise<TrackedParticipant | undefined> {
	const identifiers = identifiersOf(event);
	if (identifiers.length === 0) return undefined;
	const message = lastInboundOf(event, new Date());
	const upserted = await new Participants(store).upsert({
		identifiers,
		attributes: (known) => (isNewer(message, known[LAST_INBOUND]) ? { [LAST_INBOUND]: message } : {}),
	});
	// Of several flows that are told of it, only one creates the participant, and for none of them it was known before.
	const view = trackedView(upserted);
	return { ...view, isNew: view.isNew || viewAfter(event, upserted.participant).isNew };
}

/** @returns what an item tells of a participant whose message was kept elsewhere, just as there */
export function viewAfter(event: Pick<MessageEvent, 'messageId'>, participant: Participant): TrackedParticipant {
	const last = participant.attributes[LAST_INBOUND] as Partial<LastInboundMessage> | undefined;
	const isFirst = event.messageId !== undefined && last?.messageId === event.messageId;
	return { ...participantView(participant), isNew: isFirst && participant.createdAt === participant.updatedAt };
}

function lastInboundOf(event: MessageEvent, now: Date): LastInboundMessage {
	const { channel, messageId, payload, provider, sender, text, type } = event;
	// A clock that is wrong there must not keep later messages away.
	const at = new Date(Math.min(Date.parse(event.at) || 0, now.getTime())).toISOString();
	return { at, channel, messageId, payload: cut(payload), provider, sender, text: cut(text), type };
}

function cut(text: string | undefined): string | undefined {
	return text?.slice(0, LONGEST_TEXT).toWellFormed();
}

/**
 * Of two messages in one second, which is all that some providers tell, the one that comes later is newer. A message that
 * comes again is not, also where its provider tells no time.
 */
function isNewer({ at, messageId, provider }: LastInboundMessage, known: unknown): boolean {
	const { at: before, messageId: knownId, provider: knownProvider } = (known ?? {}) as Partial<LastInboundMessage>;
	if (messageId !== undefined && messageId === knownId && provider === knownProvider) return false;
	const [ms, beforeMs] = [Date.parse(at), Date.parse(String(before))];
	return !(beforeMs > ms) && (beforeMs !== ms || messageId !== knownId);
}
