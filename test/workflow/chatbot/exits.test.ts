import { OptOuts } from '../../../flow/optOut/optOuts';
import { clockAt } from '../../support/clock';
import { runFlow } from '../../support/engine';
import { deadUrl } from '../../support/apiServer';
import type { Told } from './chatting';
import { chat, chatFlow, continued, inSession, left, leftBy, message, own, PHONE, say, start } from './chatting';

/** A chatbot that does what it is told to do. */
const OBEDIENT = ({ message: text }: Told) => {
	if (text === 'crash') throw new Error('The bot broke.');
	if (text === 'nonsense') return { replies: 7, variables: 'none' } as never;
	return text.startsWith('{') ? JSON.parse(text) : { reply: `You said: ${text}` };
};

const isAt = (ms: number) => clockAt(new Date(Date.now() + ms).toISOString());

describe('A session that could not be started leaves by Session Not Started', () => {
	it.each([
		['the chatbot is not there', { botWorkflow: { __rl: true, mode: 'id', value: 'other' } }, 'chatbotFailed', /must be published/],
		['the chatbot fails', { message: 'crash' }, 'chatbotFailed', /The bot broke/],
		['the chatbot talks nonsense', { message: 'nonsense' }, 'chatbotFailed', /cannot be used/],
		['the phone number is none', { phone: '12' }, 'invalidContact', /not valid/],
		['nobody is named', { phone: '' }, 'invalidContact', /neither/],
	])('when %s', async (_, parameters, code, reason) => {
		const { branch, result, json } = await left(start(chat(OBEDIENT), parameters));
		expect(branch).toBe('Session Not Started');
		expect(result).toMatchObject({ exit: 'notStarted', code, reason: expect.stringMatching(reason) });
		expect(json.orderId).toBe('A-1');
	});

	it('when the participant has opted out', async () => {
		await new OptOuts(own.store).add({ type: 'phone', value: PHONE }, { channel: 'whatsapp' });
		const made = chat();
		expect((await left(start(made))).result).toMatchObject({ exit: 'notStarted', code: 'optedOut' });
		expect(made.told).toEqual([]);
	});

	it('when n8n does not reach itself', async () => {
		const run = own.n8n.start(chatFlow(chat()), { publicUrl: await deadUrl() });
		expect((await left(run)).result).toMatchObject({ exit: 'notStarted', code: 'n8nUnreachable', reason: expect.stringContaining('WEBHOOK_URL') });
	});
});

describe('A session leaves by', () => {
	it('Session Ended Externally when the participant gets another one, and each chatbot hears its own messages', async () => {
		const made = chat(OBEDIENT);
		const first = await inSession(made);
		const second = await inSession(made);
		expect(await left(first)).toMatchObject({ branch: 'Session Ended Externally', result: { exit: 'endedExternally' } });
		expect(second.status).toBe('waiting');
		await say('{"done": true}');
		expect((await left(second)).branch).toBe('Closed by the Chatbot');
	});

	it.each([
		['{"reply": "Bye", "done": true}', 'Closed by the Chatbot', 'closedByElement'],
		['{"reply": "Bye", "done": true, "exit": "endedByUser"}', 'Session Ended by User', 'endedByUser'],
		['{"done": true, "exit": "redirectToAgentFailed", "reason": "Nobody is there"}', 'Redirect to Agent Failed', 'redirectToAgentFailed'],
		['crash', 'Chatbot Deactivated', 'deactivated'],
		['nonsense', 'Chatbot Deactivated', 'deactivated'],
		['STOP!', 'Session Ended by User', 'endedByUser'],
		['Agent', 'Redirect to Agent Failed', 'redirectToAgentFailed'],
	])('what %s means', async (text, branch, exit) => {
		const run = await inSession(chat(OBEDIENT));
		expect(await say(text)).toMatchObject({ branch: 'In Session', result: { status: 'ended', exit } });
		expect(await left(run)).toMatchObject({ branch, result: { exit } });
	});

	it('the exit that End Session names', async () => {
		const run = await inSession(chat());
		const [ended, again] = await continued([message(''), message('')], { operation: 'end', exit: 'redirectToAgentFailed', reason: 'An agent has called' });
		expect(ended).toMatchObject({ branch: 'In Session', result: { status: 'ended', exit: 'redirectToAgentFailed' } });
		expect(again).toMatchObject({ branch: 'No Session' });
		expect(await left(run)).toMatchObject({ branch: 'Redirect to Agent Failed', result: { reason: 'An agent has called' } });
	});

	it('Session Ended by User when the participant opts out meanwhile, and nothing more is sent', async () => {
		const made = chat(OBEDIENT);
		const run = await inSession(made);
		await new OptOuts(own.store).add({ type: 'phone', value: PHONE }, { channel: 'all' });
		await say('What now?');
		expect(await left(run)).toMatchObject({ branch: 'Session Ended by User', result: { reason: expect.stringContaining('opt-out list') } });
		expect(made.sent).toEqual(['You said: Hello']);
	});

	it('In All Other Cases when its exit has no branch of its own', async () => {
		const run = await inSession(chat(OBEDIENT), { exits: ['deactivated', 'endedByUser'] });
		await say('{"done": true}');
		expect(await left(run)).toMatchObject({ branch: 'In All Other Cases', result: { exit: 'closedByElement' } });
		const other = await inSession(chat(OBEDIENT), { exits: ['deactivated', 'endedByUser'] });
		await say('stop');
		// The second that was chosen: the fourth output.
		expect(await left(other)).toMatchObject({ branch: 'Session Ended Externally', result: { exit: 'endedByUser' } });
	});
});

