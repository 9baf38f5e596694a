import { Conversations } from '../../../flow/conversation/conversations';
import { deskReference, noteDeskToken, referenceOfToken } from '../../../flow/conversation/deskTokens';
import type { StartOutcome } from '../../../flow/conversation/gateway';
import { startOnce } from '../../../flow/conversation/startOnce';
import { SqliteStore } from '../../../flow/store/sqliteStore';

const store = new SqliteStore(':memory:');
afterAll(async () => await store.close());

const ref = (id: string) => ({ provider: 'chatwoot-1', id });
const WAIT = { url: 'http://n8n/1', ticket: 't' };
const NOW = 1_800_000_000_000;

describe('Conversations', () => {
	const conversations = new Conversations(store, () => NOW);

	it('tell who waits, when one is resolved', async () => {
		expect(await conversations.await(ref('a'), WAIT, NOW + 1000)).toBeUndefined();
		expect(await conversations.resolvedAt(ref('a'))).toBeUndefined();
		expect(await conversations.resolve(ref('a'))).toEqual(WAIT);
		expect(await conversations.resolvedAt(ref('a'))).toBe(new Date(NOW).toISOString());
	});

	it('tell that one was resolved before it was waited for, and keep the first time', async () => {
		expect(await conversations.resolve(ref('b'))).toBeUndefined();
		expect(await new Conversations(store, () => NOW + 5000).resolve(ref('b'))).toBeUndefined();
		expect(await conversations.await(ref('b'), WAIT, NOW + 1000)).toBe(new Date(NOW).toISOString());
	});

	it('forget a wait, but not that of another run', async () => {
		await conversations.await(ref('c'), WAIT, NOW + 1000);
		await conversations.forgetWait(ref('c'), 'other');
		expect(await conversations.resolve(ref('c'))).toEqual(WAIT);
		await conversations.forgetWait(ref('c'), 't');
		expect(await conversations.resolve(ref('c'))).toBeUndefined();
	});
});

describe('Tokens of desks', () => {
	it('are known once they were given out', async () => {
		expect(await referenceOfToken(store, 'secret')).toBeUndefined();
		await noteDeskToken(store, 'secret');
		expect(await referenceOfToken(store, 'secret')).toBe(deskReference('secret'));
		expect(deskReference('secret')).not.toContain('secret');
	});
});

describe('startOnce', () => {
	const patience = { waitMs: 0, now: Date.now, sleep: async () => undefined };
	const started: StartOutcome = { started: true, id: '7', missed: [{ step: 'tag', code: 'unavailable', text: 'no' }] };
	const failed = (code: 'outcomeUnknown' | 'unavailable', id?: string): StartOutcome => ({ started: false, ...(id && { id }), problem: { code, text: 'x', advice: 'y' } });

	it.each<[string, StartOutcome]>([
		['what was started, with what it misses', started],
		['what may have been made', failed('outcomeUnknown')],
		['what was made, though nobody can use it', failed('unavailable', '8')],
	])('does not do again %s', async (name, outcome) => {
		const start = jest.fn(async () => outcome);
		const first = await startOnce(store, name, start, patience, 'r-1');
		const second = await startOnce(store, name, start, patience, 'r-2');
		expect(start).toHaveBeenCalledTimes(1);
		expect(second).toEqual({ outcome: first.outcome, repeated: true });
	});

	it('does again what certainly made nothing', async () => {
		const start = jest.fn(async () => failed('unavailable'));
		await startOnce(store, 'again', start, patience, 'r');
		expect(await startOnce(store, 'again', async () => started, patience, 'r')).toMatchObject({ outcome: { started: true, reference: 'r' }, repeated: false });
	});

	it('tells that it does not know, when a run was cut off in the middle', async () => {
		await startOnce(store, 'cut', async () => await Promise.reject(new Error('killed')), patience, 'r').catch(() => undefined);
		expect(await startOnce(store, 'cut', async () => started, patience, 'r')).toMatchObject({ outcome: { started: false, problem: { code: 'outcomeUnknown' } } });
	});
});
