import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import type { NotAdded } from '../../flow/addToFlow/gateway';
import type { VariableChoice } from '../../flow/addToFlow/variables';
import { handedOver } from '../../flow/addToFlow/variables';
import { passedOn } from '../shared/item';
import type { Leaving as LeavingItem } from '../shared/leaving';
import { byOutput } from '../shared/leaving';
import type { Outcome } from './outcome';
import type { NodeChoice, TargetKind } from './panel';
import type { AddedPerson } from './person';

/** What the item tells of it, under the result field. */
export interface AddResult {
	status: 'added' | 'notAdded' | 'waiting';
	target: { kind: TargetKind; id: string };
	/** Only when somebody else than the flow's own participant was added. */
	participant?: AddedPerson;
	depth: number;
	/** Whether the opt-out list was asked before. */
	optOutChecked?: boolean;
	/** Why not. */
	reason?: NotAdded['reason'];
	message?: string;
	/** What the other side told; the id of the run among it, where there is one. */
	details?: Record<string, unknown>;
	/** While the secondary flow is waited for. */
	wait?: Wait;
}

/** A wait of a run; all its items wait together. */
export interface Wait {
	/** No two waits have the same. */
	ticket: string;
	/** ISO date-time. */
	since: string;
}

/** The outputs; the first is that of success. */
export const OUTPUTS = ['Added', 'In All Other Cases'];
export const ADDED = 0;
export const NOT_ADDED = 1;

/** An item and the output by which it leaves; or the execution that is waited for before it does. */
export interface Leaving extends LeavingItem {
	waitsFor?: string;
}

/** What is known of a candidate besides what came of it. */
export type Known = Pick<AddResult, 'target' | 'participant' | 'depth' | 'optOutChecked'>;

/** @returns what an item tells that does not depend on what comes of it */
export function knownOf({ target, participant, depth, optOutChecked }: AddResult): Known {
	return { target, ...(participant && { participant }), depth, optOutChecked };
}

/** @returns what an item tells, if it has been here */
export function resultOf({ json }: INodeExecutionData, { resultField }: Pick<NodeChoice, 'resultField'>): AddResult | undefined {
	return json[resultField] as unknown as AddResult | undefined;
}

/** Makes the item that tells what came of it. */
export function leaving(
	{ item, index }: { item: INodeExecutionData; index: number },
	known: Known,
	outcome: Exclude<Outcome, { waitsFor: string }>,
	{ addsAnother, resultField, takeBack }: Pick<NodeChoice, 'addsAnother' | 'resultField' | 'takeBack'>,
): Leaving {
	const { details } = outcome;
	const result: AddResult = {
		status: outcome.added ? 'added' : 'notAdded',
		...known,
		...(!outcome.added && { reason: outcome.reason, message: outcome.message }),
		...(details && Object.keys(details).length > 0 && { details }),
	};
	const back = outcome.added && takeBack ? takenBack(outcome.variables ?? {}, takeBack, { addsAnother }) : {};
	const passed = passedOn(item, index, { ...(back as IDataObject), [resultField]: { ...result } as unknown as IDataObject });
	return { output: outcome.added ? ADDED : NOT_ADDED, item: linked(passed, result) };
}

/** Who another person is does not come back: this flow stays about its own participant. */
function takenBack(variables: Record<string, unknown>, choice: VariableChoice, { addsAnother }: { addsAnother: boolean }): Record<string, unknown> {
	const back = handedOver(variables, choice);
	if (addsAnother && choice.kind === 'all') for (const name of ['phone', 'email', 'participant']) delete back[name];
	return back;
}

/** Makes the item of somebody whose secondary flow waits for something. */
export function waiting(
	{ item, index }: { item: INodeExecutionData; index: number },
	known: Known,
	{ waitsFor }: { waitsFor: string },
	{ resultField }: Pick<NodeChoice, 'resultField'>,
): Leaving {
	const result: AddResult = { status: 'waiting', ...known, details: { executionId: waitsFor } };
	const passed = passedOn(item, index, { [resultField]: { ...result } as unknown as IDataObject });
	return { output: ADDED, item: linked(passed, result), waitsFor };
}

/** Lets n8n's editor show the way from the item to the run. */
function linked(item: INodeExecutionData, { target, details }: AddResult): INodeExecutionData {
	const executionId = details?.executionId;
	if (target.kind !== 'workflow' || typeof executionId !== 'string') return item;
	return { ...item, metadata: { subExecution: { executionId, workflowId: target.id } } };
}

/** @returns the items of each output */
export function outputsOf(all: readonly Leaving[]): INodeExecutionData[][] {
	return byOutput(all, OUTPUTS.length);
}
