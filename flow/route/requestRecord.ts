/** What is kept of one call to a route, apart from its answer. */
export interface RequestRecord {
	requestId: string;
	/** Unix time in milliseconds. */
	receivedAtMs: number;
	/** Whether the caller waits for the answer, or has had 202 at once. */
	mode: 'sync' | 'async';
	/** The process that took the call, by the id of its heartbeat. */
	takenBy: string;
	/** Until when this is kept. Unix time in milliseconds. */
	keptUntilMs: number;
	/** Until when callers can ask for the status; absent when they cannot. Unix time in milliseconds. */
	statusUntilMs?: number;
	/** The execution that n8n has made for it. */
	executionId?: string;
	/** The process in which the run started. */
	startedBy?: string;
	/** The call was given up before its run started, and a run that starts all the same must do nothing. */
	givenUp?: true;
}

/** What is kept of an idempotency key: which call came with it first. */
export interface KeyClaim {
	requestId: string;
	fingerprint: string;
	/** The process that took the call, by the id of its heartbeat. */
	takenBy: string;
	/** Unix time in milliseconds. */
	receivedAtMs: number;
	/** Until when the key stands for this call. Unix time in milliseconds. */
	untilMs: number;
}

/** How a run ended. */
export type Outcome = 'success' | 'error';
