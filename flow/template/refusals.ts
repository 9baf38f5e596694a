import type { ValueFault } from './fillTemplate';
import type { ProblemClass, SendProblem } from './sendProblem';

/** Why a message did not even get to the provider. Flows compare these codes, so none ever changes its meaning. */
export type RefusalCode =
	/** The phone number is none. */
	| 'invalidPhone'
	/** Values are missing or cannot be sent; `faults` names them. */
	| 'invalidValues'
	/** The person is on the opt-out list. */
	| 'optedOut'
	/** A human agent talks to the person. */
	| 'agentTalks'
	/** The account has no such template. */
	| 'templateNotFound'
	/** The account's list cannot be read, and without it the template cannot be told. */
	| 'templateListUnavailable'
	/** The template has several languages, and none was chosen. */
	| 'languageMissing'
	/** The template may not be sent. */
	| 'templateNotApproved'
	/** The template has changed since the form was filled in. */
	| 'templateChanged'
	/** The template has parts for which there is no form. */
	| 'templateUnsupported'
	/** What must be asked before sending could not be asked. */
	| 'storeUnavailable'
	/** Its turn, by the speed limit of the provider, would have come too late. */
	| 'turnTooLate'
	/** It was under way in a run that was cut off, or still is. */
	| 'sentBefore';

/** A problem of which the provider knows nothing. */
export interface Refusal extends SendProblem {
	code: RefusalCode;
	/** What is wrong with which value. */
	faults?: ValueFault[];
}

const CLASS: Record<RefusalCode, ProblemClass> = {
	invalidPhone: 'fixRequest',
	invalidValues: 'fixRequest',
	optedOut: 'neverSend',
	agentTalks: 'neverSend',
	templateNotFound: 'fixRequest',
	templateListUnavailable: 'retryLater',
	languageMissing: 'fixRequest',
	templateNotApproved: 'fixRequest',
	templateChanged: 'fixRequest',
	templateUnsupported: 'fixRequest',
	storeUnavailable: 'retryLater',
	turnTooLate: 'retryLater',
	sentBefore: 'retryLater',
};

/** @returns why a message was not sent, before the provider was asked */
export function refusal(code: RefusalCode, text: string, advice: string, more: Partial<Refusal> = {}): Refusal {
	return { code, class: CLASS[code], text, advice, ...more };
}
