import omit from 'lodash/omit';
import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import type { MessageProvider } from '../../flow/message/messageEvent';
import type { ReportedStatus } from '../../flow/message/reports';
import type { HttpRequest } from '../../flow/http/message';
import type { FilledTemplate } from '../../flow/template/filledTemplate';
import type { Refusal } from '../../flow/template/refusals';
import { renderedMessage } from '../../flow/template/renderedMessage';
import type { SendProblem } from '../../flow/template/sendProblem';
import { branchOfProblem } from '../../flow/template/sendProblem';
import { requestOrProblem } from '../../providers/unsendableTemplate';
import { passedOn } from '../shared/item';
import type { Leaving } from '../shared/leaving';
import { byOutput } from '../shared/leaving';
import type { Dispatched } from './dispatch';
import type { Draft, Refused } from './drafts';
import { BRANCH } from './outputs';
import type { NodeChoice } from './panel';

/** What the item tells, under the result field. */
export interface SendResult {
	status: 'delivered' | 'dryRun' | 'failed' | 'read' | 'refused' | 'sent' | 'timedOut' | 'waiting';
	provider: MessageProvider;
	template: { id?: string; name: string; language: string };
	/** By which the provider's reports name the message. */
	messageId?: string;
	/** Ours. */
	ownMessageId?: string;
	/** E.164. */
	to?: string;
	/** ISO date-time. */
	at: string;
	/** Why it was not sent or not delivered. */
	code?: string;
	class?: SendProblem['class'];
	text?: string;
	advice?: string;
	/** From when it can be sent again; ISO date-time. */
	retryAt?: string;
	field?: string;
	httpStatus?: number;
	mayHaveBeenSent?: boolean;
	faults?: Refusal['faults'];
	/** Whether it had been sent before, and was not sent again. */
	repeated?: boolean;
	/** Why the template was not compared with the account's list. */
	templateUnchecked?: string;
	/** What reads otherwise in the template than when the form was filled in. */
	templateWording?: string[];
	/** What the provider told when it took the message. */
	details?: Record<string, unknown>;
	/** The last report; ISO date-time. */
	reportedAt?: string;
	/** Why the flow did not wait. */
	notAwaited?: string;
	wait?: Wait;
	/** In a dry run: the message as the person would see it, and the request. */
	message?: unknown;
	request?: { method: string; url: string; body: unknown };
}

/** A wait of a run; all its items wait together. */
export interface Wait {
	/** No two waits have the same. */
	ticket: string;
	/** ISO date-time. */
	since: string;
}

/** The branches that both forms of the node have. */
type Branch = 'failed' | 'refused' | 'sent';

/** What waits besides leaving: the message whose reports are to come. */
export interface Outgoing extends Leaving {
	/** By which the provider's reports name the message, when it was sent. */
	messageId?: string;
}

/** @returns the item of a message that could not be made */
export function refusedItem({ item, index, template, refusal }: Refused, choice: NodeChoice): Outgoing {
	const { id, name, language } = template;
	const result: SendResult = {
		status: branchOfProblem(refusal),
		provider: choice.provider,
		template: { ...(id !== '' && { id }), name, language },
		at: new Date().toISOString(),
		...told(refusal),
	};
	return leavingWith({ item, index }, result, branchOfProblem(refusal), choice);
}

/** @returns the item of a message that was sent, or not */
export function dispatchedItem(draft: Draft, { outcome, repeated }: Dispatched, choice: NodeChoice): Outgoing {
	const status: Branch = outcome.accepted ? 'sent' : branchOfProblem(outcome.problem);
	const result: SendResult = {
		status,
		...known(draft),
		...(outcome.accepted ? { messageId: outcome.messageId, ...detailsOf(outcome.details) } : told(outcome.problem)),
		...(repeated && { repeated }),
	};
	const leaving = leavingWith(draft, result, status, choice);
	return outcome.accepted ? { ...leaving, messageId: outcome.messageId } : leaving;
}

/** @returns the item of a message that would have been sent */
export function dryItem(draft: Draft, choice: NodeChoice): Outgoing {
	const { account, message, template } = draft;
	const isFilled = template !== undefined && !('raw' in message.content);
	const made = requestOrProblem(account.gateway, message);
	if ('problem' in made) return dispatchedItem(draft, { outcome: { accepted: false, problem: made.problem } }, choice);
	const rendered = isFilled && { message: renderedMessage(template, message.content as FilledTemplate) };
	const result: SendResult = { status: 'dryRun', ...known(draft), ...rendered, request: shown(made.request) };
	return leavingWith(draft, result, 'sent', choice);
}

