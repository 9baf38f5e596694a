import type { INodeExecutionData } from 'n8n-workflow';

/** An item and the output by which it leaves. */
export interface Leaving {
	output: number;
	item: INodeExecutionData;
}

/** @returns the items of each of so many outputs, in their order */
export function byOutput(all: readonly Leaving[], count: number): INodeExecutionData[][] {
	const outputs: INodeExecutionData[][] = Array.from({ length: count }, () => []);
	for (const { output, item } of all) outputs[output].push(item);
	return outputs;
}
