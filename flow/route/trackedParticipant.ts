import { identify } from '../participant/identifiers';
import type { Given } from '../participant/participant';
import { ParticipantError } from '../participant/participant';
import { Participants } from '../participant/participants';
import type { TrackedParticipant } from '../participant/tracked';
import { trackedView } from '../participant/tracked';
import type { FlowStore } from '../store/flowStore';
import { FORMAT_WORDS } from './faultWords';
import type { FieldError, Refusal } from './problem';
import { jsonPointer, refuse } from './problem';

/** How a route finds out whom a call is about, and what it keeps of them. */
export interface TrackingRule {
	/** The attribute with the phone number; empty for none. */
	phoneAttribute: string;
	/** The attribute with the email address; empty for none. */
	emailAttribute: string;
	/** The attributes with the ids by which providers know the participant. */
	providerIds: ReadonlyArray<{ provider: string; attribute: string }>;
	/** Which attributes of the call become attributes of the participant, beside those by which it is known. */
	keep: 'all' | 'none' | readonly string[];
	/** The country of phone numbers in national form (ISO 3166-1 alpha-2), if any. */
	defaultCountry?: string;
}

/**
 * Reads out of the attributes of a call whom it is about.
 *
 * @param variables the attributes, checked
 * @param filledIn the names of those that have their default; the caller has not said them, so they are not kept
 * @returns what the call says of the participant, or one entry for each attribute that is at fault
 */
export function participantOfCall(
	rule: TrackingRule,
	variables: Record<string, unknown>,
	filledIn: readonly string[] = [],
): { given: Given } | { errors: FieldError[] } {
	const read = contactsOf(rule, variables).map(({ attribute, contact }) => ({ attribute, ...identify(contact, rule.defaultCountry) }));
	const errors = read.flatMap((one) => ('fault' in one && one.fault.field !== 'contact' ? [faultOf(one.attribute, one.fault.field)] : []));
	if (errors.length > 0) return { errors };

	const identifiers = read.flatMap((one) => ('identifiers' in one ? one.identifiers : []));
	const known = read.map(({ attribute }) => attribute);
	if (identifiers.length === 0) return { errors: known.map((attribute) => missing(attribute, known)) };
	const isKept = (name: string) => rule.keep !== 'none' && (rule.keep === 'all' || rule.keep.includes(name));
	const kept = Object.entries(variables).filter(([name]) => isKept(name) && !known.includes(name) && !filledIn.includes(name));
	return { given: { identifiers, attributes: Object.fromEntries(kept) } };
}

/**
 * Creates, updates or merges the participant of a call.
 *
 * @returns what the item tells of the participant, or the refusal to answer with (422) when there is more than can be kept
 * @throws StoreUnavailable
 */
export async function trackParticipant(store: FlowStore, given: Given): Promise<TrackedParticipant | Refusal> {
	try {
		return trackedView(await new Participants(store).upsert(given));
	} catch (error) {
		if (!(error instanceof ParticipantError)) throw error;
		return refuse('attributes-invalid', error.message, { errors: [{ pointer: '#', detail: 'is more than can be kept of one participant' }] });
	}
}

/** Each attribute by which the participant can be known, on its own, so that every fault is found. */
function contactsOf({ phoneAttribute, emailAttribute, providerIds }: TrackingRule, variables: Record<string, unknown>) {
	const valueOf = (attribute: string) => (Object.hasOwn(variables, attribute) ? variables[attribute] : undefined);
	return [
		{ attribute: phoneAttribute, contact: { phone: valueOf(phoneAttribute) } },
		{ attribute: emailAttribute, contact: { email: valueOf(emailAttribute) } },
		...providerIds.map(({ provider, attribute }) => ({ attribute, contact: { providerIds: { [provider]: valueOf(attribute) } } })),
	].filter(({ attribute }) => attribute !== '');
}

function faultOf(attribute: string, field: 'phone' | 'email' | 'providerId'): FieldError {
	return { pointer: jsonPointer([attribute]), detail: FORMAT_WORDS[field] ?? 'must be a text of 1 to 255 characters' };
}

/** One of several attributes is enough, so each names the others. */
function missing(attribute: string, known: readonly string[]): FieldError {
	const others = known.filter((other) => other !== attribute).map((other) => jsonPointer([other]));
	return {
		pointer: jsonPointer([attribute]),
		detail: others.length === 0 ? 'is required' : `is required unless ${others.join(' or ')} is given`,
	};
}
