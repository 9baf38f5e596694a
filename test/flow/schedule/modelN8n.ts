import type { Decision, Schedule, Ticket } from '../../../flow/schedule/schedule';
import { release, reserve } from '../../../flow/schedule/schedule';
import type { Woken } from '../../../flow/schedule/waker';
import { Waker } from '../../../flow/schedule/waker';
import type { FlowStore } from '../../../flow/store/flowStore';
import type { Chance } from '../store/randomNumbers';

/** As in nodes/DeliverySchedule/scheduleItems.ts. */
const SHORTEST_HOLD_MS = 300;

/** A run with one item in it. */
export interface Run {
	/** In the order in which they came. */
	number: number;
	schedule: Schedule;
	ticket: Ticket;
	/** What n8n has on record; a run that was at work when its process was killed is cut off. */
	state: 'atWork' | 'waiting' | 'ended' | 'cutOff';
	/** When it shall go out; the result field of the held item tells it. */
	slotMs?: number;
	/** Each time that the item left the schedule; it ought to be one. */
	left: Array<{ atMs: number; branch: Decision['branch'] }>;
	/** How often knocking at its door failed. */
	mishaps: number;
}

/** What can go wrong, and how far apart things happen. */
export interface Weather {
	/** A knock is under way for up to so long, and n8n needs up to so long to go on with a run. */
	wayMs: number;
	resumeMs: number;
	/** In a hundred knocks, so many are lost on their way, get no answer, or come twice. */
	lostKnocks: number;
	lostAnswers: number;
	twice: number;
}

export const FAIR: Weather = { wayMs: 200, resumeMs: 40, lostKnocks: 0, lostAnswers: 0, twice: 0 };
export const FOUL: Weather = { wayMs: 200, resumeMs: 40, lostKnocks: 4, lostAnswers: 4, twice: 8 };

/**
 * A tiny n8n in which items are held as by nodes/DeliverySchedule, by the clock that the test moves. It has one store and
 * one record of runs, and processes that can be killed and started again.
 */
export class ModelN8n {
	readonly runs: Run[] = [];
	private readonly processes = new Set<Process>();

	constructor(
		readonly store: FlowStore,
		readonly chance: Chance,
		readonly weather: Weather,
	) {}

	/** Starts a process, which begins to look after held items as soon as it is ready. */
	start(): Process {
		const process = new Process(this);
		this.processes.add(process);
		setTimeout(() => process.isAlive && process.waker.start(), 1_000);
		return process;
	}

	/** Ends all processes, after a test. */
	stop(): void {
		for (const process of this.processes) process.kill();
	}

	get isDone(): boolean {
		return this.runs.every(({ state }) => state === 'ended' || state === 'cutOff');
	}

	record(schedule: Schedule): Run {
		const number = this.runs.length;
		const ticket = { id: `${number} ${this.chance.below(2 ** 30).toString(36)}`, arrivedMs: Date.now() };
		const run: Run = { number, schedule, ticket, state: 'atWork', left: [], mishaps: 0 };
		this.runs.push(run);
		return run;
	}
}

export class Process {
	readonly waker: Waker;
	isAlive = true;
	private readonly store: FlowStore;
	private readonly atWork = new Set<Run>();

	constructor(private readonly n8n: ModelN8n) {
		this.store = new Proxy(n8n.store, {
			get: (store, part: keyof FlowStore) => {
				const work = store[part] as (...args: unknown[]) => Promise<unknown>;
				return async (...args: unknown[]) => await this.whileAlive(work.apply(store, args));
			},
		});
		this.waker = new Waker({
			store: () => this.store,
			wake: async ({ id }) => await this.knock(id),
			lineOf: ({ id }) => this.runOf(id).schedule.line,
			report: () => undefined,
		});
	}

	/** A run begins, and comes to the Delivery Schedule: `goOn` of nodes/DeliverySchedule/scheduleItems.ts. */
	async begin(schedule: Schedule): Promise<void> {
		const run = this.n8n.record(schedule);
		const { ticket } = run;
		this.atWork.add(run);
		let decision = await reserve(this.store, schedule, ticket, Date.now());
		for (let mayGo = false; decision.branch === 'send'; mayGo = true) {
			const { slotMs } = decision;
			const waitMs = slotMs - Date.now();
			if (waitMs > SHORTEST_HOLD_MS) {
				await this.waker.watch({ id: ticket.id, dueMs: slotMs, payload: `${run.number}` });
				await this.sleep(5 + this.n8n.chance.below(40));
				this.atWork.delete(run);
				Object.assign(run, { state: 'waiting', slotMs: Math.floor(slotMs) });
				return;
			}
			if (waitMs > 0) await this.sleep(waitMs);
			if (mayGo) break;
			decision = await release(this.store, schedule, ticket, Date.now());
		}
		this.atWork.delete(run);
		this.end(run, decision.branch);
	}

	/** As kill -9 does: what is under way is lost, and runs that are at work are cut off. */
	kill(): void {
		this.isAlive = false;
		this.waker.stop();
		for (const run of this.atWork) run.state = 'cutOff';
	}

	/** The waker knocks at n8n's door, as in nodes/DeliverySchedule/waking.ts. */
	private async knock(id: string): Promise<Woken> {
		const { chance, weather } = this.n8n;
		const run = this.runOf(id);
		await this.sleep(chance.below(weather.wayMs));
		const mishap = (message: string) => {
			run.mishaps++;
			throw new Error(message);
		};
		if (chance.below(100) < weather.lostKnocks) mishap('ECONNRESET');
		if (chance.below(100) < weather.twice) {
			const laterMs = chance.below(500);
			void this.sleep(laterMs).then(async () => await this.answer(run));
		}
		const woken = await this.answer(run);
		if (chance.below(100) < weather.lostAnswers) mishap('ETIMEDOUT');
		return woken;
	}

	/** n8n's waiting webhook, and `wakeHeldItem` of nodes/DeliverySchedule/wakeHeldItem.ts in it. */
	private async answer(run: Run): Promise<Woken> {
		if (run.state === 'atWork') return 'busy';
		if (run.state !== 'waiting') return 'done';

		const { schedule, ticket, slotMs = 0 } = run;
		if (slotMs - Date.now() > SHORTEST_HOLD_MS) return { heldUntilMs: slotMs };
		await this.sleep(Math.max(0, slotMs - Date.now()));
		const decision = await release(this.store, schedule, ticket, Date.now());
		if (decision.branch === 'send') {
			const waitMs = decision.slotMs - Date.now();
			if (waitMs > SHORTEST_HOLD_MS) return { heldUntilMs: decision.slotMs };
			await this.sleep(Math.max(0, waitMs));
		}
		// n8n lets only one go on with a waiting run.
		if (run.state !== 'waiting') return 'tryAgain';
		this.end(run, decision.branch, this.n8n.chance.below(this.n8n.weather.resumeMs));
		return 'done';
	}

	private runOf(id: string): Run {
		return this.n8n.runs.find(({ ticket }) => ticket.id === id) as Run;
	}

	private end(run: Run, branch: Decision['branch'], afterMs = 0): void {
		run.state = 'ended';
		run.left.push({ atMs: Date.now() + afterMs, branch });
	}

	private async sleep(ms: number): Promise<void> {
		await this.whileAlive(new Promise<void>((resolve) => setTimeout(resolve, ms)));
	}

	/** What a killed process has under way never ends. */
	private async whileAlive<Value>(work: Promise<Value>): Promise<Value> {
		const value = await work;
		return this.isAlive ? value : await new Promise<never>(() => undefined);
	}
}
