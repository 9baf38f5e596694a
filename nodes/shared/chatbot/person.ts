import type { INodeProperties } from 'n8n-workflow';

import type { Identifier } from '../../../flow/participant/identifiers';
import { identify } from '../../../flow/participant/identifiers';
import type { Participant } from '../../../flow/participant/participant';
import { Participants } from '../../../flow/participant/participants';
import type { FlowStore } from '../../../flow/store/flowStore';
import { countryOf } from '../country';
import type { PanelContext } from '../parameter';
import { parameterOf } from '../parameter';

/** By what the panel names the participant. */
export interface Person {
	/** Of the participant; empty for none. */
	id: string;
	phone: unknown;
	email: unknown;
	/** ISO 3166-1 alpha-2. */
	defaultCountry: string | undefined;
}

/** The fields by which the elements of chatbots find their participant. */
export function personProperties(show: Record<string, string[]>): INodeProperties[] {
	const field = (displayName: string, name: string, value: string, placeholder: string, description: string): INodeProperties => {
		return { displayName, name, type: 'string', default: value, placeholder, description, displayOptions: { show } };
	};
	return [
		field('Participant ID', 'participantId', '={{ $json.participant?.id }}', '', 'By it the participant is found first. A Message Events Trigger gives it.'),
		field('Phone', 'phone', '={{ $json.participant?.phone ?? $json.phone }}', 'e.g. +31 6 12345678', "The participant's phone number, where there is no ID"),
		field('Email', 'email', '={{ $json.participant?.email ?? $json.email }}', 'e.g. name@example.com', "The participant's email address, where there is no ID"),
	];
}

/** @throws Error for a Default Country that is none */
export function readPerson(context: PanelContext, index: number, options: { defaultCountry?: unknown }): Person {
	const parameter = (name: string) => parameterOf<unknown>(context, name, index, '');
	const id = parameter('participantId');
	return {
		id: typeof id === 'string' ? id.trim() : '',
		phone: parameter('phone'),
		email: parameter('email'),
		defaultCountry: countryOf(options.defaultCountry),
	};
}

/** Who the participant is, or why nobody can tell, in words. */
export type FoundPerson = { participant: Participant } | { fault: string };

/**
 * Finds the participant, by the ID first.
 *
 * @param creates whether somebody whom nobody knows becomes a participant
 * @returns undefined when nobody is known, and none was created
 * @throws StoreUnavailable, ParticipantError
 */
export async function findPerson(store: FlowStore, person: Person, { creates }: { creates: boolean }): Promise<FoundPerson | undefined> {
	const participants = new Participants(store);
	const known = person.id === '' ? undefined : await participants.get(person.id);
	if (known) return { participant: known };

	const read = identify({ phone: person.phone, email: person.email }, person.defaultCountry);
	if ('fault' in read) return { fault: read.fault.message };
	if (creates) return { participant: (await participants.upsert({ identifiers: read.identifiers })).participant };
	const found = await firstKnown(participants, read.identifiers);
	return found && { participant: found };
}

async function firstKnown(participants: Participants, identifiers: readonly Identifier[]): Promise<Participant | undefined> {
	for (const identifier of identifiers) {
		const found = await participants.find(identifier);
		if (found) return found;
	}
	return undefined;
}
