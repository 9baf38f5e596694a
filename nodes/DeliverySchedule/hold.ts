import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { park } from '../shared/parked/park';
import type { Placed } from './batch';

/** The last part of the URL under which a held run is woken; no other node of the run listens there. */
export const RESUME_PATH = 'slot';

/**
 * Parks the run until the slot of an item.
 *
 * @param item the item as it leaves
 * @param placed whose slot it is, and in which line
 * @param slotMs Unix time in milliseconds
 * @throws StoreUnavailable when nothing would wake it
 */
export async function hold(
	context: IExecuteFunctions,
	item: INodeExecutionData,
	{ ticket, schedule }: Pick<Placed, 'ticket' | 'schedule'>,
	slotMs: number,
): Promise<INodeExecutionData[][]> {
	context.getWorkflowDataProxy(0).$execution.customData.set('heldUntil', new Date(slotMs).toISOString());
	await park(context, [item], { untilMs: slotMs, path: RESUME_PATH, ticket: ticket.id, line: schedule.line });
	return [[item]];
}
