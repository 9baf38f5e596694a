import type { Speed } from '../../../flow/schedule/pace';
import { pacesOf } from '../../../flow/schedule/pace';
import type { Decision, Schedule, Ticket } from '../../../flow/schedule/schedule';
import { release, reserve } from '../../../flow/schedule/schedule';
import type { WindowRules } from '../../../flow/schedule/windows';
import { windowRules } from '../../../flow/schedule/windows';
import type { FlowStore } from '../../../flow/store/flowStore';
import { StoreUnavailable } from '../../../flow/store/flowStore';
import { SqliteStore } from '../../../flow/store/sqliteStore';
import { mostWithin } from './sliding';

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** A Friday, at ten in Berlin. */
const NOW = Date.parse('2026-11-20T10:00:00+01:00');
const at = (berlin: string) => Date.parse(`2026-11-${berlin}+01:00`);

let now = NOW;
const store = new SqliteStore(':memory:', () => now);
afterAll(() => store.close());

let test = 0;
beforeEach(() => {
	test++;
	now = NOW;
});

/** Berlin's office hours. */
const DAYTIME = windows('09:00', '18:00');

function windows(start: string, end: string, { zone = 'Europe/Berlin', days = [1, 2, 3, 4, 5, 6, 7], excludedDates = '' } = {}): WindowRules {
	return windowRules({ windows: [{ days, start, end }], excludedDates, zone });
}

/** A schedule on a line of this test. */
function schedule(changes: Partial<Schedule> = {}): Schedule {
	return { whenClosed: 'hold', line: `line ${test}`, ...changes };
}

const perMinute = (sends: number, burst = 1) => pacesOf({ sends, per: 'minute', burst });
/** The distances at sixty a minute. */
const GAP_MS = perMinute(60).reserved.perMs;
const LATE_GAP_MS = perMinute(60).released.perMs;

let tickets = 0;
/** An item that comes now. */
const ticket = (): Ticket => ({ id: `ticket ${++tickets}`, arrivedMs: now });

/** The item comes now, and takes its place. */
const take = async (of: Schedule, who = ticket()) => await reserve(store, of, who, now);
const mayGo = async (of: Schedule, who: Ticket) => await release(store, of, who, now);

/** The slots of so many items that come now, in their order. */
async function slotsOf(of: Schedule, count: number): Promise<number[]> {
	const slots: number[] = [];
	for (let n = 0; n < count; n++) slots.push(slotOf(await take(of)));
	return slots;
}

function slotOf(decision: Decision): number {
	if (decision.branch !== 'send') throw new Error(`It leaves by ${decision.branch}.`);
	return decision.slotMs;
}

const gaps = (times: number[]) => times.slice(1).map((time, index) => time - times[index]);

