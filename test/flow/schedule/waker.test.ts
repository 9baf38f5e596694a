import type { Woken } from '../../../flow/schedule/waker';
import { Waker } from '../../../flow/schedule/waker';
import type { FlowStore } from '../../../flow/store/flowStore';
import { StoreUnavailable } from '../../../flow/store/flowStore';
import { SqliteStore } from '../../../flow/store/sqliteStore';

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** A waker knocks a moment before the slot, and the item waits at the door; timers can differ from the clock a little. */
const EARLY_MS = 250;
const EXACT_MS = 2;

let store: SqliteStore;
let wakers: Waker[];
beforeEach(() => {
	jest.useFakeTimers({ now: Date.parse('2026-11-20T09:00:00Z') });
	store = new SqliteStore(':memory:', Date.now);
	wakers = [];
});
afterEach(async () => {
	for (const waker of wakers) waker.stop();
	jest.useRealTimers();
	await store.close();
});

const pass = async (ms: number) => await jest.advanceTimersByTimeAsync(ms);
const sleep = async (ms: number) => await new Promise((resolve) => setTimeout(resolve, ms));

function expectPunctual(atMs: number, dueMs: number): void {
	expect(atMs - dueMs).toBeGreaterThanOrEqual(-EARLY_MS);
	expect(atMs - dueMs).toBeLessThanOrEqual(EXACT_MS);
}

interface Process {
	waker: Waker;
	/** Whom it has woken, and when. */
	knocks: Array<{ id: string; atMs: number }>;
	errors: Error[];
}

/** An n8n process; without an answer all goes well at once. */
function process(wake: (id: string) => Promise<Woken> = async () => 'done', its: FlowStore = store): Process {
	const one: Omit<Process, 'waker'> = { knocks: [], errors: [] };
	const waker = new Waker({
		store: () => its,
		wake: async ({ id }) => {
			one.knocks.push({ id, atMs: Date.now() });
			return await wake(id);
		},
		lineOf: ({ payload }) => payload,
		report: (error) => void one.errors.push(error),
	});
	wakers.push(waker);
	return Object.assign(one, { waker });
}

const timer = (id: string, inMs: number, line = 'line') => ({ id, dueMs: Date.now() + inMs, payload: line });
const idsOf = ({ knocks }: Process) => knocks.map(({ id }) => id);
/** Timers that are kept, for whoever asks in a year. */
const kept = async () =>
	(await store.takeTimers({ nowMs: Date.now() + 1e10, dueBeforeMs: Date.now() + 2e10, leaseMs: 0, limit: 1_000 })).map(({ id }) => id);

/** The store while it cannot be used. */
function failing(parts: Array<keyof FlowStore>, isDown: () => boolean): FlowStore {
	return new Proxy(store, {
		get(target, part: keyof SqliteStore) {
			const real = target[part] as (...args: unknown[]) => Promise<unknown>;
			return async (...args: unknown[]) => {
				if (parts.includes(part) && isDown()) throw new StoreUnavailable('The disk is full.');
				return await real.apply(target, args);
			};
		},
	});
}

describe('a waker', () => {
	it.each([0, 1, 300, 2_499, 2_500, 2_501, 3_000, 10_000, MINUTE_MS, 2 * HOUR_MS])('wakes an item at its slot in %d ms, once', async (inMs) => {
		const one = process();
		const due = timer('a', inMs);
		await one.waker.watch(due);
		await pass(inMs + MINUTE_MS);

		expect(one.knocks).toEqual([{ id: 'a', atMs: expect.any(Number) }]);
		expectPunctual(one.knocks[0].atMs, due.dueMs);
		expect(await kept()).toEqual([]);
	});

	it('wakes at once whoever should have been woken before', async () => {
		const one = process();
		await one.waker.watch(timer('a', -HOUR_MS));
		await pass(1);
		expect(idsOf(one)).toEqual(['a']);
	});

	it('wakes at slots between two milliseconds', async () => {
		const one = process();
		const times = [1_004.166, 2_008.333, 5_020.833].map((inMs, n) => timer(`${n}`, inMs));
		for (const due of times) await one.waker.watch(due);
		await pass(10 * SECOND_MS);
		for (const [n, { dueMs }] of times.entries()) expectPunctual(one.knocks[n].atMs, dueMs);
	});

	it('gives what is needed to wake', async () => {
		const seen: unknown[] = [];
		const waker = new Waker({
			store: () => store,
			wake: async (due) => {
				seen.push(due);
				return 'done';
			},
			lineOf: () => '',
			report: () => undefined,
		});
		wakers.push(waker);
		const [near, far] = [timer('near', 500), timer('far', 20_000)];
		await waker.watch(near);
		await waker.watch(far);
		await pass(30_000);
		expect(seen).toEqual([near, far]);
	});

	it('wakes once when an item is watched anew', async () => {
		const one = process();
		for (const inMs of [500, 1_000, 1_500]) await one.waker.watch(timer('a', inMs));
		await pass(10_000);
		expect(one.knocks).toHaveLength(1);
	});

	it('does not ask the store before it has something to do', async () => {
		const asked = jest.fn(() => store);
		const waker = new Waker({ store: asked, wake: async () => 'done', lineOf: () => '', report: () => undefined });
		wakers.push(waker);
		await pass(MINUTE_MS);
		expect(asked).not.toHaveBeenCalled();
	});

	it('refuses to watch what the store does not keep', async () => {
		const one = process(undefined, failing(['setTimer'], () => true));
		await expect(one.waker.watch(timer('near', 100))).rejects.toThrow(StoreUnavailable);
		await expect(one.waker.watch(timer('far', MINUTE_MS))).rejects.toThrow(StoreUnavailable);
		await pass(2 * MINUTE_MS);
		expect(one.knocks).toEqual([]);
	});
});

