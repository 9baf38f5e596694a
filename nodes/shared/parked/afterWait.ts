import type { IExecuteData, IExecuteFunctions, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import type { Leaving } from '../leaving';
import { byOutput } from '../leaving';

/** Under this name the outputs by which the items leave go along with what n8n keeps of the node's turn in a run. */
const OUTPUTS_OF_ITEMS = 'flowElementsOutputs';

/** What n8n keeps of a node's turn in a run, as far as it matters here. */
interface Turn extends Pick<IExecuteData, 'node'> {
	metadata?: Record<string, unknown>;
}

/**
 * Lets a run that has waited go on. Left to itself, n8n passes on what stands at each output and counts the items there
 * anew, so that an expression like `$('Start').item` would find another item's variables as soon as not all leave by one
 * output. So the node has its turn once more, with all items in the order in which they came in.
 *
 * @param count how many outputs the node has
 */
export function goOnWith(context: IWebhookFunctions, all: readonly Leaving[], count: number): IWebhookResponseData {
	// n8n-core's WebhookContext has the turn of the parked node, though n8n-workflow's types do not show it.
	const { executeData: turn } = context as unknown as { executeData?: Turn };
	if (!turn) return { workflowData: byOutput(all, count) };

	// n8n switches a node off that has waited, so that it does not have another turn.
	turn.node.disabled = false;
	turn.metadata = { ...turn.metadata, [OUTPUTS_OF_ITEMS]: all.map(({ output }) => output) };
	return { workflowData: [all.map(({ item }) => item)] };
}

/** @returns the items and the outputs by which they leave after a wait; undefined when this is not the turn after one */
export function afterWait(context: IExecuteFunctions): Leaving[] | undefined {
	const { metadata } = context.getExecuteData() as Turn;
	const outputs = metadata?.[OUTPUTS_OF_ITEMS] as number[] | undefined;
	return outputs && context.getInputData().map((item, index) => ({ output: outputs[index], item }));
}
