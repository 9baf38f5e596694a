import { DateTime } from 'luxon';

import type { FailureCause, HttpMethod } from './message';
import { classOfStatus } from './responseClass';

/** What a builder can have repeated. */
export type RetryReason = 'tooManyRequests' | 'serverError' | 'noResponse';

/** When and how often a request is repeated. */
export interface RetryPolicy {
	/** How often it is repeated after the first try; 0 for never. */
	maxRetries: number;
	/** What it is repeated for. */
	reasons: readonly RetryReason[];
	/** The wait before the first repetition in milliseconds; it doubles with each further one. */
	baseDelayMs: number;
	/** No single wait is longer than this, in milliseconds; a server that asks for more is not asked again. */
	maxDelayMs: number;
	/**
	 * Whether the server is known to do a repeated request only once; if not, that depends on the method; `never` when each
	 * request does its work anew, whatever its method, so that only one that cannot have arrived is repeated.
	 */
	repeatable: boolean | 'never';
}

/** How one try ended. */
export interface TryResult {
	method: HttpMethod;
	/** The status code, when a response came. */
	status?: number;
	/** The cause, when no whole response came. */
	failure?: FailureCause;
	/** The value of the Retry-After header, if any. */
	retryAfter?: string;
}

/** Methods that do the same when repeated, RFC 9110, section 9.2.2. */
const IDEMPOTENT: ReadonlySet<HttpMethod> = new Set(['GET', 'HEAD', 'PUT', 'DELETE']);

/** Status codes by which a server says that it did not do the work and may be asked later. */
const ASKED_TO_WAIT: ReadonlySet<number> = new Set([408, 425, 429]);

/** The request did not reach the server, so that repeating it cannot do the work twice. */
const NEVER_ARRIVED: ReadonlySet<FailureCause> = new Set(['dns', 'refused']);

/** The request was never sent, so that repeating it would not help either. */
const NEVER_SENT: ReadonlySet<FailureCause> = new Set(['blocked', 'heldBack', 'tls']);

/** The server may or may not have done the work. */
const ARRIVAL_UNKNOWN: ReadonlySet<FailureCause> = new Set(['timeout', 'cut-off', 'unknown']);

/**
 * Decides whether to repeat a request, and after how long.
 *
 * @param result how the try ended
 * @param tries how many tries there have been, 1 or more
 * @param policy the builder's choice
 * @param chance the instant and the random number (0 to below 1) to reckon with
 * @returns the wait in milliseconds, or undefined to leave it at this result
 */
export function delayBeforeRetry(
	result: TryResult,
	tries: number,
	policy: RetryPolicy,
	chance: { now: Date; random: number },
): number | undefined {
	const isLeft = tries <= policy.maxRetries;
	if (!isLeft || !mayRepeat(result, policy)) return undefined;

	const asked = result.retryAfter === undefined ? undefined : retryAfterMs(result.retryAfter, chance.now);
	if (asked !== undefined) return asked <= policy.maxDelayMs ? asked : undefined;
	return backOff(tries, policy, chance.random);
}

/**
 * @param cause why no response came
 * @returns whether the server cannot have done the work; otherwise nobody knows
 */
export function cannotHaveArrived(cause: FailureCause): boolean {
	return NEVER_ARRIVED.has(cause) || NEVER_SENT.has(cause);
}

function mayRepeat({ method, status, failure }: TryResult, { reasons, repeatable }: RetryPolicy): boolean {
	const safe = repeatable === true || (repeatable === false && IDEMPOTENT.has(method));
	if (failure !== undefined) {
		return reasons.includes('noResponse') && (NEVER_ARRIVED.has(failure) || (safe && ARRIVAL_UNKNOWN.has(failure)));
	}
	if (status === undefined) return false;
	if (ASKED_TO_WAIT.has(status)) return reasons.includes('tooManyRequests');
	return classOfStatus(status) === 'serverError' && reasons.includes('serverError') && safe;
}

/** Exponential back-off, half of it fixed and half random, so that many clients do not come back at once. */
function backOff(tries: number, { baseDelayMs, maxDelayMs }: RetryPolicy, random: number): number {
	const full = Math.min(maxDelayMs, baseDelayMs * 2 ** (tries - 1));
	return Math.round(full / 2 + (random * full) / 2);
}

/**
 * Reads a Retry-After header (RFC 9110, section 10.2.3).
 *
 * @param value a number of seconds or an HTTP date
 * @param now the present instant
 * @returns the wait in milliseconds, 0 for an instant that has passed, undefined for a value that is neither
 */
export function retryAfterMs(value: string, now: Date): number | undefined {
	const text = value.trim();
	if (/^\d+(?:\.\d+)?$/.test(text)) return Math.ceil(Number(text) * 1000);
	// Date.parse would read "try 1" as a day in 2001.
	const date = DateTime.fromHTTP(text);
	return date.isValid ? Math.max(0, date.toMillis() - now.getTime()) : undefined;
}
