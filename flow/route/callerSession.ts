/**
 * What the elements of one run know about the caller who waits at the route. They share it for
 * the length of the run.
 */
export interface CallerSession {
	requestId: string;
	/** ISO date-time after which the caller has had a 504; an asynchronous caller, who had 202 at once, has none. */
	answerBy?: string;
	/** Whether the caller got a fallback answer at that instant, and no 504. */
	hasFallback?: boolean;
	/** The name of the API End that answered. */
	answeredBy?: string;
	/** Where what becomes of the call is kept; absent when nothing is kept. */
	keeping?: Keeping;
	/** The name under which the item has the details of the call. */
	detailsField?: string;
}

/** Where what becomes of a call is kept, so that the caller can ask for it later. */
export interface Keeping {
	/** The route, by its name in the flow store. */
	scope: string;
	/** Unix time in milliseconds. */
	untilMs: number;
	/** Whether the answer is kept in any case, or only when the caller does not wait for it any more. */
	always: boolean;
}

/** Why a caller is not answered: a code for the flow, and words for the builder. */
export interface Silence {
	reason: 'no-caller' | 'asynchronous' | 'too-late' | 'already-answered';
	detail: string;
}

/** What is to be done with an answer. */
export interface AnswerPlan {
	/** Why the caller is not answered now; absent when the caller is. */
	silence?: Silence;
	/** Whether the answer is kept for the caller to fetch. */
	keep: boolean;
}

/**
 * The clocks of two processes differ, and an answer that is sent in the last moment may come too late: then it is kept as
 * well.
 */
const LAST_MOMENT_MS = 2000;

/**
 * @param session the caller of the run; undefined when no Dynamic API Trigger started it
 * @param now the present instant
 * @returns what is to be done with an answer that is given now
 */
export function answerPlan(session: CallerSession | undefined, now: Date): AnswerPlan {
	if (!session) {
		return silent(
			'no-caller',
			'Nobody was answered: this run was not started by a Dynamic API Trigger. API End answers only in the flow that the trigger starts, not in a sub-workflow.',
		);
	}
	const { answeredBy, answerBy, keeping, hasFallback } = session;
	const isKept = keeping !== undefined && now.getTime() < keeping.untilMs;
	if (answeredBy !== undefined) {
		return silent('already-answered', `The caller had been answered by "${answeredBy}". A caller is answered once.`);
	}
	if (answerBy === undefined) {
		const detail = isKept
			? 'The route is asynchronous: the caller got 202 at once, and finds this answer by the status of the request.'
			: 'Nobody was answered: the route is asynchronous, so the caller got 202 at once. Set Answer to Synchronous on the Dynamic API Trigger to answer here.';
		return silent('asynchronous', detail, isKept);
	}
	const leftMs = new Date(answerBy).getTime() - now.getTime();
	if (leftMs > 0) return { keep: isKept && (keeping.always || leftMs < LAST_MOMENT_MS) };
	const remedy = 'Answer earlier, or raise Answer Within on the Dynamic API Trigger.';
	const where = isKept ? ' The answer is kept, and is found by the status of the request.' : '';
	const what = hasFallback ? 'the fallback answer' : 'a 504';
	return silent('too-late', `The caller had gone with ${what} at ${answerBy}.${where} ${remedy}`, isKept);
}

function silent(reason: Silence['reason'], detail: string, keep = false): AnswerPlan {
	return { silence: { reason, detail }, keep };
}
