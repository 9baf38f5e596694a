import { randomUUID } from 'node:crypto';

import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { mapInOrder } from '../../flow/concurrency';
import type { Listener } from '../../flow/message/listeners';
import { Listeners } from '../../flow/message/listeners';
import type { MessageProvider } from '../../flow/message/messageEvent';
import type { ReportedStatus } from '../../flow/message/reports';
import { isDecided, Reports } from '../../flow/message/reports';
import { flowStore } from '../../flow/store/theStore';
import { unlessStoreIsAway } from '../../flow/store/unlessStoreIsAway';
import type { Leaving } from '../shared/leaving';
import { knockableUrl, park, resumeUrl } from '../shared/parked/park';
import { REPORTS_LINE } from '../shared/parked/reports';
import { NET_MS } from '../shared/parked/waking';
import type { Account } from './accounts';
import type { Draft } from './drafts';
import { BRANCH } from './outputs';
import type { NodeChoice } from './panel';
import type { Outgoing, SendResult, Wait } from './result';
import { afterWaiting, outputOf, outputsOf, reportedItem, resultOf, withResult } from './result';

/** The last part of the URL under which a run that waits is woken; no other node of the run listens there. */
export const RESUME_PATH = 'message-report';

const LOOKUPS_AT_ONCE = 20;

/**
 * Infobip takes with each message the URL to which it reports. So the reports come also when nothing is set up in its
 * portal: to the flow that listens, or else to the run itself.
 */
export async function notified(context: IExecuteFunctions, drafts: readonly Draft[], { awaits, provider }: NodeChoice): Promise<Draft[]> {
	if (awaits === undefined || drafts.length === 0) return [...drafts];
	const urls = new Map<Account, string | undefined>();
	for (const account of new Set(drafts.map((draft) => draft.account))) {
		const listening = await listenersOf(account);
		if (provider === 'infobip') urls.set(account, notifyUrlOf(context, account, listening));
		else if (listening.length === 0) hintNobodyListens(context);
	}
	return drafts.map((draft) => {
		const notifyUrl = urls.get(draft.account);
		return notifyUrl === undefined ? draft : { ...draft, message: { ...draft.message, notifyUrl } };
	});
}

/** A flow that is tried out in the editor listens for a moment only. */
async function listenersOf({ provider, group }: Account): Promise<Listener[]> {
	const all = await unlessStoreIsAway(async () => await new Listeners(flowStore()).of(provider, group), () => []);
	return all.filter(({ isTest, missingSinceMs }) => isTest !== true && missingSinceMs === undefined);
}

/** A trigger that wants to be shown a password gets its reports as the subscription in Infobip's portal says, which knows it. */
function notifyUrlOf(context: IExecuteFunctions, { showsPassword }: Account, [listener]: Listener[]): string | undefined {
	if (listener) return showsPassword ? undefined : listener.url;
	try {
		return resumeUrl(context, RESUME_PATH);
	} catch {
		// The run cannot be parked either, and says so when it comes to that.
		return undefined;
	}
}

function hintNobodyListens(context: IExecuteFunctions): void {
	context.addExecutionHints({
		message: 'No published flow has a Message Events Trigger for this account, or its credential is another one, so no report can come in and items leave by Timed Out. Publish one with the same credential.',
		type: 'warning',
		location: 'outputPane',
	});
}

/**
 * Parks the run until the reports of its messages have come, or time is up. The messages are sent, so nothing throws any
 * more: where the run cannot be parked, it goes on with what is known.
 */
