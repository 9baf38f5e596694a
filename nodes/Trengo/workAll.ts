import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { mapInOrder } from '../../flow/concurrency';
import { unreadItem } from '../shared/item';
import { byOutput } from '../shared/leaving';
import type { Work } from './contact';
import { takeCall, takeFields } from './customerWork';
import type { Draft } from './draft';
import { readDrafts } from './draft';
import { BRANCH, countOutputs } from './outputs';
import { readNodeChoice } from './panel';
import type { Worked } from './result';
import { leavingItem } from './result';
import { workOnTicket } from './ticketWork';

/** All take their turns in one line, whatever their number. */
const ITEMS_AT_ONCE = 10;

/**
 * Works on all items. All are read before anything is done, so that a panel that cannot work does nothing; after that, only
 * the cancelling of the run throws.
 *
 * @throws NodeOperationError for a panel that cannot work, unless n8n goes on after errors
 */
export async function workAll(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const node = readNodeChoice(context);
	const drafts = await readDrafts(context, node);
	const signal = context.getExecutionCancelSignal();
	const all = await mapInOrder(
		drafts,
		ITEMS_AT_ONCE,
		async (draft) => {
			if ('error' in draft) return { output: BRANCH.refused, item: unreadItem(context, draft, node.resultField) };
			return leavingItem(draft, await workOn({ account: draft.account, node, signal }, draft), node);
		},
		signal,
	);
	return byOutput(all, countOutputs(node.operation));
}

async function workOn(work: Work, draft: Draft): Promise<Worked> {
	switch (work.node.operation) {
		case 'call':
			return await takeCall(work, draft);
		case 'identify':
		case 'track':
			return await takeFields(work, draft);
		default:
			return await workOnTicket(work, draft);
	}
}
