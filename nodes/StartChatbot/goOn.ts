import omit from 'lodash/omit';
import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { unlessStoreIsAway } from '../../flow/store/unlessStoreIsAway';
import type { Leaving } from '../shared/leaving';
import { byOutput } from '../shared/leaving';
import { wakeNoMore } from '../shared/parked/waking';
import { countOutputs } from './outputs';
import { readNodeChoice } from './panel';
import { resultOf } from './result';

/**
 * The run goes on after its session. Only now can the timer go: n8n can take its time between being asked to let a run go
 * on and doing so, and may be killed in between.
 */
export async function goOn(context: IExecuteFunctions, all: readonly Leaving[]): Promise<INodeExecutionData[][]> {
	const { exits, resultField } = await readNodeChoice(context);
	const leaving: Leaving[] = [];
	for (const { output, item } of all) {
		const result = resultOf(item, { resultField });
		const wait = result?.wait;
		if (wait) {
			await unlessStoreIsAway(
				async () => await wakeNoMore(wait.untilMs, wait),
				({ message }) => context.logger.debug(`Start Chatbot could not tidy up after a session. ${message}`),
			);
		}
		leaving.push({ output, item: { ...item, json: { ...item.json, [resultField]: omit(result, 'wait') as unknown as IDataObject } } });
	}
	return byOutput(leaving, countOutputs(exits));
}
