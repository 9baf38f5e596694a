import type { FlowStore } from '../store/flowStore';
import type { KeptAnswer } from './keptAnswer';

/** What is kept of one call to a route, apart from its answer. */
export interface RequestRecord {
	requestId: string;
	/** Unix time in milliseconds. */
	receivedAtMs: number;
	/** Whether the caller waits for the answer, or has had 202 at once. */
	mode: 'sync' | 'async';
	/** The process that took the call, by the id of its heartbeat. */
	takenBy: string;
	/** Until when this is kept. Unix time in milliseconds. */
	keptUntilMs: number;
	/** Until when callers can ask for the status; absent when they cannot. Unix time in milliseconds. */
	statusUntilMs?: number;
	/** The execution that n8n has made for it. */
	executionId?: string;
	/** The process in which the run started. */
	startedBy?: string;
	/** The run may go on in another process than that, so nothing follows from the death of that one. */
	mayMove?: true;
	/** The call was given up before its run started, and a run that starts all the same must do nothing. */
	givenUp?: true;
}

/** What is kept of an idempotency key: which call came with it first. */
export interface KeyClaim {
	requestId: string;
	fingerprint: string;
	/** The process that took the call, by the id of its heartbeat. */
	takenBy: string;
	/** Unix time in milliseconds. */
	receivedAtMs: number;
	/** Until when the key stands for this call. Unix time in milliseconds. */
	untilMs: number;
}

/** How a run ended. */
export type Outcome = 'success' | 'error';

/** What the flow store knows of the calls to one route. Every operation may throw StoreUnavailable. */
export class RequestLog {
	/**
	 * @param scope the route; no call of another route is found
	 * @param clock gives Unix time in milliseconds
	 */
	constructor(
		private readonly store: FlowStore,
		private readonly scope: string,
		private readonly clock: () => number = Date.now,
	) {}

	/**
	 * Claims an idempotency key. Of many calls that come at once, exactly one gets it.
	 *
	 * @param key the digest of the key
	 * @returns undefined when the key is this call's now, or else the claim of the call that was first
	 */
	async claimKey(key: string, claim: KeyClaim): Promise<KeyClaim | undefined> {
		const answer = await this.store.claim(this.key('key', key), JSON.stringify(claim), this.left(claim.untilMs));
		return answer.claimed ? undefined : (JSON.parse(answer.holder) as KeyClaim);
	}

	/** @returns whether the key went from one call to another; not if a third one was faster */
	async handOverKey(key: string, from: KeyClaim, to: KeyClaim): Promise<boolean> {
		return await this.store.compareAndSet(this.key('key', key), JSON.stringify(from), JSON.stringify(to), this.left(to.untilMs));
	}

	/** @returns whether the record was made; not if there is one already */
	async open(record: RequestRecord): Promise<boolean> {
		return await this.replace(record.requestId, undefined, record);
	}

	async find(requestId: string): Promise<RequestRecord | undefined> {
		return parsed<RequestRecord>(await this.store.get(this.key('request', requestId)));
	}

	/**
	 * Changes a record, however many do so at once.
	 *
	 * @param change gives the new record, or undefined to leave it as it is; may be asked several times
	 * @returns the record as it is then; undefined when there is none
	 */
	async change(
		requestId: string,
		change: (record: RequestRecord) => RequestRecord | undefined,
	): Promise<RequestRecord | undefined> {
		for (;;) {
			const text = await this.store.get(this.key('request', requestId));
			if (text === undefined) return undefined;
			const record = JSON.parse(text) as RequestRecord;
			const changed = change(record);
			if (changed === undefined) return record;
			if (await this.replace(requestId, text, changed)) return changed;
		}
	}

	/**
	 * Gives a call up whose run has not begun. It may be beginning in this moment: whoever writes first decides.
	 *
	 * @returns whether it is given up; not if its run has begun, or nothing is kept of it
	 */
	async giveUp(requestId: string): Promise<boolean> {
		const record = await this.change(requestId, (found) => (found.executionId === undefined ? { ...found, givenUp: true } : undefined));
		return record?.givenUp === true;
	}

	/** @returns whether the answer was kept; not if there is one already */
	async keepAnswer(requestId: string, answer: KeptAnswer, untilMs: number): Promise<boolean> {
		const { claimed } = await this.store.claim(this.key('answer', requestId), JSON.stringify(answer), this.left(untilMs));
		return claimed;
	}

	async forgetAnswer(requestId: string): Promise<void> {
		await this.store.delete(this.key('answer', requestId));
	}

	async answer(requestId: string): Promise<KeptAnswer | undefined> {
		return parsed<KeptAnswer>(await this.store.get(this.key('answer', requestId)));
	}

	async noteOutcome(requestId: string, outcome: Outcome, untilMs: number): Promise<void> {
		await this.store.put(this.key('outcome', requestId), outcome, this.left(untilMs));
	}

	async outcome(requestId: string): Promise<Outcome | undefined> {
		return (await this.store.get(this.key('outcome', requestId))) as Outcome | undefined;
	}

	private async replace(requestId: string, expected: string | undefined, record: RequestRecord): Promise<boolean> {
		const { keptUntilMs } = record;
		return await this.store.compareAndSet(this.key('request', requestId), expected, JSON.stringify(record), this.left(keptUntilMs));
	}

	private key(kind: 'answer' | 'key' | 'outcome' | 'request', id: string): string {
		return `${this.scope}:${kind}:${id}`;
	}

	private left(untilMs: number): number {
		return untilMs - this.clock();
	}
}

function parsed<Value>(text: string | undefined): Value | undefined {
	return text === undefined ? undefined : (JSON.parse(text) as Value);
}
