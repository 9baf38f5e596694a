import type { EventKind } from '../../../flow/message/messageEvent';
import type { MessageWait, ReportedKind } from '../../../flow/message/reports';
import { isDecided, laterStatus, Reports } from '../../../flow/message/reports';
import { SqliteStore } from '../../../flow/store/sqliteStore';

const PROVIDER = 'infobip';
const DAY_MS = 86_400_000;

let now = Date.parse('2026-11-20T10:00:00Z');
const store = new SqliteStore(':memory:', () => now);
afterAll(() => store.close());
const reports = new Reports(store, () => now);

let count = 0;
const newId = () => `m-${count++}`;
const report = (messageId: string, kind: EventKind, at = '2026-11-20T10:00:00.000Z') => ({ provider: PROVIDER, messageId, kind, at }) as const;
const waitFor = (awaits: MessageWait['awaits'], forMs = DAY_MS): MessageWait => ({ url: 'http://n8n/run', ticket: 't', awaits, untilMs: now + forMs, messages: 1 });

describe('what reports tell of a message', () => {
	const kinds: ReportedKind[] = ['sent', 'failed', 'delivered', 'read'];

	it.each(kinds.flatMap((one) => kinds.map((other) => [one, other])))('is the same whichever comes first: %s, %s', async (one, other) => {
		const [forth, back] = [newId(), newId()];
		for (const kind of [one, other]) await reports.keep(report(forth, kind as EventKind));
		for (const kind of [other, one]) await reports.keep(report(back, kind as EventKind));
		expect((await reports.statusOf(PROVIDER, forth))?.kind).toBe((await reports.statusOf(PROVIDER, back))?.kind);
	});

	it('is the latest that has happened, also when a failure was reported before', async () => {
		const id = newId();
		await reports.keep(report(id, 'failed'));
		await reports.keep(report(id, 'delivered'));
		expect(await reports.statusOf(PROVIDER, id)).toMatchObject({ kind: 'delivered' });
	});

	it('does not change by a report that comes twice', () => {
		const known = { kind: 'delivered', at: '2026-11-20T10:00:00Z' } as const;
		expect(laterStatus(known, { kind: 'delivered', at: '2026-11-20T11:00:00Z' })).toBe(known);
	});

	it.each<[string, EventKind]>([['a message', 'message'], ['something unknown', 'other']])('is not touched by %s', async (_, kind) => {
		const id = newId();
		expect(await reports.keep(report(id, kind))).toEqual([]);
		expect(await reports.statusOf(PROVIDER, id)).toBeUndefined();
	});

	it('is told apart by provider', async () => {
		const id = newId();
		await reports.keep(report(id, 'read'));
		expect(await reports.statusOf('whatsAppCloud', id)).toBeUndefined();
	});
});

describe('a run that waits', () => {
	it.each<[MessageWait['awaits'], ReportedKind, boolean]>([
		['delivered', 'sent', false],
		['delivered', 'delivered', true],
		['delivered', 'read', true],
		['delivered', 'failed', true],
		['read', 'delivered', false],
		['read', 'read', true],
		['read', 'failed', true],
	])('for %s is told of %s: %s', async (awaits, kind, isTold) => {
		const id = newId();
		const wait = waitFor(awaits);
		await reports.await(PROVIDER, [id], wait);
		expect(await reports.keep(report(id, kind))).toEqual(isTold ? [wait] : []);
		expect(isDecided(kind, awaits)).toBe(isTold);
	});

	it('finds what was reported before it began to wait', async () => {
		const id = newId();
		await reports.keep(report(id, 'delivered'));
		await reports.await(PROVIDER, [id], waitFor('delivered'));
		expect(await reports.statusOf(PROVIDER, id)).toMatchObject({ kind: 'delivered' });
	});

	it('still knows after days that a message was delivered, also when that was reported early', async () => {
		const [early, late] = [newId(), newId()];
		await reports.keep(report(early, 'delivered'));
		await reports.await(PROVIDER, [early, late], waitFor('read', 5 * DAY_MS));
		await reports.keep(report(late, 'delivered'));
		now += 5 * DAY_MS;
		for (const id of [early, late]) expect(await reports.statusOf(PROVIDER, id)).toMatchObject({ kind: 'delivered' });
		expect(await reports.keep(report(late, 'read'))).toMatchObject([{ ticket: 't' }]);
		now += 2 * DAY_MS;
		for (const id of [early, late]) expect(await reports.statusOf(PROVIDER, id)).toBeUndefined();
	});

	it('leaves nothing behind but what was reported, and that for a day', async () => {
		const id = newId();
		await reports.await(PROVIDER, [id], waitFor('delivered', 20 * DAY_MS));
		await reports.keep(report(id, 'delivered'));
		await reports.forget(PROVIDER, [id], 't');
		expect(await reports.keep(report(id, 'read'))).toEqual([]);
		now += DAY_MS - 1_000;
		expect(await reports.statusOf(PROVIDER, id)).toEqual({ kind: 'read', at: expect.any(String) });
		now += 2_000;
		expect(await reports.statusOf(PROVIDER, id)).toBeUndefined();
	});

	it('need not be the only one for a message', async () => {
		const id = newId();
		const [one, other] = [waitFor('delivered'), { ...waitFor('read'), ticket: 'other' }];
		await Promise.all([reports.await(PROVIDER, [id], one), reports.await(PROVIDER, [id], other)]);
		expect(await reports.keep(report(id, 'delivered'))).toEqual([one]);
		await reports.forget(PROVIDER, [id], one.ticket);
		expect(await reports.keep(report(id, 'read'))).toEqual([other]);
	});
});

it('keeps a report that nobody waits for no longer than an hour', async () => {
	const id = newId();
	await reports.keep(report(id, 'delivered'));
	now += 3_600_001;
	expect(await reports.statusOf(PROVIDER, id)).toBeUndefined();
});

it('loses no report of many that come at once', async () => {
	const id = newId();
	await reports.await(PROVIDER, [id], waitFor('read'));
	const kinds: EventKind[] = ['sent', 'delivered', 'read', 'delivered', 'sent', 'delivered'];
	const told = await Promise.all(kinds.map(async (kind) => await reports.keep(report(id, kind))));
	expect(told.filter((waits) => waits.length > 0)).toHaveLength(1);
	expect(await reports.statusOf(PROVIDER, id)).toMatchObject({ kind: 'read' });
});
