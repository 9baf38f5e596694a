import { setTimeout as sleep } from 'node:timers/promises';

import type { INodeExecutionData, IPairedItemData, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import type { Schedule } from '../../flow/schedule/schedule';
import { release } from '../../flow/schedule/schedule';
import { unlessUnavailable } from '../../flow/store/available';
import { flowStore } from '../../flow/store/theStore';
import { outputsWith } from './outputs';
import { readPanel } from './panel';
import type { ScheduleResult } from './result';
import { scheduled } from './result';
import { SHORTEST_HOLD_MS } from './scheduleItems';

/**
 * Lets a held item go if it is its turn. Whoever knocks is told whether to come again: the item itself is the proof of
 * what it waits for, so that a knock that comes twice, or too late, or for an earlier hold of the same run does nothing.
 */
export async function wakeHeldItem(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	const item = context.evaluateExpression('{{ $input.item }}') as unknown as INodeExecutionData;
	const { schedule, resultField } = await readPanel(context, 0);
	const held = item.json[resultField] as unknown as ScheduleResult | undefined;
	if (held === undefined || held.ticket !== context.getBodyData().ticket) return { webhookResponse: { stale: true } };

	const ticket = { id: held.ticket, arrivedMs: Date.parse(held.arrivedAt) };
	const slotMs = Date.parse(String(held.slot));
	if (slotMs - Date.now() > SHORTEST_HOLD_MS) return { webhookResponse: { heldUntilMs: slotMs } };
	await sleep(Math.max(0, slotMs - Date.now()));

	const loops = context.getNodeParameter('loop', false) === true;
	const asked = loops ? withoutExits(schedule) : schedule;
	const decision = await unlessUnavailable(() => release(flowStore(), asked, ticket, Date.now()));
	if (!decision) return { webhookResponse: { unavailable: true } };

	if (decision.branch === 'send') {
		const waitMs = decision.slotMs - Date.now();
		if (waitMs > SHORTEST_HOLD_MS) return { webhookResponse: { heldUntilMs: decision.slotMs } };
		await sleep(Math.max(0, waitMs));
	}
	const placed = { item, pairedItem: item.pairedItem as IPairedItemData, resultField, ticket };
	const leaving = scheduled(placed, decision, { leavesMs: Date.now(), position: held.position });
	return { workflowData: outputsWith({ [decision.branch]: [leaving], ...(loops && { done: [] }) }) };
}

/** An item of a list that left by another branch now would take the rest of the list with it; so it goes, if late. */
function withoutExits(schedule: Schedule): Schedule {
	return { ...schedule, whenClosed: 'hold', longestHoldMs: undefined };
}
