import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { failedItem } from '../shared/item';
import { setBatch } from './batch';
import { bringsList, byBranch, goRound, roundOf } from './loop';
import { outputsWith } from './outputs';
import { scheduled } from './result';
import { place, takeTurn } from './turn';

/** Lets the item that came in go at its slot; or the items of a list, one after the other. */
export async function scheduleItems(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const loops = context.getNodeParameter('loop', 0, false) === true;
	try {
		return loops ? await goRound(context) : await goOn(context);
	} catch (error) {
		if (!context.continueOnFail()) throw new NodeOperationError(context.getNode(), error as Error);
		return goOnWithout(context, error as Error, loops);
	}
}

/**
 * What has no slot leaves by Held Too Long, or n8n's error output, when n8n goes on after errors; left to itself, n8n
 * would let it leave by Send.
 */
function goOnWithout(context: IExecuteFunctions, error: Error, loops: boolean): INodeExecutionData[][] {
	const round = loops ? roundOf(context) : undefined;
	setBatch(context, undefined);
	const isNew = !round || bringsList(round, context);
	const failed = isNew ? context.getInputData().map((item, index) => failedItem(context, item, index, error)) : [];
	if (!round) return outputsWith({ heldTooLong: failed, ...(loops && { done: [] }) });

	// These came in a round ago or more, where n8n's error output would look for them in vain.
	const left = round.waiting.map((placed) => scheduled(placed, { branch: 'heldTooLong' }, { leavesMs: Date.now() }));
	for (const { json } of left) json.error = error.message;
	const { outsideWindow, heldTooLong } = byBranch(round.leaving);
	return outputsWith({ outsideWindow, heldTooLong: [...heldTooLong, ...left, ...failed], done: round.done });
}

async function goOn(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const items = context.getInputData();
	if (items.length > 1) {
		throw new NodeOperationError(context.getNode(), `${items.length} items came in, and a run can wait for one item only.`, {
			description: 'Switch on "Loop Over Several Items" and wire the end of the Send branch back to this node, or start one run for each item.',
		});
	}
	const turn = await takeTurn(context, await place(context, 0));
	return 'held' in turn ? turn.held : outputsWith({ [turn.branch]: [turn.item] });
}
