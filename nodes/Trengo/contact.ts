import type { ContactFound, WantedContact } from '../../flow/customerEvent/contactFor';
import { contactFor, forgetContact } from '../../flow/customerEvent/contactFor';
import type { IdentifierType } from '../../flow/customerEvent/identifier';
import { eventProblem } from '../../flow/customerEvent/problems';
import type { Outcome } from '../../flow/outcome';
import type { Identifier } from '../../flow/participant/identifiers';
import { flowStore } from '../../flow/store/theStore';
import { unlessStoreIsAway } from '../../flow/store/unlessStoreIsAway';
import type { SendProblem } from '../../flow/template/sendProblem';
import { isTrengoId } from '../../providers/trengo/ids';
import { turnClock } from '../shared/turns';
import type { TicketAccount } from '../shared/ticketAccount';
import { channelOf } from '../shared/trengoChannels';
import { storeAway } from '../shared/doneOnce';
import type { NodeChoice } from './panel';

/** Whom an event or a call is about. */
export interface Person {
	/** When it is known; the contact is then not looked for. */
	contactId?: string;
	/** In normal form, or why there is none; asked for only when the contact must be looked for or made. */
	identifier: () => Outcome<Identifier>;
	channelId: string;
	name?: string;
}

/** What working on an item leans on. */
export interface Work {
	account: TicketAccount;
	node: NodeChoice;
	signal: AbortSignal | undefined;
}

/** A channel that may be used, and what could be found out about it. */
export interface CheckedChannel {
	/** Undefined where nothing is known of it. */
	identifier?: IdentifierType;
	unchecked?: string;
}

/**
 * Checks the channel before anything is asked of it.
 *
 * @param identifyBy by what the builder says that it knows people
 */
export async function checkChannel({ account, node }: Work, channelId: string, identifyBy: IdentifierType): Promise<Outcome<CheckedChannel>> {
	if (channelId === '') return { problem: eventProblem('channelMissing', 'Channel is empty.', 'Choose the channel, or give its ID.', 'channelId') };
	if (!isTrengoId(channelId)) {
		return { problem: eventProblem('channelMissing', 'The ID of the channel is not a whole number.', 'Choose the channel, or give its ID.', 'channelId') };
	}
	if (!node.checksChannel) return { value: {} };
	const { traits, unchecked } = await channelOf(account, channelId);
	if (traits && traits.identifier !== identifyBy) return { problem: unsuitable(traits.identifier, identifyBy) };
	return { value: { ...(traits && { identifier: traits.identifier }), ...(unchecked !== undefined && { unchecked }) } };
}

function unsuitable(wanted: IdentifierType, given: IdentifierType): SendProblem {
	const words = { email: 'email addresses', phone: 'phone numbers' };
	const text = `The channel knows people by ${words[wanted]}, but the Channel Identifier is ${given === 'email' ? 'Email' : 'Phone'}.`;
	return eventProblem('channelUnsuitable', text, 'Choose another channel, or the other Channel Identifier.', 'channelId');
}

/** How a contact is got. */
export type Mode = 'create' | WantedContact['mode'];

/**
 * @param mode `create` to make one whatever there is
 * @returns the contact of a person
 */
export async function contactOf(work: Work, person: Person, mode: Mode): Promise<Outcome<ContactFound>> {
	if (person.contactId !== undefined) return { value: { id: person.contactId, created: false } };
	const identifier = person.identifier();
	if ('problem' in identifier) return identifier;
	const { account, node, signal } = work;
	const { channelId, name } = person;
	const named = name === undefined ? {} : { name };
	const outcome =
		mode === 'create'
			? created(await account.contacts.create({ channelId, identifier: identifier.value.value, ...named }))
			: await unlessStoreIsAway(
					async () =>
						await contactFor(
							account.contacts,
							{ account: account.line, identifier: identifier.value, mode, channelId, ...named },
							{ store: flowStore(), waitMs: waitMs(node), ...turnClock(signal) },
						),
					storeAway,
				);
	return 'problem' in outcome ? { problem: withoutIdentifier(outcome.problem, identifier.value) } : outcome;
}

/** The one who has the contact in hand may itself wait for turns, and take its time for each request. */
function waitMs({ turnMs, http }: NodeChoice): number {
	return turnMs + 2 * http.timeoutMs;
}

function created(outcome: Outcome<{ id: string }>): Outcome<ContactFound> {
	return 'problem' in outcome ? outcome : { value: { id: outcome.value.id, created: true } };
}

/** After Trengo has said that there is no such contact, nobody is to be given it again. */
export async function forget({ account }: Work, person: Person, problem: SendProblem): Promise<void> {
	const identifier = person.contactId === undefined && (problem.httpStatus === 404 || problem.code === 'contact') ? person.identifier() : undefined;
	if (!identifier || 'problem' in identifier) return;
	// Where the store is away, it forgets it by itself, and soon.
	await unlessStoreIsAway(async () => await forgetContact(flowStore(), { account: account.line, identifier: identifier.value }), () => undefined);
}

/** Services like to quote what they do not take; whom it is about is no matter of error messages. */
function withoutIdentifier(problem: SendProblem, { type, value }: Identifier): SendProblem {
	const quoted = type === 'phone' ? [value, value.replace(/^\+/, '')] : [value];
	const text = quoted.reduce((words, one) => words.replaceAll(new RegExp(one.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'), 'gi'), type === 'phone' ? '[number]' : '[email]'), problem.text);
	return { ...problem, text };
}
