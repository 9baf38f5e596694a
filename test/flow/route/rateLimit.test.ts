import type { CallerMarks, RateLimit } from '../../../flow/route/rateLimit';
import { countCall } from '../../../flow/route/rateLimit';
import type { FlowStore } from '../../../flow/store/flowStore';
import { StoreUnavailable } from '../../../flow/store/flowStore';
import { SqliteStore } from '../../../flow/store/sqliteStore';

const START = Date.parse('2026-11-20T12:00:00Z');
let store: FlowStore;
let nowMs: number;
let calls = 0;
beforeEach(() => {
	nowMs = START;
	store = new SqliteStore(':memory:', () => nowMs);
});

const PER_MINUTE: RateLimit = { count: 2, perSeconds: 60, sharedBy: 'route' };
const MARKS: CallerMarks = { address: '192.0.2.7', token: 'token-1', variables: {} };
const count = async (limit: Partial<RateLimit> = {}, marks: Partial<CallerMarks> = {}, scope = 'route:w:n') =>
	await countCall(store, {
		scope,
		limit: { ...PER_MINUTE, ...limit },
		marks: { ...MARKS, ...marks },
		requestId: `r-${++calls}`,
		now: new Date(nowMs),
	});
const isTaken = async (...args: Parameters<typeof count>) => (await count(...args)).refusal === undefined;

describe('a rate limit', () => {
	it('lets so many calls through, and says how many are left', async () => {
		expect(await count()).toEqual({ headers: { 'RateLimit-Policy': '"default";q=2;w=60', RateLimit: '"default";r=1' } });
		expect((await count()).headers.RateLimit).toBe('"default";r=0');
	});

	it('refuses one more, with the seconds to wait', async () => {
		await count();
		nowMs += 10_500;
		await count();
		const { headers, refusal } = await count();
		expect(headers).toEqual({ 'RateLimit-Policy': '"default";q=2;w=60', RateLimit: '"default";r=0;t=50' });
		expect(refusal).toEqual({
			headers: { 'Retry-After': '50' },
			problem: {
				type: 'urn:n8n-nodes-flow-elements:problem:rate-limited',
				title: 'There were too many calls',
				status: 429,
				detail: 'This route takes 2 calls a minute. Repeat the call in 50 s.',
			},
		});
	});

	it('holds for every span, wherever it begins', async () => {
		nowMs = START + 59_000;
		await count();
		await count();
		nowMs = START + 61_000;
		expect(await isTaken()).toBe(false);
		nowMs = START + 118_999;
		expect(await isTaken()).toBe(false);
		nowMs = START + 119_000;
		expect(await isTaken()).toBe(true);
	});

	it('does not count calls that it refuses', async () => {
		await count();
		await count();
		for (let n = 0; n < 20; n++) {
			nowMs += 2000;
			expect(await isTaken()).toBe(false);
		}
		nowMs = START + 60_000;
		expect(await isTaken()).toBe(true);
	});

	it('is told in at least a second', async () => {
		await count({ count: 1, perSeconds: 1 });
		nowMs += 999;
		expect((await count({ count: 1, perSeconds: 1 })).refusal?.headers).toEqual({ 'Retry-After': '1' });
	});

	it.each([
		[1, 'takes 1 call a second'],
		[3600, 'takes 1 call an hour'],
	])('is told in words: per %i s', async (perSeconds, words) => {
		await count({ count: 1, perSeconds });
		expect((await count({ count: 1, perSeconds })).refusal?.problem.detail).toContain(words);
	});

	it('is a matter of one route', async () => {
		await count({ count: 1 });
		expect(await isTaken({ count: 1 }, {}, 'route:w:other')).toBe(true);
		expect(await isTaken({ count: 1 })).toBe(false);
	});

	it('lets nothing through when the store is away', async () => {
		jest.spyOn(store, 'reserveSlot').mockRejectedValue(new StoreUnavailable('away'));
		await expect(count()).rejects.toThrow(StoreUnavailable);
	});
});

describe('a limit for each caller', () => {
	const alone = { count: 1 };

	it('tells IPv4 addresses apart', async () => {
		const limit = { ...alone, sharedBy: 'address' } as const;
		expect(await isTaken(limit, { address: '192.0.2.7' })).toBe(true);
		expect(await isTaken(limit, { address: '192.0.2.8' })).toBe(true);
		expect(await isTaken(limit, { address: '::ffff:192.0.2.8' })).toBe(false);
	});

	it('takes all addresses of an IPv6 host for one', async () => {
		const limit = { ...alone, sharedBy: 'address' } as const;
		expect(await isTaken(limit, { address: '2001:db8:0:1::1' })).toBe(true);
		expect(await isTaken(limit, { address: '2001:db8:0:1:ffff:1:2:3' })).toBe(false);
		expect(await isTaken(limit, { address: '2001:db8:0:2::1' })).toBe(true);
	});

	it('tells tokens apart, and takes calls without one for one caller', async () => {
		const limit = { ...alone, sharedBy: 'token' } as const;
		expect(await isTaken(limit, { token: 'a' })).toBe(true);
		expect(await isTaken(limit, { token: 'b' })).toBe(true);
		expect(await isTaken(limit, { token: 'a' })).toBe(false);
		expect(await isTaken(limit, { token: undefined })).toBe(true);
		expect(await isTaken(limit, { token: undefined })).toBe(false);
	});

	it('tells values of an attribute apart, and takes calls without it for one caller', async () => {
		const limit = { ...alone, sharedBy: { attribute: 'customer' } };
		const values = ['a', 'b', 1, '1', ['a'], null, '__proto__', 'x'.repeat(100_000)];
		for (const customer of values) expect(await isTaken(limit, { variables: { customer } })).toBe(true);
		for (const customer of values) expect(await isTaken(limit, { variables: { customer } })).toBe(false);
		expect(await isTaken(limit, { variables: {} })).toBe(true);
		expect(await isTaken(limit, { variables: { other: 1 } })).toBe(false);
	});

	it.each(['__proto__', 'constructor', 'toString'])('finds nothing on the prototype: %s', async (attribute) => {
		const limit = { ...alone, sharedBy: { attribute } };
		expect(await isTaken(limit)).toBe(true);
		expect(await isTaken(limit, { variables: JSON.parse('{}') as Record<string, unknown> })).toBe(false);
	});

	it('shows the store neither tokens nor attributes', async () => {
		const reserve = jest.spyOn(store, 'reserveSlot');
		await count({ sharedBy: 'token' }, { token: 'secret-token' });
		await count({ sharedBy: { attribute: 'phone' } }, { variables: { phone: '+31612345678' } });
		const seen = JSON.stringify(reserve.mock.calls);
		expect(seen).not.toContain('secret-token');
		expect(seen).not.toContain('31612345678');
	});

	it('is told as such', async () => {
		const limit = { ...alone, sharedBy: 'address' } as const;
		await count(limit);
		expect((await count(limit)).refusal?.problem.detail).toBe('This route, from one caller, takes 1 call a minute. Repeat the call in 60 s.');
	});
});
