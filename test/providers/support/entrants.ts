import type { Entrant } from '../../../flow/addToFlow/gateway';

/** @returns somebody with a phone number who is to enter */
export function entrant(phone: string, rest: Partial<Entrant> = {}): Entrant {
	return { identifiers: [{ type: 'phone', value: phone }], attributes: {}, variables: {}, depth: 1, ...rest };
}

/** @returns so many people with phone numbers of their own, +31610000000 and up */
export function entrants(count: number): Entrant[] {
	return Array.from({ length: count }, (_, index) => entrant(`+3161${String(index).padStart(7, '0')}`));
}
