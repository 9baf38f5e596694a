import { setTimeout } from 'node:timers/promises';

import type { IExecuteFunctions, INodeExecutionData, INodeType, INodeTypeDescription } from 'n8n-workflow';
import { NodeConnectionTypes, NodeOperationError } from 'n8n-workflow';

import { branchCount, branchOf } from '../../flow/call/branches';
import { mapInOrder } from '../../flow/concurrency';
import type { HttpOutcome } from '../../flow/http/send';
import { send } from '../../flow/http/send';
import { httpClient } from '../shared/httpClient';
import { failedItem, passedOn } from '../shared/item';
import type { NodeChoice, PreparedCall } from './call';
import { prepareCall, readNodeChoice } from './call';
import { CONNECTION } from './connection';
import { configuredOutputs } from './outputs';
import { properties } from './properties';
import { resultItem } from './result';

export class CallApi implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Call API',
		name: 'callApi',
		icon: { light: 'file:callApi.svg', dark: 'file:callApi.dark.svg' },
		group: ['output'],
		version: 1,
		subtitle: '={{ $parameter["method"] + ": " + $parameter["url"] }}',
		description: 'Calls a third-party API, captures variables from the response and branches by its class',
		defaults: { name: 'Call API' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: `={{(${configuredOutputs.toString()})($parameter)}}`,
		credentials: [
			{
				name: CONNECTION,
				required: true,
				displayOptions: { show: { authentication: ['connection'] } },
			},
		],
		properties,
	};

	/** Reads all items before it sends the first, so that a panel that cannot work sends nothing. */
	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const items = this.getInputData();
		let choice;
		try {
			choice = await readNodeChoice(this);
		} catch (error) {
			if (!this.continueOnFail()) throw new NodeOperationError(this.getNode(), error as Error);
			// Left to itself, n8n would let the items leave by Success.
			return [items.map((item, index) => failedItem(this, item, index, error as Error))];
		}
		const calls = await prepareAll(this, items);
		return choice.waits ? await callAndBranch(this, items, calls, choice) : sendAndGoOn(this, items, calls, choice);
	}
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
	const results = await mapInOrder(
		calls,
		concurrency,
		async (call, index) => {
			if ('error' in call) return { output: 0, item: failedItem(context, items[index], index, call.error) };
			const outcome = await sendCall(context, call);
			const output = branchOf({ class: outcome.class, status: outcome.reply?.status }, branches);
			return { output, item: await resultItem(context, items[index], index, outcome, call.result) };
		},
		context.getExecutionCancelSignal(),
	);

	const outputs: INodeExecutionData[][] = Array.from({ length: branchCount(branches) }, () => []);
	for (const { output, item } of results) outputs[output].push(item);
	return outputs;
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
		const outcome = await sendCall(context, call);
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

async function sendCall(context: IExecuteFunctions, call: PreparedCall): Promise<HttpOutcome> {
	const signal = context.getExecutionCancelSignal();
	return await send(call.request, call.retry, {
		sendOnce: httpClient(context, call.client),
		timeoutMs: call.timeoutMs,
		sleep: async (ms) => await setTimeout(ms, undefined, { signal }),
		now: () => new Date(),
		random: Math.random,
		signal,
	});
}
