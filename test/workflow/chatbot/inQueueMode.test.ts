import type { Told } from './chatting';
import { chat, inSession, left, own, say } from './chatting';

beforeEach(() => {
	process.env.EXECUTIONS_MODE = 'queue';
});
afterEach(() => {
	delete process.env.EXECUTIONS_MODE;
});

const DONE = ({ message }: Told) => (message === 'done' ? { reply: 'Bye', done: true, variables: { size: 'M' } } : { reply: `Heard ${message}` });

/** All timers of the store, however far away. */
const timers = async () => await own.store.takeTimers({ nowMs: Date.now(), dueBeforeMs: Number.MAX_SAFE_INTEGER, leaseMs: 0, limit: 100 });

describe('In queue mode', () => {
	it('a worker talks with a chatbot that is a workflow: the run has a turn for each message, and leaves once', async () => {
		const made = chat(DONE);
		const run = await inSession(made);
		for (const text of ['1', '2', '3']) {
			expect(await say(text)).toMatchObject({ branch: 'In Session', result: { status: 'handedOn', replies: [{ text: `Heard ${text}` }] } });
			await run.paused();
		}
		expect(run.holds).toBe(4);
		expect(await say('done')).toMatchObject({ result: { status: 'ended', exit: 'closedByElement' } });
		const { branch, json, result } = await left(run);
		expect([branch, json.orderId, result.messages, result.variables, result.wait]).toEqual(['Closed by the Chatbot', 'A-1', 5, { size: 'M' }, undefined]);
		expect(made.sent).toEqual(['Heard Hello', 'Heard 1', 'Heard 2', 'Heard 3', 'Bye']);
	});

	it('messages that come while a worker has the turn are handed on in it or in the next', async () => {
		const made = chat(DONE);
		const run = await inSession(made);
		const came = await Promise.all(['1', '2', '3', '4', '5', '6'].map(async (text) => await say(text)));
		expect(came.map(({ result }) => result.status)).toEqual(Array(6).fill('handedOn'));
		expect(made.told.map(({ message }) => message).toSorted()).toEqual(['1', '2', '3', '4', '5', '6', 'Hello']);
		await run.paused();
		expect(run.status).toBe('waiting');
	});

	it('the timers of earlier waits are taken back', async () => {
		const run = await inSession(chat(DONE));
		for (const text of ['1', '2', '3', '4']) {
			await say(text);
			await run.paused();
		}
		const forTheEnd = (await timers()).filter(({ payload }) => !payload.includes(':news'));
		expect(forTheEnd).toHaveLength(1);
	});

	it('a session is left by a word without a turn, and expires in its time after one', async () => {
		const first = await inSession(chat(DONE));
		await say('stop');
		expect(await left(first)).toMatchObject({ branch: 'Session Ended by User' });
		expect(first.holds).toBe(1);
		const second = await inSession(chat(DONE), { idleMinutes: 0.02 });
		await say('1');
		expect(await left(second)).toMatchObject({ branch: 'Session Expired by Timeout', result: { messages: 2 } });
	});

	it('a chatbot that fails in its turn is left by its branch', async () => {
		const made = chat(({ message }) => {
			if (message === 'crash') throw new Error('The bot broke.');
			return { reply: 'Hi' };
		});
		const run = await inSession(made);
		await say('crash');
		expect(await left(run)).toMatchObject({ branch: 'Chatbot Deactivated', result: { reason: expect.stringContaining('The bot broke') } });
	});
});
