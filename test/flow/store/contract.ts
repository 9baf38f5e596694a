import type { EntryChange, FlowStore } from '../../../flow/store/flowStore';
import type { SlotRequest } from '../../../flow/store/slots';
import { chance } from './randomNumbers';
import { expectSame, randomRequests } from './randomRequests';
import { SlowLine } from './slowLine';

/** The stress test beside it can keep both cores busy for a while; how long this takes is not what is tested. */
const PATIENCE_MS = 30_000;

/** A store under test. */
export interface Subject {
	store: FlowStore;
	/** Lets time pass for entries. */
	pass(ms: number): Promise<void>;
}

/** An instant in the present; the stores reckon with the real one. */
const NOW = Date.parse('2026-11-20T09:00:00Z');

/**
 * What every flow store does.
 *
 * @param subject gives the store; each test uses keys and lines of its own
 */
export function describeContract(subject: () => Subject): void {
	const store = () => subject().store;
	let name = '';
	let tests = 0;
	beforeEach(() => (name = `test ${++tests} `));

	describe('a claim', () => {
		it('is given once', async () => {
			await expect(store().claim(name, 'mine', 60_000)).resolves.toEqual({ claimed: true });
			await expect(store().claim(name, 'yours', 60_000)).resolves.toEqual({ claimed: false, holder: 'mine' });
			await expect(store().get(name)).resolves.toBe('mine');
		});

		it('is given to one of many who ask at once', async () => {
			const claims = await Promise.all(Array.from({ length: 50 }, (_, n) => store().claim(name, `${n}`, 60_000)));
			expect(claims.filter(({ claimed }) => claimed)).toHaveLength(1);
			const holder = claims.findIndex(({ claimed }) => claimed);
			expect(claims).toContainEqual({ claimed: false, holder: `${holder}` });
		});

		it('ends with its time to live', async () => {
			await store().claim(name, 'mine', 40);
			await subject().pass(60);
			await expect(store().get(name)).resolves.toBeUndefined();
			await expect(store().claim(name, 'yours', 60_000)).resolves.toEqual({ claimed: true });
			await expect(store().get(name)).resolves.toBe('yours');
		});

		it('can be deleted', async () => {
			await store().claim(name, 'mine', 60_000);
			await store().delete(name);
			await expect(store().claim(name, 'yours', 60_000)).resolves.toEqual({ claimed: true });
		});

		it('fails where there is a value', async () => {
			await store().put(name, '');
			await expect(store().claim(name, 'mine', 60_000)).resolves.toEqual({ claimed: false, holder: '' });
		});
	});

	describe('a value', () => {
		it('is what was last put', async () => {
			await expect(store().get(name)).resolves.toBeUndefined();
			await store().put(name, 'one');
			await store().put(name, 'two', 60_000);
			await expect(store().get(name)).resolves.toBe('two');
			await store().delete(name);
			await expect(store().get(name)).resolves.toBeUndefined();
			await store().delete(name);
		});

		it.each([
			['an empty text', ''],
			['other scripts', 'Добрый день, 你好, 👋🏽 é'],
			['control characters', 'a\0b\n\r\t"\\'],
			['a number', '007'],
			['a big one', 'x1'.repeat(2 * 1024 * 1024)],
		])('can be %s', async (_kind, value) => {
			await store().put(name, value, 60_000);
			expect((await store().get(name)) === value).toBe(true);
			await expect(store().compareAndSet(name, value, `${value}!`, 60_000)).resolves.toBe(true);
			expect((await store().get(name)) === `${value}!`).toBe(true);
		});

		it.each(['__proto__', 'a:b', '{a}b', '{a', 'é 你', "'; DROP TABLE entries; --", '', 'x'.repeat(2000)])('can have the key "%s"', async (key) => {
			await store().put(name + key, key);
			await store().put(`${name}${key}2`, 'another');
			await expect(store().get(name + key)).resolves.toBe(key);
		});

		it.each([Infinity, Number.MAX_VALUE, 0.5, 1e15])('can live for %d ms', async (ttlMs) => {
			await store().put(name, 'value', ttlMs);
			await expect(store().claim(`${name}claim`, 'value', ttlMs)).resolves.toEqual({ claimed: true });
		});

		it('that is put anew has the new time to live', async () => {
			for (const key of ['longer', 'shorter', 'forever']) await store().put(name + key, 'one', key === 'shorter' ? 60_000 : 40);
			await store().put(`${name}longer`, 'two', 60_000);
			await store().put(`${name}shorter`, 'two', 40);
			await store().put(`${name}forever`, 'two');
			await subject().pass(60);
			await expect(store().get(`${name}longer`)).resolves.toBe('two');
			await expect(store().get(`${name}shorter`)).resolves.toBeUndefined();
			await expect(store().get(`${name}forever`)).resolves.toBe('two');
		});
	});

	describe('compareAndSet', () => {
		it('replaces only what is expected', async () => {
			await store().put(name, 'one');
			await expect(store().compareAndSet(name, 'two', 'three')).resolves.toBe(false);
			await expect(store().compareAndSet(name, '', 'three')).resolves.toBe(false);
			await expect(store().compareAndSet(name, undefined, 'three')).resolves.toBe(false);
			await expect(store().get(name)).resolves.toBe('one');
			await expect(store().compareAndSet(name, 'one', 'two')).resolves.toBe(true);
			await expect(store().get(name)).resolves.toBe('two');
		});

		it('can expect nothing', async () => {
			await expect(store().compareAndSet(name, 'one', 'two')).resolves.toBe(false);
			await expect(store().compareAndSet(name, '', 'two')).resolves.toBe(false);
			await expect(store().get(name)).resolves.toBeUndefined();
			await expect(store().compareAndSet(name, undefined, 'one', 40)).resolves.toBe(true);
			await subject().pass(60);
			await expect(store().compareAndSet(name, 'one', 'two')).resolves.toBe(false);
			await expect(store().compareAndSet(name, undefined, 'two')).resolves.toBe(true);
			await expect(store().get(name)).resolves.toBe('two');
		});

		it('tells an empty value from none', async () => {
			await store().put(name, '');
			await expect(store().compareAndSet(name, undefined, 'one')).resolves.toBe(false);
			await expect(store().compareAndSet(name, '', 'one')).resolves.toBe(true);
		});

		it('gives the new value its own time to live', async () => {
			await store().put(name, 'one', 40);
			await store().compareAndSet(name, 'one', 'two');
			await store().put(`${name}short`, 'one');
			await store().compareAndSet(`${name}short`, 'one', 'two', 40);
			await subject().pass(60);
			await expect(store().get(name)).resolves.toBe('two');
			await expect(store().get(`${name}short`)).resolves.toBeUndefined();
		});

		it('loses no update', async () => {
			await store().put(name, '0');
			const increment = async () => {
				for (;;) {
					const value = (await store().get(name)) as string;
					if (await store().compareAndSet(name, value, String(Number(value) + 1))) return;
				}
			};
			await Promise.all(Array.from({ length: 30 }, increment));
			await expect(store().get(name)).resolves.toBe('30');
		});
	});

	describe('changeAll', () => {
		const change = (key: string, expected: string | undefined, value: string | undefined, ttlMs?: number): EntryChange => ({ key: name + key, expected, value, ttlMs });
		const values = async (...keys: string[]) => await Promise.all(keys.map((key) => store().get(name + key)));
		beforeEach(async () => await Promise.all(['a', 'b'].map((key) => store().put(name + key, `${key}1`))));

		it('makes, replaces and deletes several values', async () => {
			const changes = [change('a', 'a1', 'a2'), change('b', 'b1', undefined), change('c', undefined, 'c1'), change('d', undefined, undefined)];
			await expect(store().changeAll(changes)).resolves.toBe(true);
			await expect(values('a', 'b', 'c', 'd')).resolves.toEqual(['a2', undefined, 'c1', undefined]);
		});

		it.each<[string, [string, string | undefined, string | undefined]]>([
			['has another value', ['b', 'b0', 'b2']],
			['has a value and should have none', ['b', undefined, 'b2']],
			['has a value and should have none, which is to stay so', ['b', undefined, undefined]],
			['has no value', ['d', 'd1', 'd2']],
			['has no value and is to be deleted', ['d', 'd1', undefined]],
			['has another value and is to be deleted', ['b', 'b0', undefined]],
			['has a value and not an empty one', ['b', '', 'b2']],
			['has no value, not even an empty one', ['d', '', 'd2']],
		])('changes nothing when one of them %s', async (_why, wrong) => {
			const right = [change('a', 'a1', 'a2'), change('c', undefined, 'c1')];
			for (const place of [0, 1, 2]) {
				await expect(store().changeAll(right.toSpliced(place, 0, change(...wrong)))).resolves.toBe(false);
				await expect(values('a', 'b', 'c', 'd')).resolves.toEqual(['a1', 'b1', undefined, undefined]);
			}
		});

		it('can change one value, or none', async () => {
			await expect(store().changeAll([change('a', 'a1', undefined)])).resolves.toBe(true);
			await expect(store().changeAll([change('a', 'a1', undefined)])).resolves.toBe(false);
			await expect(store().changeAll([change('a', undefined, undefined)])).resolves.toBe(true);
			await expect(store().changeAll([change('a', undefined, '')])).resolves.toBe(true);
			await expect(store().changeAll([change('a', undefined, undefined)])).resolves.toBe(false);
			await expect(store().changeAll([])).resolves.toBe(true);
			await expect(values('a', 'b')).resolves.toEqual(['', 'b1']);
		});

		it('takes what has grown old for nothing', async () => {
			for (const key of ['c', 'd', 'e']) await store().put(name + key, `${key}1`, 40);
			await subject().pass(60);
			await expect(store().changeAll([change('a', 'a1', 'a2'), change('c', 'c1', 'c2')])).resolves.toBe(false);
			await expect(store().changeAll([change('a', 'a1', 'a2'), change('c', 'c1', undefined)])).resolves.toBe(false);
			await expect(store().changeAll([change('d', undefined, 'd2'), change('e', undefined, undefined)])).resolves.toBe(true);
			await expect(values('a', 'c', 'd', 'e')).resolves.toEqual(['a1', undefined, 'd2', undefined]);
		});

		it('gives each value its own time to live', async () => {
			await store().put(`${name}c`, 'c1', 40);
			await store().changeAll([change('a', 'a1', 'a2', 40), change('b', 'b1', 'b2', 60_000), change('c', 'c1', 'c2')]);
			await subject().pass(60);
			await expect(values('a', 'b', 'c')).resolves.toEqual([undefined, 'b2', 'c2']);
		});

		it('keeps exactly what it is given', async () => {
			const odd = ['', '=', '=x', 'a\0b', '007', 'é 你 👋🏽', 'x'.repeat(100_000)];
			await expect(store().changeAll(odd.map((value, n) => change(`${n}`, undefined, value)))).resolves.toBe(true);
			await expect(values(...odd.map((_, n) => `${n}`))).resolves.toEqual(odd);
			await expect(store().changeAll(odd.map((value, n) => change(`${n}`, value, `${value}!`)))).resolves.toBe(true);
			await expect(values(...odd.map((_, n) => `${n}`))).resolves.toEqual(odd.map((value) => `${value}!`));
		});

		it('takes each key once', async () => {
			await expect(store().changeAll([change('a', 'a1', 'a2'), change('a', 'a2', 'a3')])).rejects.toThrow(RangeError);
			await expect(values('a')).resolves.toEqual(['a1']);
		});

		it('is never half done for others, and loses no update', async () => {
			await store().changeAll([change('a', 'a1', '100'), change('b', 'b1', '0')]);
			const move = async () => {
				for (;;) {
					const [from, to] = (await values('a', 'b')) as string[];
					if (await store().changeAll([change('a', from, `${Number(from) - 1}`), change('b', to, `${Number(to) + 1}`)])) return;
				}
			};
			await Promise.all(Array.from({ length: 30 }, move));
			await expect(values('a', 'b')).resolves.toEqual(['70', '30']);
		});
	});

	describe('entries', () => {
		const found = async (prefix: string) => {
			const entries = [];
			for await (const entry of store().entries(name + prefix)) entries.push(entry);
			return entries.toSorted((one, other) => (one.key < other.key ? -1 : 1));
		};
		const all = (...keys: string[]) => keys.toSorted().map((key) => ({ key: name + key, value: `of ${key}` }));
		const putAll = async (...keys: string[]) => await Promise.all(keys.map((key) => store().put(name + key, `of ${key}`)));

		it('are those whose key begins with the prefix', async () => {
			await putAll('a', 'a:', 'a:1', 'a:2', 'ab', 'b', 'A:', '');
			await expect(found('a:')).resolves.toEqual(all('a:', 'a:1', 'a:2'));
			await expect(found('a')).resolves.toEqual(all('a', 'a:', 'a:1', 'a:2', 'ab'));
			await expect(found('')).resolves.toEqual(all('a', 'a:', 'a:1', 'a:2', 'ab', 'b', 'A:', ''));
			await expect(found('c')).resolves.toEqual([]);
		});

		it('can be all there are', async () => {
			await putAll('a', 'b');
			const keys: string[] = [];
			for await (const { key } of store().entries('')) keys.push(key);
			expect(keys).toEqual(expect.arrayContaining([`${name}a`, `${name}b`]));
			expect(new Set(keys).size).toBe(keys.length);
		});

		it.each(['*', '?', 'a?', '[ab]', '[^a]', '\\', '\\*', '%', '_', '{a}', "'", '\0', 'é', '你', '👋', '\u{10ffff}', '\uffff'])('take "%s" as it is', async (prefix) => {
			const others = ['a', 'ab', 'b', '\\\\', 'z', 'ê', '\u{10fffe}'].filter((key) => !key.startsWith(prefix));
			await putAll(`${prefix}x`, prefix, `${prefix}\0`, `${prefix}\u{10ffff}\u{10ffff}`, ...others);
			await expect(found(prefix)).resolves.toEqual(all(`${prefix}x`, prefix, `${prefix}\0`, `${prefix}\u{10ffff}\u{10ffff}`));
		});

		it('leave out what has grown old or was deleted', async () => {
			await putAll('a', 'b', 'd');
			await store().put(`${name}b`, 'old', 40);
			await store().put(`${name}c`, 'old', 40);
			await store().put(`${name}e`, '', 60_000);
			await store().delete(`${name}d`);
			await subject().pass(60);
			await expect(found('')).resolves.toEqual([...all('a'), { key: `${name}e`, value: '' }]);
		});

		it('come once each, however many there are, and whatever is done meanwhile', async () => {
			const keys = Array.from({ length: 2500 }, (_, n) => `${n}`);
			await putAll(...keys);
			const seen: string[] = [];
			for await (const { key } of store().entries(name)) {
				seen.push(key);
				const n = seen.length;
				// New ones, and many at once, so that a store has to make room.
				if (n % 100 === 0) await putAll(...Array.from({ length: 200 }, (_, m) => `new ${n} ${m}`));
				if (n === 50) await store().delete(`${name}2499`);
			}
			expect(new Set(seen).size).toBe(seen.length);
			const old = seen.filter((key) => !key.includes('new'));
			expect(old.length).toBeGreaterThanOrEqual(2499);
			expect(old.length).toBeLessThanOrEqual(2500);
		});

		it('need not be read to the end', async () => {
			await putAll('a', 'b');
			for await (const { value } of store().entries(name)) {
				expect(value).toMatch(/^of [ab]$/);
				break;
			}
			await expect(found('')).resolves.toEqual(all('a', 'b'));
		});
	});

	describe('a line of slots', () => {
		let ids = 0;
		const reserve = async (request: Partial<SlotRequest> = {}) =>
			await store().reserveSlot({ line: name, id: String(++ids), count: 1, perMs: 1000, fromMs: NOW, ...request });
		const taken = (afterMs: number, position: number, used: number) => ({ outcome: 'taken', slotMs: NOW + afterMs, position, used });

		it('keeps its slots apart', async () => {
			await expect(reserve()).resolves.toEqual(taken(0, 1, 1));
			await expect(reserve()).resolves.toEqual(taken(1000, 1, 1));
			await expect(reserve()).resolves.toEqual(taken(2000, 2, 1));
			await expect(reserve({ fromMs: NOW + 2500 })).resolves.toEqual(taken(3000, 1, 1));
		});

		it('is known by its name', async () => {
			await expect(reserve()).resolves.toEqual(taken(0, 1, 1));
			await expect(reserve({ line: `${name}2` })).resolves.toEqual(taken(0, 1, 1));
			await expect(reserve({ line: `${name}{2}` })).resolves.toEqual(taken(0, 1, 1));
		});

		it('lets as many go at once as fit into the span', async () => {
			const used = [];
			for (let n = 0; n < 7; n++) used.push(await reserve({ count: 3 }));
			expect(used).toEqual([
				...[taken(0, 1, 1), taken(0, 1, 2), taken(0, 1, 3)],
				...[taken(1000, 1, 1), taken(1000, 2, 2), taken(1000, 3, 3)],
				taken(2000, 4, 1),
			]);
		});

		it('slides: no span holds too many, wherever it begins', async () => {
			await reserve({ count: 2, fromMs: NOW });
			await reserve({ count: 2, fromMs: NOW + 900 });
			await expect(reserve({ count: 2, fromMs: NOW + 950 })).resolves.toEqual(taken(1000, 1, 2));
			await expect(reserve({ count: 2, fromMs: NOW + 1000 })).resolves.toEqual(taken(1900, 1, 2));
		});

		it('is exact to the microsecond, and never too fast', async () => {
			const slots = [];
			for (let n = 0; n < 4; n++) slots.push(await reserve({ perMs: 1000 / 3 }));
			expect(slots).toEqual([taken(0, 1, 1), taken(333.334, 1, 1), taken(666.668, 2, 1), taken(1000.002, 3, 1)]);
			await expect(reserve({ line: `${name}2`, fromMs: NOW + 0.001 })).resolves.toMatchObject({ slotMs: NOW + 0.001 });
			await expect(reserve({ line: `${name}2`, fromMs: NOW + 0.001, perMs: 1.1 })).resolves.toMatchObject({ slotMs: NOW + 1.101 });
		});

		it('gives slots in the spans that are open', async () => {
			const open = [
				{ fromMs: NOW - 5000, toMs: NOW - 4000 },
				{ fromMs: NOW + 100, toMs: NOW + 1200 },
				{ fromMs: NOW + 1200, toMs: NOW + 1200 },
				{ fromMs: NOW + 5000, toMs: NOW + 5001 },
			];
			await expect(reserve({ open })).resolves.toEqual(taken(100, 1, 1));
			await expect(reserve({ open })).resolves.toEqual(taken(1100, 2, 1));
			await expect(reserve({ open })).resolves.toEqual(taken(5000, 3, 1));
			await expect(reserve({ open })).resolves.toEqual({ outcome: 'moreSpans', fromMs: NOW + 6000 });
			const more = [...open, { fromMs: NOW + 8000, toMs: NOW + 9000 }];
			await expect(reserve({ open: more })).resolves.toEqual(taken(8000, 4, 1));
		});

		it('has an end of a span outside', async () => {
			const open = [{ fromMs: NOW, toMs: NOW + 1000 }];
			await reserve({ open });
			await expect(reserve({ open })).resolves.toEqual({ outcome: 'moreSpans', fromMs: NOW + 1000 });
			await expect(reserve({ open: [] })).resolves.toEqual({ outcome: 'moreSpans', fromMs: NOW });
		});

		it('takes no slot after notAfterMs', async () => {
			await reserve({ notAfterMs: NOW });
			await expect(reserve({ notAfterMs: NOW + 999 })).resolves.toEqual({ outcome: 'tooLate', slotMs: NOW + 1000, used: 0 });
			await expect(reserve({ notAfterMs: NOW - 1 })).resolves.toEqual({ outcome: 'tooLate', slotMs: NOW + 1000, used: 0 });
			await expect(reserve({ notAfterMs: NOW + 1000 })).resolves.toEqual(taken(1000, 1, 1));
			await expect(reserve({ notAfterMs: NOW, count: 3, perMs: 5000 })).resolves.toEqual(taken(0, 1, 2));
			await expect(reserve({ notAfterMs: NOW, count: 3, perMs: 5000 })).resolves.toEqual({ outcome: 'tooLate', slotMs: NOW + 5000, used: 1 });
		});

		it('gives whoever asks again the same slot', async () => {
			await reserve();
			const first = await reserve({ id: 'same' });
			await reserve();
			expect(first).toEqual(taken(1000, 1, 1));
			await expect(reserve({ id: 'same' })).resolves.toEqual(first);
			await expect(reserve({ id: 'same', fromMs: NOW + 60_000, notAfterMs: NOW, open: [] })).resolves.toEqual(taken(1000, 1, 1));
			await expect(reserve()).resolves.toEqual(taken(3000, 3, 1));
		});

		it('knows nobody whose slot was too late', async () => {
			await reserve();
			await expect(reserve({ id: 'late', notAfterMs: NOW })).resolves.toMatchObject({ outcome: 'tooLate' });
			await expect(reserve({ id: 'late' })).resolves.toEqual(taken(1000, 1, 1));
		});

		it('fills gaps', async () => {
			await reserve({ fromMs: NOW + 2500 });
			await expect(reserve()).resolves.toEqual(taken(0, 1, 1));
			await expect(reserve()).resolves.toEqual(taken(1000, 1, 1));
			await expect(reserve()).resolves.toEqual(taken(3500, 3, 1));
		});

		it('keeps an order', async () => {
			const late = [{ fromMs: NOW + 5000, toMs: NOW + 60_000 }];
			await expect(reserve({ order: 'a', open: late })).resolves.toEqual(taken(5000, 1, 1));
			await expect(reserve({ order: 'a' })).resolves.toEqual(taken(6000, 2, 1));
			await expect(reserve({ order: 'b' })).resolves.toEqual(taken(0, 1, 1));
			await expect(reserve({ order: '' })).resolves.toEqual(taken(1000, 1, 1));
			await expect(reserve({})).resolves.toEqual(taken(2000, 2, 1));
			await expect(reserve({ order: 'a' })).resolves.toEqual(taken(7000, 5, 1));
			await expect(reserve({ order: 'a', notAfterMs: NOW })).resolves.toMatchObject({ outcome: 'tooLate', slotMs: NOW + 8000 });
			await expect(reserve({ order: 'a', fromMs: NOW + 20_000 })).resolves.toEqual(taken(20_000, 1, 1));
		});

		it('can be slowed down and sped up', async () => {
			await reserve({ count: 3 });
			await reserve({ count: 3 });
			await expect(reserve({ count: 1 })).resolves.toEqual(taken(1000, 1, 1));
			await expect(reserve({ count: 3 })).resolves.toEqual(taken(0, 1, 3));
			await expect(reserve({ count: 1, perMs: 100 })).resolves.toEqual(taken(100, 1, 1));
		});

		it.each([{ count: 0 }, { count: 1.5 }, { count: NaN }, { perMs: 0 }, { perMs: -1 }, { perMs: Infinity }, { fromMs: NaN }])(
			'cannot be asked for %p',
			async (request) => {
				await expect(reserve(request)).rejects.toThrow(RangeError);
			},
		);

		it('gives the slots that trying each microsecond gives', async () => {
			for (let seed = 1; seed <= 150; seed++) {
				const slow = new SlowLine();
				for (const request of randomRequests(`${name}${seed}`, chance(seed))) {
					expectSame(request, await store().reserveSlot(request), slow);
				}
			}
		}, PATIENCE_MS);

		it('goes on when its first slots are long past', async () => {
			for (let n = 0; n < 3000; n++) {
				const answer = await reserve({ count: 2, perMs: 10, fromMs: NOW + n * 4 });
				expect(answer).toMatchObject({ outcome: 'taken', slotMs: NOW + Math.max(n * 4, Math.floor(n / 2) * 10 + (n % 2) * 4) });
			}
		});
	});

	describe('a timer', () => {
		const take = async (nowMs: number, more: { dueBeforeMs?: number; leaseMs?: number; limit?: number } = {}) => {
			const timers = await store().takeTimers({ dueBeforeMs: nowMs, nowMs, leaseMs: 1000, limit: 100, ...more });
			return timers.filter(({ id }) => id.startsWith(name));
		};
		const timer = (id: string, dueMs: number) => ({ id: name + id, dueMs, payload: `{"of":"${id}"}` });
		afterEach(async () => {
			const left = await store().takeTimers({ dueBeforeMs: Infinity, nowMs: Number.MAX_SAFE_INTEGER, leaseMs: 0, limit: 1000 });
			for (const { id } of left) await store().clearTimer(id);
		});

		it('is taken when it is due, the earliest first', async () => {
			for (const [id, dueMs] of [['c', 3], ['a', 1], ['b', 2.5], ['d', 4]] as const) await store().setTimer(timer(id, NOW + dueMs));
			await expect(take(NOW + 1)).resolves.toEqual([]);
			await expect(take(NOW + 4)).resolves.toEqual([timer('a', NOW + 1), timer('b', NOW + 2.5), timer('c', NOW + 3)]);
		});

		it('can be taken ahead', async () => {
			await store().setTimer(timer('a', NOW + 5000));
			await expect(take(NOW, { dueBeforeMs: NOW + 6000 })).resolves.toEqual([timer('a', NOW + 5000)]);
			await expect(take(NOW + 5999, { dueBeforeMs: NOW + 9000 })).resolves.toEqual([]);
			await expect(take(NOW + 6000, { dueBeforeMs: NOW + 9000 })).resolves.toEqual([timer('a', NOW + 5000)]);
		});

		it('that is taken is kept from others for a while', async () => {
			await store().setTimer(timer('a', NOW));
			await expect(take(NOW + 500)).resolves.toHaveLength(1);
			await expect(take(NOW + 1499)).resolves.toEqual([]);
			await expect(take(NOW + 1500)).resolves.toHaveLength(1);
		});

		it('that is watched over is kept from others', async () => {
			await store().setTimer({ ...timer('a', NOW), keptUntilMs: NOW + 2000 });
			await expect(take(NOW + 1999)).resolves.toEqual([]);
			await expect(take(NOW + 2000)).resolves.toEqual([timer('a', NOW)]);
		});

		it('replaces one with the same id', async () => {
			await store().setTimer(timer('a', NOW));
			await take(NOW + 1);
			await store().setTimer({ id: `${name}a`, dueMs: NOW + 100, payload: 'new' });
			await expect(take(NOW + 50)).resolves.toEqual([]);
			await expect(take(NOW + 101)).resolves.toEqual([{ id: `${name}a`, dueMs: NOW + 100, payload: 'new' }]);
		});

		it('that is cleared is gone', async () => {
			await store().setTimer(timer('a', NOW));
			await store().clearTimer(`${name}a`);
			await store().clearTimer(`${name}a`);
			await expect(take(NOW + 1)).resolves.toEqual([]);
		});

		it('is taken by one of many', async () => {
			for (let n = 0; n < 20; n++) await store().setTimer(timer(`${n}`, NOW));
			const taken = await Promise.all(Array.from({ length: 10 }, () => take(NOW + 1, { limit: 3 })));
			expect(new Set(taken.flat().map(({ id }) => id)).size).toBe(20);
			expect(taken.flat()).toHaveLength(20);
			expect(taken.every((timers) => timers.length <= 3)).toBe(true);
		});

		it('is found behind many that are kept', async () => {
			for (let n = 0; n < 250; n++) await store().setTimer({ ...timer(`kept ${n}`, NOW), keptUntilMs: NOW + 5000 });
			for (const id of ['x', 'y', 'z']) await store().setTimer(timer(id, NOW + 1));
			await expect(take(NOW + 2, { limit: 2 })).resolves.toEqual([timer('x', NOW + 1), timer('y', NOW + 1)]);
			await expect(take(NOW + 2, { limit: 0 })).resolves.toEqual([]);
			await expect(take(NOW + 2, { limit: 2 })).resolves.toEqual([timer('z', NOW + 1)]);
		});
	});
}
