import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import type { Decision } from '../../flow/schedule/schedule';
import { release, reserve } from '../../flow/schedule/schedule';
import { flowStore } from '../../flow/store/theStore';
import { explained } from '../shared/explained';
import { failedItem } from '../shared/item';
import type { Batch, Placed } from './batch';
import { batchOf, setBatch, waysBack } from './batch';
import { hold } from './hold';
import { outputsWith } from './outputs';
import { readPanel } from './panel';
import { scheduled, wokenDecision } from './result';

/** A shorter hold is not worth the saving and loading of the run; it is slept through. */
export const SHORTEST_HOLD_MS = 300;

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

/**
 * One round of the loop: the next item of the list goes out, or is held until it may. Those that leave otherwise do so
 * with the next item that goes out, or at the end, because a branch that does not lead back would end the loop. What has
 * happened is noted down at the end of the round, so that n8n can try again a node that failed.
 */
async function goRound(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
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
function roundOf(context: IExecuteFunctions): Batch | undefined {
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
function bringsList({ last, source }: Batch, context: IExecuteFunctions): boolean {
	if (last === undefined || wokenDecision(context.getInputData()[0])) return false;
	const { previousNode, previousNodeOutput = 0 } = context.getInputSourceData();
	return previousNode === source.previousNode && previousNodeOutput === (source.previousNodeOutput ?? 0);
}

/** What has come back. It is told where it came from, because from Done n8n would not find that. */
function comeBack(context: IExecuteFunctions): INodeExecutionData[] {
	const sourceOverwrite = context.getInputSourceData();
	return context.getInputData().map((item, index) => ({ ...item, pairedItem: { item: index, sourceOverwrite } }));
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

async function beginBatch(context: IExecuteFunctions): Promise<Batch> {
	checkWayBack(context);
	const waiting = bySlot(await placeAll(context));
	const batch: Batch = { waiting, leaving: [], done: [], source: context.getInputSourceData() };
	setBatch(context, batch);
	return { ...batch, waiting: [...waiting], leaving: [] };
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

function byBranch(leaving: Batch['leaving']) {
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
	let { decision } = placed;
	for (let mayGo = false; decision.branch === 'send'; mayGo = true) {
		const { slotMs } = decision;
		const waitMs = slotMs - Date.now();
		if (waitMs > SHORTEST_HOLD_MS) {
			const item = scheduled(placed, decision, { leavesMs: slotMs, position: positionOf(placed) });
			return { held: await explained(context, () => hold(context, item, placed, slotMs)) };
		}
		if (waitMs > 0) await sleep(waitMs);
		if (mayGo) break;
		decision = await explained(context, () => release(flowStore(), schedule, ticket, Date.now()));
	}
	return leaveBy(placed, decision);
}

function leaveBy(placed: Placed, decision: Decision): { branch: Decision['branch']; item: INodeExecutionData } {
	return { branch: decision.branch, item: scheduled(placed, decision, { leavesMs: Date.now(), position: positionOf(placed) }) };
}

function positionOf({ decision }: Placed): number | undefined {
	return decision.branch === 'send' ? decision.position : undefined;
}
