import type { ReasonCode } from '../flow/addToFlow/reasons';
import { cannotHaveArrived } from '../flow/http/retry';
import type { HttpOutcome } from '../flow/http/send';

/** What a service says of an error, as far as it could be read. */
export interface ServiceError {
	/** Its code, e.g. `40401`. */
	code?: string;
	/** Its words. */
	text?: string;
}

/** That a request as a whole did not do what it was to do. */
export interface RequestFailure {
	reason: ReasonCode;
	/** For the builder; without the URL and its query. */
	message: string;
	details: { httpStatus?: number; errorCode?: string };
}

/** What the words of a failure are about. */
export interface FailedRequest {
	/** The name of the service, e.g. `Infobip`. */
	service: string;
	/** What the request was to do, as it goes on after "It is not known whether", e.g. `the participant entered the flow`. */
	aim: string;
	/** What the service says of it. */
	error?: ServiceError;
}

/** By these the server says that it does not do it now, though nothing is wrong with the request. */
const TEMPORARY: ReadonlySet<number> = new Set([408, 425]);

/** Nobody reads more of it; in UTF-16 units. */
const LONGEST_QUOTE = 300;

/**
 * Tells why a request failed, by the rule that holds for all services. What a service means by a code of its own, the
 * provider sees to before.
 *
 * @param outcome of a request that was not a success
 */
export function requestFailure(outcome: HttpOutcome, request: FailedRequest): RequestFailure {
	const { reply } = outcome;
	if (!reply) {
		const reason = outcome.failure?.cause === 'heldBack' ? 'rateLimited' : 'noResponse';
		return { reason, message: noResponseWords(outcome, request), details: {} };
	}

	const { error = {} } = request;
	const [reason, words] = reasonAndWords(reply.status, request, outcome.tries);
	const details = { httpStatus: reply.status, ...(error.code !== undefined && { errorCode: error.code }) };
	return { reason, message: `${words}${quote(error.text)}`, details };
}

function reasonAndWords(status: number, { service, aim }: FailedRequest, tries: number): [ReasonCode, string] {
	const unknown = `It is not known whether ${aim}.`;
	if (status === 401) return ['notAuthorized', `${service} does not accept the API key (401). Check it in the credential.`];
	if (status === 403) return ['notAuthorized', `${service} does not allow this with the API key (403). Check what the key may do.`];
	if (status === 404) return ['targetMissing', `${service} knows nothing under this address (404).`];
	if (status === 429) {
		const after = tries > 1 ? `, also after ${tries} tries` : '';
		return ['rateLimited', `${service} takes no more requests for now (429)${after}.`];
	}
	if (TEMPORARY.has(status)) return ['providerError', `${service} did not take the request for now (${status}).`];
	if (status >= 500) return ['providerError', `${service} answered with the error ${status}. ${unknown}`];
	if (status >= 400) return ['targetRejected', `${service} refused the request (${status}).`];
	return ['providerError', `${service} gave an answer that it should not give (${status}). Check the address in the credential. ${unknown}`];
}

function noResponseWords({ failure }: HttpOutcome, { service, aim }: FailedRequest): string {
	const cause = failure?.cause ?? 'unknown';
	if (failure && cause === 'heldBack') return `${failure.message} The request was not sent.`;
	const arrival = cannotHaveArrived(cause) ? 'The request did not arrive.' : `It is not known whether ${aim}.`;
	return [`${service} gave no response.`, failure?.message, arrival].filter(Boolean).join(' ');
}

/**
 * @param text what a service says, if anything
 * @returns it as the end of a message, as {@link shortLine} gives it
 */
export function quote(text: string | undefined): string {
	const line = shortLine(text);
	return line === undefined ? '' : ` It says: ${line}`;
}

/**
 * @param text what a service says, if anything, of whatever length
 * @returns the beginning of it on one line, without what stands in the query of a URL, because there may be a key in it;
 *   undefined for nothing
 */
export function shortLine(text: string | undefined): string | undefined {
	// From one question mark it looks no further than to the next, or many of them would take it for ever.
	const line = (text ?? '').replace(/\s+/g, ' ').replace(/\?[^\s"')?=]*=[^\s"')]*/g, '').trim();
	if (line.length <= LONGEST_QUOTE) return line || undefined;
	return `${[...line.slice(0, LONGEST_QUOTE)].slice(0, -1).join('')}…`;
}