describe('an item that comes', () => {
	it('goes out at once without a window and a speed', async () => {
		await expect(take(schedule())).resolves.toEqual({ branch: 'send', slotMs: NOW, position: 1 });
		await expect(take(schedule())).resolves.toEqual({ branch: 'send', slotMs: NOW, position: 1 });
	});

	it('goes out at once in an open window', async () => {
		await expect(take(schedule({ windows: DAYTIME }))).resolves.toEqual({ branch: 'send', slotMs: NOW, position: 1 });
	});

	it('is held until the window opens', async () => {
		now = at('20T18:00');
		await expect(take(schedule({ windows: DAYTIME }))).resolves.toEqual({ branch: 'send', slotMs: at('21T09:00'), position: 1 });
	});

	it('is held over excluded dates', async () => {
		const excluding = windows('09:00', '18:00', { excludedDates: '2026-11-20..2026-11-22, 2026-11-24' });
		await expect(take(schedule({ windows: excluding }))).resolves.toMatchObject({ slotMs: at('23T09:00') });
	});

	it('goes out in a window that began the day before', async () => {
		now = at('21T01:30');
		const night = windows('22:00', '02:00', { days: [5] });
		await expect(take(schedule({ windows: night }))).resolves.toMatchObject({ slotMs: now });
		now = at('21T02:00');
		await expect(take(schedule({ windows: night }))).resolves.toMatchObject({ slotMs: at('27T22:00') });
	});

	it('leaves when the window is closed, if so wished, and is told when it opens', async () => {
		now = at('20T18:00');
		const leaving = schedule({ windows: DAYTIME, whenClosed: 'leave', paces: perMinute(60) });
		await expect(take(leaving)).resolves.toEqual({ branch: 'outsideWindow', earliestMs: at('21T09:00') });
		now = at('21T09:00');
		await expect(take(leaving)).resolves.toEqual({ branch: 'send', slotMs: now, position: 1 });
	});

	it('leaves when its turn comes only after the window has closed, if so wished', async () => {
		now = at('20T17:59:58');
		const leaving = schedule({ windows: DAYTIME, whenClosed: 'leave', paces: perMinute(60) });
		expect(await slotsOf(leaving, 2)).toEqual([now, expect.closeTo(now + GAP_MS, 0)]);
		await expect(take(leaving)).resolves.toEqual({ branch: 'outsideWindow', earliestMs: at('21T09:00') });
	});

	it.each<[Schedule['whenClosed'], Decision['branch']]>([
		['hold', 'heldTooLong'],
		['leave', 'outsideWindow'],
	])('leaves when the window never opens (%s)', async (whenClosed, branch) => {
		const never = windows('09:00', '18:00', { days: [1], excludedDates: '2026-11-20..2027-11-30, 2027-12-01..2028-12-31' });
		for (const paces of [undefined, perMinute(60)]) {
			await expect(take(schedule({ windows: never, whenClosed, paces }))).resolves.toEqual({ branch });
		}
	});
});

