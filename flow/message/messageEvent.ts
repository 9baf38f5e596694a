import type { SendProblem } from '../template/sendProblem';

/** A provider of messages; as they are named in items and in the store. */
export type MessageProvider = 'clickatell' | 'infobip' | 'trengo' | 'whatsAppCloud';

/** What an event tells. Flows compare these, so none ever changes its meaning. */
export type EventKind =
	/** Somebody has written to us, or tapped a button. */
	| 'message'
	/** Our message has left the provider. */
	| 'sent'
	| 'delivered'
	| 'read'
	/** Our message will not be delivered. */
	| 'failed'
	/** Anything else, also what did not exist when this was written. */
	| 'other';

/** An event of a provider, in the one shape that holds for all. */
export interface MessageEvent {
	/** The same when the provider delivers it again, and no two events of a provider have the same. */
	id: string;
	kind: EventKind;
	provider: MessageProvider;
	/** E.g. `whatsapp`, `sms`. */
	channel?: string;
	/** The message that came in, or that a report is about; the id by which the provider's answer to sending named it. */
	messageId?: string;
	/** The id that we gave to the message a report is about, where the provider tells it. */
	ownMessageId?: string;
	/** When it happened; ISO date-time. */
	at: string;
	/** Of the person, E.164 where it can be read as that. */
	phone?: string;
	/** Another id by which the provider knows the person. */
	providerId?: string;
	/** What the person calls themselves. */
	name?: string;
	/** Our number or sender. */
	sender?: string;
	/** What the person wrote, or what stands on the button they tapped. */
	text?: string;
	/** What the flow put behind a button or a list row that the person chose. */
	payload?: string;
	/** The provider's word for what it is, e.g. `button`, `IMAGE`, `DELIVERED_TO_HANDSET`. */
	type?: string;
	/** The message of ours that the person answers. */
	replyTo?: string;
	/** Why the message will not be delivered. */
	problem?: SendProblem;
	/** The provider's own event. */
	raw: unknown;
}