describe('an item that could not be woken', () => {
	it('is tried again soon, because n8n may still be saving its run', async () => {
		let tries = 0;
		const one = process(async () => (++tries < 4 ? 'tryAgain' : 'done'));
		await one.waker.watch(timer('a', 500));
		await pass(5_000);

		const [first, ...later] = one.knocks.map(({ atMs }) => atMs);
		expect(later.map((atMs) => atMs - first)).toEqual([25, 75, 175]);
		expect(await kept()).toEqual([]);
	});

	it('stays in the store, and is tried again when it has not gone for seconds', async () => {
		let isBack = false;
		const one = process(async () => (isBack ? 'done' : 'tryAgain'));
		await one.waker.watch(timer('a', 500));
		await pass(4_000);
		expect(one.knocks).toHaveLength(7);
		expect(one.knocks[6].atMs - one.knocks[0].atMs).toBeLessThan(2_000);

		isBack = true;
		await pass(6_000);
		expect(one.knocks).toHaveLength(8);
		expect(await kept()).toEqual([]);
		await pass(MINUTE_MS);
		expect(one.knocks).toHaveLength(8);
	});

	it('is tried again for hours', async () => {
		let isBack = false;
		const one = process(async () => (isBack ? 'done' : 'tryAgain'));
		await one.waker.watch(timer('a', 500));
		await pass(HOUR_MS);
		isBack = true;
		const tries = one.knocks.length;
		await pass(HOUR_MS);
		expect(one.knocks).toHaveLength(tries + 1);
	});

	it('is reported when that is a fault, and tried again', async () => {
		let tries = 0;
		const one = process(async () => {
			if (++tries < 3) throw new Error('ECONNREFUSED');
			return 'done';
		});
		await one.waker.watch(timer('a', 500));
		await pass(5_000);
		expect(one.knocks).toHaveLength(3);
		expect(one.errors.map(({ message }) => message)).toEqual(['ECONNREFUSED', 'ECONNREFUSED']);
		expect(await kept()).toEqual([]);
	});

	it.each([800, 10_000, HOUR_MS])('is woken when its new time has come, in %d ms', async (laterMs) => {
		let untilMs = 0;
		const one = process(async () => {
			if (untilMs > 0) return 'done';
			untilMs = Date.now() + laterMs;
			return { heldUntilMs: untilMs };
		});
		await one.waker.watch(timer('a', 500));
		await pass(laterMs + MINUTE_MS);
		expect(one.knocks).toHaveLength(2);
		expectPunctual(one.knocks[1].atMs, untilMs);
		expect(await kept()).toEqual([]);
	});

	it('is asked again when its run has been busy, until it has ended', async () => {
		let hasEnded = false;
		const one = process(async () => (hasEnded ? 'done' : 'busy'));
		await one.waker.watch(timer('a', 500));
		await pass(10 * MINUTE_MS);
		const tries = one.knocks.length;
		// Seven at first, then less and less often: at most every half minute.
		expect(tries).toBeGreaterThan(20);
		expect(tries).toBeLessThanOrEqual(7 + 5 + 20);
		hasEnded = true;
		await pass(MINUTE_MS);
		expect(one.knocks).toHaveLength(tries + 1);
		expect(await kept()).toEqual([]);
	});

	it('goes on soon after its run is parked at last, also when a busy n8n takes seconds for that', async () => {
		const start = Date.now();
		const parkedAfterMs = 6_000;
		const one = process(async () => (Date.now() - start < parkedAfterMs ? 'busy' : 'done'));
		await one.waker.watch(timer('a', 0));
		await pass(15 * SECOND_MS);
		const wokenMs = one.knocks[one.knocks.length - 1].atMs - start;
		expect(wokenMs).toBeLessThan(2 * parkedAfterMs);
		expect(await kept()).toEqual([]);
	});
});