describe('Session Expired by Timeout', () => {
	it('comes by itself after the silence', async () => {
		const begun = Date.now();
		const run = await inSession(chat(), { idleMinutes: 0.025 });
		expect(await left(run)).toMatchObject({ branch: 'Session Expired by Timeout', result: { exit: 'expiredByTimeout' } });
		expect(Date.now() - begun).toBeGreaterThan(900);
		expect(Date.now() - begun).toBeLessThan(6000);
	});

	it('is put off by each message', async () => {
		const run = await inSession(chat(), { idleMinutes: 0.04 });
		for (let n = 0; n < 4; n++) {
			await new Promise((resolve) => setTimeout(resolve, 1000));
			expect(await say(`${n}`)).toMatchObject({ branch: 'In Session' });
		}
		expect(run.status).toBe('waiting');
		expect((await left(run)).branch).toBe('Session Expired by Timeout');
	});

	it('comes at the latest after the whole time, however much is said', async () => {
		const run = await inSession(chat(), { idleMinutes: 60, totalHours: 2 });
		isAt(100 * 60_000);
		expect(await say('Still here')).toMatchObject({ branch: 'In Session' });
		isAt(25 * 60_000);
		expect(await left(run)).toMatchObject({ branch: 'Session Expired by Timeout', result: { reason: expect.stringContaining('as long as it may') } });
	});
});

describe('More than one item', () => {
	const two = { items: [{ json: { phone: PHONE } }, { json: { phone: PHONE } }] };

	it('is refused with a word on Add to Flow, and nothing is started', async () => {
		const made = chat();
		const run = await runFlow(chatFlow(made, {}, two));
		expect(run.error).toContain('Add to Flow');
		expect(made.told).toEqual([]);
	});

	it('leaves by In All Other Cases where n8n goes on after errors', async () => {
		const flow = chatFlow(chat(), {}, two);
		flow.nodes[1].onError = 'continueRegularOutput';
		const run = await runFlow(flow);
		expect(run.outputs('Chatbot').map((items) => items.length)).toEqual([0, 2, 0, 0, 0, 0, 0, 0]);
		expect(run.outputs('Chatbot')[1][0].json).toMatchObject({ phone: PHONE, error: expect.stringContaining('Add to Flow') });
	});
});

it('A run that was stopped by hand has no session any more', async () => {
	const run = await inSession(chat());
	run.timeOut();
	// n8n lets it go on by the first branch; the session is found out to be gone by the next message.
	expect(leftBy(await run.ended).branch).toBe('Session Expired by Timeout');
	expect(await say('Hello?')).toMatchObject({ branch: 'No Session' });
});
