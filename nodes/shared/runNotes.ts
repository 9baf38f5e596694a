import type { IExecuteFunctions } from 'n8n-workflow';

import type { CallerSession, Keeping } from '../../flow/route/callerSession';
import type { RequestRecord } from '../../flow/route/requestLog';
import { heartbeat, requestLog } from './keepingStore';
import { tellsWhenRunStops, whenRunStops } from './runs';

/** A session of whose call something is kept. */
export type KeptSession = CallerSession & { keeping: Keeping };

/** @returns whether anything is kept of the call of a run */
export function isKept(session: CallerSession | undefined): session is KeptSession {
	return session?.keeping !== undefined;
}

/**
 * Notes that the run of a call has started, which settles that this run does the call's work.
 *
 * @returns whether it does; not if the call was given up because nobody knew that it would still start
 * @throws StoreUnavailable
 */
export async function noteStart(context: IExecuteFunctions, { requestId, keeping }: KeptSession): Promise<boolean> {
	const ours = await started(context);
	const isOthers = (record: RequestRecord) =>
		record.givenUp === true || (record.startedBy !== undefined && record.executionId !== ours.executionId);

	const record = await requestLog(keeping).change(requestId, (found) => (isOthers(found) ? undefined : { ...found, ...ours }));
	// What is kept of a call can have grown too old while it stood in n8n's queue; it is to be run all the same.
	return record === undefined || !isOthers(record);
}

/** Notes how the run ends, if it ends in this process, or that it is parked, and may go on in another one. */
export function noteEnd(context: IExecuteFunctions, { requestId, keeping }: KeptSession): void {
	whenRunStops(context, async (status) => {
		await noteStop({ requestId, keeping }, status);
	});
}

async function noteStop({ requestId, keeping }: Pick<KeptSession, 'keeping' | 'requestId'>, status: string): Promise<void> {
	const log = requestLog(keeping);
	if (status === 'waiting') await log.change(requestId, (found) => (found.mayMove ? undefined : { ...found, mayMove: true }));
	else await log.noteOutcome(requestId, status === 'success' ? 'success' : 'error', keeping.untilMs);
}

/**
 * Notes the run of a synchronous call only when it turns out that the caller does not get the answer in time, so that all
 * other calls cost nothing.
 *
 * @param session the caller, as the elements of the run share it
 * @param receivedAt when the call came in
 */
export function noteIfLate(context: IExecuteFunctions, session: KeptSession, receivedAt: Date): void {
	if (!tellsWhenRunStops(context)) return;
	const { requestId, keeping } = session;
	const answerBy = new Date(session.answerBy ?? receivedAt).getTime();
	let isNoted = false;

	const noteLate = async () => {
		if (isNoted || session.answeredBy !== undefined) return;
		isNoted = true;
		const ours = await started(context);
		const record: RequestRecord = {
			requestId,
			receivedAtMs: receivedAt.getTime(),
			mode: 'sync',
			takenBy: ours.startedBy,
			keptUntilMs: keeping.untilMs,
			statusUntilMs: keeping.untilMs,
			...ours,
		};
		// The process that holds the caller's connection makes one, too, when it sends the 504.
		const log = requestLog(keeping);
		if (!(await log.open(record))) await log.change(requestId, (found) => ({ ...found, ...ours }));
	};

	const timer = setTimeout(() => {
		noteLate().catch((error: Error) => context.logger.error(`A run that is late could not be noted: ${error.message}`));
	}, answerBy - Date.now()).unref();

	whenRunStops(context, async (status) => {
		clearTimeout(timer);
		// Who is parked now will not be asked again in this process.
		if (status === 'waiting' || Date.now() >= answerBy) await noteLate();
		if (isNoted) await noteStop(session, status);
	});
}

async function started(context: IExecuteFunctions): Promise<{ executionId: string; startedBy: string; mayMove?: true }> {
	const ours = { executionId: context.getExecutionId(), startedBy: await heartbeat.begin() };
	// Where nobody would say that the run is parked, it may be, at any time.
	return tellsWhenRunStops(context) ? ours : { ...ours, mayMove: true };
}
