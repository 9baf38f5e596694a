import isEqual from 'lodash/isEqual';

import { UNSAFE_NAMES } from '../unsafeNames';
import type { Identifier } from './identifiers';
import { isSameIdentifier } from './identifiers';

/** The person a run of a flow is about, as all flows know them. */
export interface Participant {
	/** A UUID. It stays the same for life; when participants are merged, those of all lead to the one that is left. */
	id: string;
	/** By what the participant is known; of each type the newest comes first. */
	identifiers: Identifier[];
	attributes: Record<string, unknown>;
	/** ISO date-time. */
	createdAt: string;
	/** ISO date-time. */
	updatedAt: string;
	/** What merges have left over. */
	merged?: MergedParticipant[];
}

/** The values that a participant had when it was merged with others, and that the one who is left does not have. */
export interface MergedParticipant {
	/** Of the participant that had the values. */
	id: string;
	/** When it was merged; ISO date-time. */
	at: string;
	attributes: Record<string, unknown>;
}

/** What is said of a participant: by what it is known, and its attributes as far as they are known now. */
export interface Given {
	identifiers: readonly Identifier[];
	/** One that is undefined is not given; null is a value. */
	attributes?: Record<string, unknown>;
}

/** What a merge has done. */
export interface MergeReport {
	/** The id of the participant that is left. */
	survivor: string;
	/** The ids that lead to it from now on. */
	gone: string[];
	/** The values that it does not have. They are kept in its `merged`. */
	dropped: DroppedValue[];
}

/** A value for which there was no place in a merge. */
export interface DroppedValue {
	attribute: string;
	/** The value in its place. */
	kept: unknown;
	dropped: unknown;
	/** The id of the participant that had it. */
	from: string;
}

/** What comes of what is said of a participant. */
export interface Outcome {
	participant: Participant;
	outcome: 'created' | 'updated' | 'unchanged' | 'merged';
	/** Only after a merge. */
	merge?: MergeReport;
}

/** What is said of a participant cannot be kept; the message says why. */
export class ParticipantError extends Error {
	override readonly name = 'ParticipantError';
}

/** No more attributes than this are kept of one participant, in bytes of JSON. */
const MOST_BYTES = 64 * 1024;

/** Lists in lists are not kept any deeper: to compare them would take more than there is room for on the stack. */
const DEEPEST = 100;

const TOO_DEEP = `The attributes of a participant can have ${DEEPEST} lists or objects in one another at the most.`;

/** Who has more addresses is not one person, but something that many share. */
const MOST_IDENTIFIERS = 500;

/** No more left-over values than this are kept of all merges, in bytes of JSON. */
const MOST_MERGED_BYTES = 512 * 1024;

/**
 * The rule by which participants are created, updated and merged.
 *
 * - **Nobody** has one of the identifiers: a new participant.
 * - **One** has one or several of them: it is updated. Attributes that are given take the place of older ones, and others
 *   stay. Identifiers that are given come before older ones of their type; those stay, and still lead to the participant.
 * - **Several** have them, so they are the same person: they become one.
 *   - The one that was created first is left, with its id. All ids and identifiers of all of them lead to it from now on.
 *   - An attribute that is given now has that value. Of one that several have, the value of whoever was updated last is
 *     kept. Each other value is dropped, which loses nothing: it is kept under `merged`, and the report tells of it.
 *   - Identifiers are in order of what was updated last.
 *
 * In a tie, whoever was created first comes first, and then who has the smaller id.
 *
 * @param given with attributes from {@link keepable}
 * @param matches the participants that have one of the identifiers
 * @param fresh the id of a new participant, and the present instant as an ISO date-time
 * @throws ParticipantError when the participant would get more attributes, identifiers or left-over values than are kept
 */
export function settle(given: Given, matches: readonly Participant[], fresh: { id: string; now: string }): Outcome {
	const [survivor, ...gone] = matches.toSorted(byCreation);
	if (!survivor) return { outcome: 'created', participant: created(given, fresh) };

	const attributes = { ...knownAttributes(matches), ...given.attributes };
	requireRoom(attributes, matches);
	const identifiers = withNewest(distinct(latestFirst(matches).flatMap((one) => one.identifiers)), given.identifiers);
	requireFew(identifiers, matches);
	const participant: Participant = { ...survivor, identifiers, attributes, updatedAt: nextUpdate(matches, fresh.now) };

	if (gone.length > 0) return merged(participant, [survivor, ...gone], fresh.now);
	const isSame = isEqual(attributes, survivor.attributes) && isEqual(identifiers, survivor.identifiers);
	return isSame ? { outcome: 'unchanged', participant: survivor } : { outcome: 'updated', participant };
}

/** @returns what is known of participants who are one person; of one attribute, the value of whoever was updated last */
export function knownAttributes(matches: readonly Participant[]): Record<string, unknown> {
	return Object.assign({}, ...latestFirst(matches).toReversed().map((one) => one.attributes)) as Record<string, unknown>;
}

/**
 * Makes attributes ready to be kept: as JSON would carry them, without those that are undefined.
 *
 * @throws ParticipantError for what JSON cannot carry, and for names that would reach an object's prototype
 */
export function keepable(attributes: Record<string, unknown> = {}): Record<string, unknown> {
	const unsafe = Object.keys(attributes).find((name) => UNSAFE_NAMES.has(name));
	if (unsafe !== undefined) throw new ParticipantError(`No attribute of a participant can be named "${unsafe}". Choose another name.`);
	const kept = asJson(attributes);
	if (isDeeper(kept, DEEPEST)) throw new ParticipantError(TOO_DEEP);
	return kept;
}