export async function waitForReports(context: IExecuteFunctions, all: readonly Outgoing[], choice: NodeChoice): Promise<INodeExecutionData[][]> {
	const messageIds = all.map(({ messageId }) => messageId).filter((id) => id !== undefined);
	if (messageIds.length === 0) return outputsOf(all, choice);

	const wait: Wait = { ticket: randomUUID(), since: new Date().toISOString() };
	try {
		const untilMs = deadlineOf(wait, choice);
		const url = await knockableUrl(context, RESUME_PATH);
		const reports = new Reports(flowStore());
		await reports.await(choice.provider, messageIds, { url, ticket: wait.ticket, awaits: choice.awaits ?? 'delivered', untilMs, messages: messageIds.length });

		const items = all.map(({ item, messageId }) => (messageId === undefined ? item : withResult(item, { status: 'waiting', wait }, choice)));
		// A report may have come before the answer of the provider.
		const decided = await decidedItems(all.map((one, at) => ({ ...one, item: items[at] })), choice, { isLate: false });
		if (decided) {
			await reports.forget(choice.provider, messageIds, wait.ticket);
			return outputsOf(decided.map((one) => ({ ...one, item: afterWaiting(one.item, choice) })), choice);
		}

		await park(context, items, { untilMs, netMs: NET_MS, path: RESUME_PATH, ticket: wait.ticket, line: REPORTS_LINE });
		// What is given to n8n here, it takes apart for its error output; what is parked has to stay whole.
		return [[...items]];
	} catch (error) {
		const notAwaited = `The message was sent, but this flow cannot wait for its report. ${(error as Error).message}`;
		return outputsOf(all.map((one) => (one.messageId === undefined ? one : { ...one, item: withResult(one.item, { notAwaited }, choice) })), choice);
	}
}

/** @returns until when a run waits. Unix time in milliseconds */
export function deadlineOf({ since }: Wait, { waitAtMostMs }: Pick<NodeChoice, 'waitAtMostMs'>): number {
	return Date.parse(since) + waitAtMostMs;
}

/**
 * Looks whether all that a run waits for is decided.
 *
 * @param isLate whether time is up, so that what is not decided leaves as it is
 * @returns how the items leave; undefined when something is still to be waited for
 * @throws StoreUnavailable
 */
export async function decidedItems(all: readonly Outgoing[], choice: NodeChoice, { isLate }: { isLate: boolean }): Promise<Leaving[] | undefined> {
	const awaits = choice.awaits ?? 'delivered';
	const awaited = all.filter(({ messageId }) => messageId !== undefined) as Array<Outgoing & { messageId: string }>;
	const open = (status: ReportedStatus | undefined) => !isLate && !(status && isDecided(status.kind, awaits));

	// Most of the time one is open; it is asked for first, so that not all are asked for each time that one comes in.
	const statusOf = statusReader(choice.provider);
	const pending = awaited.find(({ messageId }) => lastOpen.has(messageId));
	if (pending && open(await statusOf(pending.messageId))) return undefined;

	const statuses = new Map<string, ReportedStatus | undefined>();
	await mapInOrder(awaited, LOOKUPS_AT_ONCE, async ({ messageId }) => void statuses.set(messageId, await statusOf(messageId)));
	const first = awaited.find(({ messageId }) => open(statuses.get(messageId)));
	if (pending) lastOpen.delete(pending.messageId);
	if (first) {
		noteOpen(first.messageId);
		return undefined;
	}
	return all.map((one) => (one.messageId === undefined ? one : reportedItem(one.item, statuses.get(one.messageId), choice)));
}

function statusReader(provider: MessageProvider): (messageId: string) => Promise<ReportedStatus | undefined> {
	const reports = new Reports(flowStore());
	return async (messageId) => await reports.statusOf(provider, messageId);
}

/** Messages that were open when their runs were last looked at. */
const lastOpen = new Set<string>();
const MOST_OPEN = 10_000;

function noteOpen(messageId: string): void {
	lastOpen.add(messageId);
	if (lastOpen.size > MOST_OPEN) lastOpen.delete(lastOpen.values().next().value as string);
}

/** @returns the messages for whose reports the parked items wait, in the form in which they leave */
export function outgoingOf(items: readonly INodeExecutionData[], choice: NodeChoice): Outgoing[] {
	return items.map((item) => {
		const result = resultOf(item, choice);
		if (result?.status === 'waiting') return { output: 0, item, messageId: result.messageId };
		return { output: leftBy(result?.status, choice), item };
	});
}

/** An item that could not be read tells nothing. */
function leftBy(status: SendResult['status'] | undefined, choice: NodeChoice): number {
	if (status === 'dryRun') return BRANCH.waiting.delivered;
	return outputOf(status === 'failed' ? 'failed' : 'refused', choice);
}
