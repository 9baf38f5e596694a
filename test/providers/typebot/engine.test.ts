import type { HttpRequest } from '../../../flow/http/message';
import type { BotTurn } from '../../../flow/session/engine';
import type { TypebotSettings } from '../../../providers/typebot/base';
import { typebotEngine } from '../../../providers/typebot/engine';
import { botCall, jsonOf, said } from '../support/botCalls';
import type { Answer } from '../support/fakeService';
import { fakeService } from '../support/fakeService';
import { hostileBodies } from '../support/hostileBodies';

const SETTINGS: TypebotSettings = { viewerUrl: 'https://typebot.example', botId: 'my-bot', isPreview: false, hasToken: false };
const TEXT_INPUT = { id: 'b1', type: 'text input' };

const bubble = (markdown: string) => ({ id: 'm', type: 'text', content: { type: 'markdown', markdown } });
const answer = (body: object): Answer => ({ status: 200, body: { sessionId: 's-1', typebot: {}, messages: [], ...body } });

function engineOn(answering: (request: HttpRequest, count: number) => Answer, settings: Partial<TypebotSettings> = {}) {
	const service = fakeService(answering);
	const pauses: number[] = [];
	const sleep = (ms: number) => {
		pauses.push(ms);
		return Promise.resolve();
	};
	return { engine: typebotEngine(service.sendRequest, { ...SETTINGS, ...settings }, sleep), requests: service.requests, pauses };
}

const start = async (body: object): Promise<BotTurn> => await engineOn(() => answer(body)).engine.start(botCall());

describe('the beginning of a session at Typebot', () => {
	it('is one request, as Typebot takes it', async () => {
		const { engine, requests } = engineOn(() => answer({ messages: [bubble('Hi')], input: TEXT_INPUT }));
		const call = botCall({ variables: { Name: 'Ann', total: 0, none: null, at: new Date(0) }, callbackUrl: 'https://n8n.example/webhook/1?s=2' });
		expect(await engine.start(call)).toEqual({ answered: true, replies: [{ type: 'text', text: 'Hi' }], engineSessionId: 's-1' });
		expect(requests).toEqual([
			{
				method: 'POST',
				url: 'https://typebot.example/api/v1/typebots/my-bot/startChat',
				headers: { accept: 'application/json', 'content-type': 'application/json' },
				body: expect.anything(),
			},
		]);
		expect(jsonOf(requests[0])).toEqual({
			message: { type: 'text', text: 'Hello' },
			prefilledVariables: {
				Name: 'Ann',
				total: 0,
				at: '1970-01-01T00:00:00.000Z',
				flowSessionId: call.sessionId,
				flowParticipant: '+31612345678',
				flowCallbackUrl: call.callbackUrl,
			},
			isStreamEnabled: false,
			textBubbleContentFormat: 'markdown',
		});
	});

	it.each<[Partial<TypebotSettings>, string]>([
		[{ viewerUrl: ' https://typebot.example/api/v1/ ' }, 'https://typebot.example/api/v1/typebots/my-bot/startChat'],
		[{ viewerUrl: 'https://typebot.example/bots/' }, 'https://typebot.example/bots/api/v1/typebots/my-bot/startChat'],
		[{ viewerUrl: 'http://viewer:3000' }, 'http://viewer:3000/api/v1/typebots/my-bot/startChat'],
		[{ botId: ' a/b?c ' }, 'https://typebot.example/api/v1/typebots/a%2Fb%3Fc/startChat'],
		[{ isPreview: true, hasToken: true }, 'https://typebot.example/api/v1/typebots/my-bot/preview/startChat'],
	])('goes to the right address with %j', async (settings, url) => {
		const { engine, requests } = engineOn(() => answer({}), settings);
		await engine.start(botCall());
		expect(requests[0].url).toBe(url);
	});

	it.each<[Partial<TypebotSettings>, string]>([
		[{ viewerUrl: '' }, 'Viewer URL of the credential is empty.'],
		[{ viewerUrl: 'http://viewer:3000', hasToken: true }, 'Viewer URL of the credential must begin with https://, so that nobody can read the key on its way.'],
		[{ viewerUrl: 'ftp://viewer' }, 'Viewer URL of the credential is not a URL.'],
		[{ botId: ' ' }, 'Public ID is empty. Fill it in.'],
		[{ botId: '..', isPreview: true }, 'Typebot ID cannot be "..".'],
	])('is not tried with %j', (settings, message) => {
		expect(() => engineOn(() => answer({}), settings)).toThrow(message);
	});

	it('does not begin with variables that are no JSON', async () => {
		const endless: Record<string, unknown> = {};
		endless.self = endless;
		const { engine, requests } = engineOn(() => answer({}));
		expect(await engine.start(botCall({ variables: { endless } }))).toEqual({ answered: false, failure: 'refused', message: '"endless" cannot be sent, because it is not JSON.' });
		expect(requests).toHaveLength(0);
	});
});

