import type { Answer } from './answer';
import type { Refusal } from './problem';
import { PROBLEM_MEDIA_TYPE, problemKindOf, refuse } from './problem';
import type { RunEnd } from './runProblem';
import { runProblem } from './runProblem';

/** The part of an HTTP response (Express's, in n8n) through which a route answers its caller. */
export interface CallerResponse {
	headersSent: boolean;
	/** Whether the caller has gone. */
	closed?: boolean;
	statusCode: number;
	setHeader(name: string, value: string): unknown;
	removeHeader(name: string): unknown;
	once(event: 'close', listener: () => void): unknown;
	json(body: unknown): unknown;
	send(body: unknown): unknown;
	write(chunk: unknown, ...rest: unknown[]): boolean;
	end(chunk?: unknown, ...rest: unknown[]): unknown;
	setHeaders?(headers: unknown): unknown;
}

/** The header that carries the id of a call in every answer. */
export const REQUEST_ID_HEADER = 'X-Request-Id';

/**
 * Answers a call with a refusal.
 *
 * @param response the response to the caller; nothing may have been sent on it
 * @param refusal the problem and its headers
 * @param requestId the id of the call
 */
export function sendRefusal(response: CallerResponse, refusal: Refusal, requestId: string): void {
	for (const [name, value] of Object.entries(refusal.headers)) response.setHeader(name, value);
	sendJson(response, refusal.problem.status, PROBLEM_MEDIA_TYPE, { ...refusal.problem, requestId });
}

/**
 * Answers a call with an answer that was kept.
 *
 * @param headers what n8n itself adds to every answer
 */
export function sendAnswer(response: CallerResponse, answer: Answer, headers: Record<string, string>): void {
	response.statusCode = answer.statusCode;
	for (const [name, value] of Object.entries({ ...answer.headers, ...headers })) response.setHeader(name, value);
	response.end(answer.body);
}

/** Answers a call with a JSON document that no cache may keep. */
export function sendDocument(response: CallerResponse, headers: Record<string, string>, document: object): void {
	for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
	sendJson(response, 200, 'application/json', document);
}

/** What a synchronous route does beside answering. Neither may throw. */
export interface HoldEvents {
	/** What the caller gets in place of a problem, when the flow does not answer: for callers that can do nothing with a problem. */
	fallback?: Answer;

	/**
	 * The time is up, and nobody has answered; not called when the caller has gone.
	 *
	 * @returns headers for the 504
	 */
	onTimeout?(): Promise<Record<string, string>>;
	/**
	 * n8n says that the run is over and that nobody has answered, perhaps after the 504.
	 *
	 * @returns how it ended, or that it goes on: it was only parked, which n8n in queue mode does not tell apart. Its caller
	 *   then goes on waiting
	 */
	onEnd?(end: RunEnd): Promise<RunEnd | 'goes-on'>;
}

/**
 * Holds a synchronous call open until the flow answers it. Three things can happen, once: API End answers (it writes
 * bytes, and is let through); n8n itself answers because the flow failed or ended without API End (it writes JSON,
 * which becomes a problem document); or the time is up, and the caller gets a 504 while the flow goes on. Where there is a
 * fallback answer, the caller gets that in place of the problem and of the 504.
 *
 * @param response the response to the caller
 * @param requestId the id of the call
 * @param timeoutMs how long the caller waits, in milliseconds
 * @param events what the route does beside that
 */
export function holdForAnswer(response: CallerResponse, requestId: string, timeoutMs: number, events: HoldEvents = {}): void {
	interceptJson(response, async (status) => {
		// n8n sets a status only when it has one to tell; after the 504 it is ours that stands there.
		const isOurs = response.headersSent && status === TOO_SLOW_STATUS;
		const seen: RunEnd = status < 400 || isOurs ? 'ended-without-answer' : 'failed';
		const end = events.onEnd ? await events.onEnd(seen) : seen;
		if (end !== 'goes-on' && !response.headersSent) sendInstead(response, runProblem(end), requestId, events.fallback);
	});

	if (response.closed) return;
	const timer = setTimeout(() => void timeout(response, requestId, timeoutMs, events), timeoutMs);
	response.once('close', () => clearTimeout(timer));
}

const TOO_SLOW_STATUS = refuse('flow-too-slow', '').problem.status;

