import type { FlowStore } from '../store/flowStore';
import type { Timer } from '../store/timers';

/**
 * What came of waking a held item: it went on, or is gone; it must be tried again; its run is busy, because it is just
 * being parked, or has gone on already; or it is held longer.
 */
export type Woken = 'done' | 'tryAgain' | 'busy' | { heldUntilMs: number };

/** What a waker needs of the world around it. */
export interface WakerSurroundings {
	/** The store that holds the timers; asked for anew each time, so that nothing is opened before it is needed. */
	store(): FlowStore;
	/** Wakes the held item of a timer. */
	wake(timer: Timer): Promise<Woken>;
	/** The line in which the item of a timer stands; items of one line keep their order also when they are late. */
	lineOf(timer: Timer): string;
	/** Is told why the store could not be asked, or an item not be woken. */
	report(error: Error): void;
}

/** How far ahead timers are taken from the store, and how often it is asked. */
const AHEAD_MS = 2_500;
const SWEEP_MS = 1_000;
/** The way to a held run takes a moment; whoever is early waits at its door, so that the item leaves at its slot. */
const EARLY_MS = 200;
/** Later than this, items have piled up, because n8n was down. */
const LATE_MS = 1_000;
/** A taken timer that is not done so long after it was due belongs to whoever asks next. */
const LEASE_MS = 5_000;
const MS_FOR_EACH = 200;
const TAKEN_AT_ONCE = 1_000;
const FIRST_RETRY_MS = 25;
const TRIES = 7;
/**
 * A run that is busy for longer than all tries may be parked late, because n8n has much to do, or may have gone on; it is
 * asked again, less and less often, until it has ended.
 */
const FIRST_BUSY_MS = 1_000;
const LONGEST_BUSY_MS = 30_000;

/** Timers that are due, and how many of them are worked on. */
interface Lane {
	waiting: Timer[];
	busy: number;
	atOnce: number;
}

/**
 * Wakes held items at their slots. n8n's own timer is exact only for waits of more than a minute, and it lets all that
 * was due go at once when n8n was down; so every held item has a timer in the flow store, and each n8n process wakes
 * those that it has set, and those whose process has died.
 */
export class Waker {
	private sweeper?: NodeJS.Timeout;
	private readonly armed = new Map<string, NodeJS.Timeout>();
	private readonly punctual: Lane = { waiting: [], busy: 0, atOnce: 20 };
	/** One by one, so that they keep their order; each line apart, so that it does not make others late. */
	private readonly late = new Map<string, Lane>();
	/** Those that are waiting in a lane, or being woken; the store gives them again when that takes long. */
	private readonly inHand = new Set<string>();
	/** Those that have their place in the line behind the late ones, and need not wait until these have asked for theirs. */
	private readonly placed = new Set<string>();
	/** How often in a row all tries have found the run of a timer busy. */
	private readonly foundBusy = new Map<string, number>();
	private sweeping = false;

	constructor(private readonly around: WakerSurroundings) {}

	/** Begins to look after timers; once. It does not keep a process alive. */
	start(): void {
		this.sweeper ??= setInterval(() => void this.sweep(), SWEEP_MS).unref();
	}

	/** Stops looking after timers; they stay in the store. */
	stop(): void {
		clearInterval(this.sweeper);
		this.sweeper = undefined;
		for (const timer of this.armed.values()) clearTimeout(timer);
		this.armed.clear();
		for (const ids of [this.inHand, this.placed, this.foundBusy]) ids.clear();
		for (const lane of [this.punctual, ...this.late.values()]) lane.waiting.length = 0;
	}

	/**
	 * Sees to it that an item is woken when it is due, by this process or another one.
	 *
	 * @throws StoreUnavailable when that cannot be promised
	 */
	async watch(timer: Timer): Promise<void> {
		const isNear = timer.dueMs - Date.now() <= AHEAD_MS;
		await this.around.store().setTimer(isNear ? { ...timer, keptUntilMs: timer.dueMs + LEASE_MS } : timer);
		this.start();
		if (!isNear) return;
		this.placed.add(timer.id);
		this.arm(timer);
	}

