import { pauseLine, waitForTurn } from '../../../flow/http/turns';
import type { Turns } from '../../../flow/http/turns';
import { send } from '../../../flow/http/send';
import type { SendLimits } from '../../../flow/template/pace';
import { sendLimitsOf } from '../../../providers/sendLimits';
import { SqliteStore } from '../../../flow/store/sqliteStore';

const TRENGO = sendLimitsOf('trengo');
const NOW = Date.parse('2026-11-20T12:00:00Z');

let store: SqliteStore;
let nowMs: number;
const clock = { now: () => nowMs, sleep: (ms: number) => Promise.resolve(void (nowMs += ms)) };

beforeEach(() => {
	nowMs = NOW;
	store = new SqliteStore(':memory:', () => nowMs);
});
afterEach(async () => await store.close());

async function turn(id: string, { line = 'trengo:a', atMostMs = 600_000, limits = TRENGO }: { line?: string; atMostMs?: number; limits?: SendLimits } = {}) {
	return await waitForTurn(store, limits, { line, id, atMostMs }, clock);
}

it('keeps 120 in a minute over all that stand in the line', async () => {
	const at: number[] = [];
	for (let n = 0; n < 300; n++) {
		await turn(`r-${n}`);
		at.push(nowMs - NOW);
	}
	const most = Math.max(...at.map((from) => at.filter((one) => one >= from && one < from + 60_000).length));
	expect(most).toBeLessThanOrEqual(120);
	expect(at.at(-1)).toBeLessThan(165_000);
});

it('makes nobody wait for those in another line', async () => {
	for (let n = 0; n < 30; n++) await turn(`r-${n}`);
	const beforeMs = nowMs;
	await turn('r', { line: 'trengo:b' });
	expect(nowMs).toBe(beforeMs);
});

it('says when there would be a turn, when that is too late', async () => {
	for (let n = 0; n < 10; n++) await turn(`r-${n}`);
	expect(await turn('late', { atMostMs: 1_000 })).toEqual({ tooLateMs: expect.any(Number) });
	expect(nowMs).toBe(NOW);
});

it('does not begin before the service takes requests again', async () => {
	await pauseLine(store, 'trengo:a', 20_000, nowMs);
	await pauseLine(store, 'trengo:a', 5_000, nowMs);
	await turn('r');
	expect(nowMs - NOW).toBeGreaterThanOrEqual(20_000);
});

it('obeys a pause that is asked for while somebody waits for a turn', async () => {
	for (let n = 0; n < 10; n++) await turn(`r-${n}`);
	let isTold = false;
	const told = {
		...clock,
		async sleep(ms: number) {
			nowMs += ms;
			if (!isTold) await pauseLine(store, 'trengo:a', 30_000, nowMs);
			isTold = true;
		},
	};
	await waitForTurn(store, TRENGO, { line: 'trengo:a', id: 'waits', atMostMs: 600_000 }, told);
	expect(nowMs - NOW).toBeGreaterThanOrEqual(35_000);
});

it('says when a pause ends, when that is too late', async () => {
	await pauseLine(store, 'trengo:a', 20_000, nowMs);
	expect(await turn('r', { atMostMs: 10_000 })).toEqual({ tooLateMs: NOW + 20_000 });
});

it('never closes a line for good', async () => {
	await pauseLine(store, 'trengo:a', 1e12, nowMs);
	await turn('r', { atMostMs: 4_000_000 });
	expect(nowMs - NOW).toBeLessThanOrEqual(3_600_000);
});

describe('sending with turns', () => {
	const request = { method: 'POST', url: 'https://app.trengo.com/api/v2/tickets', headers: {} } as const;
	const policy = { maxRetries: 3, reasons: ['tooManyRequests'], baseDelayMs: 100, maxDelayMs: 30_000, repeatable: false } as const;

	function sending(turns: Turns, statuses: number[]) {
		const sendOnce = jest.fn(() => Promise.resolve({ status: statuses.shift() ?? 200, headers: { 'retry-after': '7' }, body: Buffer.from('') }));
		const outcome = async () =>
			await send(request, { ...policy, reasons: [...policy.reasons] }, { sendOnce, timeoutMs: 1000, sleep: clock.sleep, now: () => new Date(nowMs), random: () => 0, turns });
		return { sendOnce, outcome };
	}

	it('takes one for each try, and has the line wait when the service asks for it', async () => {
		const turns = { take: jest.fn(() => Promise.resolve(undefined)), pause: jest.fn(() => Promise.resolve()) };
		const { outcome } = sending(turns, [429]);
		expect(await outcome()).toMatchObject({ class: 'success', tries: 2 });
		expect(turns.take.mock.calls).toEqual([[1], [2]]);
		expect(turns.pause.mock.calls).toEqual([[7000]]);
	});

	it('sends nothing without one', async () => {
		const heldBack = { code: 'turnTooLate' as const, message: 'Too late.', retryAfterMs: 5000 };
		const { outcome, sendOnce } = sending({ take: () => Promise.resolve(heldBack), pause: () => Promise.resolve() }, []);
		expect(await outcome()).toMatchObject({ class: 'noResponse', failure: { cause: 'heldBack', heldBack }, tries: 0 });
		expect(sendOnce).not.toHaveBeenCalled();
	});
});
