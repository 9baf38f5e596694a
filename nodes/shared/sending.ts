import { setTimeout } from 'node:timers/promises';

import type { RetryPolicy } from '../../flow/http/retry';
import { send } from '../../flow/http/send';
import type { Turns } from '../../flow/http/turns';
import type { SendRequest } from '../../providers/sendRequest';
import type { ClientSettings, Credentials, SendingContext } from './httpClient';
import { httpClient } from './httpClient';

/** How an element's requests are sent. */
export interface Sending {
	client: ClientSettings;
	retry: RetryPolicy;
	/** How long one try may take, in milliseconds. */
	timeoutMs: number;
	/** The line in which they take their turns, if any. */
	turns?: Turns;
}

/** @returns what sends the requests of an element by n8n's HTTP client, and repeats them as the policy allows */
export function senderOf(context: SendingContext, { client, retry, timeoutMs, turns }: Sending): SendRequest {
	const signal = context.getExecutionCancelSignal?.();
	const sendOnce = httpClient(context, client);
	return async (request) =>
		await send(request, retry, {
			sendOnce,
			timeoutMs,
			sleep: async (ms) => await setTimeout(ms, undefined, { signal }),
			now: () => new Date(),
			random: Math.random,
			signal,
			...(turns && { turns }),
		});
}

/** How requests to a service are sent. */
export type ServiceSending = Pick<Sending, 'retry' | 'timeoutMs' | 'turns'>;

/** What services answer with are reports and acknowledgements. */
const MAX_RESPONSE_BYTES = 10 * 1024 * 1024;

/** @returns what sends requests to the service that a credential is for, or with no credential to any; redirects are not followed */
export function senderToService(
	context: SendingContext,
	credentials: Credentials | undefined,
	sending: ServiceSending,
): SendRequest {
	return senderOf(context, { ...sending, client: { maxResponseBytes: MAX_RESPONSE_BYTES, maxRedirects: 0, ignoreCertificate: false, credentials } });
}

/**
 * How the requests of an element to a service are repeated, by the two options that builders have.
 *
 * @param repeatable as in {@link RetryPolicy}
 */
export function serviceSending(
	{ maxRetries, timeoutMs }: { maxRetries: number; timeoutMs: number },
	repeatable: RetryPolicy['repeatable'],
): Pick<Sending, 'retry' | 'timeoutMs'> {
	const reasons: RetryPolicy['reasons'] = ['noResponse', 'serverError', 'tooManyRequests'];
	return { timeoutMs, retry: { maxRetries, reasons, baseDelayMs: 500, maxDelayMs: 30_000, repeatable } };
}
