import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import type { Decision } from '../../flow/schedule/schedule';
import { release, reserve } from '../../flow/schedule/schedule';
import { flowStore } from '../../flow/store/theStore';
import { explained } from '../shared/explained';
import type { Batch, Placed } from './batch';
import { batchOf, isWiredBack, setBatch } from './batch';
import { hold } from './hold';
import { outputsWith } from './outputs';
import { readPanel } from './panel';
import { scheduled } from './result';

/** A shorter hold is not worth the saving and loading of the run; it is slept through. */
export const SHORTEST_HOLD_MS = 300;

/** Lets the item that came in go at its slot; or the items of a list, one after the other. */
export async function scheduleItems(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const loops = context.getNodeParameter('loop', 0, false) === true;
	return loops ? await goRound(context) : await goOn(context);
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

/**
 * One round of the loop: the next item of the list goes out, or is held until it may. Those that leave otherwise do so
 * with the next item that goes out at once, or at the end, because a branch that does not lead back would end the loop.
 */
async function goRound(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const batch = batchOf(context) ?? (await beginBatch(context));
	if (batch.rounds++ > 0) batch.done.push(...context.getInputData());

	for (let next = batch.waiting.shift(); next; next = batch.waiting.shift()) {
		const turn = await takeTurn(context, next);
		if ('held' in turn) return turn.held;
		if (turn.branch === 'send') return outputsWith({ send: [turn.item], ...takeLeaving(batch), done: [] });
		batch.leaving.push({ branch: turn.branch, item: turn.item });
	}
	setBatch(context, undefined);
	return outputsWith({ ...takeLeaving(batch), done: batch.done });
}

async function beginBatch(context: IExecuteFunctions): Promise<Batch> {
	const items = context.getInputData();
	if (items.length > 1 && !isWiredBack(context)) {
		throw new NodeOperationError(context.getNode(), 'The end of the Send branch does not come back to this node, so only the first item would go out.', {
			description: 'Wire the last node of the Send branch to the input of this node, as with Loop Over Items.',
		});
	}
	const waiting: Placed[] = [];
	// One after the other, because they stand in line in their order.
	for (const index of items.keys()) waiting.push(await place(context, index));
	waiting.sort((one, other) => slotOf(one) - slotOf(other));

	const batch: Batch = { waiting, leaving: [], done: [], rounds: 0 };
	setBatch(context, batch);
	return batch;
}

function slotOf({ decision }: Placed): number {
	return decision.branch === 'send' ? decision.slotMs : 0;
}

function takeLeaving(batch: Batch) {
	const leaving = batch.leaving.splice(0);
	const by = (branch: Decision['branch']) => leaving.filter((one) => one.branch === branch).map(({ item }) => item);
	return { outsideWindow: by('outsideWindow'), heldTooLong: by('heldTooLong') };
}

/** Reserves the slot of an item. */
async function place(context: IExecuteFunctions, index: number): Promise<Placed> {
	const { schedule, resultField } = await readPanel(context, index);
	const nowMs = Date.now();
	const ticket = { id: randomUUID(), arrivedMs: nowMs };
	const decision = await explained(context, () => reserve(flowStore(), schedule, ticket, nowMs), index);
	const source = context.getInputSourceData();
	return { item: context.getInputData()[index], pairedItem: { item: index, sourceOverwrite: source }, schedule, resultField, ticket, decision };
}

type Turn = { held: INodeExecutionData[][] } | { branch: Decision['branch']; item: INodeExecutionData };

/** It is an item's turn: it leaves now, or after a moment, or the run is held until its slot. */
async function takeTurn(context: IExecuteFunctions, placed: Placed): Promise<Turn> {
	const { schedule, ticket } = placed;
	const { position } = placed.decision as { position?: number };
	const leaving = (decision: Decision, leavesMs: number) => scheduled(placed, decision, { leavesMs, position });

	let decision = placed.decision;
	for (let mayGo = false; decision.branch === 'send'; mayGo = true) {
		const { slotMs } = decision;
		const waitMs = slotMs - Date.now();
		if (waitMs > SHORTEST_HOLD_MS) {
			const item = leaving(decision, slotMs);
			return { held: await explained(context, () => hold(context, item, placed, slotMs)) };
		}
		if (waitMs > 0) await sleep(waitMs);
		if (mayGo) break;
		decision = await explained(context, () => release(flowStore(), schedule, ticket, Date.now()));
	}
	return { branch: decision.branch, item: leaving(decision, Date.now()) };
}
