import { openChannelEngine } from '../../../providers/infobip/openChannel';
import { openChannelFaults, readOpenChannelReply, sessionInReply } from '../../../providers/infobip/openChannelReply';
import { botCall, jsonOf } from '../support/botCalls';
import type { Answer } from '../support/fakeService';
import { fakeService } from '../support/fakeService';
import { hostileBodies } from '../support/hostileBodies';

const CHANNEL = '2235ca45-afdd-47c9-a326-cf66e9872dda';
const TAKEN: Answer = { status: 200, body: { status: 'MESSAGE_ACCEPTED' } };

function engineOn(answer: Answer) {
	const service = fakeService(() => answer);
	return { engine: openChannelEngine(service.sendRequest, { baseUrl: 'https://x.api.infobip.com', channelId: ` ${CHANNEL} ` }), requests: service.requests };
}

const reply = (body: object, rest: object = {}) => ({ sender: CHANNEL, destination: '+31612345678', message: { body }, callbackData: { sessionId: 's-1' }, ...rest });

describe('a message by Open Channel', () => {
	it.each(['start', 'message'] as const)('is one request, as Infobip takes it: %s', async (event) => {
		const { engine, requests } = engineOn(TAKEN);
		const call = botCall({ variables: { plan: 'gold' }, callbackUrl: 'https://n8n.example/webhook/1', message: { text: 'Yes', payload: 'yes' } });
		expect(await engine[event](call)).toEqual({ answered: true, replies: [] });
		const [{ body, ...request }] = requests;
		expect(request).toEqual({ method: 'POST', url: 'https://x.api.infobip.com/open-channel/1/messages/inbound', headers: { accept: 'application/json', 'content-type': 'application/json' } });
		expect(JSON.parse(body ?? '')).toEqual({
			sender: '+31612345678',
			destination: CHANNEL,
			content: { body: { type: 'TEXT', text: 'yes' } },
			responseWebhook: { url: call.callbackUrl, callbackData: { sessionId: call.sessionId } },
			metadata: { plan: 'gold', sessionId: call.sessionId, callbackUrl: call.callbackUrl },
		});
		expect(requests).toHaveLength(1);
	});

	it('is no longer than Infobip takes it, and never empty', async () => {
		const { engine, requests } = engineOn(TAKEN);
		await engine.message(botCall({ message: { text: 'x'.repeat(5000) } }));
		expect(jsonOf(requests[0])).toMatchObject({ content: { body: { text: 'x'.repeat(4096) } } });
		expect(await engine.message(botCall({ message: { text: '' } }))).toMatchObject({ answered: false, failure: 'refused' });
		expect(requests).toHaveLength(1);
	});

	it.each(['', 'shop', '2235ca45'])('is not tried on the channel %j', (channelId) => {
		expect(() => openChannelEngine(fakeService(() => TAKEN).sendRequest, { baseUrl: 'https://x.api.infobip.com', channelId })).toThrow(/^Open Channel must be the ID/);
	});

	it.each<[string, Answer, 'gone' | 'refused' | 'unreachable', string]>([
		['has no such channel', { status: 404, body: { errorCode: 'E404', description: 'Not found', violations: [{ property: '', violation: 'Destination sender ownership not found for account' }] } }, 'gone', 'Infobip has no such Open Channel on this account (404). Check its ID, and the Base URL of the credential. It says: Not found - Destination sender ownership not found for account'],
		['does not like it', { status: 400, body: { errorCode: 'E400', description: 'Bad', violations: [{ property: 'content.body.text', violation: 'size' }] } }, 'refused', 'Infobip refused the request (400). It says: Bad - content.body.text: size'],
		['does not know the key', { status: 401 }, 'refused', 'Infobip does not accept the API key (401).'],
		['has too much to do', { status: 429 }, 'unreachable', 'Infobip takes no more requests for now (429).'],
		['has an error', { status: 503 }, 'unreachable', 'It is not known whether the chatbot got the message.'],
		['is down', { cause: 'dns' }, 'unreachable', 'The request did not arrive.'],
	])('is not answered when Infobip %s', async (_, answer, failure, message) => {
		const { engine, requests } = engineOn(answer);
		expect(await engine.start(botCall())).toEqual({ answered: false, failure, message: expect.stringContaining(message) });
		expect(requests).toHaveLength(1);
	});

	it('passes the cancelling of the run on', async () => {
		const engine = openChannelEngine(() => Promise.reject(new Error('cancelled')), { baseUrl: 'https://x.api.infobip.com', channelId: CHANNEL });
		await expect(engine.start(botCall())).rejects.toThrow('cancelled');
	});
});

