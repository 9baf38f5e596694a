import { randomUUID } from 'node:crypto';

import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { notAdded } from '../../flow/addToFlow/gateway';
import { lookAgainAfterMs } from '../../flow/addToFlow/lookAgain';
import { knockableUrl, park } from '../shared/parked/park';
import { NET_MS } from '../shared/parked/waking';
import type { NodeChoice } from './panel';
import type { AddResult, Leaving, Wait } from './result';
import { knownOf, leaving, outputsOf, resultOf } from './result';

/** The last part of the URL under which a run that waits is woken; no other node of the run listens there. */
export const RESUME_PATH = 'secondary-flow';

/** When many are late, because n8n was down, they look one by one. */
const LINE = 'add-to-flow';

/**
 * Parks the run until the secondary flows that wait for something have ended, too. They have been entered, so nothing
 * throws any more: where the run cannot be parked, it goes on without their variables.
 */
export async function parkUntilAllEnd(context: IExecuteFunctions, all: readonly Leaving[], choice: NodeChoice): Promise<INodeExecutionData[][]> {
	const nowMs = Date.now();
	const wait: Wait = { ticket: randomUUID(), since: new Date(nowMs).toISOString() };
	const items = all.map(({ item, waitsFor }) => (waitsFor === undefined ? item : withWait(item, wait, choice)));
	try {
		await knockableUrl(context, RESUME_PATH);
		await park(context, items, { untilMs: nowMs + lookAgainAfterMs(0), netMs: choice.waitAtMostMs + NET_MS, path: RESUME_PATH, ticket: wait.ticket, line: LINE });
		// What is given to n8n here, it takes apart for its error output; what is parked has to stay whole.
		return [[...items]];
	} catch (error) {
		return outputsOf(all.map((one, index) => (one.waitsFor === undefined ? one : notWaitedFor(one, index, choice, error as Error))));
	}
}

function withWait(item: INodeExecutionData, wait: Wait, choice: NodeChoice): INodeExecutionData {
	const result: AddResult = { ...(resultOf(item, choice) as AddResult), wait };
	return { ...item, json: { ...item.json, [choice.resultField]: result as unknown as IDataObject } };
}

function notWaitedFor({ item }: Leaving, index: number, choice: NodeChoice, { message }: Error): Leaving {
	const result = resultOf(item, choice) as AddResult;
	const words = `The secondary flow waits for something and goes on by itself, but this flow cannot wait for it. ${message}`;
	return leaving({ item, index }, knownOf(result), notAdded('secondaryFlowLate', words, result.details), choice);
}
