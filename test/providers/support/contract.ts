import type { HttpRequest } from '../../../flow/http/message';
import type { FetchSender } from '../../support/fetchSender';
import { violationsIn } from '../../support/prism';

/** What the server did not like about the requests: its statuses of refusal, and its words. */
export function refusalsOf({ outcomes }: FetchSender): unknown[] {
	return outcomes.flatMap(({ reply }) => {
		const status = reply?.status ?? 0;
		const violations = violationsIn(reply?.headers ?? {});
		return status >= 200 && status < 300 && violations.length === 0 ? [] : [{ status, violations }];
	});
}

/** Spoils what is in the body of a request. */
export const spoil = (change: (body: never) => unknown) => (request: HttpRequest) => {
	return request.body === undefined ? request : { ...request, body: JSON.stringify(change(JSON.parse(request.body) as never)) };
};

/** Leaves the key out of a request. */
export function withoutKey(request: HttpRequest): HttpRequest {
	const { Authorization: key, ...headers } = request.headers;
	expect(key).toBeDefined();
	return { ...request, headers };
}
