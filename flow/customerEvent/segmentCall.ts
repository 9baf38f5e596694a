import type { Outcome } from '../outcome';
import type { Given } from './identifier';
import { eventProblem } from './problems';

/** A call of a customer data platform (Segment's specification, which RudderStack shares), as far as it is made use of. */
export interface CustomerCall {
	type: 'identify' | 'track';
	/** The platform's own ID of the call: the same when it sends the call again. */
	messageId?: string;
	/** Of a track call. */
	event?: string;
	properties: Record<string, unknown>;
	traits: Record<string, unknown>;
	email: Given;
	phone: Given;
	name?: string;
	/** The ID that the provider knows the contact by. */
	contactId?: Given;
	/** The provider's ID of the channel, in place of the one that is chosen. */
	channelId?: Given;
}

/** By what types the IDs of a provider stand among the external IDs of a call. */
export interface ExternalIdTypes {
	contact: string;
	channel: string;
}

/** The specification has these calls, too; nobody has asked for anything to be done with them. */
const UNUSED: ReadonlySet<string> = new Set(['alias', 'group', 'page', 'screen']);

/**
 * Reads a whole call as it is.
 *
 * @param body of the call; it may be anything
 * @returns the call; or why nothing can be done with it
 */
export function readCall(body: unknown, types: ExternalIdTypes): Outcome<CustomerCall> {
	const call = fieldsOf(body);
	if (!call) return { problem: eventProblem('callInvalid', 'What came in is not the call of a customer data platform, which is a JSON object.', 'Give the body of the call as it is.') };
	if (Array.isArray(own(call, 'batch'))) {
		return { problem: eventProblem('callInvalid', 'The call is a batch of calls.', 'Split it by its field "batch" with the node Split Out first.', 'batch') };
	}
	const type = text(own(call, 'type'))?.toLowerCase();
	if (type === undefined) return { problem: eventProblem('typeMissing', 'The call does not say what it is: type is missing.', 'Give the body of the call as it is.', 'type') };
	if (UNUSED.has(type)) return { problem: eventProblem('typeUnused', `Nothing is done with a call of the type "${type}".`, 'Only identify and track calls are made use of.', 'type') };
	if (type !== 'identify' && type !== 'track') {
		return { problem: eventProblem('typeUnknown', 'The call is of a type that there is not.', 'Only identify and track calls are made use of.', 'type') };
	}
	return { value: { type, ...partsOf(call, types) } };
}

/** A path from the root of a call, and what is there. */
type Place = readonly string[];

const placesOf = (field: string): Place[] => [
	['traits', field],
	['context', 'traits', field],
	['properties', field],
];

function partsOf(call: Record<string, unknown>, types: ExternalIdTypes): Omit<CustomerCall, 'type'> {
	const optional = {
		messageId: text(own(call, 'messageId')),
		event: text(own(call, 'event'), false),
		name: nameIn(call),
		contactId: externalId(call, types.contact),
		channelId: externalId(call, types.channel),
	};
	return {
		properties: fieldsOf(own(call, 'properties')) ?? {},
		traits: { ...fieldsOf(at(call, ['context', 'traits'])), ...fieldsOf(own(call, 'traits')) },
		email: firstOf(call, placesOf('email')),
		phone: firstOf(call, placesOf('phone')),
		...(Object.fromEntries(Object.entries(optional).filter(([, part]) => part !== undefined)) as Partial<CustomerCall>),
	};
}

/** What is there first counts; a value that cannot be used is not passed over, or somebody else might be meant. */
function firstOf(call: Record<string, unknown>, places: readonly Place[]): Given {
	const found = places.find((place) => isGiven(at(call, place)));
	if (found) return { value: at(call, found), where: found.join('.') };
	return { value: undefined, where: places.map((place) => place.join('.')).join(' or ') };
}

/** The name as a whole, or else what there is of its parts. */
function nameIn(call: Record<string, unknown>): string | undefined {
	for (const place of [['traits'], ['context', 'traits']]) {
		const traits = fieldsOf(at(call, place));
		if (!traits) continue;
		const whole = text(own(traits, 'name'));
		const parts = ['firstName', 'lastName'].map((field) => text(own(traits, field))).filter((part) => part !== undefined);
		const name = whole ?? parts.join(' ');
		if (name !== '') return name;
	}
	return undefined;
}

/** RudderStack writes `externalId`, Segment `externalIds`; the ID itself stands under `id`, and in some calls under `value`. */
function externalId(call: Record<string, unknown>, type: string): Given | undefined {
	for (const field of ['externalId', 'externalIds']) {
		const list = at(call, ['context', field]);
		if (!Array.isArray(list)) continue;
		const entry = list.map(fieldsOf).find((one) => one !== undefined && own(one, 'type') === type);
		const value = entry && [own(entry, 'id'), own(entry, 'value')].find(isGiven);
		if (value !== undefined) return { value, where: `context.${field} (${type})` };
	}
	return undefined;
}

function at(value: unknown, place: Place): unknown {
	return place.reduce((part: unknown, name) => own(fieldsOf(part) ?? {}, name), value);
}

function own(fields: Record<string, unknown>, name: string): unknown {
	return Object.hasOwn(fields, name) ? fields[name] : undefined;
}

function fieldsOf(value: unknown): Record<string, unknown> | undefined {
	return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
}

function isGiven(value: unknown): boolean {
	return value !== undefined && value !== null && (typeof value !== 'string' || value.trim() !== '');
}

/** @param trims whether white space around it says nothing */
function text(value: unknown, trims = true): string | undefined {
	if (typeof value !== 'string' && typeof value !== 'number') return undefined;
	const written = String(value);
	return written.trim() === '' ? undefined : trims ? written.trim() : written;
}
