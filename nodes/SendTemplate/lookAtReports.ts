import type { INodeExecutionData, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { readInfobipEvents } from '../../providers/infobip/messageEvents';
import { goOnWith } from '../shared/parked/afterWait';
import { isLetGo, noteLetGo } from '../shared/parked/letGo';
import { takeReport } from '../shared/parked/reports';
import { readNodeChoice } from './panel';
import { countOutputs, resultOf } from './result';
import { deadlineOf, decidedItems, outgoingOf } from './waiting';

/** So much before its time the waker knocks, at the most. */
const EARLY_MS = 500;
/** A knock that comes so shortly before the deadline is the one for the deadline. */
const NEAR_MS = 60_000;

/** Lets a run that waits for reports go on when all have come that it waits for, or time is up. */
export async function lookAtReports(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	try {
		const body = (context.getBodyData() ?? {}) as { ticket?: unknown };
		return typeof body.ticket === 'string' ? await look(context, body.ticket) : await takeReports(body);
	} catch (error) {
		// Thrown on, it would make n8n let the run go on with an empty item.
		context.logger.warn(`Send Template "${context.getNode().name}" cannot look at its reports now. ${(error as Error).message}`);
		return { webhookResponse: { notNow: true } };
	}
}

/** Infobip itself calls with a report when no flow listens for it; the run is woken in the same way as by one that does. */
async function takeReports(body: unknown): Promise<IWebhookResponseData> {
	const events = readInfobipEvents(body);
	for (const event of events) await takeReport(event);
	return { webhookResponse: { taken: events.length } };
}

async function look(context: IWebhookFunctions, ticket: string): Promise<IWebhookResponseData> {
	const choice = await readNodeChoice(context);
	const items = context.evaluateExpression('{{ $input.all() }}') as unknown as INodeExecutionData[];
	const wait = items.map((item) => resultOf(item, choice)?.wait).find((one) => one !== undefined);
	if (wait === undefined || wait.ticket !== ticket) return { webhookResponse: { stale: true } };
	if (isLetGo(wait.ticket)) return { webhookResponse: { busy: true } };

	const deadlineMs = deadlineOf(wait, choice);
	const isLate = Date.now() >= deadlineMs - EARLY_MS;
	const outgoing = outgoingOf(items, choice);
	const decided = await decidedItems(outgoing, choice, { isLate });
	// The deadline has a timer of its own, so most knocks need not come again.
	if (!decided) return { webhookResponse: deadlineMs - Date.now() < NEAR_MS ? { heldUntilMs: deadlineMs } : { stale: true } };
	if (isLetGo(wait.ticket)) return { webhookResponse: { busy: true } };
	noteLetGo(wait.ticket);
	return goOnWith(context, decided, countOutputs(choice));
}
