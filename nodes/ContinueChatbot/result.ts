import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import type { BotReply } from '../../flow/session/reply';
import type { SessionExit } from '../../flow/session/exits';
import type { Session, TranscriptEntry } from '../../flow/session/session';
import { passedOn } from '../shared/item';
import type { Leaving } from '../shared/leaving';

/** The outputs; the first is that of success. */
export const OUTPUTS = ['In Session', 'No Session'];
export const IN_SESSION = 0;
export const NO_SESSION = 1;

/** What the item tells, under the result field. */
export interface ContinueResult {
	status:
		/** The chatbot has answered, or has taken the message and answers later. */
		| 'handedOn'
		/** It was handed on before. */
		| 'repeated'
		/** The chatbot is still at it. */
		| 'pending'
		/** By this message, or by End Session, the session has ended. */
		| 'ended'
		/** A human has the conversation. */
		| 'muted'
		/** So many messages wait already that it was not taken. */
		| 'refused'
		| 'noSession';
	sessionId?: string;
	engine?: string;
	participantId?: string;
	/** What the chatbot has answered so far. */
	replies?: BotReply[];
	/** Those replies that the participant was not sent, and why. */
	notDelivered?: string[];
	/** When the session has ended. */
	exit?: SessionExit;
	reason?: string;
	variables?: Record<string, unknown>;
}

/** An item that goes on. */
export interface Place {
	item: INodeExecutionData;
	index: number;
}

/** Makes the item that tells what became of it. */
export function leaving({ item, index }: Place, result: ContinueResult, { resultField }: { resultField: string }): Leaving {
	const output = result.status === 'noSession' ? NO_SESSION : IN_SESSION;
	return { output, item: passedOn(item, index, { [resultField]: result as unknown as IDataObject }) };
}

/** @returns what is told of a session in any case */
export function known({ engine, id, participant }: Session): Pick<ContinueResult, 'engine' | 'participantId' | 'sessionId'> {
	return { sessionId: id, engine, participantId: participant.id };
}

/** @returns what became of a message that was given to a session */
export function handedOn(session: Session, arrivalId: string): ContinueResult {
	const isWaiting = session.inbox.some(({ id }) => id === arrivalId) || session.turn?.arrivalId === arrivalId;
	const said = session.transcript.filter(({ answerTo }) => answerTo === arrivalId);
	const notDelivered = said.flatMap((entry) => entry.notDelivered ?? []);
	return {
		status: session.end ? 'ended' : isWaiting ? 'pending' : 'handedOn',
		...known(session),
		replies: said.map(replyOf),
		...(notDelivered.length > 0 && { notDelivered }),
		...endOf(session),
	};
}

/** @returns how a session has ended, if it has */
export function endOf({ end, variables }: Session): Pick<ContinueResult, 'exit' | 'reason' | 'variables'> {
	return end ? { exit: end.exit, ...(end.reason !== undefined && { reason: end.reason }), variables } : {};
}

function replyOf({ reply, text }: TranscriptEntry): BotReply {
	return reply ?? { type: 'text', text };
}
