import type { MappedEvent } from '../../flow/customerEvent/eventMap';
import { subjectOf } from '../../flow/customerEvent/subject';
import type { Outcome } from '../../flow/outcome';
import type { CheckedChannel, Person, Work } from './contact';
import { contactOf, forget } from './contact';
import { doneOnce } from '../shared/doneOnce';
import type { Facts, Worked } from './result';

/** An event that is to become a ticket. */
export interface TrackedEvent {
	mapped: MappedEvent;
	properties: Record<string, unknown>;
	channel: CheckedChannel;
	/** By what the builder says that the channel knows people. */
	identifyBy: 'email' | 'phone';
	createsContact: boolean;
	/** No two tickets have the same. */
	key: string;
}

/**
 * Makes a ticket of an event.
 *
 * @param facts what is known already
 * @throws StoreUnavailable
 */
export async function trackEvent(work: Work, person: Person, tracked: TrackedEvent, facts: Facts): Promise<Worked> {
	const { mapped, properties, channel, identifyBy, createsContact, key } = tracked;
	const contact = await contactOf(work, person, createsContact ? 'findOrCreate' : 'find');
	if ('problem' in contact) return { facts, problem: contact.problem };

	// Tickets of other channels have no subject.
	const isEmail = (channel.identifier ?? identifyBy) === 'email';
	const { subject, unfilled } = isEmail ? subjectOf(mapped.subject, { event: mapped.event, properties }) : { subject: '', unfilled: [] };
	const known: Facts = {
		...facts,
		contactId: contact.value.id,
		contactCreated: contact.value.created,
		...(subject !== '' && { subject }),
		...(unfilled.length > 0 && { unfilled }),
	};
	const ticket = await doneOnce(key, async () => await createTicket(work, { contactId: contact.value.id, channelId: person.channelId, subject }), work.signal);
	if ('value' in ticket) return { facts: { ...known, ticketId: ticket.value.id, ...(ticket.value.repeated && { repeated: true }) } };
	await forget(work, person, ticket.problem);
	return { facts: known, problem: ticket.problem };
}

async function createTicket({ account }: Work, { contactId, channelId, subject }: { contactId: string; channelId: string; subject: string }): Promise<Outcome<string>> {
	const made = await account.tickets.create({ contactId, channelId, ...(subject !== '' && { subject }) });
	return 'problem' in made ? made : { value: made.value.id };
}
