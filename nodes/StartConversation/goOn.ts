import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { unlessStoreIsAway } from '../../flow/store/unlessStoreIsAway';
import type { Leaving } from '../shared/leaving';
import { readNodeChoice } from './panel';
import { afterWaiting, outputsOf } from './result';
import { forgotten } from './waiting';

/**
 * The run goes on after its wait. Only now can what was kept for it go: n8n can take its time between being asked to let a
 * run go on and doing so, and may be killed in between.
 */
export async function goOn(context: IExecuteFunctions, all: readonly Leaving[]): Promise<INodeExecutionData[][]> {
	const choice = await readNodeChoice(context);
	const left = await unlessStoreIsAway(
		async () => await forgotten(all, choice),
		({ message }) => {
			context.logger.debug(`Start Conversation could not tidy up after a wait. ${message}`);
			return all.map((one) => ({ ...one, item: afterWaiting(one.item, choice) }));
		},
	);
	return outputsOf(left, choice);
}
