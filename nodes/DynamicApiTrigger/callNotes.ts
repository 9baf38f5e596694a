import type { IWebhookFunctions } from 'n8n-workflow';

import type { AcknowledgeEvents, HoldEvents } from '../../flow/route/callerAnswer';
import type { RunEnd } from '../../flow/route/runProblem';
import { requestLog } from '../shared/keepingStore';
import type { AdmittedCall } from './admittedCall';
import type { KeptCall } from './keptCall';
import { recordOf } from './keptCall';

/** How long to wait before something is tried again that could not be noted. */
const RETRY_MS = 5000;

/** What is noted down about a call while its caller waits. */
export class CallNotes {
	private isLate = false;

	constructor(
		private readonly context: IWebhookFunctions,
		private readonly admitted: AdmittedCall,
		private readonly kept: KeptCall,
	) {}

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
			onEnd: async (end: RunEnd): Promise<RunEnd> =>
				isRecorded || this.isLate ? ((await this.soonerOrLater(async () => await this.noteEnd(end))) ?? end) : end,
		};
	}

	/** Says that the call's flow never started, so that a repetition of the call can start it. */
	async giveUp(): Promise<void> {
		if (this.kept.isRecorded) await this.soonerOrLater(async () => await this.isGivenUp());
	}

	private async isGivenUp(): Promise<boolean> {
		const record = await this.log().change(this.kept.requestId, (found) =>
			found.executionId === undefined ? { ...found, givenUp: true } : undefined,
		);
		return record?.givenUp === true;
	}

	private async openLate(): Promise<true> {
		// The process that runs the flow makes one, too.
		await this.log().open(await recordOf(this.kept, this.admitted));
		return true;
	}

	private async noteEnd(end: RunEnd): Promise<RunEnd> {
		if (end === 'failed' && (await this.isGivenUp())) return 'not-started';
		const { requestId, keptUntilMs } = this.kept;
		// The process that ran the flow has noted it, unless it died.
		if ((await this.log().outcome(requestId)) === undefined) {
			await this.log().noteOutcome(requestId, end === 'ended-without-answer' ? 'success' : 'error', keptUntilMs);
		}
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
			this.context.logger.error(`Dynamic API Trigger could not note what became of a call: ${(error as Error).message}`, {
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
		if (!isNoted) this.later(tried);
		return value;
	}

	private later(note: () => Promise<unknown>): void {
		if (Date.now() >= this.kept.keptUntilMs) return;
		setTimeout(() => void note().catch(() => this.later(note)), RETRY_MS).unref();
	}
}