function asJson(attributes: Record<string, unknown>): Record<string, unknown> {
	try {
		return JSON.parse(JSON.stringify(attributes)) as Record<string, unknown>;
	} catch (error) {
		// Thousands of levels are too many to be written as JSON.
		if (error instanceof RangeError) throw new ParticipantError(TOO_DEEP);
		throw new ParticipantError('The attributes of a participant must be JSON: texts, numbers, true, false, null, lists and objects.');
	}
}

function isDeeper(value: unknown, levels: number): boolean {
	if (typeof value !== 'object' || value === null) return false;
	return levels === 0 || Object.values(value).some((part) => isDeeper(part, levels - 1));
}

/** @returns the identifiers without those that come a second time */
export function distinct(identifiers: readonly Identifier[]): Identifier[] {
	const known = new Map(identifiers.map((identifier) => [`${identifier.type}:${identifier.value}`, identifier]));
	return [...known.values()];
}

/** @returns the newest phone number of a participant, in E.164 form; undefined when none is known */
export function phoneOf(participant: Pick<Participant, 'identifiers'>): string | undefined {
	return newest(participant.identifiers, 'phone')?.value;
}

/** @returns the newest email address of a participant; undefined when none is known */
export function emailOf(participant: Pick<Participant, 'identifiers'>): string | undefined {
	return newest(participant.identifiers, 'email')?.value;
}

function newest(identifiers: readonly Identifier[], type: string): Identifier | undefined {
	return identifiers.find((identifier) => identifier.type === type);
}

function created({ identifiers, attributes = {} }: Given, { id, now }: { id: string; now: string }): Participant {
	requireRoom(attributes, []);
	const own = distinct(identifiers);
	requireFew(own, []);
	return { id, identifiers: own, attributes, createdAt: now, updatedAt: now };
}

/**
 * A change is later than the one before, also within a millisecond or by a clock that is behind: who was updated last is told
 * by it, and who was never updated.
 */
function nextUpdate(matches: readonly Participant[], now: string): string {
	const last = latestFirst(matches)[0]?.updatedAt ?? '';
	return now > last ? now : new Date(Date.parse(last) + 1).toISOString();
}

function merged(participant: Participant, all: readonly Participant[], at: string): Outcome {
	const { id: survivor, attributes } = participant;
	const leftOver = all.map((one) => ({ id: one.id, at, attributes: withoutSame(one.attributes, attributes) }));
	const dropped = leftOver.flatMap(({ id: from, attributes: values }) =>
		Object.entries(values).map(([attribute, value]) => ({ attribute, kept: attributes[attribute], dropped: value, from })),
	);
	const history = leftOver.filter(({ id, attributes: values }) => id !== survivor || Object.keys(values).length > 0);
	const leftOvers = [...all.flatMap((one) => one.merged ?? []), ...history];
	if (bytesOf(leftOvers) > MOST_MERGED_BYTES) throw new ParticipantError('A participant has been merged so often that no more can be kept of it.');
	return {
		outcome: 'merged',
		participant: { ...participant, merged: leftOvers },
		merge: { survivor, gone: all.slice(1).map(({ id }) => id), dropped },
	};
}

function withoutSame(attributes: Record<string, unknown>, kept: Record<string, unknown>): Record<string, unknown> {
	return Object.fromEntries(Object.entries(attributes).filter(([name, value]) => !isEqual(value, kept[name])));
}

/** Those that are the newest of their type already stay where they are, so that nothing changes. */
function withNewest(identifiers: Identifier[], given: readonly Identifier[]): Identifier[] {
	const isNewest = (one: Identifier) => isSameIdentifier(one, newest(identifiers, one.type) ?? { type: '', value: '' });
	return given.every(isNewest) ? identifiers : distinct([...given, ...identifiers]);
}

function requireFew(identifiers: readonly Identifier[], sources: readonly Participant[]): void {
	const most = Math.max(MOST_IDENTIFIERS, ...sources.map((one) => one.identifiers.length));
	if (identifiers.length <= most) return;
	throw new ParticipantError(`A participant can have ${MOST_IDENTIFIERS} phone numbers, email addresses and provider IDs at the most. Most likely many people share one of these.`);
}

/** What a merge has brought together may be more than is allowed, but may not grow any further. */
function requireRoom(attributes: Record<string, unknown>, sources: readonly Participant[]): void {
	const before = sources.reduce((sum, one) => sum + bytesOf(one.attributes), 0);
	if (bytesOf(attributes) <= Math.max(MOST_BYTES, before)) return;
	throw new ParticipantError(`A participant can have ${MOST_BYTES / 1024} KiB of attributes at the most. Keep fewer or smaller ones.`);
}

function bytesOf(value: unknown): number {
	return Buffer.byteLength(JSON.stringify(value));
}

function latestFirst(participants: readonly Participant[]): Participant[] {
	return participants.toSorted(byCreation).toSorted((one, other) => compare(other.updatedAt, one.updatedAt));
}

function byCreation(one: Participant, other: Participant): number {
	return compare(one.createdAt, other.createdAt) || compare(one.id, other.id);
}

function compare(one: string, other: string): number {
	return one === other ? 0 : one < other ? -1 : 1;
}
