import { byWorkflow, chatting, newPhone } from '../e2e/support/chatting';
import * as api from '../e2e/support/n8n';
import { json, messagesTo, until } from '../e2e/support/n8n';
import { processes, WEBHOOK_BASE, workersOf } from './support/queue';

const { begin, bot, continuing, left, say, sender, starting } = chatting(api);

/** A chatbot that says what it hears, and is done when it is told so. */
const ECHO = `({ message }) => message === 'done' ? { output: 'Bye', done: true, variables: { said: 'done' } } : { output: 'You said: ' + message }`;

afterEach(async () => {
	await Promise.all(Object.values(processes).map(async (each) => await each.start()));
});

it('sessions go on whichever process takes a message, each message is answered once, and each run leaves once', async () => {
	const start = await starting(byWorkflow(await bot(ECHO), await sender()));
	const go = await continuing();
	const phones = Array.from({ length: 6 }, newPhone);
	await Promise.all(phones.map(async (phone) => await start.call(json({ phone, text: 'Hello' }))));
	await until(async () => (await start.executions()).filter(({ status }) => status === 'waiting').length === phones.length);

	const through = { ...go, call: async (init: RequestInit = {}) => await go.call({ ...init, base: WEBHOOK_BASE }) };
	await Promise.all(phones.map(async (phone, n) => await say(n % 2 ? go : through, phone, `I am ${n}`)));
	await Promise.all(phones.map(async (phone, n) => await say(n % 2 ? through : go, phone, 'done')));
	await until(async () => (await start.executions()).every(({ status }) => status === 'success'));
	for (const [n, phone] of phones.entries()) expect(await messagesTo(phone)).toEqual(['You said: Hello', `You said: I am ${n}`, 'Bye']);
	for (const { id } of await start.executions()) expect(await left(id)).toMatchObject({ branches: ['closedByElement'], result: { variables: { said: 'done' } } });
});

it('messages that two processes take at the same time are answered once each', async () => {
	const start = await starting(byWorkflow(await bot(ECHO), await sender()));
	const go = await continuing();
	const phone = newPhone();
	const run = await begin(start, phone);
	const texts = Array.from({ length: 8 }, (_, n) => `m${n}`);
	await Promise.all(texts.map(async (text, n) => await say(go, phone, text, { messageId: text, at: `2026-12-01T10:00:0${n}Z` })));
	// A provider that has missed our answer delivers again.
	await Promise.all(texts.map(async (text, n) => await say(go, phone, text, { messageId: text, at: `2026-12-01T10:00:0${n}Z` })));
	await until(async () => (await messagesTo(phone)).length >= texts.length + 1);
	await say(go, phone, 'done');
	expect(await left(run)).toMatchObject({ branches: ['closedByElement'] });
	expect((await messagesTo(phone)).toSorted()).toEqual(['Bye', 'You said: Hello', ...texts.map((text) => `You said: ${text}`)].toSorted());
});

it('a session whose worker has died goes on, and so does one that expires meanwhile', async () => {
	const chatbot = byWorkflow(await bot(ECHO), await sender());
	const go = await continuing();
	const talking = newPhone();
	const runs = [await begin(await starting(chatbot), talking), await begin(await starting({ ...chatbot, idleMinutes: 0.1 }), newPhone())];
	const [worker] = await workersOf(runs[0]);
	await processes[worker].kill();
	expect(await say(go, talking, 'Still there?')).toMatchObject({ replies: [{ text: 'You said: Still there?' }] });
	await say(go, talking, 'done');
	expect(await left(runs[0])).toMatchObject({ branches: ['closedByElement'] });
	expect(await left(runs[1])).toMatchObject({ branches: ['expiredByTimeout'] });
	expect(await messagesTo(talking)).toEqual(['You said: Hello', 'You said: Still there?', 'Bye']);
});
