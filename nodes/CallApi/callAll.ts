import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { branchCount, branchOf, UNSENT_BRANCH } from '../../flow/call/branches';
import { mapInOrder } from '../../flow/concurrency';
import { failedItem, passedOn } from '../shared/item';
import type { Leaving } from '../shared/leaving';
import { byOutput } from '../shared/leaving';
import { senderOf } from '../shared/sending';
import { isTool } from '../shared/tool';
import type { NodeChoice, PreparedCall } from './call';
import { prepareCall, readNodeChoice } from './call';
import { resultItem } from './result';

/**
 * Calls the API for every item. Reads all items before it sends the first, so that a panel that cannot work sends
 * nothing; once one has been sent, only the cancelling of the run throws.
 *
 * @returns the items of each output
 * @throws NodeOperationError for a panel that cannot work, unless n8n goes on after errors
 */
export async function callAll(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const items = context.getInputData();
	let choice;
	try {
		choice = await readNodeChoice(context);
	} catch (error) {
		if (!context.continueOnFail()) throw new NodeOperationError(context.getNode(), error as Error);
		// Left to itself, n8n would let the items leave by Success.
		return allUnsent(context, items, error as Error);
	}
	const calls = await prepareAll(context, items);
	return choice.waits ? await callAndBranch(context, items, calls, choice) : sendAndGoOn(context, items, calls, choice);
}

/** A call that is ready, or the error that keeps its item from being sent. */
type Prepared = PreparedCall | { error: Error };

async function prepareAll(context: IExecuteFunctions, items: INodeExecutionData[]): Promise<Prepared[]> {
	const prepared: Prepared[] = [];
	for (const index of items.keys()) {
		try {
			prepared.push(await prepareCall(context, index));
		} catch (error) {
			if (!context.continueOnFail()) throw new NodeOperationError(context.getNode(), error as Error, { itemIndex: index });
			prepared.push({ error: error as Error });
		}
	}
	return prepared;
}

async function callAndBranch(
	context: IExecuteFunctions,
	items: INodeExecutionData[],
	calls: Prepared[],
	{ branches, concurrency }: NodeChoice,
): Promise<INodeExecutionData[][]> {
	const leaving = await mapInOrder(
		calls,
		concurrency,
		async (call, index): Promise<Leaving> => {
			if ('error' in call) return unsent(context, items[index], index, call.error);
			const outcome = await senderOf(context, call)(call.request);
			const output = branchOf({ class: outcome.class, status: outcome.reply?.status }, branches);
			return { output, item: await resultItem(context, items[index], index, outcome, call.result) };
		},
		context.getExecutionCancelSignal(),
	);
	return outputsOf(context, leaving, branchCount(branches));
}

/** The flow does not wait for the responses; what becomes of them is only logged. */
function sendAndGoOn(
	context: IExecuteFunctions,
	items: INodeExecutionData[],
	calls: Prepared[],
	{ concurrency }: NodeChoice,
): INodeExecutionData[][] {
	void mapInOrder(calls, concurrency, async (call) => {
		if ('error' in call) return;
		const outcome = await senderOf(context, call)(call.request);
		if (outcome.class !== 'success') {
			context.logger.warn(`Call API "${context.getNode().name}" did not wait for a response that was not a success`, {
				class: outcome.class,
				status: outcome.reply?.status,
				cause: outcome.failure?.cause,
			});
		}
	}).catch((error: Error) => context.logger.warn(`Call API "${context.getNode().name}" was cancelled: ${error.message}`));

	return [
		calls.map((call, index) =>
			'error' in call
				? failedItem(context, items[index], index, call.error)
				: passedOn(items[index], index, { [call.result.field]: { class: 'notAwaited' } }),
		),
	];
}

/** How the items leave when the panel cannot work for any of them. */
function allUnsent(context: IExecuteFunctions, items: INodeExecutionData[], error: Error): INodeExecutionData[][] {
	const leaving = items.map((item, index) => unsent(context, item, index, error));
	const waits = context.getNodeParameter('waitForResponse', 0, true) as boolean;
	return waits ? outputsOf(context, leaving, UNSENT_BRANCH + 1) : [leaving.map(({ item }) => item)];
}

function unsent(context: IExecuteFunctions, item: INodeExecutionData, index: number, error: Error): Leaving {
	return { output: UNSENT_BRANCH, item: failedItem(context, item, index, error) };
}

function outputsOf(context: IExecuteFunctions, leaving: Leaving[], count: number): INodeExecutionData[][] {
	if (isTool(context)) return [leaving.map(({ item }) => item)];
	return byOutput(leaving, count);
}