describe('a reply by Open Channel', () => {
	it.each<[string, object, object]>([
		['a text', { type: 'TEXT', text: 'Hello' }, { type: 'text', text: 'Hello' }],
		['an image', { type: 'IMAGE', url: 'https://shop.example/a.png', caption: 'A' }, { type: 'image', url: 'https://shop.example/a.png', caption: 'A' }],
		['a sound', { type: 'AUDIO', url: 'https://shop.example/a.mp3' }, { type: 'audio', url: 'https://shop.example/a.mp3' }],
		['a file', { type: 'FILE', url: 'https://shop.example/a.pdf', filename: 'a.pdf' }, { type: 'file', url: 'https://shop.example/a.pdf', caption: 'a.pdf' }],
	])('is %s', (_, body, said) => {
		expect(readOpenChannelReply(reply(body))).toEqual({ answered: true, replies: [said] });
		expect(readOpenChannelReply(reply({}, { message: undefined, content: { body } }))).toEqual({ answered: true, replies: [said] });
		expect(openChannelFaults(reply(body))).toEqual([]);
	});

	it('is a JSON element that ends the session', () => {
		const json = { done: true, exit: 'redirectToAgentFailed', reason: 'nobody there', variables: { size: 'M' }, sessionId: 'forged' };
		const end = { exit: 'redirectToAgentFailed', reason: 'nobody there' };
		expect(readOpenChannelReply(reply({ type: 'JSON', json }))).toEqual({ answered: true, replies: [], variables: { size: 'M' }, end });
	});

	it('is what an API element sends', () => {
		expect(readOpenChannelReply({ done: 'true', reason: 'bye' })).toEqual({ answered: true, replies: [], end: { exit: 'closedByElement', reason: 'bye' } });
		expect(openChannelFaults({ done: 'perhaps' })).toEqual(['done must be true or false.']);
	});

	it.each<[string, object]>([
		['a JSON element for somebody else', { type: 'JSON', json: { type: 'carousel', cards: [] } }],
		['a kind that is new', { type: 'STICKER', url: 'https://shop.example/a.webp' }],
		['an empty text', { type: 'TEXT', text: ' ' }],
	])('tells nothing, and is no fault: %s', (_, body) => {
		expect(readOpenChannelReply(reply(body))).toBeUndefined();
		expect(openChannelFaults(reply(body))).toEqual([]);
	});

	it('names what is wrong with a JSON element that is ours', () => {
		const wrong = reply({ type: 'JSON', json: { done: true, exit: 'agent' } });
		expect(readOpenChannelReply(wrong)).toBeUndefined();
		expect(openChannelFaults(wrong)).toEqual([expect.stringContaining('exit must be one of')]);
	});

	it.each<[unknown, string | undefined]>([
		[reply({ type: 'TEXT', text: 'x' }), 's-1'],
		[{ callbackData: 's-2' }, 's-2'],
		[{ callbackData: {} }, undefined],
		[{ callbackData: { sessionId: {} } }, undefined],
		[{ done: true }, undefined],
		['x', undefined],
	])('is about a session: %j', (body, session) => {
		expect(sessionInReply(body)).toBe(session);
	});

	it.each(hostileBodies())('can be %s without harm', (_, body) => {
		for (const value of [body, { message: body }, { message: { body } }, reply({ type: 'JSON', json: body }), reply({ type: 'TEXT', text: body, url: body }), { callbackData: body }]) {
			expect(() => [readOpenChannelReply(value), openChannelFaults(value), sessionInReply(value)]).not.toThrow();
		}
	});
});
