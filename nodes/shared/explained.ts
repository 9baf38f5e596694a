import type { INode } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

/**
 * Does what may fail for a panel that cannot be used, and gives such a failure the form that n8n shows on the node.
 *
 * @param context where to ask for the node
 * @param itemIndex the item whose parameters are read, if any
 * @throws NodeOperationError with the words of the error that was thrown
 */
export async function explained<Value>(
	context: { getNode(): INode },
	work: () => Value | Promise<Value>,
	itemIndex?: number,
): Promise<Value> {
	try {
		return await work();
	} catch (error) {
		throw new NodeOperationError(context.getNode(), error as Error, { itemIndex });
	}
}
