import { setTimeout } from 'node:timers/promises';

import type { Entrant, Entry } from '../../flow/addToFlow/gateway';
import type { FailureCause, HttpRequest } from '../../flow/http/message';
import { send } from '../../flow/http/send';
import type { ProblemKind } from '../../flow/route/problem';
import { refuse } from '../../flow/route/problem';
import type { RouteTarget } from '../../providers/dynamicApi/route';
import { dynamicApiRoute } from '../../providers/dynamicApi/route';
import { entrant, entrants } from './support/entrants';
import type { Answer } from './support/fakeService';
import { fakeService, outcomeOf } from './support/fakeService';

const URL_OF_ROUTE = 'https://n8n.example.com/webhook/welcome';
const UNKNOWN = 'It is not known whether the participant entered the flow.';

/** A target that gives its keys as k1, k2, and so on. */
function targetWith(rest: Partial<RouteTarget> = {}): RouteTarget {
	let keys = 0;
	return { url: URL_OF_ROUTE, method: 'POST', waits: false, concurrency: 5, newKey: () => `k${++keys}`, ...rest };
}

/** What came of one entrant when the route answered so. */
async function entryFor(answer: Answer, rest: Partial<RouteTarget> = {}): Promise<Entry> {
	const [entry] = await dynamicApiRoute(fakeService(() => answer).sendRequest, targetWith(rest)).add([entrant('+31612345678')]);
	return entry;
}

async function requestFor(rest: Partial<Entrant>, target: Partial<RouteTarget> = {}): Promise<HttpRequest> {
	const service = fakeService(() => ({ status: 200 }));
	await dynamicApiRoute(service.sendRequest, targetWith(target)).add([entrant('+31612345678', rest)]);
	return service.requests[0];
}

describe('the call of a route', () => {
	const variables = { orderId: 'A-1', total: 12.5, paid: false, lines: [{ sku: 'a' }], note: null };

	it.each(['POST', 'PUT'] as const)('has the variables in its body, by %s', async (method) => {
		expect(await requestFor({ variables, depth: 3 }, { method })).toEqual({
			method,
			url: URL_OF_ROUTE,
			headers: { accept: 'application/json', 'content-type': 'application/json', 'flow-elements-depth': '3', 'idempotency-key': 'k1' },
			body: JSON.stringify(variables),
		});
	});

	it.each(['GET', 'DELETE'] as const)('has the variables in its query, by %s: structures as JSON', async (method) => {
		const { url, ...request } = await requestFor({ variables }, { method, url: `${URL_OF_ROUTE}?campaign=a%20b` });
		expect(request).toEqual({ method, headers: { accept: 'application/json', 'flow-elements-depth': '1', 'idempotency-key': 'k1' } });
		expect([...new URL(url).searchParams]).toEqual([
			['campaign', 'a b'],
			['orderId', 'A-1'],
			['total', '12.5'],
			['paid', 'false'],
			['lines', '[{"sku":"a"}]'],
			['note', ''],
		]);
	});

	it('is one for each entrant, a few at a time, in order', async () => {
		let open = 0;
		let most = 0;
		const sendRequest = async ({ body }: HttpRequest) => {
			most = Math.max(most, ++open);
			const { n } = JSON.parse(body ?? '') as { n: number };
			await setTimeout((n * 7) % 11);
			open--;
			return outcomeOf({ status: 200, body: { executionId: `e${n}` } });
		};
		const people = entrants(40).map((one, n) => ({ ...one, variables: { n } }));
		const entries = await dynamicApiRoute(sendRequest, targetWith()).add(people);
		expect(entries.map(({ details }) => details?.executionId)).toEqual(people.map((_, n) => `e${n}`));
		expect(most).toBe(5);
	});

	it('is not made any more once the run is cancelled', async () => {
		const cancelling = new AbortController();
		const service = fakeService((_, count) => {
			if (count === 3) cancelling.abort();
			return { status: 200 };
		});
		const route = dynamicApiRoute(service.sendRequest, targetWith({ concurrency: 1, signal: cancelling.signal }));
		await expect(route.add(entrants(10))).rejects.toThrow('aborted');
		expect(service.requests).toHaveLength(3);
	});
});

