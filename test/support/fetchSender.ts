import { setTimeout } from 'node:timers/promises';

import type { HttpRequest } from '../../flow/http/message';
import type { RetryPolicy } from '../../flow/http/retry';
import type { HttpOutcome, SendOnce } from '../../flow/http/send';
import { send } from '../../flow/http/send';

/** Sends real HTTP with a key, and remembers what came of it. */
export interface FetchSender {
	sendRequest: (request: HttpRequest) => Promise<HttpOutcome>;
	requests: HttpRequest[];
	outcomes: HttpOutcome[];
}

const POLICY: RetryPolicy = {
	maxRetries: 3,
	reasons: ['noResponse', 'serverError', 'tooManyRequests'],
	baseDelayMs: 100,
	maxDelayMs: 5000,
	repeatable: false,
};

/**
 * @param headers that every request gets, such as the key
 * @param change what is done to each request before it is sent
 */
export function fetchSender(headers: Record<string, string>, change = (request: HttpRequest) => request): FetchSender {
	const sender: FetchSender = {
		requests: [],
		outcomes: [],
		async sendRequest(given) {
			const request = change({ ...given, headers: { ...given.headers, ...headers } });
			sender.requests.push(request);
			const sleep = async (ms: number) => await setTimeout(ms);
			const outcome = await send(request, POLICY, { sendOnce, timeoutMs: 20_000, sleep, now: () => new Date(), random: Math.random });
			sender.outcomes.push(outcome);
			return outcome;
		},
	};
	return sender;
}

const sendOnce: SendOnce = async ({ method, url, headers, body }, signal) => {
	const response = await fetch(url, { method, headers, body, signal, redirect: 'manual' });
	return {
		status: response.status,
		headers: Object.fromEntries(response.headers),
		body: Buffer.from(await response.arrayBuffer()),
	};
};
