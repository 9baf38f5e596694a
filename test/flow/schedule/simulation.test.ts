import { pacesOf } from '../../../flow/schedule/pace';
import type { Schedule } from '../../../flow/schedule/schedule';
import type { WindowRules } from '../../../flow/schedule/windows';
import { windowRules } from '../../../flow/schedule/windows';
import { SqliteStore } from '../../../flow/store/sqliteStore';
import { chance } from '../store/randomNumbers';
import type { Process, Run, Weather } from './modelN8n';
import { FAIR, FOUL, ModelN8n } from './modelN8n';
import { mostWithin } from './sliding';

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;

let store: SqliteStore;
let n8n: ModelN8n;
beforeEach(() => jest.useFakeTimers({ now: Date.parse('2026-11-20T09:00:00Z') }));
afterEach(async () => {
	n8n.stop();
	jest.useRealTimers();
	await store.close();
});

const pass = async (ms: number) => await jest.advanceTimersByTimeAsync(ms);

function model(seed: number, weather: Weather): ModelN8n {
	store = new SqliteStore(':memory:', Date.now);
	n8n = new ModelN8n(store, chance(seed), weather);
	return n8n;
}

const SIXTY: Schedule = { whenClosed: 'hold', line: 'sixty a minute', paces: pacesOf({ sends: 60, per: 'minute', burst: 1 }) };

/** So many runs begin within a time, in one process after the other. */
async function begin(processes: Process[], count: number, withinMs: number, schedule: Schedule = SIXTY): Promise<void> {
	const times = Array.from({ length: count }, () => n8n.chance.below(withinMs)).sort((one, other) => one - other);
	for (const [n, time] of times.entries()) setTimeout(() => void processes[n % processes.length].begin(schedule), time);
	await pass(withinMs);
}

/** Lets time pass until all runs have ended, or much too long. */
async function untilDone(mostMs: number): Promise<void> {
	for (let ms = 0; !n8n.isDone && ms < mostMs; ms += SECOND_MS) await pass(SECOND_MS);
}

const leftAt = (run: Run) => run.left[0].atMs;
const timesOf = (runs: Run[]) => runs.map(leftAt);

/** Those that were overtaken; who missed its turn because a knock or its answer was lost may be. */
function overtaken(): Run[] {
	let firstMs = Infinity;
	return n8n.runs.toReversed().filter((run) => {
		const isOvertaken = leftAt(run) > firstMs;
		firstMs = Math.min(firstMs, leftAt(run));
		return isOvertaken && run.mishaps === 0;
	});
}

function expectNoneLostNoneTwiceNotTooFast(): void {
	expect(n8n.runs.filter(({ left }) => left.length !== 1)).toEqual([]);
	expect(mostWithin(timesOf(n8n.runs), MINUTE_MS)).toBeLessThanOrEqual(60);
}

describe('300 runs at 60 per minute', () => {
	it('go out at their slots, to within a quarter of a second', async () => {
		model(1, FAIR);
		await begin([n8n.start()], 300, 10 * SECOND_MS);
		await untilDone(10 * MINUTE_MS);

		expectNoneLostNoneTwiceNotTooFast();
		expect(overtaken()).toEqual([]);
		for (const run of n8n.runs.filter(({ slotMs }) => slotMs)) {
			expect(leftAt(run) - (run.slotMs ?? 0)).toBeGreaterThanOrEqual(0);
			expect(leftAt(run) - (run.slotMs ?? 0)).toBeLessThanOrEqual(250);
		}
		expect(leftAt(n8n.runs[299]) - leftAt(n8n.runs[0])).toBeLessThan(305 * SECOND_MS);
	});

	it.each([
		[16 * SECOND_MS, 2],
		[16 * SECOND_MS, 3],
		[5 * MINUTE_MS, 4],
		[5 * MINUTE_MS, 5],
	])('keep the speed and their order when n8n is killed in the middle and comes back %d ms later (seed %d)', async (downMs, seed) => {
		model(seed, FOUL);
		const before = n8n.start();
		await begin([before], 300, 10 * SECOND_MS);
		await pass(140 * SECOND_MS + n8n.chance.below(SECOND_MS));
		before.kill();
		await pass(downMs);
		expect(n8n.runs.filter(({ left }) => left.length > 0).length).toBeLessThan(160);
		n8n.start();
		await untilDone(20 * MINUTE_MS);

		expectNoneLostNoneTwiceNotTooFast();
		expect(overtaken()).toEqual([]);
	});

	it.each([6, 7])('keep the speed when n8n is killed again and again (seed %d)', async (seed) => {
		model(seed, FOUL);
		let process = n8n.start();
		await begin([process], 300, 10 * SECOND_MS);
		for (let times = 0; times < 5; times++) {
			await pass(20 * SECOND_MS + n8n.chance.below(40 * SECOND_MS));
			process.kill();
			await pass(n8n.chance.below(2) ? 16 * SECOND_MS : 90 * SECOND_MS);
			process = n8n.start();
		}
		await untilDone(30 * MINUTE_MS);
		expectNoneLostNoneTwiceNotTooFast();
	});

	it('keep the speed when they come all the time, also while those that n8n was down for are still waiting', async () => {
		model(8, FOUL);
		const before = n8n.start();
		await begin([before], 120, 90 * SECOND_MS);
		before.kill();
		await pass(2 * MINUTE_MS);
		const after = n8n.start();
		await pass(SECOND_MS);
		await begin([after], 180, 3 * MINUTE_MS);
		await untilDone(20 * MINUTE_MS);

		// One that would have gone within a third of a second is not held, and dies with the process.
		const cutOff = n8n.runs.filter(({ state }) => state === 'cutOff');
		expect(cutOff.length).toBeLessThanOrEqual(1);
		expect(n8n.runs.filter(({ left, state }) => left.length !== 1 && state !== 'cutOff')).toEqual([]);
		expect(mostWithin(timesOf(n8n.runs.filter(({ left }) => left.length > 0)), MINUTE_MS)).toBeLessThanOrEqual(60);
	});

	it.each([9, 10])('keep the speed over two processes, of which one is killed and comes back (seed %d)', async (seed) => {
		model(seed, FOUL);
		const [one, other] = [n8n.start(), n8n.start()];
		await begin([one, other], 300, 10 * SECOND_MS);
		await pass(140 * SECOND_MS);
		const killedMs = Date.now();
		one.kill();
		await pass(16 * SECOND_MS);
		n8n.start();
		await untilDone(20 * MINUTE_MS);

		expectNoneLostNoneTwiceNotTooFast();
		// Only those that the killed process was just about to wake are late, because the other one waits for it first.
		for (const run of overtaken()) {
			expect(run.slotMs).toBeGreaterThan(killedMs - SECOND_MS);
			expect(run.slotMs).toBeLessThan(killedMs + 3 * SECOND_MS);
			expect(leftAt(run)).toBeLessThan(killedMs + 15 * SECOND_MS);
		}
	});

	it('keep the speed in bursts, over two processes', async () => {
		model(11, FOUL);
		const [one, other] = [n8n.start(), n8n.start()];
		await begin([one, other], 300, 10 * SECOND_MS, { ...SIXTY, paces: pacesOf({ sends: 60, per: 'minute', burst: 20 }) });
		await pass(70 * SECOND_MS);
		one.kill();
		await pass(16 * SECOND_MS);
		n8n.start();
		await untilDone(20 * MINUTE_MS);
		expectNoneLostNoneTwiceNotTooFast();
	});
});

