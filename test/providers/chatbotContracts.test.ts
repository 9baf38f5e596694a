import type { MessageProvider } from '../../flow/message/messageEvent';
import type { BotTurn } from '../../flow/session/engine';
import { until } from '../support/apiServer';
import type { BotKind, BotOptions } from '../support/chatbots';
import { OPEN_CHANNEL, simulatedBot } from '../support/chatbots';
import type { FetchSender } from '../support/fetchSender';
import { accountAt, baseUrlOf, control } from '../support/messagingAccounts';
import type { OpenApiDocument } from '../support/prism';
import { describeWithDocuments, startPrismBefore, startPrismOn, violationsIn } from '../support/prism';
import type { Relay } from '../support/relay';
import { startRelay } from '../support/relay';
import type { ServerProcess } from '../support/serverProcess';
import { startSimulator } from '../support/simulator';
import { botCall } from './support/botCalls';
import { spoil } from './support/contract';

jest.setTimeout(60_000);

let simulator: ServerProcess;
beforeAll(async () => (simulator = await startSimulator()));
afterAll(async () => await simulator?.stop());

const REQUEST_REFUSED = 'the document does not allow the request';

/** The statuses of the answers, and what the document has against the requests and the answers. */
function answersTo({ outcomes }: FetchSender): unknown[] {
	return outcomes.map(({ reply }) => {
		const violations = violationsIn(reply?.headers ?? {});
		if (violations.length > 0) return violations;
		return reply?.body.includes('stoplight.io/prism/errors') ? REQUEST_REFUSED : reply?.status;
	});
}

const VIOLATIONS = [expect.arrayContaining([expect.stringMatching(/./)])];

/** Somewhere between an element and the simulator, all that passes is held against a document. */
interface Between {
	url: string;
	relay: Relay;
}

/** @param path of the API in the simulator */
function describeBetween(what: string, document: string, path: string, tests: (between: () => Between) => void): void {
	describeWithDocuments(`${what}, by ${document}`, [document], () => {
		let relay: Relay;
		let server: ServerProcess;
		beforeAll(async () => {
			relay = await startRelay(`${simulator.url}${path}`);
			server = await startPrismBefore(document, relay.url);
		});
		afterAll(async () => {
			await server?.stop();
			await relay?.stop();
		});
		afterEach(() => delete relay.spoil);

		tests(() => ({ url: server.url, relay }));
	});
}

/** Has a chatbot hear some words in one session. */
async function talk(kind: BotKind, url: string, words: string[], options: BotOptions = {}): Promise<{ turns: BotTurn[]; answers: unknown[] }> {
	const { engine, sender } = await simulatedBot(kind, url, options);
	const turns: BotTurn[] = [];
	let engineSessionId: string | undefined;
	for (const [index, text] of words.entries()) {
		const session = engineSessionId === undefined ? {} : { engineSessionId };
		const call = botCall({ ...session, variables: { Name: 'Ann', total: 0, lines: [{ sku: 'a' }] }, callbackUrl: 'https://n8n.example/webhook/1', message: { text } });
		const turn = index === 0 ? await engine.start(call) : await engine.message(call);
		turns.push(turn);
		if (turn.answered) engineSessionId ??= turn.engineSessionId;
	}
	return { turns, answers: answersTo(sender) };
}

const TALK = ['Hi', 'picture', 'silent', 'bye'];