/** @returns what an item tells, if it has been here */
export function resultOf({ json }: INodeExecutionData, { resultField }: Pick<NodeChoice, 'resultField'>): SendResult | undefined {
	return json[resultField] as unknown as SendResult | undefined;
}

/** @returns the item with some of what it tells changed */
export function withResult(item: INodeExecutionData, change: Partial<SendResult>, choice: Pick<NodeChoice, 'resultField'>): INodeExecutionData {
	return telling(item, { ...(resultOf(item, choice) as SendResult), ...change }, choice);
}

function telling(item: INodeExecutionData, result: SendResult, { resultField }: Pick<NodeChoice, 'resultField'>): INodeExecutionData {
	return { ...item, json: { ...item.json, [resultField]: result as unknown as IDataObject } };
}

/**
 * Makes the item leave of which a run has waited for the reports.
 *
 * @param status the latest that the reports told, if any came
 */
export function reportedItem(item: INodeExecutionData, status: ReportedStatus | undefined, choice: NodeChoice): Leaving {
	const kind = status === undefined || status.kind === 'sent' ? 'timedOut' : status.kind;
	// Who waits for the delivery need not know that the message was read as well.
	const branch = kind === 'read' && choice.awaits === 'delivered' ? 'delivered' : kind;
	const reported: Partial<SendResult> = { status: kind, ...(status && { reportedAt: status.at }), ...(status?.problem && told(status.problem, Date.parse(status.at))) };
	return { output: BRANCH.waiting[branch], item: withResult(item, reported, choice) };
}

/** @returns an item after its wait, which no longer tells of it */
export function afterWaiting(item: INodeExecutionData, choice: Pick<NodeChoice, 'resultField'>): INodeExecutionData {
	const result = resultOf(item, choice);
	return result?.wait ? telling(item, omit(result, 'wait'), choice) : item;
}

/** @returns the output of a branch; when the node waits, what was only sent has neither come nor failed */
export function outputOf(branch: Branch, { awaits }: Pick<NodeChoice, 'awaits'>): number {
	if (awaits === undefined) return BRANCH.sending[branch];
	return branch === 'sent' ? BRANCH.waiting.timedOut : BRANCH.waiting[branch];
}

/** How many outputs the node has. */
export function countOutputs({ awaits }: Pick<NodeChoice, 'awaits'>): number {
	if (awaits === undefined) return Object.keys(BRANCH.sending).length;
	return Object.keys(BRANCH.waiting).length - (awaits === 'read' ? 0 : 1);
}

/** @returns the items of each output */
export function outputsOf(all: readonly Leaving[], choice: Pick<NodeChoice, 'awaits'>): INodeExecutionData[][] {
	return byOutput(all, countOutputs(choice));
}

function leavingWith({ item, index }: { item: INodeExecutionData; index: number }, result: SendResult, branch: Branch, choice: NodeChoice): Outgoing {
	const output = result.status === 'dryRun' && choice.awaits ? BRANCH.waiting.delivered : outputOf(branch, choice);
	return { output, item: passedOn(item, index, { [choice.resultField]: { ...result } as unknown as IDataObject }) };
}

function known({ account, message, newWording, unchecked }: Draft): Omit<SendResult, 'status'> {
	const { id, name, language } = message.content;
	return {
		provider: account.provider,
		template: { ...(id !== undefined && { id }), name, language },
		to: message.to,
		ownMessageId: message.messageId,
		at: new Date().toISOString(),
		...(unchecked !== undefined && { templateUnchecked: unchecked }),
		...(newWording.length > 0 && { templateWording: newWording }),
	};
}

function told(problem: Refusal | SendProblem, fromMs = Date.now()): Partial<SendResult> {
	const { retryAfterMs } = problem;
	return { ...omit(problem, 'retryAfterMs', 'optedOut'), ...(retryAfterMs !== undefined && { retryAt: new Date(fromMs + retryAfterMs).toISOString() }) };
}

function detailsOf(details: Record<string, unknown>): Pick<SendResult, 'details'> {
	return Object.keys(details).length > 0 ? { details } : {};
}

function shown({ method, url, body }: HttpRequest): SendResult['request'] {
	return { method, url, body: body === undefined ? undefined : (JSON.parse(body) as unknown) };
}
