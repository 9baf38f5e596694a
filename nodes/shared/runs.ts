import type { IExecuteFunctions, IWebhookFunctions } from 'n8n-workflow';

import type { Progress, RunData } from '../../flow/route/runState';
import { progressOf } from '../../flow/route/runState';

// What becomes of a run, n8n tells its own parts only. Both ways in below are n8n-core's, and are in the contexts of nodes
// in every process of n8n (main, worker, webhook), though n8n-workflow's types do not show them. Should a later n8n take
// them away, the status of a run stays "running" until its answer is there, and nothing else breaks.
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

/** Asks n8n how far an execution has come. */
export async function progressOfRun(context: IWebhookFunctions, executionId: string): Promise<Progress> {
	const { additionalData } = context as unknown as Insides;
	if (!additionalData?.getRunExecutionData) return 'running';
	try {
		return progressOf(await additionalData.getRunExecutionData(executionId));
	} catch (error) {
		// An execution whose data have been lost, or a database that is away.
		context.logger.warn(`n8n could not tell about execution ${executionId}: ${(error as Error).message}`);
		return 'gone';
	}
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
