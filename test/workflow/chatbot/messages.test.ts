import { setTimeout as sleep } from 'node:timers/promises';

import { Participants } from '../../../flow/participant/participants';
import { keepLastInbound } from '../../../flow/message/lastInbound';
import { Sessions } from '../../../flow/session/sessions';
import type { Told } from './chatting';
import { chat, continued, inSession, left, message, own, participantOf, PHONE, say, start } from './chatting';

const sessionOf = async () => {
	const participant = await participantOf();
	return participant && (await new Sessions(own.store).runningOf(participant));
};

describe('Messages of one participant', () => {
	const SLOW = async ({ message: text }: Told) => {
		await sleep(20);
		return { reply: `Heard ${text}` };
	};

	it('that come at once are handed on one after the other, in their order', async () => {
		const made = chat(SLOW);
		await inSession(made);
		const texts = ['1', '2', '3', '4', '5', '6', '7', '8'];
		const all = [];
		for (const text of texts) {
			all.push(say(text));
			await sleep(3);
		}
		const came = await Promise.all(all);
		expect(came.map(({ result }) => result.replies?.[0])).toEqual(texts.map((text) => ({ type: 'text', text: `Heard ${text}` })));
		expect(made.told.map(({ message: text }) => text)).toEqual(['Hello', ...texts]);
		expect(made.sent).toEqual(['Hello', ...texts].map((text) => `Heard ${text}`));
	});

	it('are handed on in the order in which they were written, also from one run', async () => {
		const made = chat(SLOW);
		await inSession(made);
		const at = (second: number) => ({ at: new Date(Date.now() - 60_000 + 1000 * second).toISOString() });
		await continued([message('first', at(0)), message('third', at(2)), message('second', at(1))]);
		expect(made.told.slice(1).map(({ message: text }) => text)).toEqual(['first', 'second', 'third']);
	});

	it('with the same ID are handed on once', async () => {
		const made = chat();
		await inSession(made);
		const twice = message('Once', { messageId: 'wamid.same' });
		const [first, second] = await Promise.all([continued([twice]), continued([twice])]);
		expect([first[0].result.status, second[0].result.status].toSorted()).toEqual(['handedOn', 'repeated']);
		expect(made.told).toHaveLength(2);
	});

	it('that come while the run is just being parked are handed on', async () => {
		const made = chat(SLOW);
		const run = start(made);
		while (!(await sessionOf())) await sleep(1);
		expect(await say('Early')).toMatchObject({ branch: 'In Session', result: { replies: [{ text: 'Heard Early' }] } });
		expect(run.status).toBe('waiting');
	});

	it('of somebody without a session go on by No Session', async () => {
		await inSession(chat());
		expect(await say('Hi', { phone: '+31687654321' })).toMatchObject({ branch: 'No Session', json: { text: 'Hi' }, result: { status: 'noSession' } });
		expect(await say('Hi', { phone: 'none' })).toMatchObject({ branch: 'No Session' });
	});

	it('of somebody who has turned out to be another one find the session', async () => {
		const made = chat();
		await new Participants(own.store).upsert({ identifiers: [{ type: 'email', value: 'ann@example.com' }] });
		await inSession(made);
		await new Participants(own.store).upsert({ identifiers: [{ type: 'phone', value: PHONE }, { type: 'email', value: 'ann@example.com' }] });
		expect(await say('It is me', { phone: '', email: 'ann@example.com' })).toMatchObject({ branch: 'In Session' });
		expect(made.told).toHaveLength(2);
	});
});

describe('The first message', () => {
	it('is the last one that the participant has sent, with what was behind its button', async () => {
		const at = new Date(Date.now()).toISOString();
		await keepLastInbound(own.store, { id: '1', kind: 'message', provider: 'whatsAppCloud', channel: 'whatsapp', messageId: 'wamid.in', at, phone: PHONE, text: 'Return', payload: 'return-1', raw: {} });
		const made = chat();
		await inSession(made, { messageFrom: 'lastInbound', variables: { rows: [{ name: 'orderId', value: '={{ $json.orderId }}' }] } });
		expect(made.told[0]).toMatchObject({ message: 'Return', payload: 'return-1', messageId: 'wamid.in', variables: { orderId: 'A-1' } });
		// The flow of Continue Chatbot may be told of it, too.
		expect((await say('Return', { messageId: 'wamid.in' })).result.status).toBe('repeated');
		expect(await sessionOf()).toMatchObject({ channel: 'whatsapp' });
	});

	it('of somebody who has a session is handed on to it, where the panel says so', async () => {
		const made = chat();
		const first = await inSession(made);
		const second = await left(start(made, { message: 'And one more thing', options: { ifRunning: 'handOn' } }));
		expect(second).toMatchObject({ branch: 'Session Not Started', result: { code: 'handedOn' } });
		await sleep(300);
		expect(made.told.map(({ message: text }) => text)).toEqual(['Hello', 'And one more thing']);
		expect(first.status).toBe('waiting');
	});
});

describe('Choices', () => {
	const ASKING = ({ message: text, payload }: Told) =>
		text === 'Hello' ? { replies: [{ type: 'choices', text: 'Which size?', choices: ['Small', { label: 'Large', payload: 'size-l' }] }] } : { reply: `${text} ${String(payload ?? '')}` };

	it.each([
		['2', 'Large size-l'],
		['large', 'Large size-l'],
		['1.', 'Small Small'],
		['3', '3 '],
		['a large one', 'a large one '],
	])('are a numbered list, and %s is understood', async (text, heard) => {
		const made = chat(ASKING);
		await inSession(made);
		expect(made.sent).toEqual(['Which size?\n1. Small\n2. Large']);
		await say(text);
		expect(made.sent[1].trim()).toBe(heard.trim());
	});
});

describe('Delivery', () => {
	it('that fails is told in the transcript, and the session goes on', async () => {
		const made = chat();
		const run = await inSession(made, { deliveryWorkflow: { __rl: true, mode: 'id', value: 'nobody' } });
		expect(await say('Hm')).toMatchObject({ result: { status: 'handedOn', notDelivered: [expect.stringContaining('did not start')] } });
		expect(run.status).toBe('waiting');
	});

	it('by nothing leaves the replies to Continue Chatbot', async () => {
		const made = chat();
		await inSession(made, { delivery: 'none' });
		expect((await say('Hm')).result.replies).toEqual([{ type: 'text', text: 'You said: Hm' }]);
		expect(made.sent).toEqual([]);
	});
});

describe('When n8n was killed', () => {
	it('while the chatbot was being told something, it is not told again, and the next message is', async () => {
		const made = chat();
		const run = await inSession(made);
		const session = await sessionOf();
		const sessions = new Sessions(own.store);
		const arrival = { kind: 'message', id: 'lost', text: 'Lost', at: new Date().toISOString() } as const;
		await sessions.change(String(session?.id), (now) => ({
			...now,
			turn: { token: 'of somebody who has died', arrivalId: 'lost' },
			transcript: [...now.transcript, { id: arrival.id, from: 'participant', text: arrival.text, at: arrival.at }],
			outbox: [{ id: 'late', reply: { type: 'text', text: 'Said late' } }],
		}));
		await say('Are you there?');
		expect(made.told.map(({ message: text }) => text)).toEqual(['Hello', 'Are you there?']);
		expect(made.sent).toEqual(['You said: Hello', 'Said late', 'You said: Are you there?']);
		await say('stop');
		expect((await left(run)).result.transcript).toContainEqual(expect.objectContaining({ text: 'Lost', isCutOff: true }));
	});
});
