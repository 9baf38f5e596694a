import type { HttpReply, HttpRequest } from '../../../flow/http/message';
import { ResponseTooLargeError } from '../../../flow/http/message';
import type { RetryPolicy } from '../../../flow/http/retry';
import type { SendDependencies, SendOnce } from '../../../flow/http/send';
import { send } from '../../../flow/http/send';

const REQUEST: HttpRequest = {
	method: 'GET',
	url: 'https://api.example.com/orders?key=secret',
	headers: { 'idempotency-key': 'k-1' },
};
const POLICY: RetryPolicy = {
	maxRetries: 2,
	reasons: ['noResponse', 'serverError', 'tooManyRequests'],
	baseDelayMs: 500,
	maxDelayMs: 30_000,
	repeatable: false,
};

const reply = (status: number, headers: Record<string, string> = {}): HttpReply => ({
	status,
	headers,
	body: Buffer.from(String(status)),
});
const failure = (code: string) => Object.assign(new Error(`${code} ${REQUEST.url}`), { code });

/** A server that does one thing after another, and a clock that only waiting moves on. */
function scene(...steps: Array<HttpReply | Error>) {
	let ms = Date.parse('2026-11-20T12:00:00.000Z');
	const waits: number[] = [];
	const sendOnce = jest.fn<ReturnType<SendOnce>, Parameters<SendOnce>>(() => {
		const step = steps.shift();
		ms += 10;
		return step instanceof Error || step === undefined
			? Promise.reject(step ?? new Error('no step left'))
			: Promise.resolve(step);
	});
	const dependencies: SendDependencies = {
		sendOnce,
		timeoutMs: 60_000,
		sleep: (wait) => {
			waits.push(wait);
			ms += wait;
			return Promise.resolve();
		},
		now: () => new Date(ms),
		random: () => 0,
	};
	return { dependencies, sendOnce, waits };
}

describe('a request', () => {
	it.each([
		[200, 'success'],
		[302, 'redirect'],
		[404, 'clientError'],
	])('that gets %i ends as %s after one try', async (status, responseClass) => {
		const { dependencies, sendOnce, waits } = scene(reply(status));
		expect(await send(REQUEST, POLICY, dependencies)).toEqual({
			class: responseClass,
			reply: reply(status),
			tries: 1,
			durationMs: 10,
		});
		expect(sendOnce).toHaveBeenCalledTimes(1);
		expect(waits).toEqual([]);
	});

	it('is repeated until it succeeds, and tells how long that took', async () => {
		const { dependencies, waits } = scene(reply(503), failure('ECONNRESET'), reply(200));
		expect(await send(REQUEST, POLICY, dependencies)).toEqual({
			class: 'success',
			reply: reply(200),
			tries: 3,
			durationMs: 780,
		});
		expect(waits).toEqual([250, 500]);
	});

	it('is the very same for every try', async () => {
		const { dependencies, sendOnce } = scene(reply(503), reply(503), reply(503));
		await send(REQUEST, POLICY, dependencies);
		expect(sendOnce.mock.calls.map(([request]) => request)).toEqual([REQUEST, REQUEST, REQUEST]);
		expect(REQUEST.headers).toEqual({ 'idempotency-key': 'k-1' });
	});

	it('ends as the last try ended when there is none left', async () => {
		const { dependencies, waits } = scene(failure('ECONNREFUSED'), reply(429), reply(500), reply(200));
		expect(await send(REQUEST, POLICY, dependencies)).toEqual({
			class: 'serverError',
			reply: reply(500),
			tries: 3,
			durationMs: 780,
		});
		expect(waits).toEqual([250, 500]);
	});

	it('tells of the last failure and not of an earlier response', async () => {
		const { dependencies } = scene(reply(500), reply(500), failure('ENOTFOUND'));
		expect(await send(REQUEST, POLICY, dependencies)).toEqual({
			class: 'noResponse',
			failure: { cause: 'dns', message: 'The host name is not known. Check the URL.' },
			tries: 3,
			durationMs: 780,
		});
	});

	it('waits as long as Retry-After says', async () => {
		const { dependencies, waits } = scene(
			reply(429, { 'retry-after': '7' }),
			reply(503, { 'retry-after': 'Fri, 20 Nov 2026 12:00:10 GMT' }),
			reply(200),
		);
		await send(REQUEST, POLICY, dependencies);
		expect(waits).toEqual([7000, 2980]);
	});

	it('is not repeated when the server asks for more than the longest wait', async () => {
		const { dependencies, waits } = scene(reply(429, { 'retry-after': '31' }), reply(200));
		expect(await send(REQUEST, POLICY, dependencies)).toMatchObject({ class: 'clientError', tries: 1 });
		expect(waits).toEqual([]);
	});

	it.each<[string, number, HttpReply | Error]>([
		['429', 2, reply(429)],
		['500', 1, reply(500)],
		['a refused connection', 2, failure('ECONNREFUSED')],
		['an unknown host', 2, failure('ENOTFOUND')],
		['a connection that broke off', 1, failure('ECONNRESET')],
		['a time-out', 1, failure('ETIMEDOUT')],
		['an oversized response', 1, new ResponseTooLargeError()],
	])('that is a POST and gets %s takes %i tries', async (_, tries, first) => {
		const { dependencies } = scene(first, reply(200));
		expect((await send({ ...REQUEST, method: 'POST' }, POLICY, dependencies)).tries).toBe(tries);
	});

	it('that is a POST and repeatable is repeated after a 500', async () => {
		const { dependencies } = scene(reply(500), reply(201));
		const outcome = await send({ ...REQUEST, method: 'POST' }, { ...POLICY, repeatable: true }, dependencies);
		expect(outcome).toMatchObject({ class: 'success', tries: 2 });
	});

	it("never tells the HTTP client's own words, which hold the URL", async () => {
		const { dependencies } = scene(failure('EWHATEVER'));
		const outcome = await send(REQUEST, { ...POLICY, maxRetries: 0 }, dependencies);
		expect(outcome.failure).toEqual({ cause: 'unknown', message: 'The request failed before a response came.' });
		expect(JSON.stringify(outcome)).not.toContain('secret');
	});
});

