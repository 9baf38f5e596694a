import omit from 'lodash/omit';

import { mapInOrder } from '../concurrency';
import type { SendProblem } from '../template/sendProblem';
import type { FlowStore } from '../store/flowStore';
import type { EventKind, MessageEvent, MessageProvider } from './messageEvent';

/** What reports tell of a message, by rank: the later one outranks the others, in whatever order they come. */
const RANK = { sent: 1, failed: 2, delivered: 3, read: 4 } as const;

/** How far a message has come. */
export type ReportedKind = keyof typeof RANK;

/** The latest that the reports have told of a message. */
export interface ReportedStatus {
	kind: ReportedKind;
	/** ISO date-time. */
	at: string;
	/** Why it will not be delivered. */
	problem?: SendProblem;
}

/** As it stands in the store. */
interface KeptStatus extends ReportedStatus {
	/** How long it is kept. Unix time in milliseconds. */
	untilMs: number;
}

/** For what a run waits. */
export type Awaited = 'delivered' | 'read';

/** A run that waits for the reports of its messages. */
export interface MessageWait {
	/** The URL under which it is woken. */
	url: string;
	ticket: string;
	awaits: Awaited;
	/** It waits no longer than until then. Unix time in milliseconds. */
	untilMs: number;
	/** Of how many messages it waits for reports. */
	messages: number;
}

/** A report can come before the provider has answered the request to send; so long it is kept for a run that asks for it. */
const EARLY_MS = 3_600_000;
/** What is kept for a run that waits is kept a little longer. */
const SLACK_MS = 86_400_000;
/** How many messages are looked up in the store at once. */
const AT_ONCE = 20;

/** What the flows know of the messages that they have sent, as long as a run may want to know it. */
export class Reports {
	/** @param clock gives Unix time in milliseconds */
	constructor(
		private readonly store: FlowStore,
		private readonly clock: () => number = Date.now,
	) {}

	/**
	 * Keeps what a report tells. Reports that come twice, or after a later one, change nothing.
	 *
	 * @returns the runs that wait for just this
	 * @throws StoreUnavailable
	 */
	async keep(event: Pick<MessageEvent, 'provider' | 'messageId' | 'kind' | 'at' | 'problem'>): Promise<MessageWait[]> {
		const { provider, messageId, kind, at, problem } = event;
		if (messageId === undefined || !isReported(kind)) return [];
		const reported: ReportedStatus = { kind, at, ...(problem && { problem }) };
		let waits = await this.waitsFor(provider, messageId);
		await this.raise(statusKey(provider, messageId), reported, this.keptFor(waits));
		if (waits.length === 0) {
			// A run may have begun to wait just now, and looked for reports a moment before this one was kept.
			waits = await this.waitsFor(provider, messageId);
			if (waits.length > 0) await this.raise(statusKey(provider, messageId), reported, this.keptFor(waits));
		}
		return waits.filter(({ awaits }) => isDecided(kind, awaits));
	}

	/**
	 * Notes down that a run waits for the reports of messages. Several may wait for the same one.
	 *
	 * @throws StoreUnavailable
	 */
	async await(provider: MessageProvider, messageIds: readonly string[], wait: MessageWait): Promise<void> {
		await mapInOrder(messageIds, AT_ONCE, async (messageId) => {
			await this.changeWaits(provider, messageId, (waits) => [...waits, wait]);
			const known = await this.statusOf(provider, messageId);
			if (known) await this.raise(statusKey(provider, messageId), known, this.keptFor([wait]));
		});
	}

	/** @throws StoreUnavailable */
	async statusOf(provider: MessageProvider, messageId: string): Promise<ReportedStatus | undefined> {
		const text = await this.store.get(statusKey(provider, messageId));
		return text === undefined ? undefined : (omit(JSON.parse(text) as KeptStatus, 'untilMs') as ReportedStatus);
	}

	/**
	 * Forgets that a run waits. What was reported is known for a while longer, because another run may ask for the same
	 * message again.
	 *
	 * @throws StoreUnavailable
	 */
	async forget(provider: MessageProvider, messageIds: readonly string[], ticket: string): Promise<void> {
		await mapInOrder(messageIds, AT_ONCE, async (messageId) => {
			const left = await this.changeWaits(provider, messageId, (waits) => waits.filter((wait) => wait.ticket !== ticket));
			if (left.length === 0) await this.keepForADay(statusKey(provider, messageId));
		});
	}

	private async waitsFor(provider: MessageProvider, messageId: string): Promise<MessageWait[]> {
		return waitsIn(await this.store.get(waitKey(provider, messageId)));
	}

	private async changeWaits(provider: MessageProvider, messageId: string, change: (waits: MessageWait[]) => MessageWait[]): Promise<MessageWait[]> {
		const key = waitKey(provider, messageId);
		for (;;) {
			const text = await this.store.get(key);
			const waits = change(waitsIn(text).filter(({ untilMs }) => untilMs + SLACK_MS > this.clock()));
			const value = waits.length === 0 ? undefined : JSON.stringify(waits);
			const entry = { key, expected: text, value, ttlMs: this.keptFor(waits) };
			if (await this.store.changeAll([entry])) return waits;
		}
	}

	/** Who waited may have been ready to wait for much longer. */
	private async keepForADay(key: string): Promise<void> {
		const text = await this.store.get(key);
		if (text === undefined) return;
		const kept: KeptStatus = { ...(JSON.parse(text) as KeptStatus), untilMs: this.clock() + SLACK_MS };
		// When a report comes just now, it is kept as long as it was to be before.
		await this.store.compareAndSet(key, text, JSON.stringify(kept), SLACK_MS);
	}

	private async raise(key: string, reported: ReportedStatus, ttlMs: number): Promise<void> {
		for (;;) {
			const text = await this.store.get(key);
			const later = laterStatus(text === undefined ? undefined : (JSON.parse(text) as ReportedStatus), reported);
			const untilMs = Math.max(this.clock() + ttlMs, text === undefined ? 0 : (JSON.parse(text) as KeptStatus).untilMs);
			const kept: KeptStatus = { ...later, untilMs };
			// Also what stays the same is kept for longer once a run waits for it, and a later report makes it no shorter.
			if (await this.store.compareAndSet(key, text, JSON.stringify(kept), untilMs - this.clock())) return;
		}
	}

	/** In milliseconds. */
	private keptFor(waits: readonly MessageWait[]): number {
		if (waits.length === 0) return EARLY_MS;
		return Math.max(0, ...waits.map(({ untilMs }) => untilMs - this.clock())) + SLACK_MS;
	}
}

function waitsIn(text: string | undefined): MessageWait[] {
	return text === undefined ? [] : (JSON.parse(text) as MessageWait[]);
}

/** @returns the one of two statuses that counts; of two of the same kind the one that was there first */
export function laterStatus(known: ReportedStatus | undefined, reported: ReportedStatus): ReportedStatus {
	return known && RANK[known.kind] >= RANK[reported.kind] ? known : reported;
}

/** @returns whether a run that waits need wait no longer */
export function isDecided(kind: ReportedKind, awaits: Awaited): boolean {
	return kind === 'failed' || RANK[kind] >= RANK[awaits];
}

function isReported(kind: EventKind): kind is ReportedKind {
	return kind in RANK;
}

function statusKey(provider: MessageProvider, messageId: string): string {
	return `message:status:${provider}:${messageId}`;
}

function waitKey(provider: MessageProvider, messageId: string): string {
	return `message:wait:${provider}:${messageId}`;
}
