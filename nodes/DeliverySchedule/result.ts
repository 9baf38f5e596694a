import type { INodeExecutionData } from 'n8n-workflow';

import type { Decision, Ticket } from '../../flow/schedule/schedule';
import { passedOn } from '../shared/item';
import type { Placed } from './batch';

/** What the item tells about its slot. */
export interface ScheduleResult {
	branch: Decision['branch'];
	/** When it goes out, or could have gone out. ISO date-time; absent when the window never opens. */
	slot?: string;
	waitedSeconds: number;
	/** Its place in the line when it came: 1 for the next one to go. */
	position?: number;
	arrivedAt: string;
	/** Tells its holds from those of all other items. */
	ticket: string;
}

/**
 * Makes the item as it leaves, or as it is held until it leaves.
 *
 * @param placed the item and its ticket
 * @param decision what became of it
 * @param details when it leaves (Unix time in milliseconds), and its place in the line when it came
 */
export function scheduled(
	{ item, pairedItem, resultField, ticket }: Pick<Placed, 'item' | 'pairedItem' | 'resultField' | 'ticket'>,
	decision: Decision,
	{ leavesMs, position }: { leavesMs: number; position?: number },
): INodeExecutionData {
	const slotMs = decision.branch === 'send' ? decision.slotMs : decision.earliestMs;
	const result: ScheduleResult = {
		branch: decision.branch,
		...(slotMs !== undefined && { slot: new Date(slotMs).toISOString() }),
		waitedSeconds: Math.round(Math.max(0, leavesMs - ticket.arrivedMs)) / 1000,
		...(position !== undefined && { position }),
		arrivedAt: new Date(ticket.arrivedMs).toISOString(),
		ticket: ticket.id,
	};
	return { ...passedOn(item, 0, { [resultField]: { ...result } }), pairedItem };
}

/** @returns the ticket of an item, from what it tells */
export function ticketOf({ ticket, arrivedAt }: ScheduleResult): Ticket {
	return { id: ticket, arrivedMs: Date.parse(arrivedAt) };
}

/** Marks a held item for which the node runs again, with what was decided when it was woken. */
export function woken(item: INodeExecutionData, decision: Decision): INodeExecutionData {
	return { ...item, woken: { ...decision } };
}

/** @returns what was decided of such an item; undefined for any other item */
export function wokenDecision(item: INodeExecutionData | undefined): Decision | undefined {
	return item?.woken as unknown as Decision | undefined;
}
