import type { IWebhookFunctions, Logger } from 'n8n-workflow';

import type { AcknowledgeEvents, HoldEvents } from '../../flow/route/callerAnswer';
import { Retries } from '../../flow/route/retries';
import type { RunEnd } from '../../flow/route/runProblem';
import type { RunSources } from '../../flow/route/runState';
import { requestLog } from '../shared/keepingStore';
import { progressOfRuns } from '../shared/runs';
import type { KeptCall } from './keptCall';
import { recordOf } from './keptCall';

/** What could not be noted yet, of all calls. */
const retries = new Retries();

/** What is noted down about a call while its caller waits. It holds on to nothing of what the call brought along. */
export class CallNotes {
	private isLate = false;
	private readonly logger: Logger;
	private readonly progress: RunSources['progress'];

	constructor(
		context: IWebhookFunctions,
		private readonly kept: KeptCall,
	) {
		this.logger = context.logger;
		this.progress = progressOfRuns(context);
	}

	/** What is noted when the caller of an asynchronous route is answered. */
	ofAcknowledged(): AcknowledgeEvents {
		if (!this.kept.isRecorded) return {};
		return {
			// So that a repetition gets the same acknowledgement, also while the run stands in n8n's queue.
			onStarted: async (executionId: string) => {
				await this.soonerOrLater(async () =>
					await this.log().change(this.kept.requestId, (record) =>
						record.executionId === undefined ? { ...record, executionId } : undefined,
					),
				);
			},
			onNotStarted: async () => await this.giveUp(),
		};
	}

	/** What is noted while the caller of a synchronous route waits, and afterwards. */
	ofHeld(): HoldEvents {
		const { keptUntilMs, statusUntilMs, isRecorded, location } = this.kept;
		if (keptUntilMs === 0) return {};
		return {
			onTimeout: async (): Promise<Record<string, string>> => {
				this.isLate = true;
				if (statusUntilMs === 0) return {};
				const isThere = isRecorded || (await this.orLog(async () => await this.openLate()));
				return isThere ? { ...location } : {};
			},
			onEnd: async (end: RunEnd): Promise<RunEnd | 'goes-on'> => {
				const note = async () => await this.noteEnd(end);
				// Of a call that is in time only a parked run leaves something to be found.
				if (!isRecorded && !this.isLate) return end === 'failed' ? end : ((await this.orLog(note)) ?? end);
				return (await this.soonerOrLater(note)) ?? end;
			},
		};
	}

	/** Says that the call's flow never started, so that a repetition of the call can start it. */
	async giveUp(): Promise<void> {
		if (!this.kept.isRecorded) return;
		await this.soonerOrLater(async () => {
			// What was sent to the store without an answer may yet come to be done; then this stands there already.
			const record = await recordOf(this.kept);
			if (!(await this.log().open({ ...record, givenUp: true }))) await this.log().giveUp(record.requestId);
		});
	}

	/** Does what comes before the flow is started; if that fails, the call is given up, and nobody waits for that. */
	async orGiveUp<Value>(work: () => Promise<Value>): Promise<Value> {
		let isDone = false;
		try {
			const value = await work();
			isDone = true;
			return value;
		} finally {
			if (!isDone) void this.giveUp();
		}
	}

	private async openLate(): Promise<true> {
		// The process that runs the flow makes one, too.
		await this.log().open(await recordOf(this.kept));
		return true;
	}

	private async noteEnd(end: RunEnd): Promise<RunEnd | 'goes-on'> {
		const { requestId, keptUntilMs } = this.kept;
		if (end === 'failed' && (await this.log().giveUp(requestId))) return 'not-started';
		const executionId = (await this.log().find(requestId))?.executionId;
		// The process that ran the flow has noted it, unless it died, or the run is only parked.
		if (executionId === undefined || (await this.log().outcome(requestId)) !== undefined) return end;
		if (end === 'ended-without-answer') {
			const progress = await this.progress(executionId);
			if (progress === 'waiting' || progress === 'running') return 'goes-on';
			if (progress === 'untold') return end;
		}
		await this.log().noteOutcome(requestId, end === 'ended-without-answer' ? 'success' : 'error', keptUntilMs);
		return end;
	}

	private log() {
		return requestLog(this.kept);
	}

	/** The caller is answered whether or not it could be noted. */
	private async orLog<Value>(note: () => Promise<Value>): Promise<Value | undefined> {
		try {
			return await note();
		} catch (error) {
			this.logger.error(`Dynamic API Trigger could not note what became of a call: ${(error as Error).message}`, {
				requestId: this.kept.requestId,
			});
			return undefined;
		}
	}

	/** What is not noted would leave all repetitions of the call waiting for its end, so it is tried until it is. */
	private async soonerOrLater<Value>(note: () => Promise<Value>): Promise<Value | undefined> {
		let isNoted = false;
		const tried = async () => {
			const value = await note();
			isNoted = true;
			return value;
		};
		const value = await this.orLog(tried);
		if (!isNoted) retries.add(tried, this.kept.keptUntilMs);
		return value;
	}
}
