import { digest } from '../digest';
import type { FlowStore } from '../store/flowStore';
import { hostOf } from './addresses';
import type { Refusal } from './problem';
import { refuse } from './problem';

/** How many calls a route takes. */
export interface RateLimit {
	/** So many calls … */
	count: number;
	/** … in any span of so many seconds. */
	perSeconds: number;
	/** Whether all callers share the limit, and if not, by what callers are told apart. */
	sharedBy: 'route' | 'address' | 'token' | { attribute: string };
}

/** By what callers are told apart. */
export interface CallerMarks {
	address: string;
	/** The token of the route that the call has shown. */
	token: string | undefined;
	/** The attributes of the call. */
	variables: Record<string, unknown>;
}

/** Whether a call is within the limit, and the headers that tell the caller of it. */
export interface RateAnswer {
	headers: Record<string, string>;
	/** The refusal to answer with (429), when there were too many calls. */
	refusal?: Refusal;
}

/** The name of the one policy that a route has, in its headers. */
const POLICY = '"default"';

/**
 * Counts a call, if it is within the limit of the route: in no span of that length, wherever it begins, does the route
 * take more calls. Calls that are refused are not counted.
 *
 * @param store where calls are counted, for all processes together
 * @param request the route, its limit, and the call
 * @returns the headers of draft-ietf-httpapi-ratelimit-headers, and a refusal with Retry-After when it is not
 * @throws StoreUnavailable
 */
export async function countCall(
	store: FlowStore,
	request: { scope: string; limit: RateLimit; marks: CallerMarks; requestId: string; now: Date },
): Promise<RateAnswer> {
	const { scope, limit, marks, requestId, now } = request;
	const nowMs = now.getTime();
	const slot = await store.reserveSlot({
		line: `${scope}:calls:${callerOf(limit, marks)}`,
		id: requestId,
		count: limit.count,
		perMs: limit.perSeconds * 1000,
		fromMs: nowMs,
		notAfterMs: nowMs,
	});

	const policy = { 'RateLimit-Policy': `${POLICY};q=${limit.count};w=${limit.perSeconds}` };
	if (slot.outcome === 'taken') {
		return { headers: { ...policy, RateLimit: `${POLICY};r=${Math.max(0, limit.count - slot.used)}` } };
	}
	const freeMs = slot.outcome === 'tooLate' ? slot.slotMs : slot.fromMs;
	const seconds = Math.max(1, Math.ceil((freeMs - nowMs) / 1000));
	const headers = { ...policy, RateLimit: `${POLICY};r=0;t=${seconds}` };
	const who = limit.sharedBy === 'route' ? 'This route' : 'This route, from one caller,';
	const detail = `${who} takes ${limit.count} ${limit.count === 1 ? 'call' : 'calls'} ${spanOf(limit)}. Repeat the call in ${seconds} s.`;
	return { headers, refusal: refuse('rate-limited', detail, { headers: { 'Retry-After': String(seconds) } }) };
}

/** Tokens and attributes are not for the store to see. All calls without the mark count as one caller's. */
function callerOf({ sharedBy }: RateLimit, { address, token, variables }: CallerMarks): string {
	if (sharedBy === 'route') return 'route';
	if (sharedBy === 'address') return `address:${hostOf(address)}`;
	if (sharedBy === 'token') return token === undefined ? 'token' : `token:${digest(token)}`;
	const { attribute } = sharedBy;
	const value = Object.hasOwn(variables, attribute) ? variables[attribute] : undefined;
	return value === undefined ? 'attribute' : `attribute:${digest(JSON.stringify(value))}`;
}

function spanOf({ perSeconds }: RateLimit): string {
	const NAMES: Record<number, string> = { 1: 'a second', 60: 'a minute', 3600: 'an hour' };
	return NAMES[perSeconds] ?? `in ${perSeconds} s`;
}
