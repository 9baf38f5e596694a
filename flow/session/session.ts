import type { Identifier } from '../participant/identifiers';
import type { SessionExit } from './exits';
import type { BotChoice, BotReply } from './reply';

/** A participant's session with a chatbot, as it stands in the flow store. What is a secret is not in it. */
export interface Session {
	/** A UUID, which nobody can guess. */
	id: string;
	participant: SessionParticipant;
	owner: SessionOwner;
	/** The run that waits for the end of the session. */
	run: { url: string; ticket: string };
	/** Where a chatbot that answers later calls back. */
	callbackUrl: string;
	/** Which chatbot it is, in words, e.g. `typebot`. */
	engine: string;
	engineSessionId?: string;
	/** E.g. `whatsapp`. */
	channel?: string;
	/** ISO date-time. */
	startedAt: string;
	/** When one of the two has last said something; ISO date-time. */
	lastMessageAt: string;
	/** After so long it ends: since the last message, and since its start. In milliseconds. */
	limits: { idleMs: number; totalMs: number };
	/** Whether the chatbot has taken the first message. */
	hasBegun: boolean;
	/** What is still to be handed on, in order. */
	inbox: Arrival[];
	/** What is just being handed on. */
	turn?: Turn;
	/** What the chatbot has said and the participant has not been sent yet, in order. */
	outbox: Saying[];
	/** What the participant was last given to choose from. */
	offered?: BotChoice[];
	/** What is already known of arrivals, so that none is handed on twice; the last ones. */
	seen: string[];
	/** How many messages were handed on. */
	handedOn: number;
	variables: Record<string, unknown>;
	transcript: TranscriptEntry[];
	end?: SessionEnd;
}

/** The participant of a session. */
export interface SessionParticipant {
	id: string;
	/** By which the chatbot knows the participant: the phone number, or else the email address, or the ID at a provider. */
	key: string;
	identifiers: Identifier[];
}

/** The node that has started a session. */
export interface SessionOwner {
	workflowId: string;
	nodeId: string;
	/** It can be given another one at any time; the ID stays. */
	nodeName: string;
}

/** How a session has ended. */
export interface SessionEnd {
	exit: SessionExit;
	/** In words. */
	reason?: string;
	/** ISO date-time. */
	at: string;
	/** Whether the chatbot knows it already, because it has said so. */
	isKnownToBot?: boolean;
}

/** What has come in for the chatbot. */
export type Arrival =
	| { kind: 'message'; id: string; text: string; payload?: string; messageId?: string; at: string }
	/** What an engine that answers later has called back with. */
	| { kind: 'callback'; id: string; body: unknown; at: string };

/** An arrival on its way to the chatbot. */
export interface Turn {
	/** Of whoever hands it on; if that one dies, nobody hands it on again. */
	token: string;
	arrivalId: string;
}

/** Something that is to be said to the participant. */
export interface Saying {
	/** As in the transcript. */
	id: string;
	reply: BotReply;
}

/** A line of the transcript. */
export interface TranscriptEntry {
	id: string;
	from: 'bot' | 'participant';
	/** ISO date-time. */
	at: string;
	text: string;
	/** What the bot said, where it is more than a text. */
	reply?: BotReply;
	/** The arrival that the bot answers. */
	answerTo?: string;
	payload?: string;
	messageId?: string;
	/** Why the participant was not sent it. */
	notDelivered?: string;
	/** Whether n8n was stopped while the chatbot was being told, so that nobody knows whether it was. */
	isCutOff?: boolean;
}

/** @returns whether a session goes on */
export function isRunning(session: Session | undefined): session is Session {
	return session !== undefined && session.end === undefined;
}

/** @returns when a session ends if nobody says anything more. Unix time in milliseconds */
export function deadlineOf({ startedAt, lastMessageAt, limits }: Pick<Session, 'lastMessageAt' | 'limits' | 'startedAt'>): number {
	return Math.min(Date.parse(startedAt) + limits.totalMs, Date.parse(lastMessageAt) + limits.idleMs);
}