describe('the idempotency key', () => {
	it('is another one for each entrant', async () => {
		const service = fakeService(() => ({ status: 200 }));
		await dynamicApiRoute(service.sendRequest, targetWith()).add(entrants(3));
		expect(service.requests.map(({ headers }) => headers['idempotency-key'])).toEqual(['k1', 'k2', 'k3']);
	});

	it('stays the same over the tries', async () => {
		const keys: string[] = [];
		const sendOnce = async ({ headers }: HttpRequest) => {
			keys.push(headers['idempotency-key']);
			return await Promise.resolve({ status: keys.length < 3 ? 429 : 200, headers: {}, body: Buffer.from('') });
		};
		const policy = { maxRetries: 3, reasons: ['tooManyRequests' as const], baseDelayMs: 1, maxDelayMs: 1, repeatable: false };
		const dependencies = { sendOnce, timeoutMs: 1000, sleep: async (ms: number) => await setTimeout(ms), now: () => new Date(), random: Math.random };
		const [entry] = await dynamicApiRoute(async (request) => await send(request, policy, dependencies), targetWith()).add(entrants(1));
		expect(entry.added).toBe(true);
		expect(keys).toEqual(['k1', 'k1', 'k1']);
	});
});

describe('an answer of success', () => {
	const ANSWER = { score: 7, requestId: 'r-1' };

	it('gives its variables to who waits', async () => {
		expect(await entryFor({ status: 200, body: ANSWER }, { waits: true })).toEqual({
			added: true,
			details: { httpStatus: 200, requestId: 'r-1' },
			variables: ANSWER,
		});
	});

	it('gives no variables to who does not wait', async () => {
		expect(await entryFor({ status: 200, body: ANSWER })).toEqual({ added: true, details: { httpStatus: 200, requestId: 'r-1' } });
	});

	it('gives no variables when the flow has only been started', async () => {
		const body = { requestId: 'r-1', executionId: '17', status: 'running' };
		expect(await entryFor({ status: 202, body }, { waits: true })).toEqual({
			added: true,
			details: { httpStatus: 202, requestId: 'r-1', executionId: '17' },
		});
	});

	it.each([
		['nothing', 204, ''],
		['text', 200, 'Thanks!'],
		['a list', 200, [1, 2]],
		['no object', 200, null],
		['half of something', 200, '{"score": 7'],
	])('gives empty variables when it is %s', async (_, status, body) => {
		expect(await entryFor({ status, body }, { waits: true })).toEqual({ added: true, details: { httpStatus: status }, variables: {} });
	});

	it('tells of no run when it has odd values there, as a foreign server may', async () => {
		expect(await entryFor({ status: 200, body: { requestId: 7, executionId: { id: 1 } } })).toEqual({ added: true, details: { httpStatus: 200 } });
	});
});

/** The answer of a route of this package, with a problem. */
const problem = (kind: ProblemKind, rest: object = {}): Answer => {
	const { problem: document } = refuse(kind, 'Why so.');
	return { status: document.status, body: { ...document, requestId: 'r-1', ...rest } };
};

describe('a problem of which a route tells', () => {
	it.each([false, true])('is none when the flow ended without an answer (waits: %s)', async (waits) => {
		expect(await entryFor(problem('flow-ended-without-answer'), { waits })).toEqual({ added: true, details: { httpStatus: 500, requestId: 'r-1' } });
	});

	it('is one only for who waits when the flow is slow', async () => {
		const details = { httpStatus: 504, requestId: 'r-1', executionId: '17' };
		const answer = problem('flow-too-slow', { executionId: '17' });
		expect(await entryFor(answer)).toEqual({ added: true, details });
		expect(await entryFor(answer, { waits: true })).toEqual({
			added: false,
			reason: 'secondaryFlowLate',
			message: 'The secondary flow did not answer in time. It goes on by itself.',
			details,
		});
	});

	it('is that the flow failed', async () => {
		expect(await entryFor(problem('flow-failed'), { waits: true })).toEqual({
			added: false,
			reason: 'secondaryFlowFailed',
			message: 'The secondary flow failed. It says: Why so.',
			details: { httpStatus: 500, requestId: 'r-1' },
		});
	});

	it('is that the attributes are not valid, and which', async () => {
		const errors = [{ pointer: '#/phone', detail: 'must be a phone number' }];
		expect(await entryFor(problem('attributes-invalid', { errors }))).toEqual({
			added: false,
			reason: 'personRejected',
			message: 'The route does not take these attributes. "errors" in the details names them.',
			details: { httpStatus: 422, requestId: 'r-1', errors },
		});
	});

	it.each<[ProblemKind, string, RegExp]>([
		['unauthorized', 'notAuthorized', /does not accept the API key \(401\)/],
		['address-not-allowed', 'notAuthorized', /does not allow this with the API key \(403\)/],
		['request-unknown', 'targetMissing', /knows nothing under this address \(404\)/],
		['method-not-allowed', 'targetRejected', /refused the request \(405\)/],
		['body-too-large', 'targetRejected', /refused the request \(413\)/],
		['idempotency-key-missing', 'targetRejected', /refused the request \(400\)/],
		['rate-limited', 'rateLimited', /takes no more requests for now \(429\)/],
		['route-misconfigured', 'providerError', /answered with the error 500/],
		['store-unavailable', 'providerError', /answered with the error 503/],
	])('%s has the reason %s, and what the route says', async (kind, reason, words) => {
		const entry = await entryFor(problem(kind));
		expect(entry).toEqual({
			added: false,
			reason,
			message: expect.stringMatching(words),
			details: { httpStatus: problemStatus(kind), requestId: 'r-1', errorCode: kind },
		});
		expect((entry as { message: string }).message).toMatch(/^The route .* It says: Why so\.$/);
	});
});