describeBetween('what is said to Typebot and what it answers', 'typebot-chat.json', '/api', (between) => {
	/** The document has the paths behind `/api`. */
	const options = (rest: BotOptions = {}): BotOptions => ({
		...rest,
		change: (request) => {
			const { change = (same: typeof request) => same } = rest;
			const changed = change(request);
			return { ...changed, url: changed.url.replace('/api/v1/', '/v1/') };
		},
	});

	it('are as it says', async () => {
		const { turns, answers } = await talk('typebot', between().url, TALK, options());
		expect(answers).toEqual([200, 200, 200, 200]);
		expect(turns.at(-1)).toMatchObject({ answered: true, end: { exit: 'endedByUser', reason: 'The person said bye' } });
	});

	it.each<[string, string[], unknown[]]>([
		['closed-bot', ['Hi'], [400]],
		['nothing', ['Hi'], [404]],
		['down-bot', ['Hi'], [500]],
		['order-bot', ['Hi', 'vanish', 'm'], [200, 200, 404]],
	])('are as it says about failures: %s %j', async (bot, words, statuses) => {
		expect((await talk('typebot', between().url, words, options({ bot }))).answers).toEqual(statuses);
	});

	it('are refused when they are not, so that these tests can fail', async () => {
		const wrong = spoil((body: object) => ({ ...body, message: { type: 'text' } }));
		expect((await talk('typebot', between().url, ['Hi'], options({ change: wrong }))).answers).toEqual([REQUEST_REFUSED]);
		between().relay.spoil = ({ messages, ...rest }: { messages: object[] }) => ({ ...rest, messages: messages.map((one) => ({ ...one, type: 'smell' })) });
		expect((await talk('typebot', between().url, ['Hi'], options())).answers).toEqual(VIOLATIONS);
	});
});

describeBetween('what is said to Rasa and what it answers', 'rasa-rest.json', '/rasa', (between) => {
	it('are as it says, with its tracker', async () => {
		const { turns, answers } = await talk('rasa', between().url, TALK, { bot: '', key: 'simulator-key' });
		expect(answers).toEqual(TALK.flatMap(() => [200, 200]));
		expect(turns.at(-1)).toMatchObject({ end: { exit: 'endedByUser' } });
	});

	it('are refused when they are not, so that these tests can fail', async () => {
		const wrong = spoil(({ message, ...rest }: { message: string }) => ({ ...rest, text: message }));
		expect((await talk('rasa', between().url, ['Hi'], { bot: '', change: wrong })).answers).toEqual([REQUEST_REFUSED]);
		between().relay.spoil = ([first]: object[]) => [{ ...first, text: 5 }];
		expect((await talk('rasa', between().url, ['Hi'], { bot: '' })).answers).toEqual(VIOLATIONS);
	});
});

describeBetween('what is said by Open Channel and what Infobip answers', 'infobip-open-channel.json', '', (between) => {
	it('are as it says', async () => {
		expect((await talk('openChannel', between().url, ['Hi', 'm'])).answers).toEqual([200, 200]);
	});

	it.each<[BotOptions, string[], unknown[]]>([
		[{ bot: '00000000-0000-0000-0000-000000000000' }, ['Hi'], [404]],
		[{}, ['broken'], [500]],
	])('are as it says about failures: %j %j', async (options, words, statuses) => {
		expect((await talk('openChannel', between().url, words, options)).answers).toEqual(statuses);
	});

	it('are refused when they are not, so that these tests can fail', async () => {
		const wrong = spoil(({ content, ...rest }: { content: object }) => ({ ...rest, message: content }));
		expect((await talk('openChannel', between().url, ['Hi'], { change: wrong })).answers).toEqual([REQUEST_REFUSED]);
		between().relay.spoil = () => ({ status: 'DONE' });
		expect((await talk('openChannel', between().url, ['Hi'])).answers).toEqual(VIOLATIONS);
	});
});

describeBetween('what is said to AlertsPanel and what it answers', 'engati-alertspanel.json', '', (between) => {
	it('are as it says', async () => {
		expect((await talk('alertsPanel', between().url, ['Hi'])).answers).toEqual([200]);
	});

	it('are refused when they are not, so that these tests can fail', async () => {
		const wrong = await talk('alertsPanel', between().url, ['Hi'], { change: (request) => ({ ...request, url: request.url.replace('/flow/', '/flows/') }) });
		expect(wrong.answers).toEqual([REQUEST_REFUSED]);
	});
});

