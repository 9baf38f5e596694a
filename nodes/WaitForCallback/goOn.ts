import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { mapInOrder } from '../../flow/concurrency';
import { unlessStoreIsAway } from '../../flow/store/unlessStoreIsAway';
import type { Leaving } from '../shared/leaving';
import { wakeNoMore } from '../shared/parked/waking';
import type { NodeChoice } from './panel';
import { readNodeChoice } from './panel';
import { callbacksOf } from './references';
import { afterWaiting, deadlineOf, outputsOf, waitingIn } from './result';

const AT_ONCE = 20;

/**
 * The run goes on after its wait. Only now can what was kept for it go: n8n can take its time between being asked to let a
 * run go on and doing so, and may be killed in between.
 */
export async function goOn(context: IExecuteFunctions, all: readonly Leaving[]): Promise<INodeExecutionData[][]> {
	const choice = await readNodeChoice(context);
	const [wait] = all.map(({ item }) => waitingIn(item, choice)?.wait).filter((one) => one !== undefined);
	if (wait) await tidyUp(context, async () => await wakeNoMore(deadlineOf(all.map(({ item }) => item), choice), wait));
	return await finish(context, all, choice);
}

/** Lets items leave, and forgets what their callbacks have told. */
export async function finish(context: IExecuteFunctions, all: readonly Leaving[], choice: NodeChoice): Promise<INodeExecutionData[][]> {
	const callbacks = callbacksOf(context, context.getNode());
	const waited = all.map(({ item }) => waitingIn(item, choice)).filter((one) => one !== undefined);
	await tidyUp(context, async () => {
		await mapInOrder(waited, AT_ONCE, async ({ reference, wait }) => await callbacks.close(reference, wait.ticket));
	});
	return outputsOf(all.map((one) => ({ ...one, item: afterWaiting(one.item, choice) })), choice);
}

/** What stays behind is forgotten in its time. */
async function tidyUp(context: IExecuteFunctions, work: () => Promise<void>): Promise<void> {
	await unlessStoreIsAway(work, ({ message }) => context.logger.debug(`Wait for Callback could not tidy up after a wait. ${message}`));
}
