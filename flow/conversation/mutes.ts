import { distinct } from '../participant/participant';
import type { Identifier } from '../participant/identifiers';
import { Participants } from '../participant/participants';
import type { FlowStore } from '../store/flowStore';

/** A conversation that a person has with human agents. */
export interface ConversationRef {
	/** Where the agents are, e.g. `trengo`. */
	provider: string;
	/** By which the provider knows the conversation. */
	id: string;
}

/** That human agents have the conversation, so that flows stay silent. */
export interface Mute {
	conversation: ConversationRef;
	/** ISO date-time. */
	since: string;
	/** It ends by itself then, if nobody tells before that the conversation is resolved. ISO date-time. */
	until: string;
}

/** A conversation that is resolved stays so for longer than anybody takes to note down that it has begun. */
const ENDED_FOR_MS = 86_400_000;

/** What the store holds of a conversation: whom it mutes, or that it has ended. */
type Held = { identifiers: Identifier[]; untilMs: number } | { ended: true };

/** What the store holds under an identifier: since when and until when each conversation mutes it. Unix time in milliseconds. */
type MutesOf = Record<string, { sinceMs: number; untilMs: number }>;

/**
 * Whom flows leave alone, because a person talks to them. The store holds the mutes of each identifier, and for each
 * conversation whom it mutes. Many may change them at once; each change is made to what is there at that moment.
 */
export class Mutes {
	/** @param clock gives Unix time in milliseconds */
	constructor(
		private readonly store: FlowStore,
		private readonly clock: () => number = Date.now,
	) {}

	/**
	 * Mutes a participant, because a conversation with agents has begun; also under the identifiers by which it is known
	 * beside those that are given. For one that has been resolved already, which its provider can tell before this, nothing
	 * is muted.
	 *
	 * @param untilMs when it ends at the latest, Unix time in milliseconds
	 * @returns whether the participant is muted by it now
	 * @throws StoreUnavailable
	 */
	async begin(identifiers: readonly Identifier[], conversation: ConversationRef, untilMs: number): Promise<boolean> {
		const nowMs = this.clock();
		const all = await withKnown(this.store, identifiers);
		const key = conversationKey(conversation);
		for (;;) {
			const text = await this.store.get(key);
			const held = heldIn(text);
			if (held && 'ended' in held) return false;
			const next: Held = { identifiers: distinct([...(held?.identifiers ?? []), ...all]), untilMs };
			if (await this.store.compareAndSet(key, text, JSON.stringify(next), Math.max(1, untilMs - nowMs))) break;
		}
		for (const identifier of all) await this.change(identifier, (mutes) => ({ ...mutes, [conversationName(conversation)]: { sinceMs: nowMs, untilMs } }));

		const isOver = (held: Held | undefined) => held === undefined || 'ended' in held;
		if (!isOver(heldIn(await this.store.get(key)))) return true;
		// It was resolved meanwhile, and whoever told so may have been faster than these lines.
		await this.release(all, conversation);
		return false;
	}

	/**
	 * Lets the flows speak again, because a conversation is resolved. To tell it twice does no harm.
	 *
	 * @returns whether it had muted anybody
	 * @throws StoreUnavailable
	 */
	async end(conversation: ConversationRef): Promise<boolean> {
		const key = conversationKey(conversation);
		for (;;) {
			const text = await this.store.get(key);
			const held = heldIn(text);
			if (held && 'ended' in held) return false;
			if (!(await this.store.compareAndSet(key, text, JSON.stringify({ ended: true } satisfies Held), ENDED_FOR_MS))) continue;
			await this.release(held?.identifiers ?? [], conversation);
			return held !== undefined;
		}
	}

	/**
	 * @param identifiers all that is known of the person; those by which the participant is known beside them count, too
	 * @returns the mute that ends last, or undefined when flows may speak
	 * @throws StoreUnavailable
	 */
	async find(identifiers: readonly Identifier[]): Promise<Mute | undefined> {
		const nowMs = this.clock();
		const all = await withKnown(this.store, identifiers);
		const mutes = await Promise.all(all.map(async (identifier) => mutesIn(await this.store.get(identifierKey(identifier)))));
		const [last] = mutes
			.flatMap((one) => Object.entries(one))
			.filter(([, { untilMs }]) => untilMs > nowMs)
			.toSorted(([, one], [, other]) => other.untilMs - one.untilMs);
		if (!last) return undefined;
		const [name, { sinceMs, untilMs }] = last;
		return { conversation: refOf(name), since: new Date(sinceMs).toISOString(), until: new Date(untilMs).toISOString() };
	}

	private async release(identifiers: readonly Identifier[], conversation: ConversationRef): Promise<void> {
		for (const identifier of identifiers) {
			await this.change(identifier, (mutes) => Object.fromEntries(Object.entries(mutes).filter(([name]) => name !== conversationName(conversation))));
		}
	}

	private async change(identifier: Identifier, change: (mutes: MutesOf) => MutesOf): Promise<void> {
		const key = identifierKey(identifier);
		for (;;) {
			const text = await this.store.get(key);
			const nowMs = this.clock();
			const living = Object.entries(change(mutesIn(text))).filter(([, { untilMs }]) => untilMs > nowMs);
			const value = living.length === 0 ? undefined : JSON.stringify(Object.fromEntries(living));
			const ttlMs = Math.max(1, ...living.map(([, { untilMs }]) => untilMs - nowMs));
			if (await this.store.changeAll([{ key, expected: text, value, ttlMs }])) return;
		}
	}
}

/**
 * Every element that speaks to a participant asks this before it does.
 *
 * @param store where the mutes are
 * @param identifiers all that is known of the person
 * @returns the conversation with human agents for whose sake it is to stay silent, or undefined when it may speak
 * @throws StoreUnavailable; nobody may then be sent anything, because nobody knows
 */
export async function mutedBy(store: FlowStore, identifiers: readonly Identifier[]): Promise<Mute | undefined> {
	return await new Mutes(store).find(identifiers);
}

/** @returns why nothing was said, in words */
export function muteWords({ conversation, since }: Mute): string {
	return `A human agent has had the conversation ${conversation.id} with this person since ${since}, so the flow stays silent.`;
}

async function withKnown(store: FlowStore, identifiers: readonly Identifier[]): Promise<Identifier[]> {
	const participants = new Participants(store);
	const known = await Promise.all(identifiers.map(async (identifier) => await participants.find(identifier)));
	return distinct([...identifiers, ...known.flatMap((participant) => participant?.identifiers ?? [])]);
}

function heldIn(text: string | undefined): Held | undefined {
	return text === undefined ? undefined : (JSON.parse(text) as Held);
}

function mutesIn(text: string | undefined): MutesOf {
	return text === undefined ? {} : (JSON.parse(text) as MutesOf);
}

/** @returns what tells a conversation from all others. The provider's name has no colon in it, and an id may have any */
export function conversationName({ provider, id }: ConversationRef): string {
	return `${provider}:${id}`;
}

function refOf(name: string): ConversationRef {
	const [provider, ...id] = name.split(':');
	return { provider, id: id.join(':') };
}

function conversationKey(conversation: ConversationRef): string {
	return `mute-by:${conversationName(conversation)}`;
}

function identifierKey({ type, value }: Identifier): string {
	return `mute:${type}:${value}`;
}
