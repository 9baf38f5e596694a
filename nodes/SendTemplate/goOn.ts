import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { Reports } from '../../flow/message/reports';
import { flowStore } from '../../flow/store/theStore';
import { unlessStoreIsAway } from '../../flow/store/unlessStoreIsAway';
import type { Leaving } from '../shared/leaving';
import { wakeNoMore } from '../shared/parked/waking';
import type { NodeChoice } from './panel';
import { readNodeChoice } from './panel';
import { afterWaiting, outputsOf, resultOf } from './result';
import { deadlineOf } from './waiting';

/**
 * The run goes on after its wait. Only now can what was kept for it go: n8n can take its time between being asked to let a
 * run go on and doing so, and may be killed in between.
 */
export async function goOn(context: IExecuteFunctions, all: readonly Leaving[]): Promise<INodeExecutionData[][]> {
	const choice = await readNodeChoice(context);
	await forgetWait(context, all, choice);
	return outputsOf(all.map((one) => ({ ...one, item: afterWaiting(one.item, choice) })), choice);
}

async function forgetWait(context: IExecuteFunctions, all: readonly Leaving[], choice: NodeChoice): Promise<void> {
	const waited = all.map(({ item }) => resultOf(item, choice)).filter((result) => result?.wait !== undefined);
	const wait = waited[0]?.wait;
	if (!wait) return;
	const work = async () => {
		await wakeNoMore(deadlineOf(wait, choice), wait);
		await new Reports(flowStore()).forget(choice.provider, waited.map((result) => String(result?.messageId)), wait.ticket);
	};
	await unlessStoreIsAway(work, ({ message }) => context.logger.debug(`Send Template could not tidy up after a wait. ${message}`));
}
