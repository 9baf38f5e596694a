import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import type { SessionExit } from '../../flow/session/exits';
import type { Session, SessionEnd, TranscriptEntry } from '../../flow/session/session';
import { passedOn } from '../shared/item';
import type { Leaving } from '../shared/leaving';
import { outputOf } from './outputs';
import type { NodeChoice } from './panel';

/** Why a session was not started; flows compare these, so none ever changes its meaning. */
export type NotStartedCode =
	| 'chatbotFailed'
	| 'handedOn'
	| 'invalidContact'
	| 'muted'
	| 'n8nUnreachable'
	| 'optedOut'
	| 'participantRejected'
	| 'storeUnavailable';

/** What the item tells, under the result field. */
export interface ChatbotResult {
	status: 'ended' | 'waiting';
	exit?: SessionExit;
	/** In words. */
	reason?: string;
	/** Why the session was not started. */
	code?: NotStartedCode;
	/** Which chatbot, e.g. `typebot`. */
	engine: string;
	sessionId?: string;
	engineSessionId?: string;
	channel?: string;
	/** The participant, in all of its sessions. */
	participantId?: string;
	/** ISO date-times. */
	startedAt?: string;
	endedAt?: string;
	/** How many messages of the participant were handed on. */
	messages?: number;
	variables?: Record<string, unknown>;
	transcript?: TranscriptEntry[];
	/** While the run waits for the end. */
	wait?: { ticket: string; untilMs: number };
}

type Telling = Pick<NodeChoice, 'exits' | 'resultField'>;

/** @returns what an item tells, if it has been here */
export function resultOf({ json }: INodeExecutionData, { resultField }: Pick<NodeChoice, 'resultField'>): ChatbotResult | undefined {
	return json[resultField] as unknown as ChatbotResult | undefined;
}

/** @returns the item of a session that was not even opened */
export function notStarted(item: INodeExecutionData, { code, reason }: { code: NotStartedCode; reason: string }, choice: Telling & Pick<NodeChoice, 'engine'>, known: Partial<ChatbotResult> = {}): Leaving {
	return leaving(item, { status: 'ended', exit: 'notStarted', code, reason, engine: choice.engine.kind, ...known }, choice);
}

/**
 * @param wait of a run that has waited for the end
 * @returns the item of a session that has ended
 */
export function endedItem(item: INodeExecutionData, session: Session & { end: SessionEnd }, choice: Telling, wait?: ChatbotResult['wait']): Leaving {
	const { exit, reason, at } = session.end;
	const code = exit === 'notStarted' ? ({ code: 'chatbotFailed' } as const) : {};
	return leaving(item, { status: 'ended', exit, ...(reason !== undefined && { reason }), ...code, ...known(session), endedAt: at, ...(wait && { wait }) }, choice);
}

/** @returns the item of a session that the flow store does not have any more */
export function forgottenItem(item: INodeExecutionData, { engine, sessionId, startedAt, wait }: ChatbotResult, choice: Telling, reason = 'The flow store does not know the session any more.'): Leaving {
	return leaving(item, { status: 'ended', exit: 'deactivated', reason, engine, sessionId, startedAt, wait }, choice);
}

/** @returns the item as it waits for the end of its session */
export function waitingItem(item: INodeExecutionData, session: Session, wait: ChatbotResult['wait'], choice: Telling): INodeExecutionData {
	const { engine, id, startedAt } = session;
	return telling(item, { status: 'waiting', engine, sessionId: id, startedAt, wait }, choice);
}

function leaving(item: INodeExecutionData, result: ChatbotResult, choice: Telling): Leaving {
	return { output: outputOf(result.exit ?? 'notStarted', choice.exits), item: telling(item, result, choice) };
}

function telling(item: INodeExecutionData, result: ChatbotResult, { resultField }: Telling): INodeExecutionData {
	return passedOn(item, 0, { [resultField]: result as unknown as IDataObject });
}

function known({ channel, engine, engineSessionId, handedOn, id, participant, startedAt, transcript, variables }: Session): Omit<ChatbotResult, 'status'> {
	return {
		engine,
		sessionId: id,
		...(engineSessionId !== undefined && { engineSessionId }),
		...(channel !== undefined && { channel }),
		participantId: participant.id,
		startedAt,
		messages: handedOn,
		variables,
		transcript,
	};
}
