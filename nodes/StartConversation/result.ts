import omit from 'lodash/omit';
import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import type { MissedStep, StartOutcome } from '../../flow/conversation/gateway';
import type { ConversationRef } from '../../flow/conversation/mutes';
import type { StartCode, StartProblem } from '../../flow/conversation/startProblem';
import { passedOn } from '../shared/item';
import type { Leaving } from '../shared/leaving';
import { byOutput } from '../shared/leaving';
import { BRANCH, countOutputs } from './outputs';
import type { NodeChoice, Provider } from './panel';

/** What the item tells, under the result field. */
export interface ConversationResult {
	status: 'notStarted' | 'resolved' | 'started' | 'timedOut';
	provider: Provider;
	/** Also of one that was made, though no agent can talk in it. */
	conversationId?: string;
	/** The provider's. */
	contactId?: string;
	tag?: string;
	/** ISO date-time. */
	at: string;
	/** What was not done for the conversation, though it was started. */
	missed?: MissedStep[];
	/** Whether it had been started before, and was not started again. */
	repeated?: boolean;
	/** Until when flows stay silent at the most; ISO date-time. */
	silentUntil?: string;
	/** Why flows do not stay silent, though they should. */
	notSilent?: string;
	/** ISO date-time. */
	resolvedAt?: string;
	/** Why it was not started. */
	code?: StartCode;
	text?: string;
	advice?: string;
	httpStatus?: number;
	/** From when it can be tried again; ISO date-time. */
	retryAt?: string;
	/** Why the flow did not wait. */
	notAwaited?: string;
	wait?: Wait;
}

/** A wait of a run; all its items wait together. */
export interface Wait {
	/** No two waits have the same. */
	ticket: string;
	/** ISO date-time. */
	since: string;
	/** By which the conversation is known in the store. */
	conversation: ConversationRef;
}

/** An item with what was found out about it before anything was started. */
export interface Draft {
	item: INodeExecutionData;
	index: number;
	tag: string;
}

/** What waits besides leaving. */
export interface Outgoing extends Leaving {
	/** The conversation, when one was started. */
	conversation?: ConversationRef;
}

type Choice = Pick<NodeChoice, 'provider' | 'resultField' | 'waits'>;

/** @returns the item of a conversation that was started, or not */
export function startedItem(draft: Draft, outcome: StartOutcome, more: Partial<ConversationResult>, conversation: ConversationRef | undefined, choice: Choice): Outgoing {
	const { id } = outcome;
	const result: ConversationResult = {
		status: outcome.started ? 'started' : 'notStarted',
		provider: choice.provider,
		...(id !== undefined && { conversationId: id }),
		...(outcome.started && outcome.contactId !== undefined && { contactId: outcome.contactId }),
		...(draft.tag !== '' && { tag: draft.tag }),
		at: new Date().toISOString(),
		...(outcome.started ? outcome.missed.length > 0 && { missed: outcome.missed } : told(outcome.problem)),
		...more,
	};
	const item = passedOn(draft.item, draft.index, { [choice.resultField]: result as unknown as IDataObject });
	// When the node waits, what was only started is not resolved.
	const started = choice.waits ? BRANCH.waiting.timedOut : BRANCH.starting.started;
	return { output: outcome.started ? started : BRANCH.starting.otherCases, item, ...(outcome.started && conversation && { conversation }) };
}

/** @returns what an item tells, if it has been here */
export function resultOf({ json }: INodeExecutionData, { resultField }: Pick<NodeChoice, 'resultField'>): ConversationResult | undefined {
	return json[resultField] as unknown as ConversationResult | undefined;
}

/** @returns the item with some of what it tells changed */
export function withResult(item: INodeExecutionData, change: Partial<ConversationResult>, choice: Pick<NodeChoice, 'resultField'>): INodeExecutionData {
	return telling(item, { ...(resultOf(item, choice) as ConversationResult), ...change }, choice);
}

/** @returns an item after its wait, which no longer tells of it */
export function afterWaiting(item: INodeExecutionData, choice: Pick<NodeChoice, 'resultField'>): INodeExecutionData {
	const result = resultOf(item, choice);
	return result?.wait ? telling(item, omit(result, 'wait') as ConversationResult, choice) : item;
}

/** @returns the items of each output */
export function outputsOf(all: readonly Leaving[], choice: Pick<NodeChoice, 'waits'>): INodeExecutionData[][] {
	return byOutput(all, countOutputs(choice));
}

function telling(item: INodeExecutionData, result: ConversationResult, { resultField }: Pick<NodeChoice, 'resultField'>): INodeExecutionData {
	return { ...item, json: { ...item.json, [resultField]: result as unknown as IDataObject } };
}

function told({ retryAfterMs, ...problem }: StartProblem): Partial<ConversationResult> {
	return { ...problem, ...(retryAfterMs !== undefined && { retryAt: new Date(Date.now() + retryAfterMs).toISOString() }) };
}