describe('a message to Typebot', () => {
	it('is one request in the session that goes on', async () => {
		const { engine, requests } = engineOn(() => ({ status: 200, body: { messages: [bubble('Fine')], input: TEXT_INPUT } }));
		const turn = await engine.message(botCall({ engineSessionId: 's-1', message: { text: 'Yes, please', payload: 'yes' }, variables: { a: 1 } }));
		expect(turn).toEqual({ answered: true, replies: [{ type: 'text', text: 'Fine' }], engineSessionId: 's-1' });
		expect(requests.map(({ url }) => url)).toEqual(['https://typebot.example/api/v1/sessions/s-1/continueChat']);
		expect(jsonOf(requests[0])).toEqual({ message: { type: 'text', text: 'yes' }, textBubbleContentFormat: 'markdown' });
	});

	it('is not sent without a session', async () => {
		const { engine, requests } = engineOn(() => answer({}));
		expect(await engine.message(botCall())).toMatchObject({ answered: false, failure: 'gone' });
		expect(requests).toHaveLength(0);
	});
});

describe('what a Typebot says', () => {
	it('becomes replies, each bubble in its form', async () => {
		const messages = [
			bubble('**Hello**\n'),
			{ type: 'text', content: { type: 'richText', richText: [{ type: 'p', children: [{ text: 'Old ' }, { type: 'a', children: [{ text: 'server' }] }] }, { type: 'p', children: [{ text: 'here' }] }] } },
			{ type: 'image', content: { url: 'https://shop.example/a.png', clickLink: { url: 'https://shop.example/' } } },
			{ type: 'video', content: { type: 'url', url: 'https://shop.example/a.mp4' } },
			{ type: 'video', content: { type: 'youtube', id: 'dQw4' } },
			{ type: 'video', content: { type: 'vimeo', id: '1', url: 'https://vimeo.com/1' } },
			{ type: 'video', content: { type: 'tiktok', id: '1' } },
			{ type: 'audio', content: { url: 'https://shop.example/a.mp3' } },
			{ type: 'embed', content: { url: 'https://shop.example/map' } },
			{ type: 'new kind', content: { url: 'https://shop.example/x' } },
		];
		expect(said(await start({ messages, input: TEXT_INPUT }))).toEqual([
			'**Hello**',
			'Old server\nhere',
			'image https://shop.example/a.png https://shop.example/',
			'video https://shop.example/a.mp4',
			'https://www.youtube.com/watch?v=dQw4',
			'https://vimeo.com/1',
			'audio https://shop.example/a.mp3',
			'https://shop.example/map',
		]);
	});

	it.each<[string, object, unknown]>([
		['buttons', { type: 'choice input', items: [{ id: 'i1', content: 'Yes' }, { id: 'i2', content: 'No', value: 'n' }, { id: 'i3' }] }, [{ type: 'choices', text: 'Sure?', choices: [{ label: 'Yes' }, { label: 'No' }] }]],
		['a rating', { type: 'rating input', options: { length: 3 } }, [{ type: 'choices', text: 'Sure?', choices: [{ label: '1' }, { label: '2' }, { label: '3' }] }]],
		['a rating from zero', { type: 'rating input', options: { length: 1, startsAt: 0 } }, [{ type: 'choices', text: 'Sure?', choices: [{ label: '0' }, { label: '1' }] }]],
		['a free text', TEXT_INPUT, [{ type: 'text', text: 'Sure?' }]],
		['buttons of which none is left', { type: 'choice input', items: [] }, [{ type: 'text', text: 'Sure?' }]],
		[
			'pictures',
			{ type: 'picture choice input', items: [{ id: 'p1', title: 'Red', description: 'Warm', pictureSrc: 'https://shop.example/r.png' }, { id: 'p2', title: 'Blue' }] },
			[
				{ type: 'text', text: 'Sure?' },
				{ type: 'image', url: 'https://shop.example/r.png', caption: 'Red\nWarm' },
				{ type: 'choices', choices: [{ label: 'Red' }, { label: 'Blue' }] },
			],
		],
		[
			'cards',
			{ type: 'cards', items: [{ id: 'c1', title: 'Basic', description: 'For one', paths: [{ id: 'x1', text: 'Buy' }, { id: 'x2', text: 'More' }] }, { id: 'c2', title: 'Free' }] },
			[
				{ type: 'text', text: 'Sure?' },
				{ type: 'text', text: 'Basic\nFor one' },
				{ type: 'text', text: 'Free' },
				{ type: 'choices', choices: [{ label: 'Basic: Buy', payload: 'x1' }, { label: 'Basic: More', payload: 'x2' }, { label: 'Free' }] },
			],
		],
	])('ends with %s', async (_, input, replies) => {
		expect(await start({ messages: [bubble('Sure?')], input: { id: 'b1', ...input } })).toMatchObject({ replies });
	});

	it('is not all of it, when the bot has run wild', async () => {
		expect(said(await start({ messages: Array(10_000).fill(bubble('Hi')), input: TEXT_INPUT }))).toHaveLength(50);
	});

	it.each(hostileBodies())('can be %s without harm', async (_, body) => {
		const bodies = [body, { messages: body }, { messages: [body] }, { messages: [{ type: 'text', content: { type: 'richText', richText: body } }], input: body, clientSideActions: body }, { sessionId: body, messages: [], clientSideActions: [body] }];
		for (const one of bodies) {
			const text = (() => {
				try {
					return JSON.stringify(one) ?? '';
				} catch {
					return `{"messages":${'['.repeat(20_000)}${']'.repeat(20_000)}}`;
				}
			})();
			const { engine } = engineOn(() => ({ status: 200, body: text }));
			await expect(engine.start(botCall())).resolves.toHaveProperty('answered');
		}
	});

	it('has no session whose ID would lead to another path', async () => {
		for (const sessionId of ['..', 'a/../b', 'x'.repeat(300)]) {
			expect(await start({ sessionId, messages: [bubble('Hi')], input: TEXT_INPUT })).not.toHaveProperty('engineSessionId');
		}
	});
});

