import type { SendOutcome } from '../template/gateway';

/** A text that is to go out as it is. WhatsApp takes it only within 24 hours of the person's last message. */
export interface TextMessage {
	/** Ours, unique; providers that take one get it. At most 100 characters. */
	messageId: string;
	/** E.164. */
	to: string;
	/** At most 4096 characters; longer ones are to be cut up by whoever sends. */
	text: string;
	/** Other ids by which the provider may know where to send, e.g. Trengo's ticket. */
	ticketId?: string;
}

/** The way to send texts by one provider. */
export interface TextGateway {
	/**
	 * Sends one text. Nothing is sent twice: it is repeated only when it cannot have arrived, or the provider says that it
	 * did not take it. It throws only when the run is cancelled.
	 */
	send(message: TextMessage): Promise<SendOutcome>;
}
