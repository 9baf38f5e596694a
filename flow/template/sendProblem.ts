/**
 * What is to be done about a message that was not sent. Flows compare these, so none ever changes its meaning.
 */
export type ProblemClass =
	/** Something in the request is wrong; the same request will fail again. */
	| 'fixRequest'
	/** A passing fault; the same request can be sent again at once. */
	| 'retryNow'
	/** The same request can be sent again, but not yet. */
	| 'retryLater'
	/** This person cannot or must not be sent this. */
	| 'neverSend'
	/** The account, its key, its balance or its sender must be put in order first. */
	| 'accountProblem';

/** What a provider's code means; each provider has one table of these. */
export interface CodeMeaning {
	class: ProblemClass;
	/** What it means, in one short sentence. */
	text: string;
	/** What to do, in one short sentence. */
	advice: string;
	/** When it can be sent again, in milliseconds from now, as far as the provider's documents say. */
	retryAfterMs?: number;
	/** Whether the person has opted out there, so that our list is to know it. */
	optedOut?: boolean;
}

/** Why a message was not sent, or not delivered. */
export interface SendProblem {
	class: ProblemClass;
	/** The provider's own code, as text. */
	code?: string;
	/** What it means; what the provider says stands at its end. Without secrets. */
	text: string;
	advice: string;
	/** When it can be sent again, in milliseconds from now. */
	retryAfterMs?: number;
	optedOut?: boolean;
	/** The path of the field that the provider names. */
	field?: string;
	httpStatus?: number;
	/** Whether nobody knows if it was sent after all. */
	mayHaveBeenSent?: boolean;
}

/** By these, something is wrong with the message and not with the way to its receiver. */
const REFUSING: ReadonlySet<ProblemClass> = new Set(['fixRequest', 'neverSend']);

/** @returns the branch by which the item of a message with this problem leaves */
export function branchOfProblem({ class: problemClass }: Pick<SendProblem, 'class'>): 'failed' | 'refused' {
	return REFUSING.has(problemClass) ? 'refused' : 'failed';
}