describe('the end of a Typebot', () => {
	const ENDED = { exit: 'closedByElement' };

	it.each<[string, object, object | undefined]>([
		['nothing more is asked for', {}, ENDED],
		['the input is null', { input: null }, ENDED],
		['something is asked for', { input: TEXT_INPUT }, undefined],
		['a client has something to do, but not to answer', { clientSideActions: [{ type: 'redirect', redirect: { url: 'https://shop.example/' } }] }, ENDED],
		['it waits for a web hook', { clientSideActions: [{ type: 'listenForWebhook', expectsDedicatedReply: true }] }, undefined],
		['it waits for an embedded page', { messages: [{ type: 'embed', content: { url: 'https://shop.example/', waitForEvent: { isEnabled: true } } }] }, undefined],
		['it shows an embedded page', { messages: [{ type: 'embed', content: { url: 'https://shop.example/', waitForEvent: { isEnabled: false } } }] }, ENDED],
		['it waits for a page of its own', { messages: [{ type: 'custom-embed', content: { initFunction: { args: {}, content: '' } } }] }, undefined],
	])('is told by its answer: %s', async (_, body, end) => {
		const turn = await start(body);
		expect(turn).toHaveProperty('answered', true);
		expect('end' in turn ? turn.end : undefined).toEqual(end);
	});

	it('comes after the pauses that the bot makes, and what it says then', async () => {
		const pausing = (seconds: number) => [{ type: 'wait', wait: { secondsToWaitFor: seconds }, expectsDedicatedReply: true }];
		const { engine, requests, pauses } = engineOn((_, count) => {
			if (count === 1) return answer({ messages: [bubble('One')], clientSideActions: pausing(2) });
			if (count === 2) return answer({ messages: [bubble('Two')], clientSideActions: pausing(60) });
			return answer({ messages: [bubble('Three')] });
		});
		const turn = await engine.start(botCall());
		expect(said(turn)).toEqual(['One', 'Two', 'Three']);
		expect(turn).toMatchObject({ engineSessionId: 's-1', end: ENDED });
		expect(pauses).toEqual([2000, 8000]);
		expect(requests.slice(1).map(({ url, body }) => [url, body])).toEqual(
			Array(2).fill(['https://typebot.example/api/v1/sessions/s-1/continueChat', '{"textBubbleContentFormat":"markdown"}']),
		);
	});

	it('does not run what only a web page can run, and goes on without it', async () => {
		const actions = [
			{ type: 'setVariable', setVariable: { scriptToExecute: { content: 'process.exit()', args: [] } }, expectsDedicatedReply: true },
			{ type: 'httpRequestToExecute', httpRequestToExecute: { url: 'http://169.254.169.254/' }, expectsDedicatedReply: true },
		];
		const { engine, requests } = engineOn((_, count) => answer(count === 1 ? { clientSideActions: actions } : { messages: [bubble('Done')], input: TEXT_INPUT }));
		expect(said(await engine.start(botCall()))).toEqual(['Done']);
		expect(requests.map(({ url }) => new URL(url).host)).toEqual(['typebot.example', 'typebot.example']);
	});

	it('is not waited for without end', async () => {
		const { engine, requests } = engineOn(() => answer({ messages: [bubble('x')], clientSideActions: [{ type: 'codeToExecute', expectsDedicatedReply: true }] }));
		expect(await engine.start(botCall())).not.toHaveProperty('end');
		expect(requests).toHaveLength(11);
	});

	it('keeps what was said when the bot fails after a pause', async () => {
		const { engine } = engineOn((_, count) =>
			count === 1 ? answer({ messages: [bubble('One')], clientSideActions: [{ type: 'wait', wait: { secondsToWaitFor: 1 }, expectsDedicatedReply: true }] }) : { status: 500 },
		);
		const turn = await engine.start(botCall());
		expect(said(turn)).toEqual(['One']);
		expect(turn).not.toHaveProperty('end');
	});

	const OWN = `"flowSessionId":"${botCall().sessionId}"`;
	const TOLD = `{${OWN},"done":true,"exit":"endedByUser","reason":"in a hurry","variables":{"shirt_size":"M"}}`;

	it.each<[string, string]>([
		['as it is', TOLD],
		['as Markdown has it', `${TOLD.replace(/[{_]/g, '\\$&')}\n`],
		['as HTML has it', TOLD.replaceAll('"', '&quot;')],
	])('can be told by the bot itself, by a bubble that is JSON and that nobody sees: %s', async (_, markdown) => {
		const turn = await start({ messages: [bubble('Bye'), bubble(markdown)], input: TEXT_INPUT });
		expect(turn).toEqual({
			answered: true,
			replies: [{ type: 'text', text: 'Bye' }],
			engineSessionId: 's-1',
			variables: { shirt_size: 'M' },
			end: { exit: 'endedByUser', reason: 'in a hurry' },
		});
	});

	it('can come with variables that are told before', async () => {
		expect(await start({ messages: [bubble(`{${OWN},"variables":{"size":"M"}}`)], input: TEXT_INPUT })).toEqual({ answered: true, replies: [], engineSessionId: 's-1', variables: { size: 'M' } });
	});

	it('is not told by JSON that a person has written and the bot repeats, or that is for people', async () => {
		const texts = ['{"done":true,"variables":{"paid":true}}', '{"flowSessionId":"guessed","done":true}', '{"price": 5}', '{done}'];
		const turn = await start({ messages: texts.map(bubble), input: TEXT_INPUT });
		expect(said(turn)).toEqual(texts);
		expect(turn).not.toHaveProperty('end');
		expect(turn).not.toHaveProperty('variables');
	});

	it('is not told by JSON that cannot be right', async () => {
		expect(await start({ messages: [bubble(`{${OWN},"done":true,"exit":"agent"}`)] })).toMatchObject({
			answered: false,
			failure: 'refused',
			message: expect.stringContaining('A bubble of the Typebot that is JSON cannot be read: exit must be one of'),
		});
	});

	it('can be told by a call of the bot, with variables and a reason', () => {
		const { engine } = engineOn(() => answer({}));
		expect(engine.readCallback?.({ variables: { size: 'M' }, sessionId: 'forged' })).toEqual({ answered: true, replies: [], variables: { size: 'M' } });
		expect(engine.callbackFaults?.({ done: 1 })).toEqual(['done must be true or false.']);
	});
});