describe('a try that takes too long', () => {
	/** As HTTP clients do: it hangs until the signal ends it, and throws an error of its own. */
	const hanging: SendOnce = (_, signal) =>
		new Promise((_resolve, reject) =>
			signal.addEventListener('abort', () => reject(failure('ERR_CANCELED')), { once: true }),
		);

	it.each([1, 0.5])('is given up after %s ms as a time-out', async (timeoutMs) => {
		const { dependencies } = scene();
		const outcome = await send(
			REQUEST,
			{ ...POLICY, maxRetries: 0 },
			{ ...dependencies, timeoutMs, sendOnce: hanging },
		);
		expect(outcome).toMatchObject({
			class: 'noResponse',
			failure: { cause: 'timeout', message: 'No whole response came within the time-out.' },
			tries: 1,
		});
	});

	it('does not take from the time of the next one', async () => {
		const { dependencies, waits } = scene();
		const sendOnce = jest
			.fn<ReturnType<SendOnce>, Parameters<SendOnce>>()
			.mockImplementationOnce(hanging)
			.mockImplementationOnce((_, signal) => Promise.resolve(reply(signal.aborted ? 500 : 200)));
		const outcome = await send(REQUEST, POLICY, { ...dependencies, timeoutMs: 1, sendOnce });
		expect(outcome).toMatchObject({ class: 'success', tries: 2 });
		expect(waits).toEqual([250]);
	});

	it('is not repeated for a POST', async () => {
		const { dependencies } = scene();
		const outcome = await send({ ...REQUEST, method: 'POST' }, POLICY, {
			...dependencies,
			timeoutMs: 1,
			sendOnce: hanging,
		});
		expect(outcome).toMatchObject({ failure: { cause: 'timeout' }, tries: 1 });
	});
});

describe('a run that is cancelled', () => {
	const REASON = new Error('the run was cancelled');

	it('sends nothing when it was cancelled before', async () => {
		const { dependencies, sendOnce } = scene(reply(200));
		await expect(send(REQUEST, POLICY, { ...dependencies, signal: AbortSignal.abort(REASON) })).rejects.toBe(REASON);
		expect(sendOnce).not.toHaveBeenCalled();
	});

	it('breaks off the try that is under way', async () => {
		const { dependencies } = scene();
		const controller = new AbortController();
		const sendOnce: SendOnce = (_, signal) =>
			new Promise((_resolve, reject) => {
				signal.addEventListener('abort', () => reject(failure('ERR_CANCELED')), { once: true });
				controller.abort(REASON);
			});
		await expect(send(REQUEST, POLICY, { ...dependencies, sendOnce, signal: controller.signal })).rejects.toBe(REASON);
	});

	it('does not begin another try', async () => {
		const { dependencies, sendOnce } = scene(reply(503), reply(200));
		const controller = new AbortController();
		const sleep = () => Promise.resolve(controller.abort(REASON));
		await expect(send(REQUEST, POLICY, { ...dependencies, sleep, signal: controller.signal })).rejects.toBe(REASON);
		expect(sendOnce).toHaveBeenCalledTimes(1);
	});

	it('ends with what broke off the wait', async () => {
		const { dependencies } = scene(reply(503), reply(200));
		const sleep = () => Promise.reject(REASON);
		await expect(send(REQUEST, POLICY, { ...dependencies, sleep })).rejects.toBe(REASON);
	});

	it('does not lose a response that came all the same', async () => {
		const { dependencies } = scene();
		const controller = new AbortController();
		const sendOnce: SendOnce = () => {
			controller.abort(REASON);
			return Promise.resolve(reply(200));
		};
		expect(await send(REQUEST, POLICY, { ...dependencies, sendOnce, signal: controller.signal })).toMatchObject({
			class: 'success',
		});
	});
});
