import { randomUUID } from 'node:crypto';

import type { FlowStore } from '../store/flowStore';

/** How often a process says that it lives. */
const BEAT_MS = 10_000;
/** How soon a process tries again that could not say so. */
const RETRY_MS = 1_000;
/** When the last word is older, what is said by this process now might be taken for that of a dead one. */
const STALE_MS = 15_000;
/** How long a process is believed to live after it last said so; several beats, for it may be busy. */
const BELIEVED_MS = 40_000;

const keyOf = (processId: string) => `process:${processId}`;

/**
 * Lets other processes see that this one lives. What is noted down as being done by a process that lives no more will
 * never be done.
 */
export class Heartbeat {
	readonly processId = randomUUID();
	private timer?: NodeJS.Timeout;
	private beating?: Promise<void>;
	/** The last beat that the store took, by the clock that may be set and by the one that may stand still. */
	private last = { wallMs: -Infinity, monotonicMs: -Infinity };

	constructor(private readonly store: () => FlowStore) {}

	/**
	 * Begins to beat, if it has not begun yet, and says at once that it lives if it could not for a while: the store was
	 * away, the machine slept, or its clock was set.
	 *
	 * @returns the id of this process, once the store knows it
	 * @throws StoreUnavailable
	 */
	async begin(): Promise<string> {
		if (this.timer === undefined || this.isStale()) await this.beat();
		if (this.timer === undefined) this.beatIn(BEAT_MS);
		return this.processId;
	}

	/** Stops beating; the process is believed to live for a while yet. */
	end(): void {
		clearTimeout(this.timer);
		this.timer = undefined;
	}

	/** @returns whether a process lives; this one does, also when the store has not heard of it for a while */
	async isAlive(processId: string): Promise<boolean> {
		return processId === this.processId || (await isAlive(this.store(), processId));
	}

	private isStale(): boolean {
		const { wallMs, monotonicMs } = this.last;
		return Math.abs(Date.now() - wallMs) > STALE_MS || performance.now() - monotonicMs > STALE_MS;
	}

	private beatIn(milliseconds: number): void {
		this.timer = setTimeout(() => void this.beatOn(), milliseconds).unref();
	}

	/** A beat that fails is not told to anybody: who needs the store learns of it by itself. */
	private async beatOn(): Promise<void> {
		const { timer } = this;
		const isTaken = await this.beat().then(
			() => true,
			() => false,
		);
		// It may have ended meanwhile.
		if (timer !== undefined && this.timer === timer) this.beatIn(isTaken ? BEAT_MS : RETRY_MS);
	}

	/** Many calls at once are content with one beat. */
	private async beat(): Promise<void> {
		this.beating ??= this.putBeat().finally(() => (this.beating = undefined));
		await this.beating;
	}

	private async putBeat(): Promise<void> {
		const said = { wallMs: Date.now(), monotonicMs: performance.now() };
		await this.store().put(keyOf(this.processId), 'alive', BELIEVED_MS);
		this.last = said;
	}
}

/** @returns whether a process has said within the last 40 seconds that it lives */
export async function isAlive(store: FlowStore, processId: string): Promise<boolean> {
	return (await store.get(keyOf(processId))) !== undefined;
}
