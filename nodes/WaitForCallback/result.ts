import omit from 'lodash/omit';
import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import { capture } from '../../flow/call/capture';
import { valueBranchOf } from '../../flow/callback/branch';
import type { Standing } from '../../flow/callback/callback';
import type { Leaving } from '../shared/leaving';
import { byOutput } from '../shared/leaving';
import { BRANCH } from './outputs';
import type { NodeChoice } from './panel';

/** What the item tells, under the result field. */
export interface CallbackResult {
	/** `replaced` when another run waits with the same reference since. */
	status: 'calledBack' | 'replaced' | 'timedOut';
	reference: string;
	/** The name of the branch by a value, if it left by one. */
	branch?: string;
	method?: string;
	headers?: Record<string, string>;
	body?: Record<string, unknown>;
	/** When the callback came in; ISO date-time. */
	receivedAt?: string;
	waitedSeconds: number;
	wait?: Wait;
}

/** A wait of a run; all its items wait together, each until its own time. */
export interface Wait {
	/** No two waits have the same. */
	ticket: string;
	/** ISO date-times. */
	since: string;
	until: string;
}

/** An item that waits. */
export interface Waiting {
	item: INodeExecutionData;
	reference: string;
	wait: Wait;
}

/** @returns what an item tells, if it has been here */
export function resultOf({ json }: INodeExecutionData, { resultField }: Pick<NodeChoice, 'resultField'>): CallbackResult | undefined {
	return json[resultField] as unknown as CallbackResult | undefined;
}

/** @returns the item as it is parked, which is how n8n lets it go on should nobody else do it */
export function waitingItem(item: INodeExecutionData, reference: string, wait: Wait, choice: NodeChoice): INodeExecutionData {
	const waitedSeconds = secondsFrom(wait.since, Date.parse(wait.until));
	return withResult(item, { status: 'timedOut', reference, waitedSeconds, wait }, choice);
}

/** @returns what an item waits for; undefined for one that does not wait */
export function waitingIn(item: INodeExecutionData, choice: Pick<NodeChoice, 'resultField'>): Waiting | undefined {
	const result = resultOf(item, choice);
	return result?.wait && { item, reference: result.reference, wait: result.wait };
}

/** @returns until when a run waits: for its last item. Unix time in milliseconds */
export function deadlineOf(items: readonly INodeExecutionData[], choice: Pick<NodeChoice, 'resultField'>): number {
	return Math.max(0, ...items.map((item) => Date.parse(waitingIn(item, choice)?.wait.until ?? '') || 0));
}

/** Makes an item leave that has waited. */
export function leavingAs({ item, reference, wait }: Waiting, standing: Exclude<Standing, { status: 'open' }>, choice: NodeChoice): Leaving {
	const known = { reference, waitedSeconds: secondsFrom(wait.since, Date.now()), wait };
	if (standing.status !== 'calledBack') return { output: BRANCH.timedOut, item: withResult(item, { status: standing.status, ...known }, choice) };

	const { callback } = standing;
	const { branches, variables } = choice;
	const index = valueBranchOf(callback.body, branches);
	const branch = index === undefined ? {} : { branch: branches[index].name };
	const json = { ...item.json, ...(capture(callback.body, variables, true) as IDataObject) };
	return {
		output: index === undefined ? BRANCH.calledBack : BRANCH.firstValue + index,
		item: withResult({ ...item, json }, { status: 'calledBack', ...branch, ...callback, ...known }, choice),
	};
}

/** @returns an item after its wait, which no longer tells of it */
export function afterWaiting(item: INodeExecutionData, choice: Pick<NodeChoice, 'resultField'>): INodeExecutionData {
	const result = resultOf(item, choice);
	return result?.wait ? withResult(item, omit(result, 'wait'), choice) : item;
}

/** How many outputs the node has. */
export function countOutputs({ branches }: Pick<NodeChoice, 'branches'>): number {
	return BRANCH.firstValue + branches.length;
}

/** @returns the items of each output */
export function outputsOf(all: readonly Leaving[], choice: NodeChoice): INodeExecutionData[][] {
	return byOutput(all, countOutputs(choice));
}

function withResult(item: INodeExecutionData, result: CallbackResult, { resultField }: Pick<NodeChoice, 'resultField'>): INodeExecutionData {
	return { ...item, json: { ...item.json, [resultField]: result as unknown as IDataObject } };
}

/** To the tenth. */
function secondsFrom(since: string, untilMs: number): number {
	return Math.max(0, Math.round((untilMs - Date.parse(since)) / 100) / 10);
}
