import type { HttpMethod } from '../../flow/http/message';
import { retryAfterMs } from '../../flow/http/retry';
import type { HttpOutcome } from '../../flow/http/send';
import type { Outcome } from '../../flow/outcome';
import type { SendProblem } from '../../flow/template/sendProblem';
import { asObject, objectIn } from '../answerBody';
import { problemOf, sendFailure } from '../sendFailure';
import type { SendRequest } from '../sendRequest';
import { JSON_HEADERS } from '../sendRequest';
import { serviceUrl } from '../serviceUrl';
import { trengoBase } from './base';
import { requestMeaning } from './requestCodes';
import { readTrengoError } from './requestError';

export interface TrengoSettings {
	/** The Base URL of the credential. */
	baseUrl: string;
}

/** One request to Trengo. */
export interface TrengoCall<Value> {
	method: HttpMethod;
	/** From the root of the API, e.g. `/tickets`. */
	path: string;
	/** What goes along as JSON; what is undefined is left out. */
	body?: Record<string, unknown>;
	/** What the request does, as it goes on after "It is not known whether", e.g. `the ticket was made`. */
	aim: string;
	/** Reads the answer; undefined for one that says nothing of what was done. */
	read: (answer: Record<string, unknown>) => Value | undefined;
}

/** Makes single requests. */
export interface TrengoClient {
	ask<Value>(call: TrengoCall<Value>): Promise<Outcome<Value>>;
}

/**
 * @param sendRequest sends with the account's token. A POST must not be repeated once it may have arrived: Trengo takes no
 *   id of ours and would do its work twice
 * @throws ServiceSettingError for a base URL that cannot be called
 */
export function trengoClient(sendRequest: SendRequest, { baseUrl }: TrengoSettings): TrengoClient {
	const base = trengoBase(baseUrl);
	return {
		async ask({ method, path, body, aim, read }) {
			const outcome = await sendRequest({
				method,
				url: serviceUrl(base, path),
				headers: body ? { ...JSON_HEADERS } : { accept: 'application/json' },
				...(body && { body: JSON.stringify(body) }),
			});
			const value = outcome.class === 'success' ? read(entryIn(outcome)) : undefined;
			if (value !== undefined) return { value };
			const problem = problemIn(outcome, aim);
			return { problem: method === 'GET' ? ofReading(problem) : problem };
		},
	};
}

/** Reads an answer that says nothing but that it was done. */
export function done(): true {
	return true;
}

/** @returns the entry that an answer is about: most come bare, some under `data` */
export function entryIn({ reply }: HttpOutcome): Record<string, unknown> {
	const answer = objectIn(reply?.body);
	return { ...asObject(answer.data), ...answer };
}

/**
 * @param outcome of a request that did not do its work, or of which nobody knows it
 * @param aim as in {@link TrengoCall}
 * @returns why
 */
export function problemIn(outcome: HttpOutcome, aim: string): SendProblem {
	const { reply } = outcome;
	const error = readTrengoError(reply?.body);
	const known = reply && requestMeaning(refusedStatus(outcome, error.text), error);
	if (!known) return sendFailure(outcome, 'Trengo', error, aim);

	const said = { code: known.code, text: error.text, field: error.fields.at(0), httpStatus: reply.status };
	const asked = known.meaning.class === 'retryLater' ? retryAfterMs(reply.headers['retry-after'] ?? '', new Date()) : undefined;
	return { ...problemOf(known.meaning, said), ...(asked !== undefined && { retryAfterMs: asked }) };
}

/** @returns the problem of a request that can have changed nothing, whatever became of it */
export function ofReading(problem: SendProblem): SendProblem {
	const { mayHaveBeenSent, ...rest } = problem;
	return mayHaveBeenSent === true ? { ...rest, advice: 'Try again later, and check the Base URL of the credential if it stays so.' } : problem;
}

/** Trengo can refuse with the status 200 and words in the place of what was to be made. */
function refusedStatus({ class: answerClass, reply }: HttpOutcome, text: string | undefined): number {
	return answerClass === 'success' && text !== undefined ? 422 : (reply?.status ?? 0);
}
