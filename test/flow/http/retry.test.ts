import type { FailureCause, HttpMethod } from '../../../flow/http/message';
import type { RetryPolicy, TryResult } from '../../../flow/http/retry';
import { cannotHaveArrived, delayBeforeRetry, retryAfterMs } from '../../../flow/http/retry';

const NOW = new Date('2026-11-20T12:00:00.000Z');
const POLICY: RetryPolicy = {
	maxRetries: 2,
	reasons: ['noResponse', 'serverError', 'tooManyRequests'],
	baseDelayMs: 500,
	maxDelayMs: 30_000,
	repeatable: false,
};

const delay = (result: TryResult, policy: Partial<RetryPolicy> = {}, tries = 1, random = 0) =>
	delayBeforeRetry(result, tries, { ...POLICY, ...policy }, { now: NOW, random });

/** The wait before the first repetition when chance adds nothing. */
const FIRST = 250;
const NO = undefined;

describe('a request is repeated', () => {
	it.each<[HttpMethod, number, boolean, number | undefined]>([
		// The server says that it did not do the work: any method.
		['POST', 429, false, FIRST],
		['PATCH', 429, false, FIRST],
		['GET', 429, false, FIRST],
		['POST', 408, false, FIRST],
		['POST', 425, false, FIRST],
		// The server may have done the work.
		['GET', 500, false, FIRST],
		['HEAD', 502, false, FIRST],
		['PUT', 503, false, FIRST],
		['DELETE', 504, false, FIRST],
		['POST', 500, false, NO],
		['POST', 503, false, NO],
		['PATCH', 500, false, NO],
		['POST', 500, true, FIRST],
		['PATCH', 503, true, FIRST],
		// Repeating changes nothing.
		['GET', 200, true, NO],
		['GET', 304, true, NO],
		['GET', 400, true, NO],
		['GET', 401, true, NO],
		['GET', 404, true, NO],
		['GET', 409, true, NO],
		['GET', 499, true, NO],
	])('after %s %i, marked repeatable: %s, in %s ms', (method, status, repeatable, wait) => {
		expect(delay({ method, status }, { repeatable })).toBe(wait);
	});

	it.each<[HttpMethod, FailureCause, boolean, number | undefined]>([
		// It never arrived: any method.
		['POST', 'dns', false, FIRST],
		['POST', 'refused', false, FIRST],
		['PATCH', 'refused', false, FIRST],
		['GET', 'dns', false, FIRST],
		// It may have arrived.
		['POST', 'timeout', false, NO],
		['PATCH', 'timeout', false, NO],
		['POST', 'cut-off', false, NO],
		['POST', 'unknown', false, NO],
		['POST', 'timeout', true, FIRST],
		['POST', 'cut-off', true, FIRST],
		['POST', 'unknown', true, FIRST],
		['GET', 'timeout', false, FIRST],
		['PUT', 'cut-off', false, FIRST],
		['DELETE', 'unknown', false, FIRST],
		// It would end the same way.
		['GET', 'tls', true, NO],
		['GET', 'too-many-redirects', true, NO],
		['GET', 'response-too-large', true, NO],
		['GET', 'blocked', true, NO],
	])('after %s with the failure %s, marked repeatable: %s, in %s ms', (method, failure, repeatable, wait) => {
		expect(delay({ method, failure }, { repeatable })).toBe(wait);
	});

	describe.each<HttpMethod>(['GET', 'HEAD', 'PUT', 'DELETE', 'POST', 'PATCH'])('when each %s does its work anew', (method) => {
		const repeatable = 'never';

		it.each<FailureCause>(['dns', 'refused'])('after the failure %s, because it cannot have arrived', (failure) => {
			expect(delay({ method, failure }, { repeatable })).toBe(FIRST);
		});

		it.each([408, 425, 429])('after %i, because the server asked to wait', (status) => {
			expect(delay({ method, status }, { repeatable })).toBe(FIRST);
			expect(delay({ method, status, retryAfter: '2' }, { repeatable })).toBe(2000);
		});

		it.each<FailureCause>(['timeout', 'cut-off', 'unknown', 'tls', 'blocked'])('not after the failure %s', (failure) => {
			expect(delay({ method, failure }, { repeatable })).toBeUndefined();
		});

		it.each([500, 502, 503, 504])('not after %i, whatever the server asks for', (status) => {
			expect(delay({ method, status }, { repeatable })).toBeUndefined();
			expect(delay({ method, status, retryAfter: '2' }, { repeatable })).toBeUndefined();
		});

		it('only for what the builder wants', () => {
			expect(delay({ method, failure: 'dns' }, { repeatable, reasons: ['tooManyRequests'] })).toBeUndefined();
			expect(delay({ method, status: 429 }, { repeatable, reasons: ['noResponse'] })).toBeUndefined();
		});
	});

	it.each<[RetryPolicy['reasons'], number | undefined, number | undefined, number | undefined]>([
		[[], NO, NO, NO],
		[['tooManyRequests'], FIRST, NO, NO],
		[['serverError'], NO, FIRST, NO],
		[['noResponse'], NO, NO, FIRST],
	])('for the reasons %j only', (reasons, tooMany, serverError, noResponse) => {
		expect(delay({ method: 'GET', status: 429 }, { reasons })).toBe(tooMany);
		expect(delay({ method: 'GET', status: 500 }, { reasons })).toBe(serverError);
		expect(delay({ method: 'GET', failure: 'dns' }, { reasons })).toBe(noResponse);
	});

	it.each<[number, number, number | undefined]>([
		[0, 1, NO],
		[1, 1, FIRST],
		[1, 2, NO],
		[2, 2, 2 * FIRST],
		[2, 3, NO],
		[Number.NaN, 1, NO],
	])('with %s repetitions allowed, after try %i, in %s ms', (maxRetries, tries, wait) => {
		expect(delay({ method: 'GET', status: 500 }, { maxRetries }, tries)).toBe(wait);
	});

	it('not when nothing is known of the try', () => {
		expect(delay({ method: 'GET' }, { repeatable: true })).toBeUndefined();
	});
});

