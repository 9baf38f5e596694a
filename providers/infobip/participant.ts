import type { Entrant } from '../../flow/addToFlow/gateway';
import type { Identifier } from '../../flow/participant/identifiers';
import { emailOf, phoneOf } from '../../flow/participant/participant';
import { jsonValues } from '../jsonValues';
import { digitsOf } from './identifier';
import type { Person } from './person';
import { personOf } from './person';

/** A participant as Infobip Moments takes it. */
export interface MomentsParticipant {
	identifyBy: IdentifyBy;
	/** Flow variables by their names. */
	variables?: Record<string, unknown>;
	/** What is to be known of the person; a custom attribute that the account does not have is a reason to reject it. */
	person?: Person;
}

/** By what Infobip finds the person. */
export interface IdentifyBy {
	/** Digits, or an email address. */
	identifier: string;
	type: 'EMAIL' | 'PHONE';
}

/**
 * @param entrant who is to enter
 * @returns the participant, or undefined for an entrant with neither phone nor email
 * @throws UnsendableValueError
 */
export function participantOf({ identifiers, variables, attributes }: Entrant): MomentsParticipant | undefined {
	const identifyBy = identifyByOf(identifiers);
	if (!identifyBy) return undefined;
	const given = jsonValues(variables);
	const person = personOf(attributes, identifiers);
	return { identifyBy, ...(Object.keys(given).length > 0 && { variables: given }), ...(person && { person }) };
}

/** People change their email address more readily than their phone number. */
function identifyByOf(identifiers: Identifier[]): IdentifyBy | undefined {
	const phone = phoneOf({ identifiers });
	if (phone !== undefined) return { identifier: digitsOf(phone), type: 'PHONE' };
	const email = emailOf({ identifiers });
	return email === undefined ? undefined : { identifier: email, type: 'EMAIL' };
}
