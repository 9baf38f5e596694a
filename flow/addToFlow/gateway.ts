import type { Identifier } from '../participant/identifiers';
import type { ReasonCode } from './reasons';

/** A participant who is to enter a flow elsewhere. */
export interface Entrant {
	/** Phone, email and provider ids; the newest of each kind first. */
	identifiers: Identifier[];
	/** What is to be known of the person there. */
	attributes: Record<string, unknown>;
	/** The flow variables that go along. */
	variables: Record<string, unknown>;
	/** How many times Add to Flow has led on, up to and including this time. */
	depth: number;
}

/** What came of one entrant. */
export type Entry = Added | NotAdded;

export interface Added {
	added: true;
	/** What the other side tells, e.g. the id of the run. */
	details: Record<string, unknown>;
	/** The variables that the secondary flow gives back, when it was waited for. */
	variables?: Record<string, unknown>;
}

export interface NotAdded {
	added: false;
	reason: ReasonCode;
	/** What was wrong and how to mend it, without secrets. */
	message: string;
	details?: Record<string, unknown>;
}

/** The way into the flows of one provider. */
export interface FlowGateway {
	/**
	 * @param entrants who is to enter
	 * @returns what came of each, in the order given; it throws only when the run is cancelled
	 */
	add(entrants: readonly Entrant[]): Promise<Entry[]>;
}

/** @returns the entry of somebody who was not added */
export function notAdded(reason: ReasonCode, message: string, details?: Record<string, unknown>): NotAdded {
	return { added: false, reason, message, ...(details && { details }) };
}
