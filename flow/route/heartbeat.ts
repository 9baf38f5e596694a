import { randomUUID } from 'node:crypto';

import type { FlowStore } from '../store/flowStore';

/** How often a process says that it lives. */
const BEAT_MS = 10_000;
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

	constructor(private readonly store: () => FlowStore) {}

	/**
	 * Begins to beat, if it has not begun yet.
	 *
	 * @returns the id of this process, once the store knows it
	 * @throws StoreUnavailable
	 */
	async begin(): Promise<string> {
		if (this.timer === undefined) {
			await this.beat();
			// A beat that fails is not told to anybody: who needs the store learns of it by itself.
			this.timer ??= setInterval(() => void this.beat().catch(() => undefined), BEAT_MS).unref();
		}
		return this.processId;
	}

	/** Stops beating; the process is believed to live for a while yet. */
	end(): void {
		clearInterval(this.timer);
		this.timer = undefined;
	}

	private async beat(): Promise<void> {
		await this.store().put(keyOf(this.processId), 'alive', BELIEVED_MS);
	}
}

/** @returns whether a process has said within the last 40 seconds that it lives */
export async function isAlive(store: FlowStore, processId: string): Promise<boolean> {
	return (await store.get(keyOf(processId))) !== undefined;
}
