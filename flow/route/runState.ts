import type { RequestLog, RequestRecord } from './requestLog';

/** How far the run of a call has come; `unknown` when n8n has forgotten it and nobody noted how it ended. */
export type RunState = 'running' | 'waiting' | 'success' | 'error' | 'unknown';

/** What n8n knows of an execution; `gone` when it is not, or no more, in n8n; `untold` when n8n could not be asked. */
export type Progress = Exclude<RunState, 'unknown'> | 'gone' | 'untold';

/** The part of n8n's record of an execution from which its progress can be seen. */
export interface RunData {
	resultData?: { error?: unknown; lastNodeExecuted?: string; runData?: Record<string, RunTask[]> };
	executionData?: { nodeExecutionStack?: unknown[] } | null;
	waitTill?: unknown;
}

/** One time that a node ran. */
export interface RunTask {
	data?: { main?: Array<Array<{ json: Record<string, unknown> }> | null> };
}

/** Where to look for what became of a run. */
export interface RunSources {
	log: RequestLog;
	/** Asks n8n. */
	progress(executionId: string): Promise<Progress>;
	/** Whether a process lives, by the id of its heartbeat. */
	isAlive(processId: string): Promise<boolean>;
}

/**
 * Reads the progress of a run out of n8n's record of it, which has no status of its own.
 *
 * @param data the record; undefined when there is none
 */
export function progressOf(data: RunData | undefined): Progress {
	if (!data) return 'gone';
	if (data.resultData?.error) return 'error';
	if (data.waitTill) return 'waiting';
	const { nodeExecutionStack } = data.executionData ?? {};
	return nodeExecutionStack?.length === 0 && data.resultData?.lastNodeExecuted ? 'success' : 'running';
}

/** Finds out how far the run of a call has come. */
export async function runState(record: RequestRecord, { log, progress, isAlive }: RunSources): Promise<RunState> {
	const outcome = await log.outcome(record.requestId);
	if (outcome) return outcome;
	if (record.givenUp) return 'error';
	if (record.executionId === undefined) return 'running';

	const seen = await progress(record.executionId);
	if (seen === 'gone') return (await log.outcome(record.requestId)) ?? 'unknown';
	// To say that a run is over when it is not would be worse than to have its caller ask again.
	if (seen === 'untold') return 'running';
	// n8n marks some of the runs that died with their process in a place where it cannot be seen from here.
	const died = seen === 'running' && (await hasDied(record, isAlive));
	return died ? ((await log.outcome(record.requestId)) ?? 'error') : seen;
}

async function hasDied({ startedBy, mayMove }: RequestRecord, isAlive: RunSources['isAlive']): Promise<boolean> {
	return startedBy !== undefined && !mayMove && !(await isAlive(startedBy));
}
