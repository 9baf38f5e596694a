import omit from 'lodash/omit';
import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import type { SendProblem } from '../../flow/template/sendProblem';
import { branchOfProblem } from '../../flow/template/sendProblem';
import { passedOn } from '../shared/item';
import type { Leaving } from '../shared/leaving';
import type { Branch, Operation } from './outputs';
import { BRANCH } from './outputs';
import type { NodeChoice } from './panel';

/** What is known of the work on an item, whether it was done or not. */
export interface Facts {
	/** Of a call what it was. */
	type?: 'identify' | 'track';
	event?: string;
	contactId?: string;
	/** Whether the contact was made now. */
	contactCreated?: boolean;
	channelId?: string;
	ticketId?: string;
	messageId?: string;
	/** Of the ticket. */
	subject?: string;
	/** Names in the subject for which there was no value. */
	unfilled?: string[];
	/** What was done, in order: where something failed, what had been done before. */
	steps?: string[];
	/** Why the channel was not looked up. */
	channelUnchecked?: string;
	/** Whether it had been done before, and was not done again. */
	repeated?: boolean;
}

/** What came of an item. */
export type Worked = { facts: Facts } | { facts: Facts; problem: SendProblem };

/** What the item tells, under the result field. */
export interface TrengoResult extends Facts {
	status: Branch;
	operation: Operation;
	/** ISO date-time. */
	at: string;
	/** Why it was not done. */
	code?: string;
	class?: SendProblem['class'];
	text?: string;
	advice?: string;
	field?: string;
	httpStatus?: number;
	/** From when it can be tried again; ISO date-time. */
	retryAt?: string;
	/** Whether nobody knows if it was done after all. */
	mayHaveBeenSent?: boolean;
}

/** By these, the event is none that this flow is about; nothing is wrong with it. */
const NOT_MAPPED: ReadonlySet<string | undefined> = new Set(['eventNotMapped', 'typeUnused']);

/** @returns the item as it leaves, and by which branch */
export function leavingItem({ item, index }: { item: INodeExecutionData; index: number }, worked: Worked, { operation, resultField }: NodeChoice): Leaving {
	const branch = 'problem' in worked ? branchOf(worked.problem) : 'done';
	const told = 'problem' in worked ? toldOf(worked.problem) : {};
	const result: TrengoResult = { status: branch, operation, at: new Date().toISOString(), ...worked.facts, ...told };
	return { output: BRANCH[branch], item: passedOn(item, index, { [resultField]: { ...result } as unknown as IDataObject }) };
}

function branchOf(problem: SendProblem): Branch {
	return NOT_MAPPED.has(problem.code) ? 'notMapped' : branchOfProblem(problem);
}

function toldOf(problem: SendProblem): Partial<TrengoResult> {
	const { retryAfterMs } = problem;
	return { ...omit(problem, 'retryAfterMs', 'optedOut'), ...(retryAfterMs !== undefined && { retryAt: new Date(Date.now() + retryAfterMs).toISOString() }) };
}
