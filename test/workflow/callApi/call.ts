import type { IDataObject, IExecuteFunctions, INodeExecutionData, INodeParameters, INodeType } from 'n8n-workflow';

import { CallApi } from '../../../nodes/CallApi/CallApi.node';
import type { FinishedRun, Flow, FlowNode } from '../../support/engine';
import { passOn, runFlow } from '../../support/engine';

/** The outputs of Call API when they go by class. */
export const BRANCH = { success: 0, clientError: 1, serverError: 2, noResponse: 3 };

/** A run with one Call API in it. */
export interface CalledFlow extends FinishedRun {
	/** The items on each output of Call API. */
	branches: INodeExecutionData[][];
	/** What the result field of the only item holds. */
	result: IDataObject;
}

/** What goes around the parameters. */
export interface Around extends Pick<Flow, 'credentials' | 'items'> {
	/** Further settings of the node, e.g. `onError`. */
	node?: Partial<FlowNode>;
}

/** The flow: a start, and Call API with these parameters; nothing is repeated unless they say so. */
export function callFlow(parameters: INodeParameters, { node, ...around }: Around = {}): Flow {
	return {
		...around,
		nodes: [
			{ name: 'Start', nodeType: passOn },
			{
				name: 'Call API',
				nodeType: new CallApi(),
				parameters: { method: 'GET', retries: { maxRetries: 0 }, ...parameters },
				...node,
			},
		],
	};
}

/** Call API in a context that differs from n8n's in some ways. */
export function inContext(changes: (context: IExecuteFunctions) => Partial<IExecuteFunctions>): INodeType {
	const callApi = new CallApi();
	return {
		description: callApi.description,
		async execute(this: IExecuteFunctions) {
			return await callApi.execute.call(Object.assign(Object.create(this), changes(this)) as IExecuteFunctions);
		},
	};
}

/** Runs that flow. */
export async function call(parameters: INodeParameters, around: Around = {}): Promise<CalledFlow> {
	const finished = await runFlow(callFlow(parameters, around));
	const branches = finished.outputs('Call API');
	return { ...finished, branches, result: branches.flat()[0]?.json.call as IDataObject };
}

/** @returns for each output the values of one field of its items */
export function valuesOf(branches: INodeExecutionData[][], field: string): unknown[][] {
	return branches.map((items) => items.map((item) => item.json[field]));
}

/** @returns rows of names and values as the panel holds them */
export function rows(values: Record<string, string>): INodeParameters {
	return { parameters: Object.entries(values).map(([name, value]) => ({ name, value })) };
}
