import { adviceFor } from '../../../flow/http/failure';
import type { FailureCause, HttpRequest } from '../../../flow/http/message';
import { classOfStatus } from '../../../flow/http/responseClass';
import type { HttpOutcome } from '../../../flow/http/send';

/** How a service answers: with a status and a body, or not at all. */
export type Answer = { status: number; body?: unknown; headers?: Record<string, string> } | { cause: FailureCause };

/** A service that is only thought of. */
export interface FakeService {
	sendRequest: (request: HttpRequest) => Promise<HttpOutcome>;
	/** All that was sent, in order. */
	requests: HttpRequest[];
}

/** @param answer gives the answer to a request; `count` is the number of requests so far, this one included */
export function fakeService(answer: (request: HttpRequest, count: number) => Answer): FakeService {
	const requests: HttpRequest[] = [];
	return {
		requests,
		sendRequest: (request) => {
			requests.push(request);
			return Promise.resolve(outcomeOf(answer(request, requests.length)));
		},
	};
}

/** @returns the outcome of a request that was answered so */
export function outcomeOf(answer: Answer, tries = 1): HttpOutcome {
	const ends = { tries, durationMs: 5 };
	if ('cause' in answer) return { class: 'noResponse', failure: { cause: answer.cause, message: adviceFor(answer.cause) }, ...ends };
	const { status, body = '', headers = {} } = answer;
	const text = typeof body === 'string' ? body : JSON.stringify(body);
	return { class: classOfStatus(status), reply: { status, headers, body: Buffer.from(text) }, ...ends };
}

/** A clock that only waiting moves on. */
export function fakeClock() {
	const waits: number[] = [];
	let ms = Date.parse('2026-11-20T12:00:00.000Z');
	return {
		waits,
		now: () => ms,
		sleep: (wait: number) => {
			waits.push(wait);
			ms += wait;
			return Promise.resolve();
		},
	};
}
