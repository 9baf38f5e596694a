import type { IExecuteFunctions } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

/**
 * Of an AI agent's tool, n8n reads the first output only. Older agents call the node themselves; newer ones have the engine
 * run it, which only leaves its mark on the node.
 *
 * @returns whether the node runs for an agent
 */
export function isTool(context: IExecuteFunctions): boolean {
	return context.isToolExecution() || context.getNode().rewireOutputLogTo === NodeConnectionTypes.AiTool;
}
