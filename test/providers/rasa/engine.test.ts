import type { HttpRequest } from '../../../flow/http/message';
import type { RasaSettings } from '../../../providers/rasa/base';
import { rasaEngine } from '../../../providers/rasa/engine';
import { botCall, jsonOf, said } from '../support/botCalls';
import type { Answer } from '../support/fakeService';
import { fakeService } from '../support/fakeService';
import { hostileBodies } from '../support/hostileBodies';

const SETTINGS: RasaSettings = { baseUrl: 'https://rasa.example', hasToken: false, sender: 'participant', readsTracker: false };
const utterance = (rest: object) => ({ recipient_id: '+31612345678', ...rest });
const answer = (...utterances: object[]): Answer => ({ status: 200, body: utterances.map(utterance) });

function engineOn(answering: (request: HttpRequest, count: number) => Answer, settings: Partial<RasaSettings> = {}) {
	const service = fakeService(answering);
	return { engine: rasaEngine(service.sendRequest, { ...SETTINGS, ...settings }), requests: service.requests };
}

const start = async (answering: Answer, settings: Partial<RasaSettings> = {}) => await engineOn(() => answering, settings).engine.start(botCall());

describe('a message to Rasa', () => {
	it('is one request, as Rasa takes it', async () => {
		const { engine, requests } = engineOn(() => answer({ text: 'Hi' }));
		const call = botCall({ variables: { plan: 'gold', none: null }, callbackUrl: 'https://n8n.example/webhook/1' });
		expect(await engine.start(call)).toEqual({ answered: true, replies: [{ type: 'text', text: 'Hi' }] });
		const [{ body, ...request }] = requests;
		expect(request).toEqual({ method: 'POST', url: 'https://rasa.example/webhooks/rest/webhook', headers: { accept: 'application/json', 'content-type': 'application/json' } });
		expect(JSON.parse(body ?? '')).toEqual({
			sender: '+31612345678',
			message: 'Hello',
			metadata: { sessionId: call.sessionId, participant: '+31612345678', callbackUrl: call.callbackUrl, variables: { plan: 'gold' } },
		});
		expect(requests).toHaveLength(1);
	});

	it('can be told from those of other sessions', async () => {
		const { engine, requests } = engineOn(() => answer(), { sender: 'session' });
		await engine.message(botCall());
		expect(jsonOf(requests[0]).sender).toBe(botCall().sessionId);
	});

	it.each<[string, object, string]>([
		['what the person wrote', { text: ' Hello ' }, 'Hello'],
		['what the bot put behind a button', { text: 'Yes', payload: '/affirm{"a":1}' }, '/affirm{"a":1}'],
		['no command of Rasa that a person types', { text: ' //restart' }, 'restart'],
	])('has %s', async (_, message, text) => {
		const { engine, requests } = engineOn(() => answer());
		await engine.message(botCall({ message: message as { text: string } }));
		expect(jsonOf(requests[0]).message).toBe(text);
	});

	it.each<[string | undefined, string[]]>([
		[undefined, ['Hello']],
		[' ', ['Hello']],
		['greet', ['/greet']],
		['/greet{"name":"Ann"}', ['/greet{"name":"Ann"}']],
		['session_start', ['/session_start', 'Hello']],
	])('begins a session with the intent %j', async (startIntent, texts) => {
		const { engine, requests } = engineOn((_, count) => answer({ text: `${count}` }), { startIntent });
		const turn = await engine.start(botCall());
		expect(requests.map((request) => jsonOf(request).message)).toEqual(texts);
		expect(said(turn)).toEqual(texts.map((__, index) => String(index + 1)));
	});

	it('does not come after a beginning that failed, or that was the end', async () => {
		const failing = engineOn(() => ({ status: 500 }), { startIntent: 'session_start' });
		expect(await failing.engine.start(botCall())).toMatchObject({ answered: false });
		expect(failing.requests).toHaveLength(1);
		const ending = engineOn(() => answer({ custom: { end: true } }), { startIntent: 'session_start' });
		expect(await ending.engine.start(botCall())).toMatchObject({ end: { exit: 'closedByElement' } });
		expect(ending.requests).toHaveLength(1);
	});

	it.each<[Partial<RasaSettings>, string]>([
		[{ baseUrl: '' }, 'Base URL of the credential is empty.'],
		[{ baseUrl: 'http://rasa:5005', hasToken: true }, 'Base URL of the credential must begin with https://'],
		[{ startIntent: 'say hello' }, 'Start Intent must be the name of an intent, for example greet.'],
	])('is not tried with %j', (settings, message) => {
		expect(() => engineOn(() => answer(), settings)).toThrow(message);
	});

	it('goes to a server of the same network without TLS, when there is no token to be read', async () => {
		const { engine, requests } = engineOn(() => answer(), { baseUrl: 'http://rasa:5005/' });
		await engine.start(botCall());
		expect(requests[0].url).toBe('http://rasa:5005/webhooks/rest/webhook');
	});
});

