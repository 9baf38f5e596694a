import { Mutes } from '../../../flow/conversation/mutes';
import { chat, inSession, left, own, PHONE, say, start } from './chatting';

const CONVERSATION = { provider: 'trengo', id: '7' };
const mute = async () => await new Mutes(own.store).begin([{ type: 'phone', value: PHONE }], CONVERSATION, Date.now() + 3_600_000);

describe('While a human has the conversation', () => {
	it('no session is started', async () => {
		await mute();
		const made = chat();
		expect(await left(start(made))).toMatchObject({ branch: 'Session Not Started', result: { code: 'muted', reason: expect.stringContaining('human agent') } });
		expect(made.told).toEqual([]);
	});

	it('no message is handed on, and it does not pass for one without a session', async () => {
		const made = chat();
		await inSession(made);
		await mute();
		expect(await say('Is anybody there?')).toMatchObject({ branch: 'In Session', result: { status: 'muted' } });
		await new Mutes(own.store).end(CONVERSATION);
		expect(await say('Hello again')).toMatchObject({ result: { status: 'handedOn' } });
		expect(made.told.map(({ message }) => message)).toEqual(['Hello', 'Hello again']);
	});

	it('what the chatbot says is noted but not sent', async () => {
		const made = chat();
		await inSession(made);
		await mute();
		const said = await say('Are you there?', {}, { options: { whileAgentTalks: 'send' } });
		expect(said.result).toMatchObject({ status: 'handedOn', notDelivered: [expect.stringContaining('human agent')] });
		expect(made.sent).toEqual(['You said: Hello']);
	});

	it('all goes on where the panel says so', async () => {
		await mute();
		const made = chat();
		await inSession(made, { options: { whileAgentTalks: 'send' } });
		expect(made.sent).toEqual(['You said: Hello']);
	});
});
