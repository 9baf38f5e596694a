import type { HttpMethod } from '../flow/http/message';
import type { Outcome } from '../flow/outcome';
import type { SendProblem } from '../flow/template/sendProblem';
import type { ServiceError } from './requestFailure';
import { sendFailure } from './sendFailure';
import type { SendRequest } from './sendRequest';
import { JSON_HEADERS } from './sendRequest';
import { serviceUrl } from './serviceUrl';

/** Where the requests of a client go, and how its errors are read. */
export interface Service {
	/** Its name for the builder, e.g. `Infobip`. */
	name: string;
	/** Checked. */
	base: string;
	readError: (body: Buffer | undefined) => ServiceError;
}

/** One request to a service that speaks JSON. */
export interface ServiceCall<Value> {
	method: HttpMethod;
	/** From the root of the service. */
	path: string;
	query?: ReadonlyArray<{ name: string; value: unknown }>;
	headers?: Readonly<Record<string, string>>;
	/** What goes along as JSON; what is undefined is left out. */
	body?: Record<string, unknown>;
	/** What the request does, as it goes on after "It is not known whether", e.g. `the conversation was made`. */
	aim: string;
	/** Reads the answer; undefined for one that says nothing of what was done. */
	read: (answer: unknown) => Value | undefined;
}

/** Makes single requests; nothing is thrown but the cancelling of the run. */
export interface ServiceClient {
	ask<Value>(call: ServiceCall<Value>): Promise<Outcome<Value>>;
}

/** @param sendRequest sends with the account's key. A POST must not be repeated once it may have arrived */
export function serviceClient(sendRequest: SendRequest, { name, base, readError }: Service): ServiceClient {
	return {
		async ask({ method, path, query, headers, body, aim, read }) {
			const outcome = await sendRequest({
				method,
				url: serviceUrl(base, path, query),
				headers: { ...(body ? JSON_HEADERS : { accept: 'application/json' }), ...headers },
				...(body && { body: JSON.stringify(body) }),
			});
			const { reply } = outcome;
			const value = outcome.class === 'success' ? read(jsonIn(reply?.body)) : undefined;
			if (value !== undefined) return { value };
			const problem = sendFailure(outcome, name, readError(reply?.body), aim);
			return { problem: method === 'GET' ? ofReading(problem) : problem };
		},
	};
}

/** Reads an answer that says nothing but that it was done. */
export function done(): true {
	return true;
}

/** @returns the problem of a request that can have changed nothing, whatever became of it */
function ofReading({ mayHaveBeenSent, ...problem }: SendProblem): SendProblem {
	return mayHaveBeenSent === true ? { ...problem, advice: 'Try again later, and check the address in the credential if it stays so.' } : problem;
}

function jsonIn(body: Buffer | undefined): unknown {
	if (body === undefined || body.length === 0) return {};
	try {
		return JSON.parse(body.toString('utf8'));
	} catch {
		return undefined;
	}
}