describe('many items', () => {
	it('that are due at once are woken twenty at a time', async () => {
		let [busy, most] = [0, 0];
		const one = process(async () => {
			most = Math.max(most, ++busy);
			await sleep(40);
			busy--;
			return 'done';
		});
		for (let n = 0; n < 100; n++) await one.waker.watch({ ...timer(`${n}`, 0), dueMs: Date.parse('2026-11-20T09:01:00Z') });
		await pass(2 * MINUTE_MS);

		expect(most).toBe(20);
		expect(new Set(idsOf(one)).size).toBe(100);
		expect(one.knocks).toHaveLength(100);
		expect(one.knocks[99].atMs - one.knocks[0].atMs).toBe(160);
	});

	it('that are late are woken one by one, in their order', async () => {
		const before = process();
		const ids = Array.from({ length: 60 }, (_, n) => `${n}`.padStart(2, '0'));
		for (const id of ids.toReversed()) await before.waker.watch(timer(id, MINUTE_MS + Number(id) * SECOND_MS));
		before.waker.stop();
		await pass(5 * MINUTE_MS);

		let [busy, most] = [0, 0];
		const one = process(async () => {
			most = Math.max(most, ++busy);
			await sleep(30);
			busy--;
			return 'done';
		});
		one.waker.start();
		await pass(10 * SECOND_MS);
		expect(idsOf(one)).toEqual(ids);
		expect(most).toBe(1);
		expect(await kept()).toEqual([]);
	});

	it('that are late are woken once each, also when that takes long', async () => {
		const before = process();
		for (let n = 0; n < 500; n++) await before.waker.watch(timer(`${n}`, MINUTE_MS + 10 * n));
		before.waker.stop();
		await pass(5 * MINUTE_MS);

		const one = process(async () => {
			await sleep(60);
			return 'done';
		});
		one.waker.start();
		await pass(MINUTE_MS);
		expect(one.knocks).toHaveLength(500);
		expect(idsOf(one)).toEqual(Array.from({ length: 500 }, (_, n) => `${n}`));
		expect(await kept()).toEqual([]);
	});

	it('that are late do not make others late', async () => {
		const before = process();
		for (let n = 0; n < 300; n++) await before.waker.watch(timer(`late ${n}`, MINUTE_MS, 'another line'));
		before.waker.stop();
		await pass(5 * MINUTE_MS);

		const one = process(async () => {
			await sleep(50);
			return 'done';
		});
		one.waker.start();
		const due = [2_000, 4_000, 6_000, 8_000].map((inMs) => timer(`due in ${inMs}`, inMs));
		for (const each of due) await one.waker.watch(each);
		await pass(MINUTE_MS);
		for (const { id, dueMs } of due) {
			const knock = one.knocks.find((each) => each.id === id);
			expectPunctual(knock?.atMs ?? 0, dueMs);
		}
		expect(await kept()).toEqual([]);
	});

	it('that are late go before the punctual ones of their line', async () => {
		const before = process();
		const ids = Array.from({ length: 100 }, (_, n) => `${n}`.padStart(2, '0'));
		for (const id of ids) await before.waker.watch(timer(id, MINUTE_MS + Number(id) * 200));
		await pass(MINUTE_MS);
		before.waker.stop();
		await pass(16 * SECOND_MS);

		const one = process(async () => {
			await sleep(100);
			return 'done';
		});
		one.waker.start();
		await pass(MINUTE_MS);
		expect([...idsOf(before), ...idsOf(one)]).toEqual(ids);
	});

	it('that are to be held longer have their place, and do not wait behind late ones', async () => {
		const before = process();
		for (let n = 0; n < 100; n++) await before.waker.watch(timer(`${n}`, MINUTE_MS + n));
		before.waker.stop();
		await pass(5 * MINUTE_MS);

		let untilMs = 0;
		const one = process(async (id) => {
			await sleep(100);
			if (id !== '0' || untilMs > 0) return 'done';
			untilMs = Date.now() + 3_000;
			return { heldUntilMs: untilMs };
		});
		one.waker.start();
		await pass(MINUTE_MS);
		const [, again] = one.knocks.filter(({ id }) => id === '0');
		expectPunctual(again.atMs, untilMs);
	});
});

