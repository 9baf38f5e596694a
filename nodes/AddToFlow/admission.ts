import type { Entrant, NotAdded } from '../../flow/addToFlow/gateway';
import { notAdded } from '../../flow/addToFlow/gateway';
import { isConsent } from '../../flow/addToFlow/consent';
import { tooDeepWords } from '../../flow/addToFlow/depth';
import { optOutOf, optOutWords } from '../../flow/optOut/refusal';
import type { Identifier } from '../../flow/participant/identifiers';
import { identify, isSameIdentifier } from '../../flow/participant/identifiers';
import type { Participant } from '../../flow/participant/participant';
import { ParticipantError } from '../../flow/participant/participant';
import type { Upserted } from '../../flow/participant/participants';
import { Participants } from '../../flow/participant/participants';
import { flowStore } from '../../flow/store/theStore';
import { unlessStoreIsAway } from '../../flow/store/unlessStoreIsAway';
import type { Candidate } from './candidates';
import type { NodeChoice } from './panel';

/** Somebody who may enter. */
export interface Admitted {
	candidate: Candidate;
	entrant: Entrant;
	/** The other person's profile, when somebody else than the flow's own participant is added. */
	profile?: Upserted;
	/** Whether the opt-out list was asked; without an address it cannot be. */
	optOutChecked: boolean;
}

/**
 * Sees whether a candidate may enter: a flow is named, not too deep, a contact that can be used, consent where it is
 * needed, and not on the opt-out list. The profile of another person is created or updated.
 *
 * @param depth how many times Add to Flow will have led on
 */
export async function admit(candidate: Candidate, choice: NodeChoice, depth: number): Promise<Admitted | NotAdded> {
	if (candidate.targetId === '') return notAdded('targetMissing', 'The expression for the flow gives nothing for this item.');
	if (depth > choice.depthLimit) return notAdded('tooDeep', tooDeepWords(depth, choice.depthLimit));

	const read = contactOf(candidate, choice);
	if ('fault' in read) return notAdded('invalidContact', read.fault.message, { field: read.fault.field });
	if (choice.addsAnother && !isConsent(candidate.consent)) {
		return notAdded('noConsent', 'Has Consented is not true for this person, so nobody was added.');
	}

	const { identifiers } = read;
	const refusal = await optedOut(identifiers, choice);
	if (refusal) return refusal;

	const { attributes } = candidate;
	const profile = choice.addsAnother ? await keptProfile(identifiers, attributes) : undefined;
	if (profile && 'added' in profile) return profile;
	// The profile may know another address, and it goes along as well.
	const others = profile ? newestOf(profile.participant).filter((one) => !identifiers.some((given) => isSameIdentifier(one, given))) : [];
	const laterRefusal = await optedOut(others, choice);
	if (laterRefusal) return laterRefusal;
	const variables = profile ? withoutAddress(candidate.variables) : candidate.variables;
	const optOutChecked = choice.optOuts !== undefined && identifiers.length > 0;
	return { candidate, profile, optOutChecked, entrant: { identifiers, attributes, variables, depth } };
}

/**
 * Asks the opt-out list once more of somebody whose turn comes only when others have been added: meanwhile they may have
 * opted out.
 */
export async function optedOutMeanwhile({ entrant, profile }: Admitted, choice: NodeChoice): Promise<NotAdded | undefined> {
	// What was given is the newest that the profile knows.
	return await optedOut(profile ? newestOf(profile.participant) : entrant.identifiers, choice);
}

/** The address of the first participant may not pass for that of the other one, of whom perhaps only one of the two is known. */
function withoutAddress(variables: Record<string, unknown>): Record<string, unknown> {
	return Object.fromEntries(Object.entries(variables).filter(([name]) => name !== 'phone' && name !== 'email'));
}

/** A flow in this n8n and a route can be entered by somebody of whom no address is known. */
function contactOf({ contact, defaultCountry }: Candidate, { addsAnother, target }: NodeChoice): ReturnType<typeof identify> {
	const isNeeded = addsAnother || target === 'infobip' || target === 'alertsPanel';
	const read = identify(contact, defaultCountry);
	return 'fault' in read && read.fault.field === 'contact' && !isNeeded ? { identifiers: [] } : read;
}

async function optedOut(identifiers: Identifier[], { addsAnother, optOuts }: NodeChoice): Promise<NotAdded | undefined> {
	if (optOuts === undefined || identifiers.length === 0) return undefined;
	const look = async () => {
		const entry = await optOutOf(flowStore(), identifiers, optOuts);
		if (!entry) return undefined;
		// Why and when somebody opted out is no business of whoever has named them.
		if (addsAnother) return notAdded('optedOut', 'The other person is on the opt-out list, so nobody was added.');
		return notAdded('optedOut', optOutWords(entry), { channel: entry.channel, since: entry.at });
	};
	return await unlessStoreIsAway(look, ({ message }) =>
		notAdded('optOutListUnavailable', `The opt-out list could not be read, so nobody was added. ${message}`),
	);
}

/** An earlier address of the person may by now be somebody else's. */
function newestOf({ identifiers }: Participant): Identifier[] {
	return ['phone', 'email'].flatMap((type) => identifiers.find((identifier) => identifier.type === type) ?? []);
}

async function keptProfile(identifiers: Identifier[], attributes: Record<string, unknown>): Promise<Upserted | NotAdded> {
	const keep = async () =>
		await new Participants(flowStore()).upsert({ identifiers, attributes }).catch((error: Error) => {
			if (error instanceof ParticipantError) return notAdded('personRejected', error.message);
			throw error;
		});
	return await unlessStoreIsAway(keep, ({ message }) =>
		notAdded('participantsUnavailable', `The profile could not be kept, so nobody was added. ${message}`),
	);
}
