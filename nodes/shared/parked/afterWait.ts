import type { IExecuteData, IExecuteFunctions, INodeExecutionData, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

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
	if (!turnOf(context)) return { workflowData: byOutput(all, count) };
	return runAgain(context, all.map(({ item }) => item), { [OUTPUTS_OF_ITEMS]: all.map(({ output }) => output) });
}

/**
 * Has n8n run a node that has waited once more.
 *
 * @param items that it gets
 * @param noted what goes along with its turn, for {@link notedFor}
 */
export function runAgain(context: IWebhookFunctions, items: INodeExecutionData[], noted: Record<string, unknown> = {}): IWebhookResponseData {
	const turn = turnOf(context) as Turn;
	// n8n switches a node off that has waited, so that it does not have another turn.
	turn.node.disabled = false;
	turn.metadata = { ...turn.metadata, ...noted };
	return { workflowData: [items] };
}

/** n8n-core's WebhookContext has the turn of the parked node, though n8n-workflow's types do not show it. */
function turnOf(context: IWebhookFunctions): Turn | undefined {
	return (context as unknown as { executeData?: Turn }).executeData;
}

/** @returns what went along under a name when the node was made to run once more */
export function notedFor(context: IExecuteFunctions, name: string): unknown {
	return (context.getExecuteData() as Turn).metadata?.[name];
}

/** @returns the items and the outputs by which they leave after a wait; undefined when this is not the turn after one */
export function afterWait(context: IExecuteFunctions): Leaving[] | undefined {
	const outputs = notedFor(context, OUTPUTS_OF_ITEMS) as number[] | undefined;
	return outputs && context.getInputData().map((item, index) => ({ output: outputs[index], item }));
}
