/** How much Trengo takes, and what it was told to do with the next requests. */
import { INVALID, refuse } from './trengoErrors.mjs';

const PERIOD_MS = 60_000;

/** A limit of so many requests in any minute, once it is set: tests ask faster than anybody may. */
export function requestLimit() {
	let taken = [];
	let most = Infinity;
	return {
		set: (requests = Infinity) => (most = requests),
		/** @returns how many seconds to wait; undefined when a request is taken */
		secondsToWait() {
			const now = Date.now();
			taken = taken.filter((at) => now - at < PERIOD_MS);
			if (taken.length >= most) return Math.ceil((taken[0] + PERIOD_MS - now) / 1000);
			taken.push(now);
			return undefined;
		},
	};
}

/**
 * What becomes of requests in place of their answer: `{ method?, path?, status?, message?, errors?, retryAfter?, hangsUp?,
 * isDone?, times? }` each. `path` is the end of a path; `isDone` has the work done before.
 */
export function faults() {
	let planned = [];
	return {
		plan: (given) => (planned = [...planned, ...[given].flat().map((fault) => ({ times: 1, ...fault }))]),
		forget: () => (planned = []),
		/** @returns the fault that befalls a request, if one does */
		befalling({ method, path }) {
			const fault = planned.find((one) => one.times > 0 && (!one.method || one.method === method) && (!one.path || path.endsWith(one.path)));
			if (fault) fault.times--;
			return fault;
		},
	};
}

/** Answers by a fault. */
export function befall(reply, { status = 500, message = status === 429 ? 'Too Many Attempts.' : INVALID, errors = [], retryAfter = 1, hangsUp = false }) {
	if (hangsUp) reply.hangUp();
	else refuse(reply, status, message, errors, retryAfter);
}

/** A reply that nobody sees: the work is done, and the answer is another one. */
export function unseen(reply) {
	return { ...reply, json: () => undefined, empty: () => undefined, later: (_, act) => act() };
}
