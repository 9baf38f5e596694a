import type { IDataObject, INodeExecutionData, INodeParameters, INodeType } from 'n8n-workflow';

import { OptOuts } from '../../../flow/optOut/optOuts';
import type { FlowStore } from '../../../flow/store/flowStore';
import { flowStore } from '../../../flow/store/theStore';
import { OptOut } from '../../../nodes/OptOut/OptOut.node';
import type { FinishedRun, Flow, FlowNode } from '../../support/engine';
import { passOn, runFlow } from '../../support/engine';

export const PHONE = '+31612345678';
export const EMAIL = 'ann@example.com';

/** A run with one Opt-Out in it. */
export interface OptOutRun extends FinishedRun {
	/** The items on each output of Opt-Out. */
	branches: INodeExecutionData[][];
	/** What the result field of the first item holds. */
	result: IDataObject;
}

/** What goes around the parameters. */
export interface Around extends Pick<Flow, 'credentials' | 'items'> {
	/** Further settings of the node, e.g. `onError`. */
	node?: Partial<FlowNode>;
	nodeType?: INodeType;
}

/** The flow: a start, and Opt-Out with these parameters. */
export function optOutFlow(parameters: INodeParameters, { node, nodeType = new OptOut(), ...around }: Around = {}): Flow {
	return {
		items: [{ json: { phone: PHONE } }],
		...around,
		nodes: [
			{ name: 'Start', nodeType: passOn },
			{ name: 'Opt-Out', nodeType, parameters, ...node },
		],
	};
}

/** Runs that flow. */
export async function optOut(parameters: INodeParameters, around: Around = {}): Promise<OptOutRun> {
	const finished = await runFlow(optOutFlow(parameters, around));
	const branches = finished.outputs('Opt-Out');
	return { ...finished, branches, result: branches.flat()[0]?.json.optOut as IDataObject };
}

/** @returns how many items each output has */
export function counts({ branches }: OptOutRun): number[] {
	return branches.map((items) => items.length);
}

/** What is on the list: address and channel, in order. */
export async function listed(store: FlowStore = flowStore()): Promise<string[]> {
	const lines = [];
	for await (const { address, channel } of new OptOuts(store).entries()) lines.push(`${address.value} ${channel}`);
	return lines.sort();
}