describe('the items of a line', () => {
	it('are spaced evenly', async () => {
		const slots = await slotsOf(schedule({ paces: perMinute(60) }), 200);
		expect(slots[0]).toBe(NOW);
		for (const gap of gaps(slots)) expect(gap).toBeCloseTo(GAP_MS, 2);
		expect(mostWithin(slots, MINUTE_MS)).toBe(60);
	});

	it('come in bursts, if so wished', async () => {
		const slots = await slotsOf(schedule({ paces: perMinute(60, 20) }), 200);
		expect(new Set(slots.slice(0, 20)).size).toBe(1);
		expect(mostWithin(slots, MINUTE_MS)).toBe(60);
	});

	it('are told their place in it', async () => {
		const of = schedule({ paces: perMinute(60) });
		await expect(take(of)).resolves.toMatchObject({ slotMs: NOW });
		for (const position of [1, 2, 3]) await expect(take(of)).resolves.toMatchObject({ position });
		now += 3_500;
		await expect(take(of)).resolves.toMatchObject({ position: 1 });
		await expect(take(of)).resolves.toMatchObject({ position: 2 });
	});

	it('do not stand in the way of another line', async () => {
		const of = schedule({ paces: perMinute(1) });
		await slotsOf(of, 3);
		await expect(take({ ...of, line: `another ${test}` })).resolves.toEqual({ branch: 'send', slotMs: NOW, position: 1 });
	});

	it('have slots only inside the window, and keep their order over the night', async () => {
		now = at('20T17:58');
		const slots = await slotsOf(schedule({ windows: DAYTIME, paces: perMinute(60) }), 300);
		expect(slots).toEqual(slots.toSorted((one, other) => one - other));
		expect(slots.filter((slot) => slot < at('20T18:00')).length).toBeGreaterThanOrEqual(118);
		const next = slots.filter((slot) => slot >= at('20T18:00'));
		expect(next[0]).toBe(at('21T09:00'));
		expect(mostWithin(slots, MINUTE_MS)).toBe(60);
	});

	it('can be woken and leave a quarter of a second late, and still leave inside the window', async () => {
		now = at('20T17:59');
		const of = schedule({ windows: DAYTIME, paces: perMinute(600) });
		const slots = await slotsOf(of, 700);
		const today = slots.filter((slot) => slot < at('20T18:00'));
		expect(today.length).toBeGreaterThan(580);
		expect(Math.max(...today)).toBeLessThanOrEqual(at('20T18:00') - 500);
	});

	it('that come in the last moments of a window go in the next one', async () => {
		now = at('20T17:59:59.700');
		const of = (whenClosed: Schedule['whenClosed']) => schedule({ windows: DAYTIME, whenClosed, paces: perMinute(60) });
		await expect(take(of('hold'))).resolves.toMatchObject({ branch: 'send', slotMs: at('21T09:00') });
		await expect(take(of('leave'))).resolves.toEqual({ branch: 'outsideWindow', earliestMs: at('21T09:00') });
	});

	it('of several zones share its speed, and do not wait for each other', async () => {
		const of = (zone: string) => schedule({ windows: windows('09:00', '18:00', { zone }), paces: perMinute(60) });
		const [berlin, newYork] = [of('Europe/Berlin'), of('America/New_York')];
		// In New York it is four in the morning.
		const later = await slotsOf(newYork, 100);
		const sooner = await slotsOf(berlin, 100);
		const opensMs = Date.parse('2026-11-20T09:00-05:00');
		expect(sooner[0]).toBe(NOW);
		expect(later[0]).toBe(opensMs);
		expect(mostWithin(sooner, MINUTE_MS)).toBe(60);

		// When both are open, they take turns in one line.
		now = opensMs + 30 * SECOND_MS;
		const mixed: number[] = [];
		for (let n = 0; n < 60; n++) mixed.push(slotOf(await take(n % 2 ? berlin : newYork)));
		expect(mostWithin([...later, ...sooner, ...mixed], MINUTE_MS)).toBe(60);
	});

	it('with the same window keep their order, also where a gap is free before', async () => {
		now = at('20T18:30');
		const of = (windowsOf?: WindowRules) => schedule({ windows: windowsOf, paces: perMinute(60) });
		const [tomorrow] = await slotsOf(of(DAYTIME), 1);
		expect(tomorrow).toBe(at('21T09:00'));
		await expect(take(of())).resolves.toMatchObject({ slotMs: now });

		now = at('21T08:00');
		const second = slotOf(await take(of(DAYTIME)));
		expect(second).toBeGreaterThan(tomorrow);
		now = at('21T09:00:00.400');
		expect(slotOf(await take(of(DAYTIME)))).toBeGreaterThan(second);
	});

	it('that ask again get the same slot', async () => {
		const of = schedule({ windows: DAYTIME, paces: perMinute(60) });
		await slotsOf(of, 5);
		const who = ticket();
		const first = await take(of, who);
		now += 200;
		await expect(take(of, who)).resolves.toMatchObject({ slotMs: slotOf(first) });
		const next = slotOf(await take(of));
		expect(next - slotOf(first)).toBeCloseTo(GAP_MS, 2);
	});
});

