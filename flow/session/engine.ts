import type { BotExit } from './exits';
import type { BotReply } from './reply';

/** A participant's message, on its way to the chatbot. */
export interface BotMessage {
	text: string;
	/** What the flow or the bot put behind a button that was chosen. */
	payload?: string;
	messageId?: string;
	/** When it was written; ISO date-time. */
	at?: string;
}

/** What a chatbot is told of the session, with each message. */
export interface BotCall {
	/** Ours: a UUID. Unguessable for outside systems, and the same for the whole session. */
	sessionId: string;
	/** The engine's own id of the session, once it has told one. */
	engineSessionId?: string;
	/** By which the engine knows the participant, e.g. the number in E.164 form; the same in all their sessions. */
	participantKey: string;
	/** The context variables, as they are now. */
	variables: Record<string, unknown>;
	message: BotMessage;
	/** Where an engine that answers later sends its replies and tells that it has ended. */
	callbackUrl?: string;
}

/** What came of handing a message to a chatbot. */
export type BotTurn = BotAnswer | BotFailure;

export interface BotAnswer {
	answered: true;
	/** What it says at once; an engine that answers later says nothing here. */
	replies: BotReply[];
	engineSessionId?: string;
	/** Variables that the bot has set; they are merged into those of the session. */
	variables?: Record<string, unknown>;
	/** The bot is done. */
	end?: BotEnd;
}

export interface BotEnd {
	exit: BotExit;
	/** In words, if the bot has given a reason. */
	reason?: string;
}

export interface BotFailure {
	answered: false;
	/**
	 * `unreachable`: it did not take the message now. `gone`: there is no such bot or session any more. `refused`: the call
	 * itself cannot be right, e.g. a wrong key.
	 */
	failure: 'unreachable' | 'gone' | 'refused';
	/** What was wrong and how to mend it, without secrets. */
	message: string;
}

/** A chatbot that is called for each message. */
export interface ChatbotEngine {
	/** Begins a session with its first message. It throws only when the run is cancelled. */
	start(call: BotCall): Promise<BotTurn>;
	/** Hands on a later message. It throws only when the run is cancelled. */
	message(call: BotCall): Promise<BotTurn>;
	/** Tells the bot that the session has ended, where the engine can be told. It throws only when the run is cancelled. */
	end?(call: Omit<BotCall, 'message'>): Promise<void>;
	/** Reads what an engine that answers later has sent to {@link BotCall.callbackUrl}; undefined for what tells nothing. */
	readCallback?(body: unknown): BotAnswer | undefined;
	/** What is wrong with what {@link readCallback} makes nothing of, for whoever has sent it; nothing for what it takes. */
	callbackFaults?(body: unknown): string[];
	/**
	 * Our own id of the session that a callback is about, where the engine gives it back. A callback to the URL of another
	 * session is forged.
	 */
	sessionIn?(body: unknown): string | undefined;
}
