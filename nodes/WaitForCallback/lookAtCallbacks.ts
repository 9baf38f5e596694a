import type { INodeExecutionData, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { goOnWith } from '../shared/parked/afterWait';
import { isLetGo, noteLetGo } from '../shared/parked/letGo';
import { readNodeChoice } from './panel';
import { callbacksOf } from './references';
import { countOutputs, deadlineOf, waitingIn } from './result';
import { decidedItems } from './waiting';

/** A knock that comes so shortly before the deadline is the one for the deadline. */
const NEAR_MS = 60_000;

/** Lets a run that waits for callbacks go on when all have come that it waits for, or time is up. */
export async function lookAtCallbacks(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	try {
		return await look(context);
	} catch (error) {
		// Thrown on, it would make n8n let the run go on with an empty item.
		context.logger.warn(`Wait for Callback "${context.getNode().name}" cannot look at its callbacks now. ${(error as Error).message}`);
		return { webhookResponse: { notNow: true } };
	}
}

async function look(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	const { ticket } = (context.getBodyData() ?? {}) as { ticket?: unknown };
	const choice = await readNodeChoice(context);
	const items = context.evaluateExpression('{{ $input.all() }}') as unknown as INodeExecutionData[];
	const wait = items.map((item) => waitingIn(item, choice)?.wait).find((one) => one !== undefined);
	if (wait === undefined || wait.ticket !== ticket) return { webhookResponse: { stale: true } };
	if (isLetGo(wait.ticket)) return { webhookResponse: { busy: true } };

	const decided = await decidedItems(callbacksOf(context, context.getNode()), items, choice);
	if (!decided) {
		const deadlineMs = deadlineOf(items, choice);
		// The deadline has a timer of its own, so most knocks need not come again.
		return { webhookResponse: deadlineMs - Date.now() < NEAR_MS ? { heldUntilMs: deadlineMs } : { stale: true } };
	}
	if (isLetGo(wait.ticket)) return { webhookResponse: { busy: true } };
	noteLetGo(wait.ticket);
	return goOnWith(context, decided, countOutputs(choice));
}