async function timeout(response: CallerResponse, requestId: string, timeoutMs: number, events: HoldEvents): Promise<void> {
	if (response.headersSent) return;
	const headers = events.onTimeout ? await events.onTimeout() : {};
	// An answer may have come while the store was busy.
	if (response.headersSent) return;
	const advice = 'Location' in headers ? 'It goes on: ask for its status where Location points.' : 'It goes on; do not repeat the call blindly.';
	const detail = `The flow did not answer within ${timeoutMs / 1000} seconds. ${advice}`;
	sendInstead(response, refuse('flow-too-slow', detail, { headers }), requestId, events.fallback);
	silence(response);
}

/** The header that says why a caller gets the fallback answer: the kind of the problem in whose place it stands. */
export const FALLBACK_HEADER = 'X-Fallback-For';

/** Answers a call with a problem, or with what stands in its place. */
function sendInstead(response: CallerResponse, refusal: Refusal, requestId: string, fallback: Answer | undefined): void {
	if (!fallback) return sendRefusal(response, refusal, requestId);
	const kind = problemKindOf({ type: refusal.problem.type });
	sendAnswer(response, fallback, { ...refusal.headers, [FALLBACK_HEADER]: kind ?? '' });
}

/** What an asynchronous route does beside answering. Neither may throw. */
export interface AcknowledgeEvents {
	/** n8n has made an execution for the call. */
	onStarted?(executionId: string): Promise<void>;
	/** n8n could not start the flow. */
	onNotStarted?(): Promise<void>;
}

/**
 * Answers an asynchronous call at once: n8n's own acknowledgement, which knows the execution id, is completed with the
 * request id; nothing of the flow's data goes out.
 *
 * @param response the response to the caller
 * @param requestId the id of the call
 * @param headers what goes along with the 202, such as Location
 * @param events what the route does beside that
 */
export function acknowledge(
	response: CallerResponse,
	requestId: string,
	headers: Record<string, string> = {},
	events: AcknowledgeEvents = {},
): void {
	interceptJson(response, async (status, body) => {
		if (status >= 400) {
			if (events.onNotStarted) await events.onNotStarted();
			sendRefusal(response, runProblem('not-started'), requestId);
			return;
		}
		const executionId = (body as { executionId?: string } | undefined | null)?.executionId;
		if (executionId !== undefined && events.onStarted) await events.onStarted(executionId);
		sendAcknowledgement(response, requestId, executionId, headers);
	});
}

/** Answers an asynchronous call, or its repetition. */
export function sendAcknowledgement(
	response: CallerResponse,
	requestId: string,
	executionId: string | undefined,
	headers: Record<string, string>,
): void {
	for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
	sendJson(response, 202, 'application/json', { status: 'accepted', requestId, executionId });
}

/** n8n writes what it has to say itself through `json` and `send`; API End's answers go through `write` and `end`. */
function interceptJson(response: CallerResponse, answer: (status: number, body: unknown) => Promise<void>): void {
	let said = false;
	const intercept = (body: unknown) => {
		if (!said) {
			said = true;
			ignoreBareEnd(response);
			void answer(response.statusCode, body);
		}
		return response;
	};
	response.json = intercept;
	response.send = intercept;
}

/**
 * In queue mode n8n ends the response by itself right after it has said what it has to say. Until our own answer is
 * written, which may have to wait for the store, that would send an empty one.
 */
function ignoreBareEnd(response: CallerResponse): void {
	const end = response.end.bind(response);
	response.end = (chunk?: unknown, ...rest: unknown[]) => (chunk === undefined ? response : end(chunk, ...rest));
}

function sendJson(response: CallerResponse, status: number, mediaType: string, body: object): void {
	const bytes = Buffer.from(JSON.stringify(body));
	response.statusCode = status;
	response.setHeader('Content-Type', mediaType);
	response.setHeader('Content-Length', String(bytes.length));
	response.setHeader('Cache-Control', 'no-store');
	response.end(bytes);
}

/** After the 504 a late answer must find a response that takes everything and does nothing. */
function silence(response: CallerResponse): void {
	const ignore = () => response;
	// What n8n says through `json` and `send` is intercepted, and goes no further.
	Object.assign(response, {
		setHeaders: ignore,
		setHeader: ignore,
		removeHeader: ignore,
		write: () => true,
		end: ignore,
	});
}
