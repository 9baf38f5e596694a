/** What an outside system has told by calling back. */
export interface Callback {
	method: string;
	/** Those that the builder wants to see, names in lower case. */
	headers: Record<string, string>;
	/** The checked fields of the call's body and query. */
	body: Record<string, unknown>;
	/** ISO date-time. */
	receivedAt: string;
}

/** A run that waits for a callback. */
export interface CallbackWait {
	/** The URL under which it is woken. */
	url: string;
	/** No two waits have the same. */
	ticket: string;
}

/** What is to be done with a callback. */
export type Verdict =
	/** It counts. */
	| 'taken'
	/** The same one has come before, as when its sender missed the answer. */
	| 'repeated'
	/** Another one has come before. */
	| 'used'
	/** Nobody waits for it any more. */
	| 'late'
	/** Nobody knows its reference. */
	| 'unknown';

/** How a wait stands. */
export type Standing =
	| { status: 'open' }
	| { status: 'calledBack'; callback: Callback }
	| { status: 'timedOut' }
	/** Another run waits with the same reference since. */
	| { status: 'replaced' };
