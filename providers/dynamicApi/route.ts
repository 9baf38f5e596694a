import type { Added, Entrant, Entry, FlowGateway, NotAdded } from '../../flow/addToFlow/gateway';
import { DEPTH_HEADER } from '../../flow/addToFlow/depth';
import { notAdded } from '../../flow/addToFlow/gateway';
import { mapInOrder } from '../../flow/concurrency';
import { callUrl } from '../../flow/call/url';
import type { HttpRequest } from '../../flow/http/message';
import type { HttpOutcome } from '../../flow/http/send';
import { problemKindOf } from '../../flow/route/problem';
import { asObject, objectIn, textIn } from '../answerBody';
import { quote, requestFailure, shortLine } from '../requestFailure';
import type { SendRequest } from '../sendRequest';
import { JSON_HEADERS } from '../sendRequest';

/** Nobody reads more of the failing fields. */
const MOST_ERRORS = 20;

/** No id of ours is nearly as long. */
const LONGEST_ID = 200;

/** A Dynamic API route, of this package or of Clickatell. */
export interface RouteTarget {
	/** An absolute URL. */
	url: string;
	method: 'DELETE' | 'GET' | 'POST' | 'PUT';
	/** Whether the variables that the route answers with are wanted. */
	waits: boolean;
	/** How many calls are under way at once. */
	concurrency: number;
	/** Gives each entrant a key, the same for all tries, so that a route that heeds such keys adds nobody twice. */
	newKey(): string;
	signal?: AbortSignal;
}

/**
 * The way into a flow that an API call starts.
 *
 * @param sendRequest sends with the route's token, and repeats what may be repeated
 * @param target the route
 */
export function dynamicApiRoute(sendRequest: SendRequest, target: RouteTarget): FlowGateway {
	return {
		async add(entrants) {
			const enter = async (entrant: Entrant) => {
				const request = sendableRequest(entrant, target);
				return 'added' in request ? request : entryOf(await sendRequest(request), target);
			};
			return await mapInOrder(entrants, target.concurrency, enter, target.signal);
		},
	};
}

function sendableRequest(entrant: Entrant, target: RouteTarget): HttpRequest | NotAdded {
	try {
		return requestOf(entrant, target);
	} catch (error) {
		// Of a value that contains itself or a bigint; or of one with thousands of lists in one another.
		if (error instanceof TypeError || error instanceof RangeError) return notAdded('targetRejected', 'The variables cannot be sent, because they are not JSON.');
		throw error;
	}
}

/** The variables go along as attributes: in the body, or in the query of a GET or DELETE. */
function requestOf({ variables, depth }: Entrant, { method, url, newKey }: RouteTarget): HttpRequest {
	const headers = { [DEPTH_HEADER]: String(depth), 'idempotency-key': newKey() };
	if (method !== 'GET' && method !== 'DELETE') {
		return { method, url, headers: { ...JSON_HEADERS, ...headers }, body: JSON.stringify(variables) };
	}
	const query = Object.entries(variables).map(([name, value]) => ({ name, value: asQueryText(value) }));
	return { method, url: callUrl(url, undefined, query), headers: { accept: JSON_HEADERS.accept, ...headers } };
}

function asQueryText(value: unknown): unknown {
	return typeof value === 'object' && value !== null ? JSON.stringify(value) : value;
}

function entryOf(outcome: HttpOutcome, { waits }: RouteTarget): Entry {
	const { reply } = outcome;
	if (!reply) return failed(outcome, {});
	const body = objectIn(reply.body);
	const details = detailsOf(reply.status, body);
	if (outcome.class === 'success') return added(details, waits && reply.status !== 202 ? body : undefined);

	switch (problemKindOf(body)) {
		case 'flow-ended-without-answer':
			return added(details);
		case 'flow-too-slow':
			return waits ? notAdded('secondaryFlowLate', 'The secondary flow did not answer in time. It goes on by itself.', details) : added(details);
		case 'flow-failed':
			return notAdded('secondaryFlowFailed', `The secondary flow failed.${quote(textIn(body.detail))}`, details);
		case 'attributes-invalid':
			return notAdded('personRejected', 'The route does not take these attributes. "errors" in the details names them.', { ...details, errors: errorsIn(body) });
		default:
			return failed(outcome, details);
	}
}

/** Where the first failing fields are, and what they must be. */
function errorsIn({ errors }: Record<string, unknown>): object[] {
	const first = Array.isArray(errors) ? errors.slice(0, MOST_ERRORS) : [];
	return first.map((error) => shortTexts(asObject(error))).filter((error) => Object.keys(error).length > 0);
}

function shortTexts(error: Record<string, unknown>): { pointer?: string; detail?: string } {
	const pointer = shortLine(textIn(error.pointer));
	const detail = shortLine(textIn(error.detail));
	return { ...(pointer !== undefined && { pointer }), ...(detail !== undefined && { detail }) };
}

function added(details: Record<string, unknown>, variables?: Record<string, unknown>): Added {
	return { added: true, details, ...(variables && { variables }) };
}

function failed(outcome: HttpOutcome, details: Record<string, unknown>): Entry {
	const body = objectIn(outcome.reply?.body);
	const error = { code: problemKindOf(body), text: textIn(body.detail) ?? textIn(body.message) };
	const failure = requestFailure(outcome, { service: 'The route', aim: 'the participant entered the flow', error });
	return notAdded(failure.reason, failure.message, { ...details, ...failure.details });
}

/** What the answer tells about the run; a route of Clickatell tells nothing of the kind. */
function detailsOf(httpStatus: number, { requestId, executionId }: Record<string, unknown>): Record<string, unknown> {
	return {
		httpStatus,
		...(isId(requestId) && { requestId }),
		...(isId(executionId) && { executionId }),
	};
}

function isId(value: unknown): value is string {
	return typeof value === 'string' && value.length <= LONGEST_ID;
}
