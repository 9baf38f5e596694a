import { left, say, start, chat, inSession } from './chatting';

describe('A session with a chatbot', () => {
	it('begins with the message, sends the replies, and ends when the chatbot is done', async () => {
		const made = chat(({ message }) => (message === 'bye' ? { replies: ['Goodbye'], done: true, reason: 'All said', variables: { mood: 'good' } } : { output: `You said: ${message}` }));
		const run = await inSession(made);
		expect(made.told[0]).toMatchObject({ message: 'Hello', chatInput: 'Hello', isFirstMessage: true, participant: { phone: '+31612345678' } });
		expect(made.sent).toEqual(['You said: Hello']);

		expect(await say('How are you?')).toMatchObject({ branch: 'In Session', result: { status: 'handedOn', replies: [{ type: 'text', text: 'You said: How are you?' }] } });
		expect(await say('bye')).toMatchObject({ branch: 'In Session', result: { status: 'ended', exit: 'closedByElement', replies: [{ type: 'text', text: 'Goodbye' }] } });
		const { branch, result, json } = await left(run);
		expect(branch).toBe('Closed by the Chatbot');
		expect(json.orderId).toBe('A-1');
		expect(result).toMatchObject({ exit: 'closedByElement', reason: 'All said', variables: { mood: 'good' }, messages: 3, engine: 'n8nWorkflow' });
		expect(result.transcript?.map(({ from, text }) => `${from}: ${text}`)).toEqual([
			'participant: Hello',
			'bot: You said: Hello',
			'participant: How are you?',
			'bot: You said: How are you?',
			'participant: bye',
			'bot: Goodbye',
		]);
		expect(made.sent).toEqual(['You said: Hello', 'You said: How are you?', 'Goodbye']);
		expect(await say('Still there?')).toMatchObject({ branch: 'No Session', result: { status: 'noSession' } });
	});

	it('that is over at once is not waited for', async () => {
		const run = start(chat(() => ({ reply: 'We are closed.', done: true })));
		expect((await left(run)).branch).toBe('Closed by the Chatbot');
		expect(run.holds).toBe(0);
	});
});
