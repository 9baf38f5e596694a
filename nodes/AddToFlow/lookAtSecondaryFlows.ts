import type { INodeExecutionData, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import type { Entry } from '../../flow/addToFlow/gateway';
import { notAdded } from '../../flow/addToFlow/gateway';
import { lookAgainAfterMs } from '../../flow/addToFlow/lookAgain';
import type { RunData } from '../../flow/route/runState';
import { progressOf } from '../../flow/route/runState';
import { goOnWith } from '../shared/parked/afterWait';
import { isLetGo, noteLetGo } from '../shared/parked/letGo';
import type { ReadRecord } from '../shared/runs';
import { recordReader } from '../shared/runs';
import type { NodeChoice } from './panel';
import { readNodeChoice } from './panel';
import type { Leaving } from './result';
import { ADDED, knownOf, leaving, NOT_ADDED, OUTPUTS, resultOf } from './result';
import { flowFailed } from './secondaryFlow';
import { variablesAtEnd } from '../shared/subRun';

/** So much before its time the waker knocks, at the most. */
const EARLY_MS = 500;

/** Lets a run that waits go on when all its secondary flows have ended, or time is up; whoever knocks is told when to come again. */
export async function lookAtSecondaryFlows(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	try {
		return await look(context);
	} catch (error) {
		// Thrown on, it would make n8n let the run go on with an empty item.
		context.logger.warn(`Add to Flow "${context.getNode().name}" cannot look at its secondary flows now. ${(error as Error).message}`);
		return { webhookResponse: { notNow: true } };
	}
}

async function look(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	const { ticket } = (context.getBodyData() ?? {}) as { ticket?: unknown };
	const choice = await readNodeChoice(context);
	const items = context.evaluateExpression('{{ $input.all() }}') as unknown as INodeExecutionData[];
	const wait = items.map((item) => resultOf(item, choice)?.wait).find((one) => one !== undefined);
	if (wait === undefined || wait.ticket !== ticket) return { webhookResponse: { stale: true } };
	if (isLetGo(wait.ticket)) return { webhookResponse: { busy: true } };

	const sinceMs = Date.parse(wait.since);
	const deadlineMs = sinceMs + choice.waitAtMostMs;
	// Whoever knocks comes a moment early.
	const isLate = Date.now() >= deadlineMs - EARLY_MS;
	const ended = await allEnded(recordReader(context), items, choice, { ticket: wait.ticket, isLate });
	if (!ended) {
		const againMs = Date.now() + lookAgainAfterMs(Date.now() - sinceMs);
		return { webhookResponse: { heldUntilMs: Math.min(againMs, deadlineMs) } };
	}
	if (isLetGo(wait.ticket)) return { webhookResponse: { busy: true } };
	noteLetGo(wait.ticket);
	lastPending.delete(wait.ticket);
	return goOnWith(context, ended, OUTPUTS.length);
}

/**
 * The execution for which a wait was last not over, by its ticket: it is asked for first, so that those that have ended
 * are not all read again each time.
 */
const lastPending = new Map<string, string>();
const MOST_PENDING = 10_000;

function notePending(ticket: string, executionId: string): void {
	lastPending.set(ticket, executionId);
	if (lastPending.size > MOST_PENDING) lastPending.delete(lastPending.keys().next().value as string);
}

/** @returns how the items leave; undefined as soon as one is found that is still to be waited for */
async function allEnded(
	read: ReadRecord,
	items: INodeExecutionData[],
	choice: NodeChoice,
	{ ticket, isLate }: { ticket: string; isLate: boolean },
): Promise<Leaving[] | undefined> {
	const pending = lastPending.get(ticket);
	if (pending !== undefined && !isLate) {
		const entry = entryOf(await read(pending), pending);
		if (!entry) return undefined;
	}
	const all: Leaving[] = [];
	for (const [index, item] of items.entries()) {
		const result = resultOf(item, choice);
		if (result?.status !== 'waiting') {
			all.push({ output: result?.status === 'added' ? ADDED : NOT_ADDED, item });
			continue;
		}
		const executionId = String(result.details?.executionId);
		const entry = entryOf(await read(executionId), executionId) ?? (isLate ? late(executionId) : undefined);
		if (!entry) {
			notePending(ticket, executionId);
			return undefined;
		}
		all.push(leaving({ item, index }, knownOf(result), entry, choice));
	}
	return all;
}

/** @returns what came of a run, by n8n's record of it; undefined while it is not over, or n8n cannot be asked */
function entryOf(record: Awaited<ReturnType<ReadRecord>>, executionId: string): Entry | undefined {
	if (record === 'untold') return undefined;
	switch (progressOf(record)) {
		case 'success':
			return { added: true, details: { executionId }, variables: lastVariables(record as RunData) };
		case 'error':
			return flowFailed(String((record?.resultData?.error as Error).message), executionId);
		case 'gone':
			return notAdded(
				'secondaryFlowUnknown',
				'The secondary flow is over, but n8n did not keep its execution. Have its settings save executions, so that its variables can come back.',
				{ executionId },
			);
		default:
			return undefined;
	}
}

function late(executionId: string): Entry {
	return notAdded('secondaryFlowLate', 'The secondary flow has not ended in time. It goes on by itself, unless it was cut off when n8n died: look at its execution.', { executionId });
}

/** What n8n gives back by itself of a flow that does not wait. */
function lastVariables({ resultData }: RunData): Record<string, unknown> {
	const tasks = resultData?.runData?.[resultData.lastNodeExecuted ?? ''];
	return variablesAtEnd(tasks?.at(-1)?.data?.main ?? []);
}
