import type { FlowStore } from '../store/flowStore';
import type { SendOutcome } from './gateway';

/** Whether a message may be sent now; if not, what came of it earlier, as far as that is known. */
export type Leave = { granted: true } | { granted: false; earlier?: SendOutcome };

const UNDER_WAY = 'under way';

/** How it is waited for another run that is sending the same message. Times in milliseconds. */
export interface Patience {
	waitMs: number;
	now: () => number;
	/** Waits; rejects when the run is cancelled. */
	sleep: (ms: number) => Promise<void>;
}

const PAUSE_MS = 250;

/**
 * Sees to it that a message goes out once, also when n8n runs the same step again: after an error, because a worker has
 * died, or because two runs are about the same thing.
 */
export class SentOnce {
	/** @param keepMs how long a message is remembered, in milliseconds */
	constructor(
		private readonly store: FlowStore,
		private readonly keepMs: number,
	) {}

	/**
	 * @param messageId ours, unique
	 * @throws StoreUnavailable; it may not be sent then
	 */
	async ask(messageId: string): Promise<Leave> {
		const claim = await this.store.claim(keyOf(messageId), UNDER_WAY, this.keepMs);
		if (claim.claimed) return { granted: true };
		return claim.holder === UNDER_WAY ? { granted: false } : { granted: false, earlier: JSON.parse(claim.holder) as SendOutcome };
	}

	/**
	 * The same, and waits for another run that most likely is sending it just now.
	 *
	 * @throws StoreUnavailable; it may not be sent then
	 */
	async askPatiently(messageId: string, { waitMs, now, sleep }: Patience): Promise<Leave> {
		for (const giveUpMs = now() + waitMs; ; ) {
			const leave = await this.ask(messageId);
			if (leave.granted || leave.earlier || now() > giveUpMs) return leave;
			await sleep(PAUSE_MS);
		}
	}

	/**
	 * @returns what came of a message, if that is known already
	 * @throws StoreUnavailable
	 */
	async earlier(messageId: string): Promise<SendOutcome | undefined> {
		const held = await this.store.get(keyOf(messageId));
		return held === undefined || held === UNDER_WAY ? undefined : (JSON.parse(held) as SendOutcome);
	}

	/**
	 * Takes back a leave that was not made use of.
	 *
	 * @throws StoreUnavailable
	 */
	async giveBack(messageId: string): Promise<void> {
		await this.store.delete(keyOf(messageId));
	}

	/**
	 * Notes down what came of a message. One that certainly was not sent may be sent again.
	 *
	 * @throws StoreUnavailable
	 */
	async note(messageId: string, outcome: SendOutcome): Promise<void> {
		const isGone = outcome.accepted || outcome.problem.mayHaveBeenSent === true;
		if (isGone) await this.store.put(keyOf(messageId), JSON.stringify(outcome), this.keepMs);
		else await this.giveBack(messageId);
	}
}

function keyOf(messageId: string): string {
	return `message:once:${messageId}`;
}
