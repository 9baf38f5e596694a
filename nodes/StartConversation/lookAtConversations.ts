import type { INodeExecutionData, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { mapInOrder } from '../../flow/concurrency';
import { Conversations } from '../../flow/conversation/conversations';
import { Mutes } from '../../flow/conversation/mutes';
import { flowStore } from '../../flow/store/theStore';
import { goOnWith } from '../shared/parked/afterWait';
import { isLetGo, noteLetGo } from '../shared/parked/letGo';
import { rareWarnings } from '../shared/rareWarnings';
import { accountOf } from './accounts';
import { countOutputs } from './outputs';
import type { NodeChoice } from './panel';
import { readNodeChoice } from './panel';
import { deadlineOf, decidedItems, nextLookMs, readTicket, waitingIn } from './waiting';

/** So much before its time the waker knocks, at the most. */
const EARLY_MS = 500;
/** A look is one of many, and the line of the provider is for those who start something. */
const LOOK = { http: { maxRetries: 0, timeoutMs: 8_000 }, turnMs: 1_000 };
const LOOKS_AT_ONCE = 5;

const warn = rareWarnings();

/** Lets a run that waits go on when all its conversations are resolved, or time is up; whoever knocks is told when to come again. */
export async function lookAtConversations(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	try {
		return await look(context);
	} catch (error) {
		// Thrown on, it would make n8n let the run go on with an empty item.
		context.logger.warn(`Start Conversation "${context.getNode().name}" cannot look at its conversations now. ${(error as Error).message}`);
		return { webhookResponse: { notNow: true } };
	}
}

async function look(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	const given = (context.getBodyData() ?? {}).ticket;
	const choice = await readNodeChoice(context);
	const items = context.evaluateExpression('{{ $input.all() }}') as unknown as INodeExecutionData[];
	const wait = waitingIn(items, choice)[0]?.wait;
	const { ticket, isLook } = readTicket(String(given));
	if (wait === undefined || wait.ticket !== ticket) return { webhookResponse: { stale: true } };
	if (isLetGo(ticket)) return { webhookResponse: { busy: true } };

	const deadlineMs = deadlineOf(wait, choice);
	// Whoever knocks comes a moment early.
	const isLate = Date.now() >= deadlineMs - EARLY_MS;
	const told = await decidedItems(items, choice);
	if (!told && isLook) await askProvider(context, items, choice);
	const decided = told ?? (isLook ? await decidedItems(items, choice, isLate) : undefined);
	if (!decided) {
		// Those who ask come again by themselves.
		return { webhookResponse: isLook ? { heldUntilMs: Math.min(nextLookMs(Date.parse(wait.since), Date.now()), deadlineMs) } : { stale: true } };
	}
	if (isLetGo(ticket)) return { webhookResponse: { busy: true } };
	noteLetGo(ticket);
	return goOnWith(context, decided, countOutputs(choice));
}

/** An event may have got lost. A provider that cannot be asked now is asked the next time. */
async function askProvider(context: IWebhookFunctions, items: readonly INodeExecutionData[], choice: NodeChoice): Promise<void> {
	try {
		const { gateway } = await accountOf(context, 0, { ...choice, ...LOOK });
		const store = flowStore();
		const conversations = new Conversations(store);
		await mapInOrder(waitingIn(items, choice), LOOKS_AT_ONCE, async ({ conversationId, wait: { conversation } }) => {
			if ((await conversations.resolvedAt(conversation)) !== undefined) return;
			const asked = await gateway.isResolved?.(conversationId);
			if (asked && 'problem' in asked) warn(`Start Conversation could not ask its provider. ${asked.problem.text}`);
			if (!asked || 'problem' in asked || !asked.value) return;
			await conversations.resolve(conversation);
			await new Mutes(store).end(conversation);
		});
	} catch (error) {
		warn(`Start Conversation could not ask its provider. ${(error as Error).message}`);
	}
}
