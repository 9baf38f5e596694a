import type { Refusal } from './problem';
import { PROBLEM_MEDIA_TYPE, refuse } from './problem';

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
 * Holds a synchronous call open until the flow answers it. Three things can happen, once: API End answers (it writes
 * bytes, and is let through); n8n itself answers because the flow failed or ended without API End (it writes JSON,
 * which becomes a problem document); or the time is up, and the caller gets a 504 while the flow goes on.
 *
 * @param response the response to the caller
 * @param requestId the id of the call
 * @param timeoutMs how long the caller waits, in milliseconds
 */
export function holdForAnswer(response: CallerResponse, requestId: string, timeoutMs: number): void {
	interceptJson(response, (status) => {
		const refusal =
			status < 400
				? refuse('flow-ended-without-answer', 'The flow ran to its end, but no API End answered the call.')
				: refuse('flow-failed', 'The flow stopped with an error before it answered. The error is in the n8n execution log.');
		sendRefusal(response, refusal, requestId);
	});

	if (response.closed) return;
	const timer = setTimeout(() => {
		if (response.headersSent) return;
		const detail = `The flow did not answer within ${timeoutMs / 1000} seconds. It goes on; do not repeat the call blindly.`;
		sendRefusal(response, refuse('flow-too-slow', detail), requestId);
		silence(response);
	}, timeoutMs);
	response.once('close', () => clearTimeout(timer));
}

/**
 * Answers an asynchronous call at once: n8n's own acknowledgement, which knows the execution id, is completed with the
 * request id; nothing of the flow's data goes out.
 *
 * @param response the response to the caller
 * @param requestId the id of the call
 */
export function acknowledge(response: CallerResponse, requestId: string): void {
	interceptJson(response, (status, body) => {
		const executionId = (body as { executionId?: unknown } | undefined)?.executionId;
		if (status >= 400) {
			sendRefusal(response, refuse('flow-failed', 'The flow could not be started. The error is in the n8n log.'), requestId);
		} else {
			sendJson(response, 202, 'application/json', { status: 'accepted', requestId, executionId });
		}
	});
}

/** n8n writes what it has to say itself through `json` and `send`; API End's answers go through `write` and `end`. */
function interceptJson(response: CallerResponse, answer: (status: number, body: unknown) => void): void {
	let answered = false;
	const intercept = (body: unknown) => {
		if (!answered && !response.headersSent) {
			answered = true;
			answer(response.statusCode, body);
		}
		return response;
	};
	response.json = intercept;
	response.send = intercept;
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
	Object.assign(response, {
		setHeaders: ignore,
		setHeader: ignore,
		removeHeader: ignore,
		json: ignore,
		send: ignore,
		write: () => true,
		end: ignore,
	});
}
