import type { SendProblem } from '../template/sendProblem';

/** Why no conversation was started. Flows compare these codes, so none ever changes its meaning. */
export type StartCode =
	/** The phone number or the email address is none, or the one that the channel needs is missing. */
	| 'contactInvalid'
	/** The person is on the opt-out list, and would have been sent a message. */
	| 'optedOut'
	/** The account has no such tag, and none may be made. */
	| 'tagUnknown'
	/** The provider allows no such name of a tag. */
	| 'tagInvalid'
	/** The opening message is missing or was not taken, so that no agent can reach the person. */
	| 'messageFailed'
	/** The provider knows no such queue, team, agent or channel, or refuses something else in the request. */
	| 'refused'
	/** The key in the credential is wrong, or may not do this. */
	| 'notAuthorized'
	/** The provider takes no more requests for now, also after the retries. */
	| 'rateLimited'
	/** The provider could not be reached, or has a fault; nothing was made. */
	| 'unavailable'
	/** Nobody knows whether a conversation was made. */
	| 'outcomeUnknown'
	/** What must be remembered could not be; nothing was made. */
	| 'storeUnavailable';

/** Why a conversation was not started, or not as it was wanted. */
export interface StartProblem {
	code: StartCode;
	/** What it means, without secrets. */
	text: string;
	/** What to do. */
	advice: string;
	httpStatus?: number;
	/** From when it can be tried again, in milliseconds from now. */
	retryAfterMs?: number;
}

/** @returns why a conversation was not started */
export function startProblem(code: StartCode, text: string, advice: string): StartProblem {
	return { code, text, advice };
}

/** @returns what a problem with a provider means for the start of a conversation */
export function asStartProblem({ text, advice, httpStatus, retryAfterMs, ...problem }: SendProblem): StartProblem {
	return {
		code: codeOf({ httpStatus, ...problem }),
		text,
		advice,
		...(httpStatus !== undefined && { httpStatus }),
		...(retryAfterMs !== undefined && { retryAfterMs }),
	};
}

function codeOf({ class: problemClass, code, httpStatus, mayHaveBeenSent }: Omit<SendProblem, 'advice' | 'text'>): StartCode {
	if (mayHaveBeenSent === true) return 'outcomeUnknown';
	if (code === 'storeUnavailable') return 'storeUnavailable';
	if (httpStatus === 429 || code === 'turnTooLate') return 'rateLimited';
	switch (problemClass) {
		case 'accountProblem':
			if (httpStatus === undefined) return 'unavailable';
			// Services say so of a team or an agent, too.
			return httpStatus === 404 ? 'refused' : 'notAuthorized';
		case 'retryLater':
		case 'retryNow':
			return 'unavailable';
		default:
			return 'refused';
	}
}
