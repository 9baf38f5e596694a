import { faultsByPosition } from './namedPositions';
import type { InfobipError } from './requestError';

/** What Infobip does not like about one participant of a request. */
export interface ParticipantFault {
	/** Whether it is the phone number or email address by which the person is known. */
	isContact: boolean;
	text: string;
}

/**
 * Finds the participants that a refusal names.
 *
 * @param error what Infobip says
 * @param count how many participants the request had
 * @returns what is wrong with them by their positions in the request; empty when it names nobody
 */
export function faultsByParticipant(error: InfobipError, count: number): Map<number, ParticipantFault> {
	const named = faultsByPosition(error, 'participants', count);
	return new Map([...named].map(([position, { path, text }]) => [position, { isContact: isContact(path), text }]));
}

function isContact(path: string): boolean {
	return path.startsWith('identifyBy') || path.includes('contactInformation');
}
