import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import type { EntryChange, FlowStore } from '../store/flowStore';
import { StoreUnavailable } from '../store/flowStore';
import type { Identifier } from './identifiers';
import type { Given, Outcome, Participant } from './participant';
import { distinct, emailOf, keepable, knownAttributes, ParticipantError, phoneOf, settle } from './participant';

/** What came of it when a participant was created, updated or merged. */
export type Upserted = Outcome;

/** What is said of a participant, where the attributes can depend on what is known of it. */
export interface Said extends Omit<Given, 'attributes'> {
	/** The attributes, or what makes them of those that are known; it is asked anew when somebody else was faster. */
	attributes?: Given['attributes'] | ((known: Readonly<Record<string, unknown>>) => Record<string, unknown>);
}

/** The field of an item under which it tells of its participant. */
export const PARTICIPANT_FIELD = 'participant';

/** Of many who change one participant at once, the last one is done long before this. */
const GIVE_UP_MS = 10_000;
const LONGEST_PAUSE_MS = 200;

/**
 * The participants that the flows know. The store holds the record of each, and for each identifier the id of the
 * participant that has it. They have no time to live.
 */
export class Participants {
	/** @param clock gives Unix time in milliseconds */
	constructor(
		private readonly store: FlowStore,
		private readonly clock: () => number = Date.now,
	) {}

	/**
	 * Creates, updates or merges the participant who has one of the identifiers, by the rule of {@link settle}. Of many who
	 * do so at once, in any process, none is lost. Where nothing changes, nothing is written.
	 *
	 * @throws ParticipantError for attributes that cannot be kept, StoreUnavailable
	 */
	async upsert(said: Said): Promise<Upserted> {
		const identifiers = distinct(said.identifiers);
		if (identifiers.length === 0) throw new ParticipantError('Nobody can be told without an identifier. Give a phone number or an email address.');
		const attributesFor = attributesOf(said);

		const giveUpAt = performance.now() + GIVE_UP_MS;
		for (let tries = 0; performance.now() < giveUpAt; tries++) {
			const seen = await this.see(identifiers);
			const matches = [...seen.records.values()].map(({ participant }) => participant);
			const fresh = { id: randomUUID(), now: new Date(this.clock()).toISOString() };
			const outcome = settle({ identifiers, attributes: attributesFor(matches) }, matches, fresh);
			if (outcome.outcome === 'unchanged' || (await this.store.changeAll(changesOf(outcome.participant, seen)))) return outcome;
			// Somebody else was faster, and all of them are to go on at different times.
			await sleep(Math.random() * Math.min(LONGEST_PAUSE_MS, 2 ** tries));
		}
		throw new StoreUnavailable('A participant could not be kept, because others change it all the time. Try again later.');
	}

	/**
	 * @param id of a participant, or of one that has been merged into another
	 * @throws StoreUnavailable
	 */
	async get(id: string): Promise<Participant | undefined> {
		return (await this.read(id))?.participant;
	}

	/** @throws StoreUnavailable */
	async find(identifier: Identifier): Promise<Participant | undefined> {
		const id = await this.store.get(pointerKey(identifier));
		return id === undefined ? undefined : await this.get(id);
	}

	private async see(identifiers: readonly Identifier[]): Promise<Seen> {
		const pointers = await this.readPointers(identifiers);
		const ids = new Set([...pointers.values()].filter((id) => id !== undefined));
		const found = await Promise.all([...ids].map(async (id) => await this.read(id)));
		const records = new Map(found.filter((record) => record !== undefined).map((record) => [record.participant.id, record]));
		if (records.size < 2) return { pointers, records };

		const others = [...records.values()].flatMap(({ participant }) => participant.identifiers);
		return { pointers: new Map([...(await this.readPointers(others)), ...pointers]), records };
	}

	private async readPointers(identifiers: readonly Identifier[]): Promise<Seen['pointers']> {
		const keys = identifiers.map(pointerKey);
		const ids = await Promise.all(keys.map(async (key) => await this.store.get(key)));
		return new Map(keys.map((key, index) => [key, ids[index]]));
	}

	private async read(id: string): Promise<SeenRecord | undefined> {
		// This ends, because a participant only ever merges into an older one.
		for (let at = id; ; ) {
			const text = await this.store.get(recordKey(at));
			if (text === undefined) return undefined;
			const entry = JSON.parse(text) as Participant | MergedInto;
			if (!('mergedInto' in entry)) return { text, participant: entry };
			at = entry.mergedInto;
		}
	}
}

/** What an item tells of a participant, under {@link PARTICIPANT_FIELD}; of phone numbers and the like the newest. */
export interface ParticipantView {
	id: string;
	phone?: string;
	email?: string;
	attributes: Record<string, unknown>;
	/** By the names of the providers. */
	providerIds?: Record<string, string>;
}

/** @returns what an item tells of a participant */
export function participantView(participant: Participant): ParticipantView {
	const { id, identifiers, attributes } = participant;
	const phone = phoneOf(participant);
	const email = emailOf(participant);
	const ofProviders = identifiers.filter(({ type }) => type !== 'phone' && type !== 'email');
	// The newest one comes first, and here the last one counts.
	const providerIds = Object.fromEntries(ofProviders.toReversed().map(({ type, value }) => [type, value]));
	return {
		id,
		...(phone !== undefined && { phone }),
		...(email !== undefined && { email }),
		attributes,
		...(ofProviders.length > 0 && { providerIds }),
	};
}

/** @throws ParticipantError for attributes that cannot be kept */
function attributesOf({ attributes }: Said): (matches: readonly Participant[]) => Record<string, unknown> {
	if (typeof attributes === 'function') return (matches) => keepable(attributes(knownAttributes(matches)));
	const kept = keepable(attributes);
	return () => kept;
}

/** What stands in the store in the place of a participant that is gone. */
interface MergedInto {
	mergedInto: string;
}

interface SeenRecord {
	/** As it stands in the store. */
	text: string;
	participant: Participant;
}

/** What was read before it is decided what to write. */
interface Seen {
	/** To whom identifiers lead, by their keys in the store. */
	pointers: Map<string, string | undefined>;
	/** The participants that have them. */
	records: Map<string, SeenRecord>;
}

/** @returns what is to be written so that a participant takes the place of those that were seen, if they are still as they were */
function changesOf(participant: Participant, { pointers, records }: Seen): EntryChange[] {
	const { id } = participant;
	const gone = [...records].filter(([other]) => other !== id);
	return [
		{ key: recordKey(id), expected: records.get(id)?.text, value: JSON.stringify(participant) },
		...gone.map(([other, { text }]) => ({ key: recordKey(other), expected: text, value: JSON.stringify({ mergedInto: id }) })),
		...[...pointers].filter(([, leadsTo]) => leadsTo !== id).map(([key, expected]) => ({ key, expected, value: id })),
	];
}

function recordKey(id: string): string {
	return `participant:${id}`;
}

function pointerKey({ type, value }: Identifier): string {
	return `participant-by:${type}:${value}`;
}
