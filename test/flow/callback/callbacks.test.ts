import type { Callback, CallbackWait } from '../../../flow/callback/callback';
import { Callbacks } from '../../../flow/callback/callbacks';
import { SqliteStore } from '../../../flow/store/sqliteStore';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

let now = Date.parse('2026-11-20T10:00:00Z');
const store = new SqliteStore(':memory:', () => now);
afterAll(() => store.close());
const callbacks = new Callbacks(store, 'flow:node', () => now);

let count = 0;
const newReference = () => `r-${count++}`;
const wait = (ticket: string): CallbackWait => ({ url: `http://n8n/${ticket}`, ticket });
const callback = (n = 1): Callback => ({ method: 'POST', headers: {}, body: { n }, receivedAt: '2026-11-20T10:00:00.000Z' });
const take = async (reference: string, n = 1, keepUnknownMs = 0) => await callbacks.take(reference, callback(n), { fingerprint: `f-${n}`, keepUnknownMs });
const verdictOf = async (...call: Parameters<typeof take>) => (await take(...call)).verdict;

/** A reference for which a run waits for an hour. */
async function waitedFor(ticket = 't'): Promise<string> {
	const reference = newReference();
	await callbacks.begin(reference, now + HOUR_MS, wait(ticket));
	return reference;
}

describe('a callback', () => {
	it('counts while a run waits for it, and says which', async () => {
		const reference = await waitedFor();
		expect(await callbacks.standing(reference, 't', false)).toEqual({ status: 'open' });
		expect(await take(reference)).toEqual({ verdict: 'taken', wait: wait('t') });
		// However often its run looks, as when n8n was killed just when it was about to go on.
		for (const isLate of [false, true]) expect(await callbacks.standing(reference, 't', isLate)).toEqual({ status: 'calledBack', callback: callback() });
	});

	it('counts as soon as its reference is prepared, and whoever begins to wait gets it', async () => {
		const reference = newReference();
		expect(await callbacks.begin(reference, now + HOUR_MS)).toEqual({ isBusy: false });
		expect(await take(reference)).toEqual({ verdict: 'taken' });
		expect(await callbacks.begin(reference, now + HOUR_MS, wait('t'))).toEqual({ isBusy: false, came: callback() });
		expect(await callbacks.standing(reference, 't', true)).toMatchObject({ status: 'calledBack' });
	});

	it('counts once: the same is harmless, another one is not taken, whether the run has gone on or not', async () => {
		const reference = await waitedFor();
		await take(reference);
		for (const step of ['before', 'after']) {
			expect([step, await verdictOf(reference), await verdictOf(reference, 2)]).toEqual([step, 'repeated', 'used']);
			await callbacks.close(reference, 't');
		}
	});

	it('counts for one of many that come at once', async () => {
		const reference = await waitedFor();
		const verdicts = await Promise.all(Array.from({ length: 20 }, async (_, n) => await verdictOf(reference, n)));
		expect(verdicts.filter((one) => one === 'taken')).toHaveLength(1);
		expect(verdicts.filter((one) => one === 'used')).toHaveLength(19);
	});

	it('is unknown with a reference of nobody, also with one of another node', async () => {
		const reference = await waitedFor();
		const other = new Callbacks(store, 'flow:other', () => now);
		expect(await verdictOf(newReference())).toBe('unknown');
		expect(await other.verdict(reference, 'f', 0)).toBe('unknown');
	});

	it('with a reference of nobody is kept for a while, if so wished', async () => {
		const [soon, late] = [newReference(), newReference()];
		for (const reference of [soon, late]) expect(await verdictOf(reference, 1, HOUR_MS)).toBe('taken');
		expect(await callbacks.begin(soon, now + HOUR_MS, wait('t'))).toMatchObject({ came: callback() });
		expect(await verdictOf(late, 2, HOUR_MS)).toBe('used');
	});

	it('is late when the time of its reference is over, and unknown a week after', async () => {
		const reference = await waitedFor();
		now += HOUR_MS;
		expect(await verdictOf(reference)).toBe('late');
		now += 7 * DAY_MS;
		expect(await verdictOf(reference)).toBe('unknown');
	});

	it('tells by its verdict what would be done with it, and does nothing', async () => {
		const reference = await waitedFor();
		expect(await callbacks.verdict(reference, 'f-1', 0)).toBe('taken');
		expect(await callbacks.standing(reference, 't', false)).toEqual({ status: 'open' });
	});
});

describe('a wait', () => {
	it('that has timed out stays so: no callback counts for it any more, whatever the clock of another process says', async () => {
		const reference = await waitedFor();
		expect(await callbacks.standing(reference, 't', true)).toEqual({ status: 'timedOut' });
		expect(await verdictOf(reference)).toBe('late');
		expect(await callbacks.standing(reference, 't', false)).toEqual({ status: 'timedOut' });
	});

	it('either has its callback or times out, when both come at once', async () => {
		for (let n = 0; n < 50; n++) {
			const reference = await waitedFor();
			const [verdict, standing] = await Promise.all([verdictOf(reference), callbacks.standing(reference, 't', true)]);
			expect(standing.status).toBe(verdict === 'taken' ? 'calledBack' : 'timedOut');
		}
	});

	it('whose callback came in time has it, however late its run goes on', async () => {
		const reference = await waitedFor();
		await take(reference);
		now += DAY_MS;
		expect(await callbacks.standing(reference, 't', true)).toMatchObject({ status: 'calledBack' });
	});

	it('takes the place of another one with the same reference', async () => {
		const reference = await waitedFor('first');
		expect(await callbacks.begin(reference, now + HOUR_MS, wait('second'))).toEqual({ isBusy: false, replaced: wait('first') });
		expect(await callbacks.standing(reference, 'first', false)).toEqual({ status: 'replaced' });
		expect(await take(reference)).toMatchObject({ wait: wait('second') });
	});

	it('does not take away the callback that has come for another one', async () => {
		const reference = await waitedFor('first');
		await take(reference);
		expect(await callbacks.begin(reference, now + HOUR_MS, wait('second'))).toEqual({ isBusy: true });
		expect(await callbacks.standing(reference, 'first', false)).toMatchObject({ status: 'calledBack' });
	});

	it.each(['timed out', 'called back'])('can have a reference whose earlier one was %s', async (end) => {
		const reference = await waitedFor('first');
		if (end === 'called back') {
			await take(reference);
			await callbacks.close(reference, 'first');
		} else await callbacks.standing(reference, 'first', true);
		expect(await callbacks.begin(reference, now + HOUR_MS, wait('second'))).toEqual({ isBusy: false });
		expect(await take(reference, 2)).toEqual({ verdict: 'taken', wait: wait('second') });
	});

	it('keeps nothing of what its callback told once its run has gone on', async () => {
		const reference = await waitedFor();
		await callbacks.take(reference, { ...callback(), body: { secret: 'told-once' } }, { fingerprint: 'f', keepUnknownMs: 0 });
		await callbacks.close(reference, 't');
		for await (const { value } of store.entries('callback:')) expect(value).not.toContain('told-once');
	});

	it('is not closed by another one', async () => {
		const reference = await waitedFor();
		await take(reference);
		await callbacks.close(reference, 'other');
		expect(await callbacks.standing(reference, 't', false)).toMatchObject({ status: 'calledBack' });
	});
});
