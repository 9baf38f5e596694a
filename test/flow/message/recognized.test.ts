import { RecognizedEvents, TAKEN_FOR_MS } from '../../../flow/message/recognized';
import { SqliteStore } from '../../../flow/store/sqliteStore';
import { clockAt } from '../../support/clock';

const KEEP_MS = 8 * 86_400_000;
const START = '2026-11-20T09:00:00Z';
const later = (ms: number) => clockAt(new Date(Date.parse(START) + ms).toISOString());

let store: SqliteStore;
let events: RecognizedEvents;
beforeEach(() => {
	clockAt(START);
	store = new SqliteStore(':memory:');
	events = new RecognizedEvents(store, 'flow:trigger');
});
afterEach(async () => {
	await store.close();
	jest.restoreAllMocks();
});

it('is new once, under way until its run has begun, and known from then on', async () => {
	expect(await events.take('e', 'one')).toBe('new');
	expect(await events.take('e', 'two')).toBe('underWay');
	expect(await events.confirm('e', 'one', KEEP_MS)).toBe(true);
	expect(await events.take('e', 'two')).toBe('known');
	later(KEEP_MS - 60_000);
	expect(await events.take('e', 'two')).toBe('known');
	later(KEEP_MS + 60_000);
	expect(await events.take('e', 'two')).toBe('new');
});

it('can be looked at without being taken', async () => {
	expect(await events.look('e')).toBe('new');
	expect(await events.take('e', 'one')).toBe('new');
	expect(await events.look('e')).toBe('underWay');
	await events.confirm('e', 'one', KEEP_MS);
	expect(await events.look('e')).toBe('known');
});

it('is new again when n8n died before its run began', async () => {
	await events.take('e', 'one');
	later(TAKEN_FOR_MS + 1000);
	expect(await events.take('e', 'two')).toBe('new');
});

it('is confirmed as often as the run asks for it, as after a worker has died', async () => {
	await events.take('e', 'one');
	await events.confirm('e', 'one', KEEP_MS);
	expect(await events.confirm('e', 'one', KEEP_MS)).toBe(true);
});

it('runs once when its first run stood in the queue for so long that it was taken anew', async () => {
	await events.take('e', 'one');
	later(TAKEN_FOR_MS + 1000);
	await events.take('e', 'two');
	expect(await events.confirm('e', 'one', KEEP_MS)).toBe(true);
	expect(await events.confirm('e', 'two', KEEP_MS)).toBe(false);
});

it('runs also when nobody has come with it again while its run stood in the queue', async () => {
	await events.take('e', 'one');
	later(TAKEN_FOR_MS + 1000);
	expect(await events.confirm('e', 'one', KEEP_MS)).toBe(true);
	expect(await events.take('e', 'two')).toBe('known');
});

it('is given to each listener', async () => {
	const others = new RecognizedEvents(store, 'flow:other trigger');
	await events.take('e', 'one');
	expect(await others.take('e', 'one')).toBe('new');
	expect(await events.take('another', 'one')).toBe('new');
});

it('goes to one of many who take it, or confirm it, at once', async () => {
	const tokens = Array.from({ length: 50 }, (_, index) => `token ${index}`);
	const taken = await Promise.all(tokens.map(async (token) => await events.take('e', token)));
	expect(taken.filter((one) => one === 'new')).toHaveLength(1);
	const confirmed = await Promise.all(tokens.map(async (token) => await events.confirm('e', token, KEEP_MS)));
	expect(confirmed.filter((one) => one)).toHaveLength(1);
});

it('keeps no text of the provider as the name of what it keeps', async () => {
	await events.take('x'.repeat(1_000_000), 'one');
	for await (const { key } of store.entries('')) expect(key.length).toBeLessThan(200);
	expect(await events.take('x'.repeat(1_000_000), 'two')).toBe('underWay');
});
