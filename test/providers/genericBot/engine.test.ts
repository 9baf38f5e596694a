import type { HttpOutcome } from '../../../flow/http/send';
import { genericBotEngine } from '../../../providers/genericBot/engine';
import { botCall, jsonOf } from '../support/botCalls';
import type { Answer } from '../support/fakeService';
import { fakeService, outcomeOf } from '../support/fakeService';
import { hostileBodies } from '../support/hostileBodies';

const URLS = { startUrl: 'https://bot.example/start', messageUrl: 'https://bot.example/message?v=1' };

function engineOn(answer: Answer, endUrl?: string) {
	const service = fakeService(() => answer);
	return { engine: genericBotEngine(service.sendRequest, { ...URLS, ...(endUrl !== undefined && { endUrl }) }), requests: service.requests };
}

const withType = (text: string, type: string): HttpOutcome => {
	const outcome = outcomeOf({ status: 200, body: text });
	return { ...outcome, reply: { status: 200, headers: { 'content-type': type }, body: Buffer.from(text) } };
};

describe('a chatbot that is called by HTTP', () => {
	it('is told of the beginning', async () => {
		const { engine, requests } = engineOn({ status: 200, body: { replies: ['Hi'], sessionId: 'b-1', variables: { a: 1 } } });
		const call = botCall({ variables: { plan: 'gold', none: null }, callbackUrl: 'https://n8n.example/webhook/1', message: { text: 'Hello', messageId: 'm-1', at: '2026-11-20T12:00:00.000Z' } });
		expect(await engine.start(call)).toEqual({ answered: true, replies: [{ type: 'text', text: 'Hi' }], engineSessionId: 'b-1', variables: { a: 1 } });
		const [{ body, ...request }] = requests;
		expect(request).toEqual({
			method: 'POST',
			url: URLS.startUrl,
			headers: { accept: 'application/json', 'content-type': 'application/json', 'idempotency-key': `${call.sessionId}:start` },
		});
		expect(JSON.parse(body ?? '')).toEqual({
			event: 'start',
			sessionId: call.sessionId,
			participant: '+31612345678',
			message: call.message,
			variables: { plan: 'gold' },
			callbackUrl: call.callbackUrl,
		});
		expect(requests).toHaveLength(1);
	});

	it('is told of messages, in its own session', async () => {
		const { engine, requests } = engineOn({ status: 200, body: { reply: 'Bye', done: true } });
		expect(await engine.message(botCall({ engineSessionId: 'b-1', message: { text: 'x', messageId: 'm-2' } }))).toEqual({
			answered: true,
			replies: [{ type: 'text', text: 'Bye' }],
			end: { exit: 'closedByElement' },
		});
		expect(requests[0].url).toBe(URLS.messageUrl);
		expect(requests[0].headers['idempotency-key']).toBe(`${botCall().sessionId}:message:m-2`);
		expect(jsonOf(requests[0])).toMatchObject({ event: 'message', botSessionId: 'b-1', message: { text: 'x', messageId: 'm-2' } });
		await engine.message(botCall());
		expect(requests[1].headers).not.toHaveProperty('idempotency-key');
	});

	it('is told of the end, if it wants to be', async () => {
		const { message, ...call } = botCall({ engineSessionId: 'b-1' });
		expect(message).toBeDefined();
		const { engine, requests } = engineOn({ status: 500 }, 'https://bot.example/end');
		expect(await engine.end?.(call)).toBeUndefined();
		expect(requests.map(({ url }) => url)).toEqual(['https://bot.example/end']);
		expect(jsonOf(requests[0])).toEqual({ event: 'end', sessionId: call.sessionId, botSessionId: 'b-1', participant: '+31612345678', variables: {} });
		expect(engineOn({ status: 200 }).engine.end).toBeUndefined();
	});

	it.each<[string, HttpOutcome]>([
		['nothing', outcomeOf({ status: 202 })],
		['an empty object', outcomeOf({ status: 200, body: {} })],
		['a plain word', withType('OK', 'text/plain; charset=utf-8')],
		['that n8n has taken the call', outcomeOf({ status: 200, body: { message: 'Workflow was started' } })],
	])('says nothing when it answers %s', async (_, outcome) => {
		const engine = genericBotEngine(() => Promise.resolve(outcome), URLS);
		expect(await engine.start(botCall())).toEqual({ answered: true, replies: [] });
	});

	it.each<[string, Answer, 'gone' | 'refused' | 'unreachable', string]>([
		['answers with a web page', { status: 200, body: '<html>' }, 'refused', 'The answer of the chatbot is not JSON. Check its URL.'],
		['answers in another form', { status: 200, body: { replies: [{ type: 'gif' }] } }, 'refused', 'The answer of the chatbot cannot be read: replies[0] must be a text'],
		['is not there', { status: 404, body: { detail: 'No bot' } }, 'gone', 'The chatbot says that there is nothing at its URL, or no longer (404). It says: No bot'],
		['is no longer there', { status: 410 }, 'gone', '(410).'],
		['does not like the call', { status: 422, body: { error: 'No plan' } }, 'refused', 'The chatbot refused the request (422). It says: No plan'],
		['is busy', { status: 429 }, 'unreachable', '(429)'],
		['has an error', { status: 500 }, 'unreachable', 'It is not known whether the chatbot got the message.'],
		['is down', { cause: 'refused' }, 'unreachable', 'The request did not arrive.'],
		['sends on', { status: 302 }, 'refused', '(302)'],
	])('says why it does not answer: it %s', async (_, answer, failure, message) => {
		const { engine, requests } = engineOn(answer);
		expect(await engine.message(botCall())).toEqual({ answered: false, failure, message: expect.stringContaining(message) });
		expect(requests).toHaveLength(1);
	});

	it.each(hostileBodies())('can answer %s without harm', async (_, body) => {
		let text = '['.repeat(20_000);
		try {
			text = JSON.stringify(body) ?? '';
		} catch {
			// It stays what no reader can read.
		}
		for (const status of [200, 400]) await expect(engineOn({ status, body: text }).engine.start(botCall())).resolves.toHaveProperty('answered');
	});

	it('is not told of variables that are no JSON, and passes the cancelling of the run on', async () => {
		const endless: Record<string, unknown> = {};
		endless.self = endless;
		expect(await engineOn({ status: 200 }).engine.start(botCall({ variables: { endless } }))).toMatchObject({ answered: false, failure: 'refused' });
		const engine = genericBotEngine(() => Promise.reject(new Error('cancelled')), { ...URLS, endUrl: URLS.startUrl });
		await expect(engine.start(botCall())).rejects.toThrow('cancelled');
		await expect(engine.end?.(botCall())).rejects.toThrow('cancelled');
	});
});
