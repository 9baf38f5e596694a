import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import type { Placed } from './batch';
import { canWake, NET_MS, wakeAt } from './waking';

/** The last part of the URL under which a held run is woken; no other node of the run listens there. */
export const RESUME_PATH = 'slot';

/** n8n looks once a minute which waits are over; its timers are exact for waits that are longer than that. */
const SHORTEST_EXACT_WAIT_MS = 70_000;

/**
 * Parks the run until the slot of an item: n8n keeps it, and the waker wakes it.
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
	// When time is up, n8n passes on what came in; so that has to be the item that is held.
	const input = context.getInputData();
	input.splice(0, input.length, item);
	context.getWorkflowDataProxy(0).$execution.customData.set('heldUntil', new Date(slotMs).toISOString());

	const url = `${context.evaluateExpression('{{ $execution.resumeUrl }}', 0)}/${RESUME_PATH}`;
	if (await canWake(url)) {
		await wakeAt(slotMs, ticket.id, { url, line: schedule.line });
		await context.putExecutionToWait(new Date(slotMs + NET_MS));
	} else {
		context.addExecutionHints({
			message: `This n8n does not reach itself at ${new URL(url).origin}, so short holds can take a minute longer. Set WEBHOOK_URL to an address that it reaches.`,
			type: 'warning',
			location: 'outputPane',
		});
		await context.putExecutionToWait(new Date(Math.max(slotMs, Date.now() + SHORTEST_EXACT_WAIT_MS)));
	}
	return [input];
}
