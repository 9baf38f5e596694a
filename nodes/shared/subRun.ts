import { setTimeout as sleep } from 'node:timers/promises';

import type {
	ExecuteWorkflowData,
	IExecuteFunctions,
	INodeExecutionData,
	IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';

import { progressOf } from '../../flow/route/runState';
import { contextAtDepth } from './depth';
import { recordReader } from './runs';

/** A run of a secondary flow that is to be started. */
export interface SubRunRequest {
	workflowId: string;
	/** What enters. */
	item: INodeExecutionData;
	/** How many times Add to Flow has led on, up to and including this time. */
	depth: number;
}

/** What came of it. */
export type SubRun =
	/** n8n did not let it begin. */
	| { state: 'refused'; error: Error }
	/** It has begun, and goes on by itself. */
	| { state: 'entered'; executionId: string }
	/** It waits for something, and will go on by itself. */
	| { state: 'parked'; executionId: string }
	| { state: 'finished'; executionId: string; variables: Record<string, unknown> }
	| { state: 'failed'; executionId?: string; error: Error };

/**
 * @param outputs what came out of the last node of a flow
 * @returns the variables of the first item
 */
export function variablesAtEnd(outputs: ReadonlyArray<ReadonlyArray<{ json: Record<string, unknown> }> | null>): Record<string, unknown> {
	const [item] = outputs.flatMap((items) => items ?? []);
	return item?.json ?? {};
}

/** Runs a secondary flow until it ends, or waits for something. */
export async function runToItsEnd(context: IExecuteFunctions, request: SubRunRequest): Promise<SubRun> {
	const watch = watched(context);
	try {
		const { executionId, data, waitTill } = await watch.starting(start(watch.context, request, { doNotWaitToFinish: false }));
		if (waitTill) return { state: 'parked', executionId };
		return { state: 'finished', executionId, variables: variablesAtEnd(data) };
	} catch (thrown) {
		const error = thrown as Error & { executionId?: string };
		return watch.hasEntered() ? { state: 'failed', executionId: error.executionId, error } : { state: 'refused', error };
	}
}

const LOOK_EVERY_MS = 50;
/** n8n refuses a run within milliseconds; one that has been there for so long was let in. */
const SURELY_ENTERED_MS = 10_000;

/** Starts a run of a secondary flow, and waits only until n8n has let it begin. */
export async function runOnItsOwn(context: IExecuteFunctions, request: SubRunRequest): Promise<SubRun> {
	const watch = watched(context);
	let executionId;
	try {
		({ executionId } = await watch.starting(start(watch.context, request, { doNotWaitToFinish: true })));
	} catch (error) {
		return { state: 'refused', error: error as Error };
	}
	// n8n sees only now whether the flow lets this one call it, and tells nobody but the record of the run.
	const readRecord = recordReader(context);
	const surelyEnteredAt = performance.now() + SURELY_ENTERED_MS;
	while (performance.now() < surelyEnteredAt) {
		await Promise.race([watch.entered, sleep(LOOK_EVERY_MS)]);
		if (watch.hasEntered()) break;
		const record = await readRecord(executionId);
		if (record === undefined || record === 'untold') continue;
		if (record.resultData?.error) return { state: 'refused', error: record.resultData.error as Error };
		if (progressOf(record) !== 'running') break;
	}
	return { state: 'entered', executionId };
}

async function start(
	context: IExecuteFunctions,
	{ workflowId, item, depth }: SubRunRequest,
	{ doNotWaitToFinish }: { doNotWaitToFinish: boolean },
): Promise<ExecuteWorkflowData> {
	return await context.executeWorkflow({ id: workflowId }, [item], undefined, {
		doNotWaitToFinish,
		executionMode: context.getMode(),
		// As in the record of a run that has waited, and in earlier versions of n8n: the end counts, not what a loop gave before.
		returnLastRunOnly: true,
		parentExecution: {
			executionId: context.getExecutionId(),
			workflowId: String(context.getWorkflow().id),
			shouldResume: false,
			executionContext: contextAtDepth(context, depth),
		},
	});
}

/** What is watched while a run is started. */
interface Watch {
	context: IExecuteFunctions;
	/** Waits for what n8n gives back of the run. */
	starting<Value>(run: Promise<Value>): Promise<Value>;
	entered: Promise<void>;
	hasEntered(): boolean;
}

/**
 * A context from which a run is started, and which differs from the node's in three ways: it tells when n8n lets the run
 * begin (n8n then takes over the mode of the outermost run from the caller, after all checks and before the first node;
 * should a later n8n not do that, a run is only looked after for longer); the time limit of the present run does not hold
 * for the other; and a run that waits for something does not park the present one.
 */
function watched(context: IExecuteFunctions): Watch {
	const { additionalData } = context as unknown as { additionalData: IWorkflowExecuteAdditionalData };
	const { promise, resolve } = Promise.withResolvers<void>();
	let entered = false;
	const watchedData = Object.create(additionalData, {
		executionTimeoutTimestamp: { value: undefined },
		rootExecutionMode: {
			get() {
				entered = true;
				resolve();
				return additionalData.rootExecutionMode;
			},
		},
	}) as IWorkflowExecuteAdditionalData;
	const watchedContext = Object.create(context, {
		additionalData: { value: watchedData },
		putExecutionToWait: { value: async () => undefined },
		setMetadata: { value: () => undefined },
	}) as IExecuteFunctions;
	const starting = async <Value>(run: Promise<Value>): Promise<Value> => {
		try {
			return await run;
		} finally {
			// n8n notes down here, for the present run, that private credentials were used.
			Object.assign(additionalData, watchedData);
		}
	};
	return { context: watchedContext, starting, entered: promise, hasEntered: () => entered };
}

/**
 * Tells a flow that is not there from one that is not published, which n8n calls by the same words. For manual runs n8n
 * looks for the flow itself; nothing is run, because what would be run throws when it is first looked at.
 */
export async function isThere(context: IExecuteFunctions, workflowId: string): Promise<boolean> {
	const notRun = new Error('Nothing was to be run.');
	const trap = (name: string) => Object.defineProperty({}, name, { enumerable: true, get: () => { throw notRun; } });
	const nothing = [trap('json')] as INodeExecutionData[];
	try {
		await context.executeWorkflow({ id: workflowId }, nothing, undefined, {
			executionMode: 'manual',
			loadedRunData: trap('executionMode'),
		} as never);
		return true;
	} catch (error) {
		return error === notRun;
	}
}