describe('a Typebot that does not answer', () => {
	const error = (status: number, code: string, message: string): Answer => ({ status, body: { defined: true, code, status, message } });

	it.each<[string, Answer, 'gone' | 'refused' | 'unreachable', string]>([
		['is not there', error(404, 'NOT_FOUND', 'Typebot not found'), 'gone', 'Typebot knows no such bot (404). Check Viewer URL and Public ID, and whether the bot is published. It says: Typebot not found'],
		['is closed', error(400, 'BAD_REQUEST', 'Typebot is closed'), 'gone', 'The Typebot is closed. It says: Typebot is closed'],
		['does not like the request', error(400, 'BAD_REQUEST', 'Input validation failed'), 'refused', 'Typebot refused the request (400). It says: Input validation failed'],
		['wants a token', error(401, 'UNAUTHORIZED', 'Unauthorized'), 'refused', 'Typebot does not accept the API key (401).'],
		['has too much to do', { status: 429 }, 'unreachable', 'Typebot takes no more requests for now (429).'],
		['has an error', error(500, 'INTERNAL_SERVER_ERROR', 'x'), 'unreachable', 'It is not known whether the chatbot got the message.'],
		['is behind a gateway that fails', { status: 502, body: '<html>' }, 'unreachable', 'Typebot answered with the error 502.'],
		['is down', { cause: 'refused' }, 'unreachable', 'The request did not arrive.'],
		['is too slow', { cause: 'timeout' }, 'unreachable', 'It is not known whether the chatbot got the message.'],
		['is a web page', { status: 200, body: '<html>' }, 'refused', 'The answer is not one of Typebot. Check Viewer URL'],
		['has moved', { status: 301 }, 'refused', 'Check the address in the credential.'],
	])('says why at the start: it %s', async (_, answering, failure, message) => {
		const { engine, requests } = engineOn(() => answering);
		const turn = await engine.start(botCall());
		expect(turn).toEqual({ answered: false, failure, message: expect.stringContaining(message) });
		expect(requests).toHaveLength(1);
	});

	it('is gone in the middle when its session is', async () => {
		const { engine } = engineOn(() => error(404, 'NOT_FOUND', 'Session expired. You need to start a new session.'));
		expect(await engine.message(botCall({ engineSessionId: 's-1' }))).toEqual({
			answered: false,
			failure: 'gone',
			message: 'The session has ended at Typebot, or has expired there (404). It says: Session expired. You need to start a new session.',
		});
	});

	it('does not have the participant in its words', async () => {
		const { engine } = engineOn(() => error(400, 'BAD_REQUEST', 'Bad value +31612345678 or 31612345678 at https://x.example/?token=hush'));
		expect(await engine.start(botCall())).toMatchObject({ message: 'Typebot refused the request (400). It says: Bad value [participant] or [participant] at https://x.example/' });
	});

	it('passes the cancelling of the run on', async () => {
		const engine = typebotEngine(() => Promise.reject(new Error('cancelled')), SETTINGS, () => Promise.resolve());
		await expect(engine.start(botCall())).rejects.toThrow('cancelled');
		await expect(engine.message(botCall({ engineSessionId: 's-1' }))).rejects.toThrow('cancelled');
	});
});