describe('the longest hold', () => {
	it('lets an item leave at once that would have to wait longer, without taking a slot', async () => {
		const of = schedule({ paces: perMinute(60), longestHoldMs: 10 * SECOND_MS });
		const decisions: Decision[] = [];
		for (let n = 0; n < 20; n++) decisions.push(await take(of));
		const [sent, left] = [decisions.filter(({ branch }) => branch === 'send'), decisions.filter(({ branch }) => branch === 'heldTooLong')];
		expect(sent).toHaveLength(10);
		expect(left).toHaveLength(10);
		for (const decision of left) expect(decision).toEqual({ branch: 'heldTooLong', earliestMs: expect.closeTo(NOW + 10 * GAP_MS, 0) });

		now += 5 * SECOND_MS;
		await expect(take(of)).resolves.toMatchObject({ branch: 'send', slotMs: expect.closeTo(NOW + 10 * GAP_MS, 0) });
	});

	it('counts the time until the window opens', async () => {
		now = at('21T07:30');
		const of = (longestHoldMs: number, paces?: Schedule['paces']) => schedule({ windows: DAYTIME, longestHoldMs, paces });
		for (const paces of [undefined, perMinute(60)]) {
			await expect(take(of(HOUR_MS, paces))).resolves.toEqual({ branch: 'heldTooLong', earliestMs: at('21T09:00') });
			await expect(take(of(1.5 * HOUR_MS, paces))).resolves.toMatchObject({ branch: 'send', slotMs: at('21T09:00') });
		}
	});

	it('ends also for an item that is late because n8n was down', async () => {
		for (const paces of [undefined, perMinute(60)]) {
			now = at('21T08:30');
			const of = schedule({ windows: DAYTIME, longestHoldMs: HOUR_MS, paces });
			const who = ticket();
			await expect(take(of, who)).resolves.toMatchObject({ slotMs: at('21T09:00') });
			now = at('21T12:00');
			await expect(mayGo(of, who)).resolves.toMatchObject({ branch: 'heldTooLong' });
			now = at('21T20:00');
			await expect(mayGo(of, who)).resolves.toMatchObject({ branch: 'heldTooLong' });
		}
	});

	it('does not end for an item that is woken a moment after its slot', async () => {
		for (const paces of [undefined, perMinute(60)]) {
			now = at('21T08:00');
			const of = schedule({ windows: DAYTIME, longestHoldMs: HOUR_MS, paces });
			const who = ticket();
			await expect(take(of, who)).resolves.toMatchObject({ slotMs: at('21T09:00') });
			now = at('21T09:00:00.240');
			await expect(mayGo(of, who)).resolves.toMatchObject({ branch: 'send', slotMs: now });
		}
	});
});