describe('the wait before a repetition', () => {
	const BARELY_ONE = 1 - Number.EPSILON;

	it.each([
		[1, 0, 250],
		[1, 0.5, 375],
		[1, BARELY_ONE, 500],
		[2, 0, 500],
		[2, BARELY_ONE, 1000],
		[3, 0, 1000],
		[3, BARELY_ONE, 2000],
		[6, BARELY_ONE, 16_000],
		[7, 0, 15_000],
		[7, BARELY_ONE, 30_000],
		[20, 0, 15_000],
		[20, BARELY_ONE, 30_000],
		[2000, BARELY_ONE, 30_000],
	])('after try %i by the chance %s is %i ms', (tries, random, wait) => {
		expect(delay({ method: 'GET', status: 500 }, { maxRetries: 3000 }, tries, random)).toBe(wait);
	});

	it('is never longer than the longest wait, even the first', () => {
		expect(delay({ method: 'GET', status: 500 }, { baseDelayMs: 60_000, maxDelayMs: 1000 }, 1, BARELY_ONE)).toBe(1000);
	});

	it.each<[string, number | undefined]>([
		['0', 0],
		['2', 2000],
		['30', 30_000],
		['31', NO],
		['86400', NO],
		['Fri, 20 Nov 2026 12:00:30 GMT', 30_000],
		['Fri, 20 Nov 2026 12:00:31 GMT', NO],
		['Fri, 20 Nov 2026 11:00:00 GMT', 0],
		['soon', FIRST],
		['', FIRST],
		['-5', FIRST],
	])('that the server asks for by Retry-After: %s is %s ms', (retryAfter, wait) => {
		expect(delay({ method: 'POST', status: 429, retryAfter })).toBe(wait);
		expect(delay({ method: 'GET', status: 503, retryAfter })).toBe(wait);
	});

	it('is no reason to repeat by itself', () => {
		expect(delay({ method: 'POST', status: 503, retryAfter: '1' })).toBeUndefined();
		expect(delay({ method: 'GET', status: 301, retryAfter: '1' })).toBeUndefined();
		expect(delay({ method: 'GET', status: 429, retryAfter: '1' }, {}, 3)).toBeUndefined();
	});
});

describe('a Retry-After header', () => {
	it.each<[string, number | undefined]>([
		// Seconds.
		['0', 0],
		['120', 120_000],
		[' 120 ', 120_000],
		['1.5', 1500],
		['0.0001', 1],
		['007', 7000],
		['9'.repeat(400), Infinity],
		// The three forms of an HTTP date (RFC 9110, section 5.6.7).
		['Fri, 20 Nov 2026 12:01:00 GMT', 60_000],
		['Friday, 20-Nov-26 12:01:00 GMT', 60_000],
		['Fri Nov 20 12:01:00 2026', 60_000],
		[' Fri, 20 Nov 2026 12:01:00 GMT ', 60_000],
		// The past.
		['Fri, 20 Nov 2026 12:00:00 GMT', 0],
		['Sun, 06 Nov 1994 08:49:37 GMT', 0],
		// Nonsense.
		['', NO],
		['soon', NO],
		['try 1', NO],
		['Monday 5', NO],
		['Nov 20', NO],
		['-1', NO],
		['+1', NO],
		['1e3', NO],
		['0x10', NO],
		['5s', NO],
		['120, 240', NO],
		['Infinity', NO],
		['NaN', NO],
		['2026-11-20T12:01:00Z', NO],
		['Fri, 20 Nov 2026', NO],
		['Fri, 32 Nov 2026 12:01:00 GMT', NO],
		['x'.repeat(100_000), NO],
	])('%.40j means %s ms', (value, wait) => {
		expect(retryAfterMs(value, NOW)).toBe(wait);
	});
});

describe('a request without a response', () => {
	it.each<FailureCause>(['blocked', 'dns', 'refused', 'tls'])('cannot have arrived after %s', (cause) => {
		expect(cannotHaveArrived(cause)).toBe(true);
	});

	it.each<FailureCause>(['cut-off', 'response-too-large', 'timeout', 'too-many-redirects', 'unknown'])(
		'may have arrived after %s',
		(cause) => {
			expect(cannotHaveArrived(cause)).toBe(false);
		},
	);
});
