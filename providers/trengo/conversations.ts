import type { ConversationGateway, Handover } from '../../flow/conversation/gateway';
import type { StartProblem } from '../../flow/conversation/startProblem';
import { asStartProblem, startProblem } from '../../flow/conversation/startProblem';
import type { Outcome } from '../../flow/outcome';
import type { Identifier } from '../../flow/participant/identifiers';
import type { SendRequest } from '../sendRequest';
import { notStarted, steps, withoutContact } from '../startSteps';
import type { TrengoSettings } from './client';
import type { TrengoContacts } from './contacts';
import { trengoContacts } from './contacts';
import { trengoList } from './lists';
import { unlessListFails } from './pages';
import { trengoTickets } from './tickets';

/** By what the contacts of a channel are known, or undefined where nothing is known of the channel. */
export type ChannelIdentifier = Identifier['type'] | undefined;

/** How a contact is found or made; by default, as the account is asked. */
export type ContactFinder = (contacts: TrengoContacts, wanted: { identifier: Identifier; channelId: string; name?: string }) => Promise<Outcome<string>>;

/**
 * Trengo: a ticket with label, internal note and assignment. Trengo has no priority; it stands in the note.
 *
 * @param sendRequest sends with the account's token. A POST must not be repeated once it may have arrived
 * @param tools how contacts are found, and what a channel knows them by
 * @throws ServiceSettingError for a base URL that cannot be called
 */
export function trengoConversations(
	sendRequest: SendRequest,
	settings: TrengoSettings,
	tools: { contact: ContactFinder; identifierOf: (channelId: string) => Promise<ChannelIdentifier> },
): ConversationGateway {
	const contacts = trengoContacts(sendRequest, settings);
	const tickets = trengoTickets(sendRequest, settings);

	return {
		async start(handover) {
			const { agentId, channelId = '', name, note, openingMessage, priority, subject, tag, teamId } = handover;
			const identifier = identifierFor(await tools.identifierOf(channelId), handover);
			if (!identifier) return { started: false, problem: startProblem('contactInvalid', 'The participant has no address by which the channel knows people.', 'Give a phone number or an email address as the channel needs it, or choose another channel.') };
			const label = await labelFor(sendRequest, settings, tag);
			if ('problem' in label) return { started: false, problem: label.problem };

			const contact = await tools.contact(contacts, { identifier, channelId, ...(name && { name }) });
			if ('problem' in contact) return { started: false, problem: withoutAddress(notStarted(contact.problem).problem, handover) };
			const contactId = contact.value;
			const made = await tickets.create({ contactId, channelId, ...(subject && { subject }) });
			if ('problem' in made) return { started: false, problem: withoutAddress(asStartProblem(made.problem), handover) };
			const { id } = made.value;

			const { missed, take } = steps();
			const lines = [subject, priority && priority !== 'normal' ? `Priority: ${priority}` : undefined, note];
			const noteText = lines.filter(Boolean).join('\n\n');
			const assignee = agentId ? { userId: agentId } : { teamId: teamId ?? '' };
			await take('tag', label.value, async () => await tickets.addLabel(id, label.value ?? ''));
			await take('note', noteText, async () => await tickets.message(id, { text: noteText, isNote: true }));
			await take('message', openingMessage, async () => await tickets.message(id, { text: openingMessage ?? '', ...(subject && identifier.type === 'email' && { subject }) }));
			await take('assignment', agentId || teamId, async () => await tickets.assign(id, assignee));
			return { started: true, id, contactId, missed };
		},

		async isResolved(id) {
			const ticket = await tickets.get(id);
			return 'problem' in ticket ? ticket : { value: ticket.value.status === 'CLOSED' };
		},
	};
}

/** What the channel knows people by comes first; without that knowledge, whatever there is. */
function identifierFor(type: ChannelIdentifier, { phone, email }: Handover): Identifier | undefined {
	const known: Identifier[] = [...(phone ? [{ type: 'phone', value: phone }] : []), ...(email ? [{ type: 'email', value: email }] : [])];
	return type === undefined ? known[0] : known.find((one) => one.type === type);
}

/** Trengo makes labels by hand only, as far as its documents say. */
async function labelFor(sendRequest: SendRequest, settings: TrengoSettings, tag: string | undefined): Promise<{ value: string | undefined } | { problem: StartProblem }> {
	if (!tag) return { value: undefined };
	const look = async () => {
		const labels = await trengoList(sendRequest, settings, 'labels');
		const label = labels.find(({ id, name }) => id === tag || name.toLowerCase() === tag.toLowerCase());
		if (label) return { value: label.id };
		return { problem: startProblem('tagUnknown', `The account has no label "${tag}".`, 'Choose one of its labels, or make it in Trengo.') };
	};
	return await unlessListFails<{ value: string } | { problem: StartProblem }>(look, ({ message, outcome }) => {
		const problem = startProblem('unavailable', message, 'Try again later.');
		return { problem: outcome?.reply?.status === 401 ? { ...problem, code: 'notAuthorized', advice: 'Check the token in the credential.' } : problem };
	});
}

function withoutAddress(problem: StartProblem, { phone, email }: Handover): StartProblem {
	return { ...problem, text: withoutContact(problem.text, [phone, email]) };
}