describe('an item at its slot', () => {
	it.each<[string, Partial<Schedule>]>([
		['without limits', {}],
		['in its window', { windows: DAYTIME }],
		['in its line', { paces: perMinute(60) }],
		['in both', { windows: DAYTIME, paces: perMinute(60) }],
	])('may go: %s', async (_, changes) => {
		const who = ticket();
		await take(schedule(changes), who);
		await expect(mayGo(schedule(changes), who)).resolves.toMatchObject({ branch: 'send', slotMs: NOW });
	});

	it('may go at its slot when all are woken as they should be', async () => {
		const of = schedule({ paces: perMinute(60) });
		const waiting = [];
		for (let n = 0; n < 50; n++) {
			const who = ticket();
			waiting.push({ who, slotMs: slotOf(await take(of, who)) });
		}
		for (const [n, { who, slotMs }] of waiting.entries()) {
			now = slotMs + ((n * 37) % 200) / 2;
			const goes = slotOf(await mayGo(of, who));
			expect(goes - slotMs).toBeGreaterThanOrEqual(0);
			expect(goes - slotMs).toBeLessThan(250);
		}
	});

	it('takes no second slot when it is woken again and again', async () => {
		const of = schedule({ paces: perMinute(60) });
		const [first, second, third] = [ticket(), ticket(), ticket()];
		for (const who of [first, second, third]) await take(of, who);
		now += 3 * SECOND_MS;
		const goes = slotOf(await mayGo(of, first));
		const later = slotOf(await mayGo(of, second));
		for (let knock = 0; knock < 20; knock++) {
			now += 40;
			await expect(mayGo(of, second)).resolves.toMatchObject({ slotMs: expect.closeTo(later, 0) });
		}
		expect(slotOf(await mayGo(of, third)) - goes).toBeCloseTo(2 * LATE_GAP_MS, 0);
	});

	it('waits for the next window when its own has closed meanwhile', async () => {
		for (const paces of [undefined, perMinute(60)]) {
			now = NOW;
			const of = schedule({ windows: DAYTIME, paces });
			const who = ticket();
			await take(of, who);
			now = at('20T18:00');
			await expect(mayGo(of, who)).resolves.toMatchObject({ branch: 'send', slotMs: at('21T09:00') });
			now = at('21T09:00');
			await expect(mayGo(of, who)).resolves.toMatchObject({ branch: 'send', slotMs: now });
		}
	});

	it('takes no second slot in the next window, however often it is woken before', async () => {
		const of = schedule({ windows: DAYTIME, paces: perMinute(60) });
		const [who, other] = [ticket(), ticket()];
		await take(of, who);
		await take(of, other);
		for (let knock = 0; knock < 20; knock++) {
			now = at('20T19:00') + knock * MINUTE_MS;
			await expect(mayGo(of, who)).resolves.toMatchObject({ slotMs: at('21T09:00') });
		}
		await expect(mayGo(of, other)).resolves.toMatchObject({ slotMs: expect.closeTo(at('21T09:00') + LATE_GAP_MS, 0) });
	});

	it('waits for the next window when its own closes before its turn', async () => {
		now = at('20T17:59:30');
		const of = schedule({ windows: DAYTIME, paces: perMinute(60) });
		const late = Array.from({ length: 40 }, ticket);
		for (const who of late) await take(of, who);
		now = at('20T17:59:50');
		const slots: number[] = [];
		for (const who of late) slots.push(slotOf(await mayGo(of, who)));
		expect(slots.filter((slot) => slot < at('20T18:00')).length).toBeGreaterThanOrEqual(9);
		expect(slots.filter((slot) => slot >= at('20T18:00') && slot < at('21T09:00'))).toEqual([]);
		expect(slots).toEqual(slots.toSorted((one, other) => one - other));
		expect(mostWithin(slots, MINUTE_MS)).toBeLessThanOrEqual(60);
	});

	it('leaves when its own window has closed meanwhile, if so wished', async () => {
		const of = schedule({ windows: DAYTIME, whenClosed: 'leave', paces: perMinute(60) });
		const [, who] = [await take(of), ticket()];
		await take(of, who);
		now = at('20T18:00');
		await expect(mayGo(of, who)).resolves.toEqual({ branch: 'outsideWindow', earliestMs: at('21T09:00') });
	});
});

