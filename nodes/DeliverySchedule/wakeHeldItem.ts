import { setTimeout as sleep } from 'node:timers/promises';

import type { INodeExecutionData, IPairedItemData, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { release } from '../../flow/schedule/schedule';
import { flowStore } from '../../flow/store/theStore';
import { runAgain } from '../shared/parked/afterWait';
import { isLetGo, noteLetGo } from '../shared/parked/letGo';
import { outputsWith } from './outputs';
import { readPanel } from './panel';
import type { ScheduleResult } from './result';
import { scheduled, ticketOf, woken } from './result';
import { SHORTEST_HOLD_MS } from './turn';

/**
 * Lets a held item go if it is its turn. Whoever knocks is told whether to come again: the item itself is the proof of
 * what it waits for, so that a knock that comes twice, or too late, or for an earlier hold of the same run does nothing.
 */
export async function wakeHeldItem(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	try {
		return await wake(context);
	} catch (error) {
		// Thrown on, it would make n8n let the run go on with an empty item.
		context.logger.warn(`Delivery Schedule "${context.getNode().name}" cannot let its item go now. ${(error as Error).message}`);
		return { webhookResponse: { notNow: true } };
	}
}

async function wake(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	const { ticket: knocked } = (context.getBodyData() ?? {}) as { ticket?: unknown };
	const item = context.evaluateExpression('{{ $input.item }}') as unknown as INodeExecutionData;
	const { schedule, resultField } = await readPanel(context, 0);
	const held = item.json[resultField] as unknown as ScheduleResult | undefined;
	if (typeof knocked !== 'string' || held?.ticket !== knocked) return { webhookResponse: { stale: true } };

	const hold = `${held.ticket}@${held.slot}`;
	if (isLetGo(hold)) return { webhookResponse: { busy: true } };
	const slotMs = Date.parse(String(held.slot));
	if (slotMs - Date.now() > SHORTEST_HOLD_MS) return { webhookResponse: { heldUntilMs: slotMs } };
	await sleep(Math.max(0, slotMs - Date.now()));

	const ticket = ticketOf(held);
	const decision = await release(flowStore(), schedule, ticket, Date.now());
	if (decision.branch === 'send') {
		const waitMs = decision.slotMs - Date.now();
		if (waitMs > SHORTEST_HOLD_MS) return { webhookResponse: { heldUntilMs: decision.slotMs } };
		await sleep(Math.max(0, waitMs));
	}
	if (isLetGo(hold)) return { webhookResponse: { busy: true } };
	noteLetGo(hold);
	// So the list goes on also when this item leaves by another branch. Left to itself, n8n passes on what it is given here, and
	// takes it for the first item of the node before.
	if (context.getNodeParameter('loop', false) === true) return runAgain(context, [woken(item, decision)]);
	const placed = { item, pairedItem: item.pairedItem as IPairedItemData, resultField, ticket };
	const leaving = scheduled(placed, decision, { leavesMs: Date.now(), position: held.position });
	return { workflowData: outputsWith({ [decision.branch]: [leaving] }) };
}
