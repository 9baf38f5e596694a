import { randomUUID } from 'node:crypto';

import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { mapInOrder } from '../../flow/concurrency';
import type { CallbackWait } from '../../flow/callback/callback';
import type { Callbacks } from '../../flow/callback/callbacks';
import { explained } from '../shared/explained';
import type { Unread } from '../shared/item';
import { passedOn, unreadItem } from '../shared/item';
import type { Leaving } from '../shared/leaving';
import { knockableUrl, park } from '../shared/parked/park';
import { wakeAt } from '../shared/parked/waking';
import { finish } from './goOn';
import { BRANCH } from './outputs';
import type { ItemChoice, NodeChoice } from './panel';
import { readItemChoice, readNodeChoice } from './panel';
import { CALLBACKS_LINE, callbacksOf, RESUME_PATH } from './references';
import { deadlineOf, leavingAs, outputsOf, waitingIn, waitingItem } from './result';

const AT_ONCE = 20;

/** So much before its time the waker knocks, at the most. */
const EARLY_MS = 500;

/** An item with what the panel says for it. */
interface Ready extends ItemChoice {
	index: number;
	item: INodeExecutionData;
}

/**
 * Waits for the callbacks of all items: parks the run unless all have come already.
 *
 * @throws NodeOperationError for a panel that cannot work, and when the run could not be woken
 */
export async function waitForCallbacks(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const choice = await readNodeChoice(context);
	const read = readItems(context, choice);
	const ready = read.filter((one): one is Ready => 'reference' in one);
	if (ready.length === 0) return outputsOf(read.map((one) => leavingUnread(context, one as Unread, choice)), choice);
	requireEachReferenceOnce(context, ready);

	return await explained(context, async () => {
		const callbacks = callbacksOf(context, context.getNode());
		const wait = await wakeable(context);
		const sinceMs = Date.now();
		await mapInOrder(ready, AT_ONCE, async (one) => await begin(context, callbacks, one, sinceMs + one.waitMs, wait));

		const since = new Date(sinceMs).toISOString();
		const items = read.map((one) => {
			if (!('reference' in one)) return leavingUnread(context, one, choice).item;
			const until = new Date(sinceMs + one.waitMs).toISOString();
			return waitingItem(passedOn(one.item, one.index, {}), one.reference, { ticket: wait.ticket, since, until }, choice);
		});
		const decided = await decidedItems(callbacks, items, choice);
		if (decided) return await finish(context, decided, choice);

		await park(context, items, { untilMs: deadlineOf(items, choice), path: RESUME_PATH, ticket: wait.ticket, line: CALLBACKS_LINE });
		// What is given to n8n here, it takes apart for its error output; what is parked has to stay whole.
		return [[...items]];
	});
}

function readItems(context: IExecuteFunctions, choice: NodeChoice): Array<Ready | Unread> {
	return context.getInputData().map((item, index) => {
		try {
			return { index, item, ...readItemChoice(context, index, choice) };
		} catch (error) {
			if (!context.continueOnFail()) throw new NodeOperationError(context.getNode(), error as Error, { itemIndex: index });
			return { index, item, error: error as Error };
		}
	});
}

function leavingUnread(context: IExecuteFunctions, unread: Unread, { resultField }: NodeChoice): Leaving {
	return { output: BRANCH.timedOut, item: unreadItem(context, unread, resultField) };
}

function requireEachReferenceOnce(context: IExecuteFunctions, ready: readonly Ready[]): void {
	const seen = new Set<string>();
	for (const { index, reference } of ready) {
		if (seen.has(reference)) {
			throw new NodeOperationError(context.getNode(), `Two items have the reference "${reference}", and one callback cannot be for both. Give each its own.`, { itemIndex: index });
		}
		seen.add(reference);
	}
}

async function wakeable(context: IExecuteFunctions): Promise<CallbackWait> {
	return { url: await knockableUrl(context, RESUME_PATH), ticket: randomUUID() };
}

async function begin(context: IExecuteFunctions, callbacks: Callbacks, { reference, index }: Ready, untilMs: number, wait: CallbackWait): Promise<void> {
	const begun = await callbacks.begin(reference, untilMs, wait);
	if (begun.isBusy) {
		const message = `The callback with the reference "${reference}" has just come for another run, which is about to go on with it. Give each run a reference of its own.`;
		throw new NodeOperationError(context.getNode(), message, { itemIndex: index });
	}
	if (begun.replaced) await wakeAt(Date.now(), { ...begun.replaced, line: CALLBACKS_LINE });
}

/**
 * Looks whether all that a run waits for is decided. One whose own time is up is decided, also while others are waited for.
 *
 * @returns how the items leave; undefined when something is still to be waited for
 * @throws StoreUnavailable
 */
export async function decidedItems(callbacks: Callbacks, items: readonly INodeExecutionData[], choice: NodeChoice): Promise<Leaving[] | undefined> {
	const all = await mapInOrder(items, AT_ONCE, async (item): Promise<Leaving | undefined> => {
		const waiting = waitingIn(item, choice);
		if (!waiting) return { output: BRANCH.timedOut, item };
		const { reference, wait } = waiting;
		const standing = await callbacks.standing(reference, wait.ticket, Date.now() >= Date.parse(wait.until) - EARLY_MS);
		return standing.status === 'open' ? undefined : leavingAs(waiting, standing, choice);
	});
	return all.every((one) => one !== undefined) ? all : undefined;
}