describe('items that are late because n8n was down', () => {
	/** Items that had slots while nobody woke them. */
	async function lateItems(of: Schedule, count: number, downMs: number): Promise<Ticket[]> {
		const late = Array.from({ length: count }, ticket);
		for (const who of late) await take(of, who);
		now += downMs;
		return late;
	}

	it('go one after the other, in their order and as fast as the speed allows', async () => {
		const of = schedule({ paces: perMinute(60) });
		const late = await lateItems(of, 100, 5 * MINUTE_MS);
		const slots: number[] = [];
		for (const who of late) {
			slots.push(slotOf(await mayGo(of, who)));
			now += 20;
		}
		expect(slots[0]).toBe(NOW + 5 * MINUTE_MS);
		for (const gap of gaps(slots)) expect(gap).toBeCloseTo(LATE_GAP_MS, 1);
		expect(mostWithin(slots, MINUTE_MS)).toBe(60);

		// Whoever comes now stands behind them.
		const who = ticket();
		await take(of, who);
		expect(slotOf(await mayGo(of, who))).toBeGreaterThan(slots[99]);
	});

	/** Wakes the items at the slots that they are told, until all have gone; gives the instants in their order. */
	async function goAll(of: Schedule, late: Ticket[], mayDoSo: (who: Ticket) => boolean = () => true): Promise<Map<Ticket, number>> {
		const gone = new Map<Ticket, number>();
		const wakeAt = new Map(late.map((who) => [who, now]));
		for (let knocks = 0; gone.size < late.length && knocks < 20 * late.length; knocks++) {
			const [who, dueMs] = [...wakeAt].reduce((one, other) => (other[1] < one[1] ? other : one));
			now = Math.max(now, dueMs);
			if (!mayDoSo(who)) return gone;
			const slotMs = slotOf(await mayGo(of, who));
			if (slotMs - now <= 300) {
				gone.set(who, slotMs);
				wakeAt.delete(who);
			} else {
				wakeAt.set(who, slotMs);
			}
		}
		return gone;
	}

	it('all go when n8n is down a second time, after they had been told their turns', async () => {
		const of = schedule({ paces: perMinute(60) });
		const late = await lateItems(of, 60, 5 * MINUTE_MS);
		const stopMs = now + 20 * SECOND_MS;
		const before = await goAll(of, late, () => now < stopMs);
		expect(before.size).toBeGreaterThan(15);

		now += 16 * SECOND_MS;
		const rest = late.filter((who) => !before.has(who));
		const after = await goAll(of, rest);
		expect(after.size).toBe(rest.length);
		expect(mostWithin([...before.values(), ...after.values()], MINUTE_MS)).toBeLessThanOrEqual(60);
		expect(Math.max(...after.values())).toBeLessThan(stopMs + 4 * MINUTE_MS);
	});

	it('all go when each has missed its turn several times', async () => {
		const of = schedule({ paces: perMinute(60) });
		const late = await lateItems(of, 20, 5 * MINUTE_MS);
		for (let times = 0; times < 4; times++) {
			for (const who of late) await mayGo(of, who);
			now += 90 * SECOND_MS;
		}
		const gone = await goAll(of, late);
		expect(gone.size).toBe(late.length);
		expect(mostWithin([...gone.values()], MINUTE_MS)).toBeLessThanOrEqual(60);
	});
});

describe('a store that cannot be used', () => {
	it('is told to whoever asks', async () => {
		const broken = new SqliteStore('/dev/null/flow-elements.sqlite');
		const of = schedule({ windows: DAYTIME, paces: perMinute(60) });
		await expect(reserve(broken, of, ticket(), NOW)).rejects.toThrow(StoreUnavailable);
		await expect(release(broken, of, ticket(), NOW)).rejects.toThrow(StoreUnavailable);
	});

	it('is not asked where there is no line', async () => {
		const none = {} as FlowStore;
		await expect(reserve(none, schedule({ windows: DAYTIME }), ticket(), NOW)).resolves.toMatchObject({ branch: 'send' });
		await expect(release(none, schedule({ windows: DAYTIME }), ticket(), NOW)).resolves.toMatchObject({ branch: 'send' });
	});
});

describe('a line', () => {
	it.each<Speed['per']>(['second', 'minute', 'hour', 'day'])('never has more slots in any sliding %s than its speed says', async (per) => {
		for (const { sends, burst } of [{ sends: 1, burst: 1 }, { sends: 7, burst: 3 }, { sends: 30, burst: 30 }, { sends: 50, burst: 1 }]) {
			const of = schedule({ line: `${test} ${per} ${sends}`, paces: pacesOf({ sends, per, burst }) });
			const slots = await slotsOf(of, 3 * sends + 5);
			const periodMs = { second: SECOND_MS, minute: MINUTE_MS, hour: HOUR_MS, day: DAY_MS }[per];
			expect(mostWithin(slots, periodMs)).toBeLessThanOrEqual(sends);
		}
	});

	it('does not hold an item for longer than a year', async () => {
		const of = schedule({ paces: pacesOf({ sends: 1, per: 'day', burst: 1 }) });
		const decisions: Decision[] = [];
		for (let n = 0; n < 405; n++) decisions.push(await take(of));
		expect(decisions.at(-1)).toMatchObject({ branch: 'heldTooLong' });
		expect(decisions.filter(({ branch }) => branch === 'send').length).toBeGreaterThan(365);
	});
});
