import { deadUrl, startApi } from '../../support/apiServer';
import type { Answering } from '../../support/apiServer';
import { BRANCH, call } from './call';

const QUICK = { baseDelayMs: 10 };

/** Answers with one status after the other; the last one goes on for ever. */
const statuses =
	(...codes: number[]): Answering =>
	(_request, _response, count) =>
		codes[Math.min(count, codes.length) - 1];

const cutOff: Answering = (_request, response) => void response.destroy();

describe('Retries', () => {
	it('are made for a GET after a server error until it succeeds', async () => {
		const api = await startApi(statuses(500, 502, 200));
		const { branches, result } = await call({ url: api.url, retries: QUICK });

		expect(branches[BRANCH.success]).toHaveLength(1);
		expect(result).toMatchObject({ status: 200, tries: 3 });
		expect(api.requests).toHaveLength(3);
	});

	it('end after as many as are set, with the last response', async () => {
		const api = await startApi(statuses(500, 500, 503));
		const { branches, result } = await call({ url: api.url, retries: { ...QUICK, maxRetries: 3 } });

		expect(branches[BRANCH.serverError]).toHaveLength(1);
		expect(result).toMatchObject({ status: 503, tries: 4 });
	});

	it.each(['PUT', 'DELETE', 'HEAD'])('are made for %s, which does the same when repeated', async (method) => {
		const api = await startApi(statuses(500, 200));
		const { result } = await call({ method, url: api.url, retries: QUICK });

		expect(result).toMatchObject({ status: 200, tries: 2 });
	});

	it.each(['POST', 'PATCH'])('are not made for %s after a server error or a lost connection', async (method) => {
		const failing = await startApi(statuses(500, 200));
		const losing = await startApi(cutOff);

		expect((await call({ method, url: failing.url, retries: QUICK })).result).toMatchObject({ status: 500, tries: 1 });
		expect((await call({ method, url: losing.url, retries: QUICK })).result).toMatchObject({
			cause: 'cut-off',
			tries: 1,
		});
		expect([failing.requests.length, losing.requests.length]).toEqual([1, 1]);
	});

	it('are made for a POST that is safe to repeat, with the same idempotency key each time', async () => {
		const api = await startApi(statuses(500, 500, 201));
		const { result } = await call(
			{
				method: 'POST',
				url: api.url,
				sendBody: true,
				contentType: 'form-urlencoded',
				bodyParameters: { parameters: [{ name: 'id', value: '={{ $json.id }}' }] },
				retries: { ...QUICK, repeatable: true },
				options: { sendIdempotencyKey: true },
			},
			{ items: [{ json: { id: 'A1' } }] },
		);

		expect(result).toMatchObject({ status: 201, tries: 3 });
		expect(api.requests.map(({ body }) => body)).toEqual(['id=A1', 'id=A1', 'id=A1']);
		const keys = new Set(api.requests.map(({ headers }) => headers['idempotency-key']));
		expect(keys.size).toBe(1);
		expect([...keys][0]).toMatch(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
	});

	it.each([408, 425, 429])(
		'are made for a POST after %d, by which the server says that it did nothing',
		async (status) => {
			const api = await startApi(statuses(status, 200));
			const { result } = await call({ method: 'POST', url: api.url, retries: QUICK });

			expect(result).toMatchObject({ status: 200, tries: 2 });
		},
	);

	it('are made for a POST that never arrived', async () => {
		const { branches, result } = await call({ method: 'POST', url: await deadUrl(), retries: QUICK });

		expect(branches[BRANCH.noResponse]).toHaveLength(1);
		expect(result).toMatchObject({ cause: 'refused', tries: 3 });
	});

	it('are made for a GET whose connection broke off or that timed out', async () => {
		const losing = await startApi((request, response, count) => (count < 2 ? cutOff(request, response, count) : 200));
		const slow = await startApi((_request, _response, count) => (count < 2 ? undefined : 200));

		expect((await call({ url: losing.url, retries: QUICK })).result).toMatchObject({ status: 200, tries: 2 });
		const { result } = await call({ url: slow.url, retries: QUICK, options: { timeout: 150 } });
		expect(result).toMatchObject({ status: 200, tries: 2 });
	});

	it('are not made for what a repetition cannot mend', async () => {
		const missing = await startApi(statuses(404));
		const { url } = await startApi();

		expect((await call({ url: missing.url, retries: QUICK })).result).toMatchObject({ status: 404, tries: 1 });
		const { result } = await call({ url: url.replace('http:', 'https:'), retries: QUICK });
		expect(result).toMatchObject({ cause: 'tls', tries: 1 });
	});

	it('are made only for the chosen reasons', async () => {
		const api = await startApi(statuses(500, 200));
		const { result } = await call({ url: api.url, retries: { ...QUICK, reasons: ['noResponse', 'tooManyRequests'] } });

		expect(result).toMatchObject({ status: 500, tries: 1 });
	});

	it('wait as long as Retry-After asks, in seconds', async () => {
		const api = await startApi((_request, response, count) => {
			if (count > 1) return 200;
			response.writeHead(429, { 'Retry-After': '1' }).end();
			return undefined;
		});
		const { result } = await call({ method: 'POST', url: api.url, retries: QUICK });

		expect(result).toMatchObject({ status: 200, tries: 2 });
		const [first, second] = api.requests;
		expect(second.at - first.at).toBeGreaterThanOrEqual(950);
		expect(second.at - first.at).toBeLessThan(3000);
		expect(result.durationMs).toBeGreaterThanOrEqual(950);
	});

	it('wait as long as Retry-After asks, as a date', async () => {
		const until = Math.ceil(Date.now() / 1000 + 0.2) * 1000;
		const api = await startApi((_request, response, count) => {
			if (count > 1) return 200;
			response.writeHead(503, { 'Retry-After': new Date(until).toUTCString() }).end();
			return undefined;
		});
		await call({ url: api.url, retries: QUICK });

		expect(api.requests).toHaveLength(2);
		expect(api.requests[1].at).toBeGreaterThanOrEqual(until - 20);
		expect(api.requests[1].at).toBeLessThan(until + 2000);
	});

	it('are not made when Retry-After asks for more than the longest wait', async () => {
		const api = await startApi((_request, response) => void response.writeHead(429, { 'Retry-After': '60' }).end());
		const { branches, result } = await call({ url: api.url, retries: { ...QUICK, maxDelayMs: 1000 } });

		expect(branches[BRANCH.clientError]).toHaveLength(1);
		expect(result).toMatchObject({ status: 429, tries: 1, headers: { 'retry-after': '60' } });
	});

	it('of one item do not repeat the others', async () => {
		const tries = new Map<string, number>();
		const api = await startApi(({ path }) => {
			tries.set(path, (tries.get(path) ?? 0) + 1);
			return path === '/2' && tries.get(path) === 1 ? 500 : 200;
		});
		const items = [1, 2, 3].map((id) => ({ json: { id } }));
		const { branches } = await call({ url: `=${api.url}/{{ $json.id }}`, retries: QUICK }, { items });

		expect(branches[BRANCH.success]).toHaveLength(3);
		expect(Object.fromEntries(tries)).toEqual({ '/1': 1, '/2': 2, '/3': 1 });
	});
});
