import { conversationName } from './mutes';
import type { ConversationRef } from './mutes';
import type { FlowStore } from '../store/flowStore';

/** A run that waits until a conversation is resolved. */
export interface ConversationWait {
	/** The URL under which it is woken. */
	url: string;
	/** No two waits have the same. */
	ticket: string;
}

/** What the store holds of a conversation. */
interface Held {
	/** ISO date-time. */
	resolvedAt?: string;
	wait?: ConversationWait;
}

/** For so long after its time it is known that a conversation is resolved. */
const KNOWN_FOR_MS = 7 * 86_400_000;

/**
 * Which conversations are resolved, and which runs wait for it. A provider can tell so before the run waits, several times,
 * and in any process.
 */
export class Conversations {
	/** @param clock gives Unix time in milliseconds */
	constructor(
		private readonly store: FlowStore,
		private readonly clock: () => number = Date.now,
	) {}

	/**
	 * Notes down that a run waits for a conversation.
	 *
	 * @param untilMs until when it waits, Unix time in milliseconds
	 * @returns when the conversation was resolved, if it is already; ISO date-time
	 * @throws StoreUnavailable
	 */
	async await(conversation: ConversationRef, wait: ConversationWait, untilMs: number): Promise<string | undefined> {
		const held = await this.change(conversation, (before) => ({ ...before, wait }), untilMs);
		return held.resolvedAt;
	}

	/**
	 * Notes down that a conversation is resolved.
	 *
	 * @returns the run that waits for it, if one does
	 * @throws StoreUnavailable
	 */
	async resolve(conversation: ConversationRef): Promise<ConversationWait | undefined> {
		const nowMs = this.clock();
		const held = await this.change(conversation, (before) => ({ resolvedAt: new Date(nowMs).toISOString(), ...before }), nowMs);
		return held.wait;
	}

	/**
	 * @returns when a conversation was resolved, ISO date-time; undefined when nobody has told so
	 * @throws StoreUnavailable
	 */
	async resolvedAt(conversation: ConversationRef): Promise<string | undefined> {
		return heldIn(await this.store.get(keyOf(conversation))).resolvedAt;
	}

	/**
	 * Forgets that a run waits, because it has gone on; that the conversation is resolved stays known for a while.
	 *
	 * @throws StoreUnavailable
	 */
	async forgetWait(conversation: ConversationRef, ticket: string): Promise<void> {
		await this.change(conversation, ({ wait, ...rest }) => (wait?.ticket === ticket ? rest : { wait, ...rest }), this.clock());
	}

	private async change(conversation: ConversationRef, decide: (held: Held) => Held, untilMs: number): Promise<Held> {
		const key = keyOf(conversation);
		const ttlMs = Math.max(0, untilMs - this.clock()) + KNOWN_FOR_MS;
		for (;;) {
			const text = await this.store.get(key);
			const held = decide(heldIn(text));
			if (await this.store.compareAndSet(key, text, JSON.stringify(held), ttlMs)) return held;
		}
	}
}

function heldIn(text: string | undefined): Held {
	return text === undefined ? {} : (JSON.parse(text) as Held);
}

function keyOf(conversation: ConversationRef): string {
	return `conversation:${conversationName(conversation)}`;
}
