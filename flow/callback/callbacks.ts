import { digest } from '../digest';
import type { FlowStore } from '../store/flowStore';
import type { Callback, CallbackWait, Standing, Verdict } from './callback';

/** What is kept under a reference. */
interface Entry {
	/** Until when callbacks count; Unix time in milliseconds. */
	untilMs: number;
	wait?: CallbackWait;
	/** The callback that has come, until the run has gone on with it. */
	came?: Callback;
	/** By which a repetition of that callback is known. */
	fingerprint?: string;
	/** The run has gone on without a callback. */
	isOver?: true;
}

/** What came of beginning to wait: the callback that was there already, and the wait whose place is taken. */
export type Begun = { isBusy: true } | { isBusy: false; came?: Callback; replaced?: CallbackWait };

/** For so long after its time a reference is known, so that a callback that comes late is told so. */
const KNOWN_FOR_MS = 7 * 86_400_000;

/**
 * The callbacks that flows wait for, by their references. A reference is known from when it is prepared or waited for; a
 * callback counts from then on, once, until the deadline, whether the run is parked already or not.
 */
export class Callbacks {
	/**
	 * @param scope whose references they are; the same reference can be another one's, too
	 * @param clock gives Unix time in milliseconds
	 */
	constructor(
		private readonly store: FlowStore,
		private readonly scope: string,
		private readonly clock: () => number = Date.now,
	) {}

	/**
	 * Makes a reference known, or begins to wait with it. One that was used before can be used again; of two runs that wait
	 * with the same one, the later takes the place of the earlier.
	 *
	 * @param untilMs until when callbacks count. Unix time in milliseconds
	 * @param wait the run that waits; undefined when none waits yet
	 * @returns busy when the callback of another run has come, and that run has not gone on yet
	 * @throws StoreUnavailable
	 */
	async begin(reference: string, untilMs: number, wait?: CallbackWait): Promise<Begun> {
		return await this.change<Begun>(reference, (entry) => {
			const known = entry && this.isLive(entry) ? entry : undefined;
			const other = known?.wait && known.wait.ticket !== wait?.ticket ? known.wait : undefined;
			if (known?.came && other) return { result: { isBusy: true } };
			const early = known?.came && { came: known.came, fingerprint: known.fingerprint };
			return {
				entry: { untilMs, ...(wait && { wait }), ...early },
				result: { isBusy: false, ...(early && { came: early.came }), ...(other && { replaced: other }) },
			};
		});
	}

	/**
	 * Tells what would be done with a callback, without taking it.
	 *
	 * @param fingerprint by which a repetition of it is known
	 * @param keepUnknownMs for how long it is kept when nobody knows its reference yet; 0 for not at all
	 * @throws StoreUnavailable
	 */
	async verdict(reference: string, fingerprint: string, keepUnknownMs: number): Promise<Verdict> {
		return this.verdictOf(await this.read(reference), fingerprint, keepUnknownMs);
	}

	/**
	 * Takes a callback; of many that come at once, one.
	 *
	 * @param fingerprint and keepUnknownMs, as for {@link verdict}
	 * @returns what was done with it, and the run that waits for it, if it counts
	 * @throws StoreUnavailable
	 */
	async take(reference: string, came: Callback, { fingerprint, keepUnknownMs }: { fingerprint: string; keepUnknownMs: number }): Promise<{ verdict: Verdict; wait?: CallbackWait }> {
		return await this.change<{ verdict: Verdict; wait?: CallbackWait }>(reference, (entry) => {
			const verdict = this.verdictOf(entry, fingerprint, keepUnknownMs);
			if (verdict !== 'taken') return { result: { verdict } };
			const kept = entry ?? { untilMs: this.clock() + keepUnknownMs };
			return { entry: { ...kept, came, fingerprint }, result: { verdict, ...(kept.wait && { wait: kept.wait }) } };
		});
	}

	/**
	 * Tells how a wait stands. Once one has timed out, no callback counts for it any more.
	 *
	 * @param isLate whether its time is up
	 * @throws StoreUnavailable
	 */
	async standing(reference: string, ticket: string, isLate: boolean): Promise<Standing> {
		return await this.change<Standing>(reference, (entry) => {
			if (entry?.wait && entry.wait.ticket !== ticket) return { result: { status: 'replaced' } };
			if (entry?.came) return { result: { status: 'calledBack', callback: entry.came } };
			if (entry?.isOver) return { result: { status: 'timedOut' } };
			if (!isLate) return { result: { status: 'open' } };
			return { entry: { untilMs: this.clock(), ...entry, isOver: true }, result: { status: 'timedOut' } };
		});
	}

	/**
	 * Forgets what the callback of a wait told, because the run has gone on with it; that it has come is known for a while.
	 *
	 * @throws StoreUnavailable
	 */
	async close(reference: string, ticket: string): Promise<void> {
		await this.change(reference, (entry) => {
			if (!entry?.came || entry.wait?.ticket !== ticket) return { result: undefined };
			const { untilMs, fingerprint } = entry;
			return { entry: { untilMs, fingerprint }, result: undefined };
		});
	}

	private verdictOf(entry: Entry | undefined, fingerprint: string, keepUnknownMs: number): Verdict {
		if (entry?.fingerprint !== undefined) return entry.fingerprint === fingerprint ? 'repeated' : 'used';
		if (entry) return this.isLive(entry) ? 'taken' : 'late';
		return keepUnknownMs > 0 ? 'taken' : 'unknown';
	}

	/** A callback that has come in time counts also when its run is late to go on. */
	private isLive({ untilMs, came, fingerprint, isOver }: Entry): boolean {
		const isUsed = fingerprint !== undefined && came === undefined;
		return !isOver && !isUsed && (came !== undefined || untilMs > this.clock());
	}

	private async change<Result>(reference: string, decide: (entry: Entry | undefined) => { entry?: Entry; result: Result }): Promise<Result> {
		const key = this.keyOf(reference);
		for (;;) {
			const text = await this.store.get(key);
			const { entry, result } = decide(text === undefined ? undefined : (JSON.parse(text) as Entry));
			if (!entry) return result;
			const ttlMs = Math.max(0, entry.untilMs - this.clock()) + KNOWN_FOR_MS;
			if (await this.store.compareAndSet(key, text, JSON.stringify(entry), ttlMs)) return result;
		}
	}

	private async read(reference: string): Promise<Entry | undefined> {
		const text = await this.store.get(this.keyOf(reference));
		return text === undefined ? undefined : (JSON.parse(text) as Entry);
	}

	private keyOf(reference: string): string {
		return `callback:${digest(JSON.stringify([this.scope, reference]))}`;
	}
}