describe('what Rasa says', () => {
	it('becomes replies', async () => {
		const turn = await start(
			answer(
				{ text: 'Hello' },
				{ text: 'Size?', buttons: [{ title: 'Small', payload: '/size{"s":"S"}' }, { title: 'Large' }, { payload: '/none' }] },
				{ image: 'https://shop.example/a.png' },
				{ attachment: 'https://shop.example/a.pdf' },
				{ attachment: { type: 'video', payload: { src: 'https://shop.example/a.mp4' } } },
				{ attachment: { type: 'template', payload: { template_type: 'generic' } } },
				{ custom: { blocks: [] } },
				{ text: 'Both', image: 'https://shop.example/b.png' },
			),
		);
		expect(said(turn)).toEqual([
			'Hello',
			'Size? [Small | Large]',
			'image https://shop.example/a.png',
			'file https://shop.example/a.pdf',
			'video https://shop.example/a.mp4',
			'Both',
			'image https://shop.example/b.png',
		]);
		expect(turn).toMatchObject({ replies: expect.arrayContaining([expect.objectContaining({ choices: [{ label: 'Small', payload: '/size{"s":"S"}' }, { label: 'Large' }] })]) });
	});

	it('can be nothing', async () => {
		expect(await start(answer())).toEqual({ answered: true, replies: [] });
	});

	it.each<[string, object, object | undefined, object | undefined]>([
		['with all that it can tell', { end: true, exit: 'endedByUser', reason: 'bye', variables: { size: 'M' } }, { exit: 'endedByUser', reason: 'bye' }, { size: 'M' }],
		['with nothing more', { end: true }, { exit: 'closedByElement' }, undefined],
		['by its other name', { done: true }, { exit: 'closedByElement' }, undefined],
		['not yet', { variables: { size: 'M' } }, undefined, { size: 'M' }],
		['not by payloads for others', { type: 'carousel' }, undefined, undefined],
	])('tells the end by a custom payload: %s', async (_, custom, end, variables) => {
		const turn = await start(answer({ text: 'Bye' }, { custom }));
		expect(turn).toEqual({ answered: true, replies: [{ type: 'text', text: 'Bye' }], ...(end && { end }), ...(variables && { variables }) });
	});

	it('is refused with a custom payload that cannot be meant so', async () => {
		expect(await start(answer({ custom: { end: true, exit: 'agent' } }))).toEqual({
			answered: false,
			failure: 'refused',
			message: 'A custom payload of the assistant cannot be read: exit must be one of closedByElement, endedByUser, redirectToAgentFailed.',
		});
	});

	it.each(hostileBodies())('can be %s without harm', async (_, body) => {
		for (const value of [body, [body], [{ text: body, buttons: body, custom: body, image: body, attachment: body }], [{ buttons: [body], custom: { variables: body, end: body } }]]) {
			let text = '['.repeat(20_000);
			try {
				text = JSON.stringify(value) ?? '';
			} catch {
				// It stays what no reader can read.
			}
			await expect(start({ status: 200, body: text }, { readsTracker: true })).resolves.toHaveProperty('answered');
		}
	});
});

