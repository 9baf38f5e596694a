import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import type { Decision } from '../../flow/schedule/schedule';
import { release, reserve } from '../../flow/schedule/schedule';
import { flowStore } from '../../flow/store/theStore';
import { explained } from '../shared/explained';
import type { Placed } from './batch';
import { hold } from './hold';
import { readPanel } from './panel';
import { scheduled } from './result';

/** A shorter hold is not worth the saving and loading of the run; it is slept through. */
export const SHORTEST_HOLD_MS = 300;

/** Reserves the slot of an item. */
export async function place(context: IExecuteFunctions, index: number): Promise<Placed> {
	const { schedule, resultField } = await readPanel(context, index);
	const nowMs = Date.now();
	const ticket = { id: randomUUID(), arrivedMs: nowMs };
	const decision = await explained(context, () => reserve(flowStore(), schedule, ticket, nowMs), index);
	const source = context.getInputSourceData();
	return { item: context.getInputData()[index], pairedItem: { item: index, sourceOverwrite: source }, schedule, resultField, ticket, decision };
}

/** What becomes of an item: the run is held for it, or it leaves by a branch. */
export type Turn = { held: INodeExecutionData[][] } | { branch: Decision['branch']; item: INodeExecutionData };

/** It is an item's turn: it leaves now, or after a moment, or the run is held until its slot. */
export async function takeTurn(context: IExecuteFunctions, placed: Placed): Promise<Turn> {
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

/** Lets an item leave by the branch that was decided. */
export function leaveBy(placed: Placed, decision: Decision): { branch: Decision['branch']; item: INodeExecutionData } {
	return { branch: decision.branch, item: scheduled(placed, decision, { leavesMs: Date.now(), position: positionOf(placed) }) };
}

function positionOf({ decision }: Placed): number | undefined {
	return decision.branch === 'send' ? decision.position : undefined;
}
