/**
 * What the elements of one run know about the caller who waits at the route. They share it for
 * the length of the run.
 */
export interface CallerSession {
	requestId: string;
	/** ISO date-time after which the caller has had a 504; an asynchronous caller, who had 202 at once, has none. */
	answerBy?: string;
	/** The name of the API End that answered. */
	answeredBy?: string;
}

/** Why a caller is not answered: a code for the flow, and words for the builder. */
export interface Silence {
	reason: 'no-caller' | 'asynchronous' | 'too-late' | 'already-answered';
	detail: string;
}

/**
 * @param session the caller of the run; undefined when no Dynamic API Trigger started it
 * @param now the present instant
 * @returns why the caller cannot be answered now, or undefined when it can
 */
export function silenceOf(session: CallerSession | undefined, now: Date): Silence | undefined {
	if (!session) {
		return {
			reason: 'no-caller',
			detail:
				'Nobody was answered: this run was not started by a Dynamic API Trigger. API End answers only in the flow that the trigger starts, not in a sub-workflow.',
		};
	}
	if (session.answerBy === undefined) {
		return {
			reason: 'asynchronous',
			detail: 'Nobody was answered: the route is asynchronous, so the caller got 202 at once. Set Answer to Synchronous on the Dynamic API Trigger to answer here.',
		};
	}
	if (session.answeredBy !== undefined) {
		return { reason: 'already-answered', detail: `The caller had been answered by "${session.answeredBy}". A caller is answered once.` };
	}
	if (now >= new Date(session.answerBy)) {
		return {
			reason: 'too-late',
			detail: `The caller had gone with a 504 at ${session.answerBy}. Answer earlier, or raise Answer Within on the Dynamic API Trigger.`,
		};
	}
	return undefined;
}