interface Webhook {
	post: object;
}

/** Prism serves no webhooks; so the one for replies becomes a path. */
function withReplyAsPath({ webhooks = {}, ...document }: OpenApiDocument): OpenApiDocument {
	return { ...document, paths: { '/replies': { post: (webhooks['receive-open-channel-outbound-message'] as Webhook).post } } };
}

describeWithDocuments('what the simulator tells as Open Channel, by infobip-open-channel.json', ['infobip-open-channel.json'], () => {
	let server: ServerProcess;
	beforeAll(async () => (server = await startPrismOn('infobip-open-channel.json', withReplyAsPath)));
	afterAll(async () => await server?.stop());

	it('is as it says', async () => {
		await control(simulator.url, 'DELETE', 'deliveries');
		const { engine } = await simulatedBot('openChannel', simulator.url);
		const call = botCall({ sessionId: 'open-channel-contract', callbackUrl: `${server.url}/replies` });
		for (const text of ['Hi', 'picture', 'bye']) await engine.message({ ...call, message: { text } });
		const delivered = async () => (await control(simulator.url, 'GET', 'deliveries')) as unknown as Array<{ url: string; status: number; answer: string }>;
		await until(async () => (await delivered()).length >= 5);
		expect((await delivered()).map(({ status, answer }) => (status === 200 ? status : answer))).toEqual(Array(5).fill(200));
	});

	it('is refused when it is not, so that these tests can fail', async () => {
		const post = async (body: object) => (await fetch(`${server.url}/replies`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })).status;
		const good = { sender: OPEN_CHANNEL, destination: '31612345678', message: { body: { type: 'TEXT', text: 'Hi' } } };
		expect(await post(good)).toBe(200);
		expect(await post({ ...good, message: undefined })).toBe(422);
		expect(await post({ ...good, message: { body: { type: 'SMELL' } } })).toBe(422);
	});
});

const TEXT_DOCUMENTS: Array<[MessageProvider, string]> = [
	['clickatell', 'clickatell-observed.json'],
	['infobip', 'infobip-whatsapp.json'],
	['trengo', 'trengo-observed.json'],
	['whatsAppCloud', 'meta-whatsapp.json'],
];

for (const [provider, document] of TEXT_DOCUMENTS) {
	const path = new URL(baseUrlOf(provider, 'http://simulator')).pathname.replace(/^\/$/, '');
	describeBetween(`texts sent by ${provider} and what it answers`, document, path, (between) => {
		let count = 0;

		async function send(to: string, options: BotOptions = {}): Promise<unknown[]> {
			const { texts, sender } = await accountAt(provider, between().url, options);
			const ticketId = provider === 'trengo' ? await ticketOf(to) : undefined;
			await texts.send({ messageId: `contract-text-${++count}`, to, text: 'Hello *Ann*', ...(ticketId !== undefined && { ticketId }) });
			return answersTo(sender);
		}

		/** Who writes has a ticket, and may be answered in it for a day; it is the newest one, whether a webhook is told of it or not. */
		async function ticketOf(phone: string): Promise<string> {
			await fetch(`${simulator.url}/_simulator/inbound/trengo`, { method: 'POST', body: JSON.stringify({ from: phone, text: 'Hello' }) });
			const response = await fetch(`${simulator.url}/api/v2/tickets`, { headers: { authorization: 'Bearer simulator-key' } });
			const { data } = (await response.json()) as { data: Array<{ id: number }> };
			return String(data[0].id);
		}

		it('are as it says', async () => {
			expect(await send('+31612340400')).toEqual([provider === 'clickatell' ? 202 : 200]);
		});

		it('are refused when they are not, so that these tests can fail', async () => {
			const change = spoil((body: Record<string, unknown>) => ({ ...body, messages: 5, content: 5, message: { text: 'x' }, text: 5 }));
			expect(await send('+31612340401', { change })).toEqual([REQUEST_REFUSED]);
		});
	});
}
