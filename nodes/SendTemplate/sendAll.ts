import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { mapInOrder } from '../../flow/concurrency';
import { unreadItem } from '../shared/item';
import { byOutput } from '../shared/leaving';
import { dispatch, refusalInDryRun } from './dispatch';
import type { Draft, Read } from './drafts';
import { readDrafts } from './drafts';
import { configuredOutputs } from './outputs';
import type { NodeChoice } from './panel';
import { readNodeChoice } from './panel';
import type { Outgoing } from './result';
import { dispatchedItem, dryItem, outputOf, outputsOf, refusedItem } from './result';
import { notified, waitForReports } from './waiting';

const LOOKUPS_AT_ONCE = 20;

/**
 * Sends the template to everybody. All items are read before anything is sent, so that a panel that cannot work sends
 * nothing; after that, only the cancelling of the run throws.
 *
 * @throws NodeOperationError for a panel that cannot work, unless n8n goes on after errors
 */
export async function sendAll(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	let choice;
	try {
		choice = await readNodeChoice(context);
	} catch (error) {
		if (!context.continueOnFail()) throw new NodeOperationError(context.getNode(), error as Error);
		return unreadable(context, error as Error);
	}

	const read = await readDrafts(context, choice);
	const drafts = await notified(context, read.filter(isSendable), choice);
	const dispatched = await dispatch(context, drafts, choice);
	const outgoing = new Map(drafts.map(({ index }, at) => [index, dispatchedItem(drafts[at], dispatched[at], choice)]));
	const all = await mapInOrder(read, LOOKUPS_AT_ONCE, async (one) => outgoing.get(one.index) ?? (await notSent(context, one, choice)));
	return choice.awaits === undefined ? outputsOf(all, choice) : await waitForReports(context, all, choice);
}

function isSendable(read: Read): read is Draft {
	return 'message' in read && !read.dryRun;
}

async function notSent(context: IExecuteFunctions, read: Read, choice: NodeChoice): Promise<Outgoing> {
	if ('error' in read) return { output: outputOf('refused', choice), item: unreadItem(context, read, choice.resultField) };
	if ('refusal' in read) return refusedItem(read, choice);
	const problem = await refusalInDryRun(read, choice);
	return problem ? dispatchedItem(read, { outcome: { accepted: false, problem } }, choice) : dryItem(read, choice);
}

/** Left to itself, n8n would let the items leave by the first output. */
function unreadable(context: IExecuteFunctions, error: Error): INodeExecutionData[][] {
	const outputs = configuredOutputs(context.getNode().parameters);
	const refused = outputs.findIndex(({ displayName }) => displayName === 'Refused');
	const items = context.getInputData().map((item, index) => ({ output: refused, item: unreadItem(context, { item, index, error }) }));
	return byOutput(items, outputs.length);
}
