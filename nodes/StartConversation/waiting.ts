import { randomUUID } from 'node:crypto';

import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { mapInOrder } from '../../flow/concurrency';
import { Conversations } from '../../flow/conversation/conversations';
import { flowStore } from '../../flow/store/theStore';
import type { Leaving } from '../shared/leaving';
import { knockableUrl, park } from '../shared/parked/park';
import { NET_MS } from '../shared/parked/waking';
import { BRANCH } from './outputs';
import type { NodeChoice } from './panel';
import type { ConversationResult, Outgoing, Wait } from './result';
import { afterWaiting, outputsOf, resultOf, withResult } from './result';

/** The last part of the URL under which a run that waits is woken; no other node of the run listens there. */
export const RESUME_PATH = 'conversation';

/** The last part of the URL under which a run takes the events of its provider while its flow is tried out. */
export const TRIED_OUT_PATH = 'conversation-event';

/** When many are late, because n8n was down, they look one by one. */
export const CONVERSATIONS_LINE = 'conversations';

const LOOKUPS_AT_ONCE = 20;

/** How often the provider is asked; less often for those that take long. */
const SOONEST_MS = 60_000;
const LATEST_MS = 300_000;
const PART_OF_WAIT = 0.05;

/** Knocks to ask the provider tell themselves by this from those that an event brings. */
const LOOK = '/look';

/** @returns the ticket of knocks that ask the provider */
export function lookTicket(ticket: string): string {
	return `${ticket}${LOOK}`;
}

/** @returns the ticket of a wait, and whether a knock with it is to ask the provider */
export function readTicket(given: string): { ticket: string; isLook: boolean } {
	return given.endsWith(LOOK) ? { ticket: given.slice(0, -LOOK.length), isLook: true } : { ticket: given, isLook: false };
}

/** @returns when the provider is asked next. Unix time in milliseconds */
export function nextLookMs(sinceMs: number, nowMs: number): number {
	return nowMs + Math.min(LATEST_MS, Math.max(SOONEST_MS, (nowMs - sinceMs) * PART_OF_WAIT));
}

/** @returns until when a run waits. Unix time in milliseconds */
export function deadlineOf({ since }: Pick<Wait, 'since'>, { waitAtMostMs }: Pick<NodeChoice, 'waitAtMostMs'>): number {
	return Date.parse(since) + waitAtMostMs;
}

/**
 * Parks the run until all its conversations are resolved, or time is up. The conversations are there, so nothing throws any
 * more: where the run cannot be parked, it goes on by Timed Out, and says why.
 */
export async function waitUntilResolved(context: IExecuteFunctions, all: readonly Outgoing[], choice: NodeChoice): Promise<INodeExecutionData[][]> {
	const started = all.filter(({ conversation }) => conversation !== undefined);
	if (started.length === 0) return outputsOf(all, choice);

	const ticket = randomUUID();
	const sinceMs = Date.now();
	const since = new Date(sinceMs).toISOString();
	try {
		const untilMs = deadlineOf({ since }, choice);
		const url = await knockableUrl(context, RESUME_PATH);
		const conversations = new Conversations(flowStore());
		await mapInOrder(started, LOOKUPS_AT_ONCE, async ({ conversation }) => conversation && (await conversations.await(conversation, { url, ticket }, untilMs)));

		const items = all.map(({ item, conversation }) => (conversation ? withResult(item, { status: 'timedOut', wait: { ticket, since, conversation } }, choice) : item));
		// It may have been resolved before this.
		const decided = await decidedItems(items, choice);
		if (decided) return outputsOf(await forgotten(decided, choice), choice);

		const firstMs = Math.min(nextLookMs(sinceMs, Date.now()), untilMs);
		await park(context, items, { untilMs: firstMs, netMs: untilMs - firstMs + NET_MS, path: RESUME_PATH, ticket: lookTicket(ticket), line: CONVERSATIONS_LINE });
		// What is given to n8n here, it takes apart for its error output; what is parked has to stay whole.
		return [[...items]];
	} catch (error) {
		const notAwaited = `The conversation was started, but this flow cannot wait for its end. ${(error as Error).message}`;
		return outputsOf(all.map((one) => (one.conversation ? { ...one, item: withResult(one.item, { notAwaited }, choice) } : one)), choice);
	}
}

/**
 * Looks whether all that a run waits for is decided.
 *
 * @param isLate whether time is up, so that what is not resolved leaves as it is
 * @returns how the items leave; undefined when something is still to be waited for
 * @throws StoreUnavailable
 */
export async function decidedItems(items: readonly INodeExecutionData[], choice: NodeChoice, isLate = false): Promise<Leaving[] | undefined> {
	const conversations = new Conversations(flowStore());
	const all = await mapInOrder(items, LOOKUPS_AT_ONCE, async (item): Promise<Leaving | undefined> => {
		const wait = resultOf(item, choice)?.wait;
		if (!wait) return { output: BRANCH.waiting.otherCases, item };
		const resolvedAt = await conversations.resolvedAt(wait.conversation);
		if (resolvedAt !== undefined) return { output: BRANCH.waiting.resolved, item: withResult(item, { status: 'resolved', resolvedAt }, choice) };
		return isLate ? { output: BRANCH.waiting.timedOut, item } : undefined;
	});
	return all.every((one) => one !== undefined) ? all : undefined;
}

/** Forgets the waits of items that leave. @throws StoreUnavailable */
export async function forgotten(all: readonly Leaving[], choice: NodeChoice): Promise<Leaving[]> {
	const conversations = new Conversations(flowStore());
	const waits = all.map(({ item }) => resultOf(item, choice)?.wait).filter((wait) => wait !== undefined);
	await mapInOrder(waits, LOOKUPS_AT_ONCE, async ({ conversation, ticket }) => await conversations.forgetWait(conversation, ticket));
	return all.map((one) => ({ ...one, item: afterWaiting(one.item, choice) }));
}

/** An item that waits, with what is asked about it. */
export type Waiting = ConversationResult & { wait: Wait; conversationId: string };

/** @returns the conversations that parked items wait for */
export function waitingIn(items: readonly INodeExecutionData[], choice: NodeChoice): Waiting[] {
	return items.map((item) => resultOf(item, choice)).filter((result): result is Waiting => result?.wait !== undefined);
}
