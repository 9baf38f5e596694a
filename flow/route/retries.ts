/** How long to wait before something is tried again. */
const RETRY_MS = 5000;

interface Waiting {
	work: () => Promise<unknown>;
	untilMs: number;
}

/** What could not be done yet, and is tried again and again, all of it together, as it waits for the same store. */
export class Retries {
	private readonly waiting = new Set<Waiting>();
	private timer?: NodeJS.Timeout;

	/**
	 * Has something tried again, until it succeeds.
	 *
	 * @param work what to do; whatever it holds is held for as long
	 * @param untilMs when it is no more worth it, in Unix time in milliseconds
	 */
	add(work: () => Promise<unknown>, untilMs: number): void {
		this.waiting.add({ work, untilMs });
		this.tryLater();
	}

	private tryLater(): void {
		if (this.waiting.size > 0) this.timer ??= setTimeout(() => void this.tryAll(), RETRY_MS).unref();
	}

	/** One after the other; when one fails, the others would most likely fail as well, and wait for their next turn. */
	private async tryAll(): Promise<void> {
		for (const entry of [...this.waiting]) {
			this.waiting.delete(entry);
			if (Date.now() >= entry.untilMs) continue;
			try {
				await entry.work();
			} catch {
				// At the end of the line, so that one that always fails holds up no other.
				this.waiting.add(entry);
				break;
			}
		}
		this.timer = undefined;
		this.tryLater();
	}
}
