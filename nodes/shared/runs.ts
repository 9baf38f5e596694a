import type { IExecuteFunctions, IWebhookFunctions, Logger } from 'n8n-workflow';

import type { Progress, RunData } from '../../flow/route/runState';
import { progressOf } from '../../flow/route/runState';

// What becomes of a run, n8n tells its own parts only. Both ways in below are n8n-core's, and are in the contexts of nodes
// in every process of n8n (main, worker, webhook), though n8n-workflow's types do not show them. Should a later n8n take
// them away, nothing is said of the end of a run that is not known: without the first, a call whose answer nobody kept stays
// "running" unless its end was noted; without the second, no end is noted in the process that runs the flow, no run is said
// to have died, and a 504 of a call that is not noted from the start has a status without an execution.
interface Insides {
	additionalData?: {
		/** workflow-execute-additional-data.js: what n8n has stored of an execution; undefined for an unknown one. */
		getRunExecutionData?(executionId: string): Promise<RunData | undefined>;
		hooks?: Hooks;
	};
}

/** n8n-core's ExecutionLifecycleHooks: what n8n itself does at the end of the run, in the process that runs it. */
interface Hooks {
	addHandler?(name: 'workflowExecuteAfter', handler: (run: { status: string }) => Promise<void>): void;
}

/** The ways in that were looked for in vain, so that each is told of once. */
const missed = new Set<string>();

function tellMissed(logger: Logger, name: string): void {
	if (missed.has(name)) return;
	missed.add(name);
	logger.warn(`This n8n has no "${name}": flow elements cannot tell how some of the runs ended.`);
}

/** @returns what asks n8n how far an execution has come; it does not hold on to the call and its body */
export function progressOfRuns(context: IWebhookFunctions): (executionId: string) => Promise<Progress> {
	const readRecord = recordReader(context);
	return async (executionId) => {
		const record = await readRecord(executionId);
		return record === 'untold' ? record : progressOf(record);
	};
}

/** @returns n8n's record of an execution; undefined when there is none, `untold` when n8n could not be asked */
export type ReadRecord = (executionId: string) => Promise<RunData | 'untold' | undefined>;

/** @returns what asks n8n for its record of an execution */
export function recordReader(context: IExecuteFunctions | IWebhookFunctions): ReadRecord {
	const { logger } = context;
	const read = (context as unknown as Insides).additionalData?.getRunExecutionData;
	return async (executionId) => {
		if (!read) {
			tellMissed(logger, 'getRunExecutionData');
			return 'untold';
		}
		try {
			return await read(executionId);
		} catch (error) {
			// An execution whose data have been lost, or a database that is away: only where there is no row it is gone.
			logger.warn(`n8n could not tell about execution ${executionId}: ${(error as Error).message}`);
			return 'untold';
		}
	};
}

/** @returns whether this n8n tells when the process is through with a run */
export function tellsWhenRunStops(context: IExecuteFunctions): boolean {
	if ((context as unknown as Insides).additionalData?.hooks?.addHandler) return true;
	tellMissed(context.logger, 'hooks.addHandler');
	return false;
}

/** The runs, by their hooks, at whose end something is done already. */
const watched = new WeakSet<Hooks>();

/**
 * Has something done when this process is through with the run: when it ends, and when it is parked. Only the first who
 * asks for a run is heeded.
 *
 * @param work gets n8n's status of the run: `waiting` for a parked one, `success`, or else a failure
 */
export function whenRunStops(context: IExecuteFunctions, work: (status: string) => Promise<void>): void {
	const { hooks } = (context as unknown as Insides).additionalData ?? {};
	if (!hooks?.addHandler || watched.has(hooks)) return;

	watched.add(hooks);
	hooks.addHandler('workflowExecuteAfter', async ({ status }) => {
		try {
			await work(status);
		} catch (error) {
			// A run does not fail because nobody could note how it ended.
			context.logger.error(`The end of a run could not be noted: ${(error as Error).message}`);
		}
	});
}
