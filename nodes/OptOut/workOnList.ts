import { setImmediate } from 'node:timers/promises';

import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { mapInOrder } from '../../flow/concurrency';
import { OptOuts } from '../../flow/optOut/optOuts';
import { flowStore } from '../../flow/store/theStore';
import { failedItem, passedOn } from '../shared/item';
import type { Leaving } from '../shared/leaving';
import { byOutput } from '../shared/leaving';
import { isTool } from '../shared/tool';
import type { Outcome } from './changeList';
import { addToList, obeyKeyword, removeFromList } from './changeList';
import { exportList, importList } from './csvFiles';
import type { Mirror, Refused } from './mirror';
import { mirrorView, readMirror, tellInfobip } from './mirror';
import type { Operation } from './outputs';
import { BRANCH, configuredOutputs } from './outputs';
import type { ItemChoice } from './panel';
import { operationOf, readItem } from './panel';
import { verify } from './verify';

/** How many items are looked up at once. */
const LOOKUPS_AT_ONCE = 10;

/** An error of an item whose builder has n8n go on after errors. */
type Failed = { error: Error };

/**
 * Does with the list what the panel says. All items are read before the first is worked on, so that a panel that cannot
 * work changes nothing.
 *
 * @returns the items of each output
 * @throws NodeOperationError for a panel that cannot work, and while the flow store cannot be used, unless n8n goes on
 *   after errors
 */
export async function workOnList(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const operation = operationOf(context);
	const items = context.getInputData();
	if (operation === 'export') return outputsOf(context, operation, [await exported(context)]);

	const choices = await mapInOrder(items, 1, async (_, index) => await attempt(context, async () => await readItem(context, index), index));
	const outcomes = await workOnAll(context, operation, choices);
	// Only now: a credential that cannot be used keeps nobody off the list.
	const mirror = await mirrorFor(context, operation);
	const told = mirror ? await toldTo(mirror, operation, outcomes) : outcomes;
	return outputsOf(context, operation, told.map((outcome, index) => {
		const choice = choices[index];
		return 'error' in outcome ? failed(context, operation, index, outcome) : leaving(context, operation, choice as ItemChoice, outcome, index);
	}));
}

/** Only an operation that changes single addresses is told to anybody. */
async function mirrorFor(context: IExecuteFunctions, operation: Operation): Promise<Mirror | Refused | undefined> {
	return 'notMirrored' in BRANCH[operation] ? await readMirror(context) : undefined;
}

/** What changes the list is done in the order of the items, so that of a stop and a start the later one counts. */
async function workOnAll(context: IExecuteFunctions, operation: Operation, choices: Array<Failed | ItemChoice>): Promise<Array<Failed | Outcome>> {
	const optOuts = new OptOuts(flowStore());
	return await mapInOrder(
		choices,
		operation === 'verify' ? LOOKUPS_AT_ONCE : 1,
		async (choice, index) => {
			if ('error' in choice) return choice;
			const outcome = await attempt(context, async () => await workOn(optOuts, operation, choice, context, index), index);
			// A store in a file answers at once, and many items would keep everybody else waiting.
			await setImmediate();
			return outcome;
		},
		context.getExecutionCancelSignal(),
	);
}

async function workOn(optOuts: OptOuts, operation: Operation, choice: ItemChoice, context: IExecuteFunctions, index: number): Promise<Outcome> {
	switch (operation) {
		case 'add':
			return await addToList(optOuts, choice);
		case 'remove':
			return await removeFromList(optOuts, choice);
		case 'keyword':
			return await obeyKeyword(optOuts, choice, context, index);
		case 'import':
			return { output: BRANCH.import.done, result: await importList(optOuts, choice, context, index) };
		default:
			return await verify(choice);
	}
}

/** Tells Infobip of what has changed; who could not be told leaves by the last branch. */
async function toldTo(mirror: Mirror | Refused, operation: Operation, outcomes: Array<Failed | Outcome>): Promise<Array<Failed | Outcome>> {
	const { notMirrored } = BRANCH[operation] as { notMirrored: number };
	const answers = await tellInfobip(mirror, flowStore(), outcomes.map((outcome) => ('error' in outcome ? [] : (outcome.changes ?? []))));

	return outcomes.map((outcome, index) => {
		if ('error' in outcome || outcome.changes === undefined) return outcome;
		const answer = answers[index];
		return { output: answer.accepted ? outcome.output : notMirrored, result: { ...outcome.result, mirror: mirrorView(answer) } };
	});
}

/** Makes one item of all: the list is the same for each of them. */
async function exported(context: IExecuteFunctions): Promise<Leaving> {
	const items = context.getInputData();
	const made = await attempt(context, async () => {
		const { resultField } = await readItem(context, 0);
		const { result, files } = await exportList(new OptOuts(flowStore()), context);
		return passedOn(items[0], 0, { [resultField]: { operation: 'export', ...result } }, files);
	});
	if ('error' in made) return failed(context, 'export', 0, made as Failed);
	return { output: BRANCH.export.done, item: { ...made, pairedItem: items.map((_, item) => ({ item })) } };
}

/**
 * @param index the item that it is about, if it is one
 * @throws NodeOperationError with the item's index, unless n8n goes on after errors; the reason of the run's cancelling
 */
async function attempt<Value extends object>(context: IExecuteFunctions, work: () => Promise<Value>, index?: number): Promise<Failed | Value> {
	try {
		return await work();
	} catch (error) {
		context.getExecutionCancelSignal()?.throwIfAborted();
		if (!context.continueOnFail()) throw new NodeOperationError(context.getNode(), error as Error, { itemIndex: index });
		return { error: error as Error };
	}
}

function leaving(context: IExecuteFunctions, operation: Operation, { resultField }: ItemChoice, { output, result }: Outcome, index: number): Leaving {
	const item = context.getInputData()[index];
	return { output, item: passedOn(item, index, { [resultField]: { operation, ...result } as IDataObject }) };
}

/** Nobody of whom it is not known leaves by a branch that says that they may be reached. */
function failed(context: IExecuteFunctions, operation: Operation, index: number, { error }: Failed): Leaving {
	const { invalid = 0 } = BRANCH[operation] as { invalid?: number };
	return { output: invalid, item: failedItem(context, context.getInputData()[index], index, error) };
}

function outputsOf(context: IExecuteFunctions, operation: Operation, all: readonly Leaving[]): INodeExecutionData[][] {
	if (isTool(context)) return [all.map(({ item }) => item)];
	const mirror = context.getNodeParameter('mirror', 0, false) === true;
	return byOutput(all, configuredOutputs({ operation, mirror }).length);
}
