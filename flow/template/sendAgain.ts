import type { SendProblem } from './sendProblem';

/** When the provider says so long, it is left to the flow. In milliseconds. */
const LONGEST_PAUSE_MS = 15_000;
const FIRST_PAUSE_MS = 500;

/** After these, the request itself has been repeated as often as is allowed. */
const REPEATED_BEFORE: ReadonlySet<number | undefined> = new Set([undefined, 408, 425, 429]);

/**
 * Tells whether a message that a provider did not take is sent once more. Nothing is sent twice by it: the provider has
 * said that it did not send it.
 *
 * @param tries how often it was sent, 1 or more
 * @param maxRetries how often it may be sent again
 * @param random a number from 0 to below 1, so that runs that were refused together do not come back together
 * @returns the pause before, in milliseconds; undefined to leave it at that
 */
export function pauseBeforeSendingAgain(problem: SendProblem, tries: number, maxRetries: number, random: number): number | undefined {
	const { httpStatus, mayHaveBeenSent, retryAfterMs } = problem;
	if (tries > maxRetries || mayHaveBeenSent || REPEATED_BEFORE.has(httpStatus)) return undefined;
	const backOffMs = Math.round(FIRST_PAUSE_MS * 2 ** (tries - 1) * (1 + random));
	if (problem.class === 'retryNow') return Math.min(LONGEST_PAUSE_MS, Math.max(retryAfterMs ?? 0, backOffMs));
	if (problem.class !== 'retryLater' || retryAfterMs === undefined || retryAfterMs > LONGEST_PAUSE_MS) return undefined;
	return Math.max(retryAfterMs, backOffMs);
}