describe('several processes', () => {
	it('wake each item once', async () => {
		const [one, other] = [process(), process()];
		for (let n = 0; n < 50; n++) await (n % 2 ? one : other).waker.watch(timer(`${n}`, n * 200));
		await pass(MINUTE_MS);
		expect([...one.knocks, ...other.knocks]).toHaveLength(50);
		expect(await kept()).toEqual([]);
	});

	it('wake what another one has set for later and has died since', async () => {
		const [one, other] = [process(), process()];
		other.waker.start();
		const due = timer('a', 10_000);
		await one.waker.watch(due);
		one.waker.stop();
		await pass(MINUTE_MS);
		expect(other.knocks).toHaveLength(1);
		expectPunctual(other.knocks[0].atMs, due.dueMs);
	});

	it('wake within seconds what another one was about to wake when it died', async () => {
		const [one, other] = [process(), process()];
		other.waker.start();
		const due = timer('a', 2_000);
		await one.waker.watch(due);
		await pass(1_000);
		one.waker.stop();
		await pass(3_000);
		expect(other.knocks).toEqual([]);
		await pass(MINUTE_MS);
		expect(one.knocks).toEqual([]);
		expect(other.knocks).toHaveLength(1);
		expect(other.knocks[0].atMs - due.dueMs).toBeLessThanOrEqual(6_000 + EXACT_MS);
	});

	it('wake what another one had woken when it died, because nobody knows what came of it', async () => {
		const one = process(async () => await new Promise(() => undefined));
		const other = process();
		other.waker.start();
		await one.waker.watch(timer('a', 500));
		await pass(1_000);
		one.waker.stop();
		await pass(MINUTE_MS);
		expect(idsOf(one)).toEqual(['a']);
		expect(idsOf(other)).toEqual(['a']);
		expect(await kept()).toEqual([]);
	});
});

describe('a store that cannot be used', () => {
	it('is reported, and the waker goes on when it is back', async () => {
		let isDown = false;
		const one = process(undefined, failing(['takeTimers'], () => isDown));
		await one.waker.watch(timer('a', 10_000));
		isDown = true;
		await pass(30_000);
		expect(one.knocks).toEqual([]);
		expect(one.errors.length).toBeGreaterThanOrEqual(29);
		expect(one.errors[0]).toBeInstanceOf(StoreUnavailable);

		isDown = false;
		await pass(2_000);
		expect(idsOf(one)).toEqual(['a']);
		expect(await kept()).toEqual([]);
	});

	it('wakes an item again whose end could not be noted down', async () => {
		let isDown = true;
		const one = process(undefined, failing(['clearTimer'], () => isDown));
		await one.waker.watch(timer('a', 500));
		await pass(3_000);
		expect(one.knocks).toHaveLength(1);
		expect(one.errors).toHaveLength(1);

		isDown = false;
		await pass(10_000);
		expect(one.knocks).toHaveLength(2);
		expect(await kept()).toEqual([]);
	});

	it('does not lose an item whose new time could not be noted down', async () => {
		let isDown = false;
		let tries = 0;
		const one = process(async () => (++tries === 1 ? { heldUntilMs: Date.now() + 20_000 } : 'done'), failing(['setTimer'], () => isDown));
		await one.waker.watch(timer('a', 500));
		isDown = true;
		await pass(2_000);
		expect(one.errors).toHaveLength(1);
		isDown = false;
		await pass(10_000);
		expect(one.knocks).toHaveLength(2);
	});

	it('is asked by one sweep at a time', async () => {
		let [asking, most] = [0, 0];
		const slow = new Proxy(store, {
			get(target, part: keyof SqliteStore) {
				if (part !== 'takeTimers') return target[part].bind(target);
				return async (request: Parameters<SqliteStore['takeTimers']>[0]) => {
					most = Math.max(most, ++asking);
					await sleep(3_500);
					asking--;
					return await target.takeTimers(request);
				};
			},
		});
		const one = process(undefined, slow);
		one.waker.start();
		one.waker.start();
		await pass(MINUTE_MS);
		expect(most).toBe(1);
	});
});

describe('a waker that is stopped', () => {
	it('wakes nobody, and the timers stay in the store', async () => {
		const one = process();
		for (const [id, inMs] of [['near', 1_000], ['far', 30_000], ['now', 0]] as const) await one.waker.watch(timer(id, inMs));
		one.waker.stop();
		await pass(HOUR_MS);
		expect(one.knocks).toEqual([]);
		expect((await kept()).toSorted()).toEqual(['far', 'near', 'now']);
	});

	it('stays stopped when an item that it was waking is to be held longer', async () => {
		const one = process(async () => {
			await sleep(100);
			return { heldUntilMs: Date.now() + 1_000 };
		});
		await one.waker.watch(timer('a', 500));
		await pass(550);
		one.waker.stop();
		await pass(HOUR_MS);
		expect(one.knocks).toHaveLength(1);
		expect(await kept()).toEqual(['a']);
	});

	it('can be started again', async () => {
		const one = process();
		for (const [id, inMs] of [['near', 1_000], ['far', 30_000]] as const) await one.waker.watch(timer(id, inMs));
		one.waker.stop();
		await pass(MINUTE_MS);
		one.waker.start();
		await pass(10_000);
		expect(idsOf(one)).toEqual(['near', 'far']);
	});
});
