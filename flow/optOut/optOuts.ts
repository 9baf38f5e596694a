import type { Identifier } from '../participant/identifiers';
import type { FlowStore } from '../store/flowStore';
import type { Channel } from './channels';
import { laterStatement } from './statement';

/** That somebody does not want to be reached under an address, by one channel or by any. */
export interface OptOutEntry {
	address: Identifier;
	channel: Channel | 'all';
	/** In the builder's words, or the person's own; empty when none was given. */
	reason: string;
	/** Where it comes from, e.g. `flow`, `keyword`, `import`. */
	source: string;
	/** Since when. ISO 8601, UTC. */
	at: string;
}

/** What is to be noted of an opt-out. */
export interface OptOutChoice {
	channel: Channel | 'all';
	reason?: string;
	source?: string;
	/** Since when, for one that was made elsewhere. ISO 8601, UTC. Now, when absent. */
	at?: string;
}

/** What came of adding an opt-out, and how it now stands on the list. */
export interface Added {
	outcome: 'added' | 'changed' | 'unchanged';
	entry: OptOutEntry;
}

/** What came of removing opt-outs. */
export interface Removed {
	/** Those that were on the list, and are no longer. */
	removed: OptOutEntry[];
	/** Those that still forbid to reach the address by the channel: the one from all channels, or those of other sources. */
	standing: OptOutEntry[];
}

const PREFIX = 'opt-out:';

/** Reasons come from messages and files; nobody reads more of one. */
const LONGEST_TEXT = 500;

/** What the store holds for an address. */
type Held = Partial<Record<Channel | 'all', Statement>>;
type Statement = Pick<OptOutEntry, 'at' | 'reason' | 'source'>;

/**
 * The list of those who do not want to be reached. The store holds one entry for each address, with what is opted out of
 * under it. Many may change the list at once; each change is made to what is there at that moment.
 */
export class OptOuts {
	/** @param clock gives Unix time in milliseconds */
	constructor(
		private readonly store: FlowStore,
		private readonly clock: () => number = Date.now,
	) {}

	/**
	 * Puts an address on the list. If it is there already for the channel, {@link laterStatement} says what stands.
	 *
	 * @throws StoreUnavailable
	 */
	async add(address: Identifier, { channel, reason = '', source = '', at }: OptOutChoice): Promise<Added> {
		const given: Statement = { reason: cut(reason), source: cut(source), at: at ?? new Date(this.clock()).toISOString() };
		const key = keyOf(address);
		for (;;) {
			const text = await this.store.get(key);
			const held = heldIn(text);
			const before = held[channel];
			const after = before ? laterStatement(before, given) : given;
			const entry = { address, channel, ...after };
			if (before && same(before, after)) return { outcome: 'unchanged', entry };

			const isSet = await this.store.compareAndSet(key, text, JSON.stringify({ ...held, [channel]: after }));
			if (isSet) return { outcome: before ? 'changed' : 'added', entry };
		}
	}

	/**
	 * Takes an address off the list, for one channel, or for all together with every single one.
	 *
	 * @param source takes off only what comes from this source; absent, whatever its source
	 * @throws StoreUnavailable
	 */
	async remove(address: Identifier, channel: Channel | 'all', source?: string): Promise<Removed> {
		const key = keyOf(address);
		for (;;) {
			const text = await this.store.get(key);
			const entries = entriesIn(address, text);
			const isAsked = (entry: OptOutEntry) => channel === 'all' || entry.channel === channel;
			const stays = (entry: OptOutEntry) => !isAsked(entry) || (source !== undefined && entry.source !== source);
			const removed = entries.filter((entry) => !stays(entry));
			const left = entries.filter(stays);
			const result = { removed, standing: left.filter((entry) => entry.channel === 'all' || isAsked(entry)) };
			if (removed.length === 0) return result;

			const value = left.length > 0 ? textOf(left) : undefined;
			// Also the last one goes only if nobody has added another meanwhile.
			if (await this.store.changeAll([{ key, expected: text, value }])) return result;
		}
	}

	/**
	 * Tells whether an address may not be reached by a channel.
	 *
	 * @param channel `all` asks only for an opt-out from all channels
	 * @returns the opt-out that forbids it: the one from all channels, or else the one from this channel
	 * @throws StoreUnavailable
	 */
	async verify(address: Identifier, channel: Channel | 'all'): Promise<OptOutEntry | undefined> {
		const held = heldIn(await this.store.get(keyOf(address)));
		const forbidding = held.all ? 'all' : channel;
		const statement = held[forbidding];
		return statement && { address, channel: forbidding, ...statement };
	}

	/**
	 * Tells whether there is an opt-out from just this channel; unlike {@link verify}, that from all channels stands for
	 * no other one. For lists elsewhere that have an entry for each entry of this one.
	 *
	 * @throws StoreUnavailable
	 */
	async has(address: Identifier, channel: Channel | 'all'): Promise<boolean> {
		return heldIn(await this.store.get(keyOf(address)))[channel] !== undefined;
	}

	/**
	 * The whole list, in no order. What is added or removed meanwhile may be in it or not.
	 *
	 * @throws StoreUnavailable
	 */
	async *entries(): AsyncGenerator<OptOutEntry> {
		for await (const { key, value } of this.store.entries(PREFIX)) yield* entriesIn(addressOf(key), value);
	}
}

function keyOf({ type, value }: Identifier): string {
	return `${PREFIX}${type}:${value}`;
}

function addressOf(key: string): Identifier {
	const [type, ...value] = key.slice(PREFIX.length).split(':');
	return { type, value: value.join(':') };
}

function heldIn(text: string | undefined): Held {
	return text === undefined ? {} : (JSON.parse(text) as Held);
}

function entriesIn(address: Identifier, text: string | undefined): OptOutEntry[] {
	return Object.entries(heldIn(text)).map(([channel, statement]) => ({ address, channel: channel as Channel, ...statement }));
}

function textOf(entries: readonly OptOutEntry[]): string {
	return JSON.stringify(Object.fromEntries(entries.map(({ channel, reason, source, at }) => [channel, { reason, source, at }])));
}

function same(one: Statement, other: Statement): boolean {
	return one.reason === other.reason && one.source === other.source && one.at === other.at;
}

function cut(text: string): string {
	return [...text.trim().slice(0, 2 * LONGEST_TEXT)].slice(0, LONGEST_TEXT).join('');
}
