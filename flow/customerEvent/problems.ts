import type { ProblemClass, SendProblem } from '../template/sendProblem';

/** Why the event of a customer went nowhere, before its provider was asked. Flows compare these, so none ever changes its meaning. */
export type EventProblemCode =
	/** What came in is no call. */
	| 'callInvalid'
	/** The call says nothing of what it is. */
	| 'typeMissing'
	/** There are no calls of this type. */
	| 'typeUnknown'
	/** Nothing is done with calls of this type. */
	| 'typeUnused'
	/** The event has no name. */
	| 'eventMissing'
	/** The event is not in the event map. */
	| 'eventNotMapped'
	/** The contact's email address or phone number, which the channel needs, is missing. */
	| 'identifierMissing'
	| 'identifierInvalid'
	/** No channel was given. */
	| 'channelMissing'
	/** The channel knows people by something else. */
	| 'channelUnsuitable'
	| 'contactNotFound'
	/** There are several, and which one is meant is not guessed. */
	| 'severalContacts'
	/** Other runs took too long over the same contact. */
	| 'contactBusy'
	/** A value cannot be sent as it is. */
	| 'valueInvalid';

const CLASS: Partial<Record<EventProblemCode, ProblemClass>> = { contactBusy: 'retryLater' };

/** @returns why nothing was done; `field` names the field that is to be mended */
export function eventProblem(code: EventProblemCode, text: string, advice: string, field?: string): SendProblem {
	return { code, class: CLASS[code] ?? 'fixRequest', text, advice, ...(field !== undefined && { field }) };
}
