import { SqliteStore } from '../../../flow/store/sqliteStore';
import type { SendLimits, Turn } from '../../../flow/template/pace';
import { reserveTurn } from '../../../flow/template/pace';
import { sendLimitsOf } from '../../../providers/sendLimits';

const NOW = Date.parse('2026-11-20T10:00:00Z');
let store: SqliteStore;
beforeEach(() => (store = new SqliteStore(':memory:', () => NOW)));
afterEach(() => store.close());

const turn = (id: string, receivers: string[] = [], waitMs = 3_600_000): Turn => ({ line: 'meta:1', id, receivers, notAfterMs: NOW + waitMs });

async function turns(limits: SendLimits, count: number, receiver = (n: number) => [`+3161234${n}`]): Promise<number[]> {
	const at: number[] = [];
	for (let n = 0; n < count; n++) at.push((await reserveTurn(store, limits, turn(`m-${n}`, receiver(n)), NOW) as { atMs: number }).atMs - NOW);
	return at;
}

/** The most that lie in any span of so many milliseconds. */
const most = (at: number[], perMs: number) => Math.max(...at.map((from) => at.filter((one) => one >= from && one < from + perMs).length));

it('never gives Meta more than 80 in a second, and nearly that many', async () => {
	const at = await turns(sendLimitsOf('whatsAppCloud'), 400);
	expect(most(at, 1_000)).toBeLessThanOrEqual(80);
	expect(Math.max(...at)).toBeLessThan(6_000);
});

it('keeps six seconds between two messages to the same person, and holds nobody else up', async () => {
	const at = await turns(sendLimitsOf('whatsAppCloud'), 6, (n) => (n % 2 === 0 ? ['+31612345678'] : [`+3161000000${n}`]));
	const toOne = at.filter((_, n) => n % 2 === 0);
	expect(toOne[1] - toOne[0]).toBeGreaterThanOrEqual(6_000);
	expect(toOne[2] - toOne[1]).toBeGreaterThanOrEqual(6_000);
	expect(Math.max(...at.filter((_, n) => n % 2 === 1))).toBeLessThan(1_000);
});

it('never gives Trengo more than 120 in a minute', async () => {
	const at = await turns(sendLimitsOf('trengo'), 250);
	expect(most(at, 60_000)).toBeLessThanOrEqual(120);
	expect(Math.max(...at)).toBeLessThan(130_000);
});

it('takes the limit that a builder has set', async () => {
	expect(most(await turns(sendLimitsOf('whatsAppCloud', 5), 20), 1_000)).toBeLessThanOrEqual(5);
});

it('makes nobody wait where there is no limit', async () => {
	expect(await turns(sendLimitsOf('clickatell'), 50)).toEqual(Array.from({ length: 50 }, () => 0));
});

it('says when it could be, where that is too late', async () => {
	const limits = sendLimitsOf('whatsAppCloud');
	await reserveTurn(store, limits, turn('first', ['+31612345678']), NOW);
	const answer = await reserveTurn(store, limits, turn('second', ['+31612345678'], 2_000), NOW);
	expect('tooLateMs' in answer && answer.tooLateMs - NOW).toBeGreaterThanOrEqual(6_000);
});

it('gives who asks again the same turn', async () => {
	const limits = sendLimitsOf('whatsAppCloud');
	await reserveTurn(store, limits, turn('first', ['+31612345678']), NOW);
	const one = await reserveTurn(store, limits, turn('second', ['+31612345678']), NOW);
	expect(await reserveTurn(store, limits, turn('second', ['+31612345678']), NOW)).toEqual(one);
});
