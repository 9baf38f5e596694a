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
	context.getWorkflowDataProxy(0).$execution.customData.set('heldUntil', new Date(slotMs).toISOString());

	const url = `${context.evaluateExpression('{{ $execution.resumeUrl }}', 0)}/${RESUME_PATH}`;
	if (!URL.canParse(url)) throw new Error(`n8n's own address makes no URL. Set WEBHOOK_URL to one with its scheme, e.g. https://n8n.example.com/.`);
	const isReached = await canWake(url);
	await wakeAt(slotMs, { url, ticket: ticket.id, line: schedule.line });
	await context.putExecutionToWait(new Date(slotMs + (isReached ? NET_MS : SHORTEST_EXACT_WAIT_MS)));
	if (!isReached) {
		context.addExecutionHints({
			message: `This n8n does not reach itself at ${new URL(url).origin}, so items are late by about a minute. Set WEBHOOK_URL to an address that it reaches.`,
			type: 'warning',
			location: 'outputPane',
		});
	}
	// When time is up, n8n passes on what came in; so that has to be the item that is held.
	context.getExecuteData().data.main = [[item]];
	return [[item]];
}