/** Instants at which clocks are changed; Kathmandu's never are. */
const CHANGES: Array<[zone: string, instant: string]> = [
	['Europe/Berlin', '2026-03-29T01:00Z'],
	['Europe/Berlin', '2026-10-25T01:00Z'],
	['America/New_York', '2026-03-08T07:00Z'],
	['America/New_York', '2026-11-01T06:00Z'],
	['Australia/Lord_Howe', '2026-04-04T15:00Z'],
	['Australia/Lord_Howe', '2026-10-03T15:30Z'],
	['Africa/Casablanca', '2026-02-15T02:00Z'],
	['Africa/Casablanca', '2026-03-22T02:00Z'],
	['Asia/Kathmandu', '2026-03-28T20:15Z'],
	['Asia/Kathmandu', '2026-10-24T20:15Z'],
];

/** What the clock on the wall shows, in minutes after midnight. */
function wallMinute(zone: string, atMs: number): number {
	const format = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
	const [hour, minute] = format.format(atMs).split(':').map(Number);
	return 60 * hour + minute;
}

const clock = (minute: number) => `${Math.floor(minute / 60)}`.padStart(2, '0') + ':' + `${minute % 60}`.padStart(2, '0');

/** Windows of three minutes at every full quarter of an hour but one, from midnight to four. */
const WINDOW_MINUTES = Array.from({ length: 16 }, (_, n) => 15 * n).filter((minute) => minute !== 135);
const quarters = (zone: string): WindowRules =>
	windowRules({
		windows: WINDOW_MINUTES.map((minute) => ({ days: [1, 2, 3, 4, 5, 6, 7], start: clock(minute), end: clock(minute + 3) })),
		excludedDates: '',
		zone,
	});

describe.each(CHANGES)('300 runs in windows round a clock change in %s at %s', (zone, instant) => {
	it('go out only inside the windows, none twice, in their order and not too fast', async () => {
		const changeMs = Date.parse(instant);
		jest.setSystemTime(changeMs - 16 * MINUTE_MS);
		model(changeMs % 1_000 + zone.length, FOUL);
		const before = n8n.start();
		await begin([before], 300, 30 * SECOND_MS, { ...SIXTY, windows: quarters(zone) });
		// In the middle of the first window after the change.
		await pass(changeMs + 20 * SECOND_MS - Date.now());
		before.kill();
		await pass(16 * SECOND_MS);
		n8n.start();
		await untilDone(3 * 60 * MINUTE_MS);

		expectNoneLostNoneTwiceNotTooFast();
		const outside = n8n.runs.filter((run) => !WINDOW_MINUTES.some((minute) => (wallMinute(zone, leftAt(run)) - minute) >>> 0 < 3));
		expect(outside).toEqual([]);
		expect(new Set(n8n.runs.map((run) => Math.floor(leftAt(run) / (15 * MINUTE_MS)))).size).toBeGreaterThanOrEqual(2);
		expect(overtaken()).toEqual([]);
	});
});
