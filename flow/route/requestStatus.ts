import { ASK_AGAIN_SECONDS } from './idempotency';
import type { ShownAnswer } from './keptAnswer';
import { answerFrom, shownAnswer } from './keptAnswer';
import type { Refusal } from './problem';
import { refuse } from './problem';
import type { RunSources, RunState } from './runState';
import { runState } from './runState';

/** The query parameter that makes a call to a route a question after an earlier one. */
export const STATUS_PARAMETER = 'request-status';

/** How far a call has come, as its caller may know it. */
export interface RequestStatus {
	status: RunState;
	requestId: string;
	/** Once n8n has begun with it. */
	executionId?: string;
	/** ISO date-time. */
	receivedAt: string;
	/** What API End has answered, when there is something. */
	answer?: ShownAnswer;
	/** Instead of the answer, when it was too large to be kept. */
	answerNotKept?: true;
}

const REQUEST_ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** @returns whether a call asks after an earlier one */
export function asksForStatus(query: Record<string, unknown>): boolean {
	return Object.hasOwn(query, STATUS_PARAMETER);
}

/**
 * Makes the reference under which a caller can ask after a call: the path that was called, as the world knows it.
 *
 * @param calledUrl the path and query that n8n was called with, e.g. `/webhook/orders?lang=nl`, or the whole URL, as a
 *   proxy may write it (RFC 9112, section 3.2.2)
 * @param webhooks the address under which the world reaches n8n's webhooks, e.g. `https://example.com/n8n/webhook`, and
 *   the part of it that n8n knows, e.g. `webhook`. A proxy may have taken the first part away before it called n8n
 * @param requestId the id of the call
 * @returns an absolute path and a query, for a `Location` header (RFC 9110, section 10.2.2)
 */
export function statusReference(calledUrl: string, webhooks: { publicUrl: string; endpoint: string }, requestId: string): string {
	// Two slashes at the beginning would make the next part a host.
	const path = calledUrl.split('?', 1)[0].replace(/^https?:\/\/[^/]*/i, '').replace(/^\/+/, '/');
	const whole = URL.parse(webhooks.publicUrl)?.pathname.replace(/\/+$/, '') ?? '';
	const known = `/${webhooks.endpoint}`;
	const prefix = whole.endsWith(known) ? whole.slice(0, -known.length) : '';
	const isWhole = prefix === '' || path.startsWith(`${prefix}/`);
	return `${isWhole ? '' : prefix}${path}?${STATUS_PARAMETER}=${requestId}`;
}

/**
 * Finds out how far an earlier call has come.
 *
 * @param asked the value of the query parameter
 * @param now the present instant
 * @returns the status, or the refusal to answer with (404) for a call that is not known, of another route, or too old
 */
export async function requestStatus(asked: unknown, sources: RunSources, now: Date): Promise<RequestStatus | Refusal> {
	// Whatever else somebody writes there never reaches the store.
	const requestId = typeof asked === 'string' ? asked.toLowerCase() : '';
	const record = REQUEST_ID.test(requestId) ? await sources.log.find(requestId) : undefined;
	if (!record || now.getTime() >= (record.statusUntilMs ?? 0)) {
		return refuse('request-unknown', 'This route knows of no such request, or not any more.');
	}

	const status = await runState(record, sources);
	const kept = await sources.log.answer(requestId);
	const answer = kept && answerFrom(kept);
	return {
		status,
		requestId,
		executionId: record.executionId,
		receivedAt: new Date(record.receivedAtMs).toISOString(),
		...(answer && { answer: shownAnswer(answer) }),
		...(kept && !answer && { answerNotKept: true }),
	};
}

/** @returns the headers that go with a status: when to ask again, while there is something to wait for */
export function statusHeaders({ status }: RequestStatus): Record<string, string> {
	return status === 'running' || status === 'waiting' ? { 'Retry-After': String(ASK_AGAIN_SECONDS) } : {};
}
