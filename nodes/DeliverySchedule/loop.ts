import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import type { Decision } from '../../flow/schedule/schedule';
import type { Batch, Placed } from './batch';
import { batchOf, setBatch, waysBack } from './batch';
import { outputsWith } from './outputs';
import { wokenDecision } from './result';
import { leaveBy, place, takeTurn } from './turn';

/**
 * One round of the loop: the next item of the list goes out, or is held until it may. Those that leave otherwise do so
 * with the next item that goes out, or at the end, because a branch that does not lead back would end the loop. What has
 * happened is noted down at the end of the round, so that n8n can try again a node that failed.
 */
export async function goRound(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const round = roundOf(context) ?? (await beginBatch(context));
	const { leaving, done, source } = round;
	const waiting = bringsList(round, context) ? bySlot([...round.waiting, ...(await placeAll(context))]) : round.waiting;
	let decided = wokenDecision(context.getInputData()[0]);
	for (let next = waiting[0]; next; next = waiting[0]) {
		const turn = decided ? leaveBy(next, decided) : await takeTurn(context, next);
		decided = undefined;
		if ('held' in turn) {
			setBatch(context, { waiting, leaving, done, source, last: 'held' });
			return turn.held;
		}
		waiting.shift();
		if (turn.branch === 'send') {
			setBatch(context, { waiting, leaving: [], done, source, last: 'sent' });
			return outputsWith({ send: [turn.item], ...byBranch(leaving), done: [] });
		}
		leaving.push({ branch: turn.branch, item: turn.item });
	}
	setBatch(context, undefined);
	return outputsWith({ ...byBranch(leaving), done });
}

/** How far the list on its way through the loop has come, with what has just come back; undefined without one. */
export function roundOf(context: IExecuteFunctions): Batch | undefined {
	const batch = batchOf(context);
	if (!batch) return undefined;
	const isWoken = wokenDecision(context.getInputData()[0]) !== undefined;
	const cameBack = batch.last !== undefined && !isWoken && !bringsList(batch, context);
	return {
		...batch,
		// Without having been woken, the held one has gone out by n8n's own timer.
		waiting: batch.waiting.slice(batch.last === 'held' && !isWoken ? 1 : 0),
		leaving: [...batch.leaving],
		done: cameBack ? [...batch.done, ...comeBack(context)] : batch.done,
	};
}

/** Inside another loop a new list can come while an item of the last one has not come back, because it ended elsewhere. */
export function bringsList({ last, source }: Batch, context: IExecuteFunctions): boolean {
	if (last === undefined || wokenDecision(context.getInputData()[0])) return false;
	const { previousNode, previousNodeOutput = 0 } = context.getInputSourceData();
	return previousNode === source.previousNode && previousNodeOutput === (source.previousNodeOutput ?? 0);
}

/** What has come back. It is told where it came from, because from Done n8n would not find that. */
function comeBack(context: IExecuteFunctions): INodeExecutionData[] {
	const sourceOverwrite = context.getInputSourceData();
	return context.getInputData().map((item, index) => ({ ...item, pairedItem: { item: index, sourceOverwrite } }));
}

async function beginBatch(context: IExecuteFunctions): Promise<Batch> {
	checkWayBack(context);
	const waiting = bySlot(await placeAll(context));
	const batch: Batch = { waiting, leaving: [], done: [], source: context.getInputSourceData() };
	setBatch(context, batch);
	return { ...batch, waiting: [...waiting], leaving: [] };
}

/** Without a way back only the first item of a list would ever be sent; by a wrong one it would be sent for ever. */
function checkWayBack(context: IExecuteFunctions): void {
	const { previousNode } = context.getInputSourceData();
	const ways = waysBack(context);
	if (ways.some((way) => way !== previousNode)) return;
	if (ways.length > 0) {
		throw new NodeOperationError(context.getNode(), `The end of the Send branch comes back by way of "${previousNode}", from where the list came, too, so this node cannot tell one from the other.`, {
			description: 'Wire the last node of the Send branch to the input of this node itself; or switch off "Loop Over Several Items" when the items come one at a time.',
		});
	}
	if (context.getInputData().length === 1) return;
	throw new NodeOperationError(context.getNode(), 'The end of the Send branch does not come back to this node, so only the first item would go out.', {
		description: 'Wire the last node of the Send branch to the input of this node, as with Loop Over Items.',
	});
}

/** One after the other, because they stand in line in their order. */
async function placeAll(context: IExecuteFunctions): Promise<Placed[]> {
	const placed: Placed[] = [];
	for (const index of context.getInputData().keys()) placed.push(await place(context, index));
	return placed;
}

function bySlot(placed: Placed[]): Placed[] {
	const slotOf = ({ decision }: Placed) => (decision.branch === 'send' ? decision.slotMs : 0);
	return placed.sort((one, other) => slotOf(one) - slotOf(other));
}

/** Puts those that leave otherwise on their branches. */
export function byBranch(leaving: Batch['leaving']) {
	const by = (branch: Decision['branch']) => leaving.filter((one) => one.branch === branch).map(({ item }) => item);
	return { outsideWindow: by('outsideWindow'), heldTooLong: by('heldTooLong') };
}