describe('the tracker of Rasa', () => {
	const tracker = (rest: object): Answer => ({ status: 200, body: { sender_id: '+31612345678', slots: { size: 'M', name: null }, paused: false, ...rest } });
	const talk = (state: Answer, utterances: object[] = [{ text: 'Hi' }]) => engineOn(({ method }) => (method === 'GET' ? state : answer(...utterances)), { readsTracker: true });

	it('is read after each message', async () => {
		const { engine, requests } = talk(tracker({}));
		expect(await engine.start(botCall())).toEqual({ answered: true, replies: [{ type: 'text', text: 'Hi' }], variables: { size: 'M' } });
		expect(await engine.message(botCall())).toMatchObject({ variables: { size: 'M' } });
		expect(requests.map(({ method, url }) => `${method} ${url}`)).toEqual(
			Array(2).fill(['POST https://rasa.example/webhooks/rest/webhook', 'GET https://rasa.example/conversations/%2B31612345678/tracker?include_events=NONE']).flat(),
		);
	});

	it.each<[object, string]>([
		[{ paused: true }, 'Rasa has paused the conversation'],
		[{ terminated: true }, 'Rasa has ended the conversation'],
	])('tells the end: %j', async (state, reason) => {
		expect(await talk(tracker(state)).engine.message(botCall())).toMatchObject({ end: { exit: 'closedByElement', reason } });
	});

	it('tells less than what the assistant says itself', async () => {
		const custom = { end: true, exit: 'endedByUser', reason: 'bye', variables: { size: 'L' } };
		expect(await talk(tracker({ paused: true }), [{ custom }]).engine.message(botCall())).toMatchObject({ end: { exit: 'endedByUser', reason: 'bye' }, variables: { size: 'L' } });
	});

	it('must be there when a session begins, and can be away later', async () => {
		const { engine } = talk({ status: 404 });
		expect(await engine.start(botCall())).toEqual({
			answered: false,
			failure: 'refused',
			message: 'Rasa does not let its tracker be read. Start it with --enable-api, and check the token in the credential (404).',
		});
		expect(said(await engine.message(botCall()))).toEqual(['Hi']);
		expect(said(await talk({ status: 500 }).engine.start(botCall()))).toEqual(['Hi']);
	});
});

describe('a Rasa that does not answer', () => {
	it.each<[string, Answer, 'gone' | 'refused' | 'unreachable', string]>([
		['has no such channel', { status: 404, body: '<html>' }, 'gone', 'Rasa has no REST channel at this address (404).'],
		['does not know the token', { status: 401, body: { status: 'failure', message: 'User is not authenticated.', reason: 'NotAuthenticated' } }, 'refused', 'It says: User is not authenticated.'],
		['has an error', { status: 500 }, 'unreachable', 'It is not known whether the chatbot got the message.'],
		['is down', { cause: 'refused' }, 'unreachable', 'The request did not arrive.'],
		['is another service', { status: 200, body: { ok: true } }, 'refused', 'The answer is not one of Rasa.'],
		['is a web page', { status: 200, body: '<html>' }, 'refused', 'The answer is not one of Rasa.'],
	])('says why: it %s', async (_, answering, failure, message) => {
		const { engine, requests } = engineOn(() => answering);
		expect(await engine.message(botCall())).toEqual({ answered: false, failure, message: expect.stringContaining(message) });
		expect(requests).toHaveLength(1);
	});

	it('has no token and no participant in its words', async () => {
		const turn = await start({ status: 400, body: { message: 'Cannot POST /webhooks/rest/webhook?token=hush for +31612345678' } });
		expect(turn).toMatchObject({ message: 'Rasa refused the request (400). It says: Cannot POST /webhooks/rest/webhook for [participant]' });
	});

	it('passes the cancelling of the run on', async () => {
		const engine = rasaEngine(() => Promise.reject(new Error('cancelled')), SETTINGS);
		await expect(engine.start(botCall())).rejects.toThrow('cancelled');
	});
});

describe('a later answer of an assistant', () => {
	it('is read as all callbacks are', () => {
		const { engine } = engineOn(() => answer());
		expect(engine.readCallback?.({ reply: 'Your order is here' })).toEqual({ answered: true, replies: [{ type: 'text', text: 'Your order is here' }] });
		expect(engine.callbackFaults?.({})).toHaveLength(1);
	});
});
