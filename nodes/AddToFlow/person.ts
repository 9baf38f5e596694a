import type { TrackedParticipant } from '../../flow/participant/tracked';
import { trackedView } from '../../flow/participant/tracked';
import { emailOf, phoneOf } from '../../flow/participant/participant';
import type { Admitted } from './admission';

/** What this flow is told of another person: what it has said itself, and not what others know of the person. */
export type AddedPerson = Pick<TrackedParticipant, 'id' | 'phone' | 'email' | 'attributes' | 'isNew'> & { mergedFrom?: string[] };

/** @returns what the item of this flow tells of another person who is added */
export function addedPerson({ entrant, profile }: Admitted): AddedPerson | undefined {
	if (!profile) return undefined;
	const { participant, outcome, merge } = profile;
	return {
		id: participant.id,
		...addressOf(entrant),
		attributes: entrant.attributes,
		isNew: outcome === 'created',
		...(merge && { mergedFrom: merge.gone }),
	};
}

/**
 * Phone, email and participant always go along into a flow of this n8n. Where it is another person, no variable of the
 * first one may pass for the address.
 */
export function participantFields({ candidate, entrant, profile }: Admitted): Record<string, unknown> {
	if (profile) return { ...addressOf(entrant), participant: trackedView(profile) };
	const { participant } = candidate.item.json;
	const known = Object.entries(addressOf(entrant)).filter(([name]) => !Object.hasOwn(entrant.variables, name));
	return { ...Object.fromEntries(known), ...(participant !== undefined && { participant }) };
}

/** @returns the newest phone number and email address, as far as they are known */
export function addressOf(entrant: Admitted['entrant']): { phone?: string; email?: string } {
	const phone = phoneOf(entrant);
	const email = emailOf(entrant);
	return { ...(phone && { phone }), ...(email && { email }) };
}
