import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { mapInOrder } from '../../flow/concurrency';
import { readJson } from '../../flow/json';
import { explained } from '../shared/explained';
import { unreadItem } from '../shared/item';
import type { Leaving } from '../shared/leaving';
import { byOutput } from '../shared/leaving';
import { occurrences, stepOf, uuidOf } from '../shared/stepId';
import { ticketAccountOf } from '../shared/ticketAccount';
import { build } from './build';
import { fetchContents, prepareFetch } from './fetch';
import { BRANCH } from './outputs';
import type { NodeChoice } from './panel';
import { readNodeChoice } from './panel';
import type { Passing } from './result';
import { leavingBy, leavingChecked } from './result';
import { sendToTicket } from './sendToTicket';

const ITEMS_AT_ONCE = 10;

/** Trengo does a repeated POST twice; only what cannot have arrived is repeated. */
const SENDING = { http: { maxRetries: 3, timeoutMs: 30_000 }, turnMs: 600_000 };

/** An item that was read; the work is done when all have been. */
type Ready = { work: () => Promise<Leaving> } | { left: Leaving };

/**
 * Works on all items. All are read before anything is sent, so that a panel that cannot work sends nothing.
 *
 * @throws NodeOperationError for a panel that cannot work, unless n8n goes on after errors
 */
export async function workAll(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const choice = await explained(context, () => readNodeChoice(context));
	const prepare = preparing(context, choice);
	const ready: Ready[] = [];
	for (const [index, item] of context.getInputData().entries()) {
		try {
			ready.push({ work: await prepare({ item, index, operation: choice.operation, resultField: choice.resultField }) });
		} catch (error) {
			if (!context.continueOnFail()) throw new NodeOperationError(context.getNode(), error as Error, { itemIndex: index });
			ready.push({ left: { output: 1, item: unreadItem(context, { item, index, error: error as Error }, choice.resultField) } });
		}
	}
	const all = await mapInOrder(ready, ITEMS_AT_ONCE, async (one) => ('left' in one ? one.left : await one.work()), context.getExecutionCancelSignal());
	return byOutput(all, Object.keys(BRANCH[choice.operation]).length);
}

/** @returns what reads an item, and gives what is to be done with it */
function preparing(context: IExecuteFunctions, choice: NodeChoice): (passing: Passing) => Promise<() => Promise<Leaving>> {
	switch (choice.operation) {
		case 'build':
			return async (passing) => {
				const checked = await build(context, passing.index, choice);
				return async () => await Promise.resolve(leavingChecked(checked, passing));
			};
		case 'fetch':
			return async (passing) => {
				const prepared = await prepareFetch(context, passing.index, passing.item);
				return async () => {
					const fetched = await fetchContents(context, passing.index, prepared, choice);
					return 'reason' in fetched ? leavingBy('skipped', passing, fetched) : leavingChecked(fetched, passing);
				};
			};
		case 'send':
			return sendingOf(context, choice);
	}
}

function sendingOf(context: IExecuteFunctions, choice: NodeChoice): (passing: Passing) => Promise<() => Promise<Leaving>> {
	const step = stepOf(context);
	const nth = occurrences();
	return async (passing) => {
		const { index } = passing;
		const ticketId = String(context.getNodeParameter('ticketId', index, '') ?? '').trim();
		const written = context.getNodeParameter('contentsToSend', index, '') as unknown;
		const document = typeof written === 'string' && written.trim() !== '' ? readJson(written, 'Contents') : written;
		const account = await ticketAccountOf(context, index, SENDING);
		const about = [ticketId, document];
		const stepKey = uuidOf([...step, ...about, nth(about)]);
		return async () => await sendToTicket(context, { account, ticketId, document, stepKey }, passing, choice);
	};
}