const problemStatus = (kind: ProblemKind) => refuse(kind, '').problem.status;

describe('what another server answers, or a gateway before it', () => {
	it.each<[string, Answer, string, string]>([
		['a wrong address', { status: 404, body: '<html>nginx</html>' }, 'targetMissing', 'The route knows nothing under this address (404).'],
		['a fault of n8n itself', { status: 404, body: { code: 404, message: 'The requested webhook is not registered.' } }, 'targetMissing', 'The route knows nothing under this address (404). It says: The requested webhook is not registered.'],
		['a bad gateway', { status: 502, body: 'Bad Gateway' }, 'providerError', `The route answered with the error 502. ${UNKNOWN}`],
		['a redirect', { status: 307 }, 'providerError', `The route gave an answer that it should not give (307). Check the address in the credential. ${UNKNOWN}`],
		['another kind of problem', { status: 500, body: { type: 'urn:other:problem:flow-failed', detail: 'x' } }, 'providerError', `The route answered with the error 500. ${UNKNOWN} It says: x`],
		['a type that is no text', { status: 500, body: { type: { a: 1 } } }, 'providerError', `The route answered with the error 500. ${UNKNOWN}`],
		['a kind that every object has', { status: 500, body: { type: 'urn:n8n-nodes-flow-elements:problem:constructor' } }, 'providerError', `The route answered with the error 500. ${UNKNOWN}`],
	])('is %s', async (_, answer, reason, message) => {
		expect(await entryFor(answer)).toEqual({ added: false, reason, message, details: { httpStatus: (answer as { status: number }).status } });
	});

	it('shows no query of a URL, in which there may be a key', async () => {
		const entry = await entryFor({ status: 400, body: { message: 'Cannot GET /webhook/a?token=s3cret&phone=1 now' } });
		expect((entry as { message: string }).message).toBe('The route refused the request (400). It says: Cannot GET /webhook/a now');
	});
});

describe('no response', () => {
	it.each<[FailureCause, string]>([
		['refused', 'The request did not arrive.'],
		['dns', 'The request did not arrive.'],
		['tls', 'The request did not arrive.'],
		['timeout', UNKNOWN],
		['cut-off', UNKNOWN],
		['unknown', UNKNOWN],
	])('by the cause %s says whether the person may have entered', async (cause, words) => {
		expect(await entryFor({ cause })).toEqual({
			added: false,
			reason: 'noResponse',
			message: expect.stringMatching(new RegExp(`^The route gave no response\\. .*${words}$`)),
			details: {},
		});
	});

	it('to one call does not keep the next from being made', async () => {
		const service = fakeService((_, count) => (count === 1 ? { cause: 'refused' } : { status: 200 }));
		const entries = await dynamicApiRoute(service.sendRequest, targetWith({ concurrency: 1 })).add(entrants(3));
		expect(entries.map(({ added }) => added)).toEqual([false, true, true]);
	});

	it('because the run was cancelled is passed on', async () => {
		const route = dynamicApiRoute(async () => await Promise.reject(new Error('cancelled')), targetWith());
		await expect(route.add(entrants(2))).rejects.toThrow('cancelled');
	});
});

describe('variables that cannot be sent', () => {
	const loop: Record<string, unknown> = {};
	loop.self = loop;

	it.each(['POST', 'GET'] as const)('keep one entrant out, and not the others, by %s', async (method) => {
		const service = fakeService(() => ({ status: 200 }));
		const people = [entrant('+31612345678'), entrant('+31612345679', { variables: { loop } }), entrant('+31612345670', { variables: { big: { n: 1n } } }), entrant('+31612345671')];
		const entries = await dynamicApiRoute(service.sendRequest, targetWith({ method })).add(people);
		expect(entries.map(({ added }) => added)).toEqual([true, false, false, true]);
		expect(entries[1]).toEqual({ added: false, reason: 'targetRejected', message: 'The variables cannot be sent, because they are not JSON.' });
		expect(service.requests).toHaveLength(2);
	});
});