	private async sweep(): Promise<void> {
		if (this.sweeping) return;
		this.sweeping = true;
		this.forgetIdleLanes();
		try {
			const nowMs = Date.now();
			// A long line of late ones is kept for as long as it needs, so that the store gives those behind it, too.
			const leaseMs = LEASE_MS + this.inHand.size * MS_FOR_EACH;
			const timers = await this.around.store().takeTimers({ nowMs, dueBeforeMs: nowMs + AHEAD_MS, leaseMs, limit: TAKEN_AT_ONCE });
			for (const timer of this.sweeper ? timers : []) if (!this.inHand.has(timer.id)) this.arm(timer);
		} catch (error) {
			this.around.report(error as Error);
		} finally {
			this.sweeping = false;
		}
	}

	/** Once no line has late ones, it does not matter who has a place behind them; others may have taken those timers. */
	private forgetIdleLanes(): void {
		for (const [line, lane] of this.late) if (isIdle(lane)) this.late.delete(line);
		if (this.late.size === 0) this.placed.clear();
	}

	private arm(timer: Timer): void {
		clearTimeout(this.armed.get(timer.id));
		this.armed.set(timer.id, setTimeout(() => this.enqueue(timer), Math.max(0, timer.dueMs - EARLY_MS - Date.now())).unref());
	}

	private enqueue(timer: Timer): void {
		this.armed.delete(timer.id);
		this.inHand.add(timer.id);
		const lane = this.laneOf(timer);
		lane.waiting.push(timer);
		this.next(lane);
	}

	/** Those who are punctual stand behind the late ones of their line. */
	private laneOf(timer: Timer): Lane {
		const line = this.around.lineOf(timer);
		const lane = this.late.get(line) ?? { waiting: [], busy: 0, atOnce: 1 };
		const isBusy = !isIdle(lane);
		const isPlaced = this.placed.delete(timer.id);
		if (Date.now() - timer.dueMs > LATE_MS || (isBusy && !isPlaced)) {
			this.late.set(line, lane);
			return lane;
		}
		return this.punctual;
	}

	/** When many are due at once, most have to wait a little: n8n has other things to do, too. */
	private next(lane: Lane): void {
		while (lane.waiting.length > 0 && lane.busy < lane.atOnce) {
			const timer = lane.waiting.shift() as Timer;
			lane.busy++;
			void this.work(timer).finally(() => {
				lane.busy--;
				this.next(lane);
			});
		}
	}

	private async work(timer: Timer): Promise<void> {
		try {
			const woken = await this.wakeWithRetries(timer).finally(() => this.inHand.delete(timer.id));
			if (woken !== 'busy') this.foundBusy.delete(timer.id);
			if (woken === 'done') await this.around.store().clearTimer(timer.id);
			// One that could not be woken stays in the store, and is tried again after its lease.
			if (woken === 'done' || woken === 'tryAgain' || !this.sweeper) return;
			this.placed.add(timer.id);
			await this.watch({ ...timer, dueMs: woken === 'busy' ? Date.now() + this.busyMs(timer) : woken.heldUntilMs });
		} catch (error) {
			this.around.report(error as Error);
		}
	}

	private busyMs({ id }: Timer): number {
		const found = this.foundBusy.get(id) ?? 0;
		this.foundBusy.set(id, found + 1);
		return Math.min(LONGEST_BUSY_MS, FIRST_BUSY_MS * 2 ** found);
	}

	/** The first try can come while n8n still saves the held run; who was busy for long is asked once at a time. */
	private async wakeWithRetries(timer: Timer): Promise<Woken> {
		const tries = this.foundBusy.has(timer.id) ? 1 : TRIES;
		for (let tried = 1; ; tried++) {
			const woken = await this.around.wake(timer).catch((error: Error): Woken => {
				this.around.report(error);
				return 'tryAgain';
			});
			if ((woken !== 'tryAgain' && woken !== 'busy') || tried >= tries) return woken;
			await new Promise((resolve) => setTimeout(resolve, FIRST_RETRY_MS * 2 ** (tried - 1)).unref());
		}
	}
}

function isIdle({ waiting, busy }: Lane): boolean {
	return waiting.length + busy === 0;
}
