import { Analytics, totalOf } from '../../../flow/session/analytics';
import { ended, withArrival } from '../../../flow/session/rules';
import { Sessions } from '../../../flow/session/sessions';
import { SqliteStore } from '../../../flow/store/sqliteStore';
import { chatSession } from '../../support/chatSession';

let store: SqliteStore;
let sessions: Sessions;
beforeEach(() => {
	store = new SqliteStore(':memory:');
	sessions = new Sessions(store);
});
afterEach(async () => await store.close());

const OWNER = { workflowId: 'w', nodeId: 'n', nodeName: 'Start Chatbot' };
const session = (id: string, startedAt = new Date().toISOString()) => chatSession({ id, owner: OWNER, run: { url: `http://n8n.example/${id}`, ticket: id }, startedAt, lastMessageAt: startedAt, limits: { idleMs: 1000, totalMs: 1000 } });
const PERSON = { id: 'p' };

it('Of many sessions that are opened for one participant at once, one goes on, and each other has ended once', async () => {
	const ids = Array.from({ length: 30 }, (_, n) => `s${n}`);
	const opened = await Promise.all(ids.map(async (id) => await sessions.open(session(id), PERSON, { keepsRunning: false })));
	const all = await Promise.all(ids.map(async (id) => await sessions.get(id)));
	expect(all.filter((one) => one?.end === undefined)).toHaveLength(1);
	const replaced = opened.flatMap((one) => (one.isOpen ? one.replaced.map(({ id }) => id) : []));
	expect(new Set(replaced).size).toBe(29);
	expect(replaced).toHaveLength(29);
	expect(totalOf(await new Analytics(store).days('w', 1))).toMatchObject({ endedExternally: 29 });
});

it('One that goes on is left to go on, where that is wished', async () => {
	await sessions.open(session('first'), PERSON, { keepsRunning: true });
	expect(await sessions.open(session('second'), PERSON, { keepsRunning: true })).toMatchObject({ isOpen: false, running: { id: 'first' } });
	expect(await sessions.get('second')).toBeUndefined();
});

it('A session is found by the participant into which its own was merged, and makes place for the next one', async () => {
	await sessions.open(session('of gone'), { id: 'gone' }, { keepsRunning: false });
	const merged = { id: 'p', merged: [{ id: 'gone', at: '', attributes: {} }] };
	expect(await sessions.runningOf(PERSON)).toBeUndefined();
	expect(await sessions.runningOf(merged)).toMatchObject({ id: 'of gone' });
	await sessions.open(session('next'), merged, { keepsRunning: false });
	expect(await sessions.get('of gone')).toMatchObject({ end: { exit: 'endedExternally' } });
	expect(await sessions.runningOf(merged)).toMatchObject({ id: 'next' });
});

it('What a session has seen, the next one of the participant knows', async () => {
	await sessions.open({ ...session('first'), seen: ['message:1'] }, PERSON, { keepsRunning: false });
	await sessions.open(session('second'), PERSON, { keepsRunning: false });
	expect((await sessions.get('second'))?.seen).toEqual(['message:1']);
});

it('Of many changes at once none is lost, and an end is counted once', async () => {
	await sessions.open(session('s'), PERSON, { keepsRunning: false });
	const arrivals = Array.from({ length: 50 }, (_, n) => ({ kind: 'message', id: `${n}`, text: '', at: '2026-12-01T10:00:00Z' }) as const);
	await Promise.all(arrivals.map(async (arrival) => await sessions.change('s', (now) => withArrival(now, arrival, arrival.id).session)));
	expect((await sessions.get('s'))?.inbox).toHaveLength(50);
	await Promise.all(arrivals.map(async () => await sessions.change('s', (now) => ended(now, { exit: 'endedByUser' }))));
	expect(totalOf(await new Analytics(store).days('w', 1)).endedByUser).toBe(1);
	expect(await sessions.change('none', (now) => now)).toBeUndefined();
});

it('The numbers of a node are those of the days asked for, under the name that it had last', async () => {
	let now = Date.parse('2026-12-01T23:59:00Z');
	const analytics = new Analytics(store, () => now);
	await Promise.all(Array.from({ length: 20 }, async () => await analytics.count(OWNER, 'started')));
	now += 120_000;
	await analytics.count({ ...OWNER, nodeName: 'Renamed' }, 'expiredByTimeout');
	await analytics.count({ ...OWNER, workflowId: 'other' }, 'started');
	expect((await analytics.days('w', 2)).map(({ day, nodeName, counts }) => [day, nodeName, counts.started, counts.expiredByTimeout])).toEqual([
		['2026-12-01', 'Start Chatbot', 20, 0],
		['2026-12-02', 'Renamed', 0, 1],
	]);
	expect(await analytics.days('w', 1)).toHaveLength(1);
});
