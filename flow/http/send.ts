import { adviceFor, failureOf } from './failure';
import type { FailureCause, HttpReply, HttpRequest } from './message';
import type { ResponseClass } from './responseClass';
import { classOfStatus } from './responseClass';
import type { RetryPolicy, TryResult } from './retry';
import { delayBeforeRetry, retryAfterMs } from './retry';
import type { HeldBack, Turns } from './turns';

/**
 * Sends a request once and reads the response to its end, unless the signal ends it before; throws whatever the HTTP
 * client throws when no whole response comes.
 */
export type SendOnce = (request: HttpRequest, signal: AbortSignal) => Promise<HttpReply>;

/** What sending leans on; tests put their own clock here. */
export interface SendDependencies {
	sendOnce: SendOnce;
	/** How long one try may take, from the first byte sent to the last byte received, in milliseconds. */
	timeoutMs: number;
	/** Waits; rejects when the run is cancelled. */
	sleep: (ms: number) => Promise<void>;
	now: () => Date;
	/** A number from 0 to below 1. */
	random: () => number;
	/** The run's cancel signal. */
	signal?: AbortSignal;
	/** The line in which each try takes its turn, where the service limits its requests. */
	turns?: Turns;
}

/** How a request ended after all its tries. */
export interface HttpOutcome {
	class: ResponseClass;
	/** The response of the last try; undefined when it brought none. */
	reply?: HttpReply;
	/** Why the last try brought no response. */
	failure?: { cause: FailureCause; message: string; heldBack?: HeldBack };
	/** How often the request was sent; 0 when it did not get its turn. */
	tries: number;
	/** From the first try to the end, waits included, in milliseconds. */
	durationMs: number;
}

/**
 * Sends a request, and repeats it as the policy allows. Whatever comes of it is an outcome; only the cancelling of the
 * run throws.
 *
 * @param request the request; it is the same for every try, and so are its headers (an idempotency key stays stable)
 * @param policy when to repeat it
 * @param dependencies the HTTP client, the clock, and the run's cancel signal
 * @throws the signal's reason when the run was cancelled
 */
export async function send(
	request: HttpRequest,
	policy: RetryPolicy,
	dependencies: SendDependencies,
): Promise<HttpOutcome> {
	const { now, random, signal, sleep, turns } = dependencies;
	const started = now().getTime();

	for (let tries = 1; ; tries++) {
		signal?.throwIfAborted();
		const heldBack = await turns?.take(tries);
		if (heldBack) return { ...endWithoutTurn(heldBack), tries: tries - 1, durationMs: now().getTime() - started };

		const end = await tryOnce(request, dependencies);
		await tellPause(end, dependencies);
		const wait = delayBeforeRetry(tryResult(request, end), tries, policy, { now: now(), random: random() });
		if (wait === undefined) return { ...end, tries, durationMs: now().getTime() - started };
		await sleep(wait);
	}
}

function endWithoutTurn(heldBack: HeldBack): TryEnd {
	return { class: 'noResponse', failure: { cause: 'heldBack', message: heldBack.message, heldBack } };
}

/** Whom a service has asked to wait is not alone in that: the others in the line would only be told the same. */
async function tellPause({ reply }: TryEnd, { turns, now }: SendDependencies): Promise<void> {
	if (!turns || reply?.status !== 429) return;
	const asked = retryAfterMs(reply.headers['retry-after'] ?? '', now());
	if (asked !== undefined) await turns.pause(asked);
}

type TryEnd = Pick<HttpOutcome, 'class' | 'reply' | 'failure'>;

async function tryOnce(request: HttpRequest, { sendOnce, signal, timeoutMs }: SendDependencies): Promise<TryEnd> {
	const timeout = AbortSignal.timeout(Math.ceil(timeoutMs));
	try {
		const reply = await sendOnce(request, signal ? AbortSignal.any([signal, timeout]) : timeout);
		return { class: classOfStatus(reply.status), reply };
	} catch (error) {
		signal?.throwIfAborted();
		const cause = timeout.aborted ? 'timeout' : failureOf(error);
		return { class: 'noResponse', failure: { cause, message: adviceFor(cause) } };
	}
}

function tryResult({ method }: HttpRequest, { reply, failure }: TryEnd): TryResult {
	return { method, status: reply?.status, failure: failure?.cause, retryAfter: reply?.headers['retry-after'] };
}
