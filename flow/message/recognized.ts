import { digest } from '../digest';
import type { FlowStore } from '../store/flowStore';

/**
 * Between the call that brings an event and the run that it starts lie some moments in which n8n may be killed. Who comes
 * with the event again has to wait until then, and after that it is new once more.
 */
export const TAKEN_FOR_MS = 60_000;

/** What is known of an event: nothing, that a run for it is about to begin, or that one has begun. */
export type Recognition = 'new' | 'underWay' | 'known';

/**
 * The events that a flow has been given, so that each starts it once however often its provider delivers it. An event is
 * taken before its run is started, and confirmed in the run.
 */
export class RecognizedEvents {
	/** @param listener the name of whoever listens: each listener is given each event */
	constructor(
		private readonly store: FlowStore,
		private readonly listener: string,
	) {}

	/**
	 * Takes an event, unless somebody has.
	 *
	 * @param token of the call that brings it; no two calls have the same
	 * @throws StoreUnavailable
	 */
	async take(eventId: string, token: string): Promise<Recognition> {
		const claim = await this.store.claim(this.keyOf(eventId), taken(token), TAKEN_FOR_MS);
		if (claim.claimed) return 'new';
		return isConfirmed(claim.holder) ? 'known' : 'underWay';
	}

	/**
	 * @returns what is known of an event, without taking it
	 * @throws StoreUnavailable
	 */
	async look(eventId: string): Promise<Recognition> {
		const value = await this.store.get(this.keyOf(eventId));
		if (value === undefined) return 'new';
		return isConfirmed(value) ? 'known' : 'underWay';
	}

	/**
	 * Confirms in its run that an event has started it. The run may have stood in a queue so long that the event was taken
	 * anew: then whoever confirms first has it.
	 *
	 * @param token with which it was taken
	 * @param keepMs for how long it is recognized, in milliseconds
	 * @returns whether this run has it; not if another one does
	 * @throws StoreUnavailable
	 */
	async confirm(eventId: string, token: string, keepMs: number): Promise<boolean> {
		const key = this.keyOf(eventId);
		for (let expected: string | undefined = taken(token); ; expected = await this.store.get(key)) {
			if (expected !== undefined && isConfirmed(expected)) return expected === confirmed(token);
			if (await this.store.compareAndSet(key, expected, confirmed(token), keepMs)) return true;
		}
	}

	/** The id is a provider's text of any length. */
	private keyOf(eventId: string): string {
		return `message-event:${this.listener}:${digest(eventId)}`;
	}
}

const CONFIRMED = 'confirmed:';

function taken(token: string): string {
	return `taken:${token}`;
}

function confirmed(token: string): string {
	return CONFIRMED + token;
}

function isConfirmed(value: string): boolean {
	return value.startsWith(CONFIRMED);
}
