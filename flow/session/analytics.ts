import { setTimeout as sleep } from 'node:timers/promises';

import type { FlowStore } from '../store/flowStore';
import type { SessionExit } from './exits';
import { SESSION_EXITS } from './exits';
import type { SessionOwner } from './session';

/** What is counted: sessions that a chatbot has taken, and how sessions were left. */
export type Counted = SessionExit | 'started';

/** The numbers of a node. */
export type Counts = Record<Counted, number>;

/** The numbers of one day of a node. */
export interface DayCounts {
	nodeId: string;
	/** What it was called then. */
	nodeName: string;
	/** In UTC, e.g. `2026-12-01`. */
	day: string;
	counts: Counts;
}

/** As it stands in the store. */
type Kept = Partial<Counts> & { nodeName?: string };

const DAY_MS = 86_400_000;
const KEPT_MS = 400 * DAY_MS;
const LONGEST_PAUSE_MS = 100;
const TRIES = 200;

/** How many sessions nodes have started and how these were left, per node and day; the last 400 days are kept. */
export class Analytics {
	/** @param clock gives Unix time in milliseconds */
	constructor(
		private readonly store: FlowStore,
		private readonly clock: () => number = Date.now,
	) {}

	/**
	 * Counts one more. Of many who do so at once, none is lost, unless there are so many that it takes too long.
	 *
	 * @throws StoreUnavailable
	 */
	async count({ workflowId, nodeId, nodeName }: SessionOwner, what: Counted): Promise<void> {
		const key = `${prefixOf(workflowId)}${nodeId}:${dayOf(this.clock())}`;
		for (let tries = 0; tries < TRIES; tries++) {
			const text = await this.store.get(key);
			const kept = keptIn(text);
			const more: Kept = { ...kept, nodeName, [what]: (kept[what] ?? 0) + 1 };
			if (await this.store.compareAndSet(key, text, JSON.stringify(more), KEPT_MS)) return;
			await sleep(Math.random() * Math.min(LONGEST_PAUSE_MS, 2 ** tries));
		}
	}

	/**
	 * @param days how many days to look back, that of today included
	 * @returns the days on which something was counted, in their order, each for each node of the flow
	 * @throws StoreUnavailable
	 */
	async days(workflowId: string, days: number): Promise<DayCounts[]> {
		const since = dayOf(this.clock() - (days - 1) * DAY_MS);
		const prefix = prefixOf(workflowId);
		const found: DayCounts[] = [];
		for await (const { key, value } of this.store.entries(prefix)) {
			const [nodeId, day] = key.slice(prefix.length).split(':');
			const { nodeName = '', ...counts } = keptIn(value);
			if (day >= since) found.push({ nodeId, nodeName, day, counts: { ...NONE, ...counts } });
		}
		return found.toSorted((one, other) => (one.day < other.day ? -1 : 1));
	}
}

const NONE = Object.fromEntries(['started', ...SESSION_EXITS].map((what) => [what, 0])) as Counts;

/** @returns the numbers of several days together */
export function totalOf(days: readonly DayCounts[]): Counts {
	const total = { ...NONE };
	for (const { counts } of days) for (const what of Object.keys(total) as Counted[]) total[what] += counts[what];
	return total;
}

function keptIn(text: string | undefined): Kept {
	return text === undefined ? {} : (JSON.parse(text) as Kept);
}

function prefixOf(workflowId: string): string {
	return `session-count:${workflowId}:`;
}

function dayOf(ms: number): string {
	return new Date(ms).toISOString().slice(0, 10);
}
