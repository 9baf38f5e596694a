import type { IDataObject, INodeExecutionData, INodeParameters } from 'n8n-workflow';

import type { ContentResult } from '../../../nodes/DynamicContent/result';
import { DynamicContent } from '../../../nodes/DynamicContent/DynamicContent.node';
import type { FinishedRun, Flow, FlowNode } from '../../support/engine';
import { passOn, runFlow } from '../../support/engine';

/** A run with one Dynamic Content in it. */
export interface ContentRun extends FinishedRun {
	branches: INodeExecutionData[][];
	/** What it tells in each item, output by output. */
	results: ContentResult[];
}

export interface Around extends Partial<Flow> {
	node?: Partial<FlowNode>;
}

/** Runs the node to its end. */
export async function dynamicContent(parameters: INodeParameters, items: IDataObject[] = [{}], { node, ...around }: Around = {}): Promise<ContentRun> {
	const names = ['0', '1', '2'];
	const finished = await runFlow({
		items: items.map((json) => ({ json: json as never })),
		...around,
		nodes: [
			{ name: 'Start', nodeType: passOn },
			{ name: 'Content', nodeType: new DynamicContent(), parameters, ...node },
			...names.map((name) => ({ name, nodeType: passOn })),
		],
		wires: [['Start', 0, 'Content'], ...names.map((name, output): [string, number, string] => ['Content', output, name])],
	});
	const branches = finished.outputs('Content');
	return { ...finished, branches, results: branches.flat().map(({ json }) => json.dynamicContent as unknown as ContentResult) };
}

/** @returns how many items each output has */
export const counts = ({ branches }: ContentRun) => branches.map((items) => items.length);
