import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';

import type { MessageProvider } from '../../flow/message/messageEvent';
import type { BotAnswer, BotTurn, ChatbotEngine } from '../../flow/session/engine';
import type { ApiServer } from '../support/apiServer';
import { startApi, until } from '../support/apiServer';
import type { BotKind, BotOptions } from '../support/chatbots';
import { INSTANT_CHANNEL, simulatedBot } from '../support/chatbots';
import { control, listenTo, messagingAccount } from '../support/messagingAccounts';
import type { ServerProcess } from '../support/serverProcess';
import { startSimulator } from '../support/simulator';
import { botCall, said } from './support/botCalls';

jest.setTimeout(60_000);

let simulator: ServerProcess;
beforeAll(async () => (simulator = await startSimulator()));
afterAll(async () => await simulator?.stop());

/** A session with a chatbot, and what it was told later. */
class Talk {
	private engineSessionId?: string;

	private hasBegun = false;

	readonly sessionId = randomUUID();

	private constructor(
		private readonly engine: ChatbotEngine,
		readonly api: ApiServer,
	) {}

	static async with(kind: BotKind, options: BotOptions = {}): Promise<Talk> {
		const { engine } = await simulatedBot(kind, simulator.url, options);
		return new Talk(engine, await startApi());
	}

	async say(text: string, payload?: string): Promise<BotTurn> {
		const message = { text, messageId: randomUUID(), ...(payload !== undefined && { payload }) };
		const session = { sessionId: this.sessionId, ...(this.engineSessionId !== undefined && { engineSessionId: this.engineSessionId }) };
		const call = botCall({ ...session, variables: { Name: 'Ann' }, callbackUrl: `${this.api.url}/callback?session=${this.sessionId}`, message });
		const turn = this.hasBegun ? await this.engine.message(call) : await this.engine.start(call);
		this.hasBegun = true;
		if (turn.answered) this.engineSessionId ??= turn.engineSessionId;
		return turn;
	}

	/** What it was told at its own URL. */
	told(): BotAnswer[] {
		const own = this.api.requests.filter(({ query }) => query.get('session') === this.sessionId);
		return own.flatMap(({ body }) => this.engine.readCallback?.(JSON.parse(body)) ?? []);
	}

	async toldTexts(count: number): Promise<string[]> {
		await until(() => this.told().length >= count);
		return this.told().flatMap(said);
	}
}

const ANSWERING: Array<[BotKind, BotOptions]> = [
	['genericBot', {}],
	['rasa', {}],
	['rasa', { key: 'simulator-key' }],
	['typebot', {}],
	['typebot', { bot: 'cm-order-bot', key: 'simulator-key' }],
];

describe.each(ANSWERING)('a simulated chatbot that answers at once: %s %j', (kind, options) => {
	it('talks until it is done', async () => {
		const talk = await Talk.with(kind, options);
		expect(said(await talk.say('Hi'))).toEqual(['Hello Ann.', 'Which size? [S | M | L]']);
		expect(said(await talk.say('what?'))).toEqual(['Which size? [S | M | L]']);
		const last = await talk.say('m');
		expect(said(last)).toEqual(['Size M, thank you.']);
		expect(last).toMatchObject({ end: { exit: 'closedByElement' } });
		expect(last).toMatchObject({ variables: { size: 'M' } });
	});

	it.each([
		['bye', 'endedByUser'],
		['nobody', 'redirectToAgentFailed'],
		['agent', 'closedByElement'],
	])('ends when it hears %s', async (word, exit) => {
		const talk = await Talk.with(kind, options);
		await talk.say('Hi');
		const turn = await talk.say(word);
		expect(turn).toMatchObject({ answered: true, end: { exit } });
	});

	it('shows pictures, says nothing, and speaks up later, twice and early', async () => {
		const talk = await Talk.with(kind, options);
		await talk.say('Hi');
		expect(said(await talk.say('picture'))[0]).toMatch(/^image https:\/\/shop\.example\/shirt\.png/);
		expect(said(await talk.say('silent'))).toEqual([]);
		await talk.say('early');
		expect(talk.told().flatMap(said)).toEqual(['That was quick.']);
		await talk.say('late');
		expect(await talk.toldTexts(2)).toEqual(['That was quick.', 'Sorry, that took a while.']);
		await talk.say('twice');
		expect((await talk.toldTexts(4)).slice(2)).toEqual(['I say this once.', 'I say this once.']);
	});

	it('is forged by calls for sessions that there are not', async () => {
		const talk = await Talk.with(kind, options);
		await talk.say('Hi');
		await talk.say('forged');
		await until(() => talk.api.requests.length > 0);
		expect(talk.api.requests.map(({ query }) => query.get('session'))).not.toContain(talk.sessionId);
	});
});

describe('a simulated chatbot in trouble', () => {
	it.each<[BotKind, BotOptions, string]>([
		['alertsPanel', { bot: 'broken' }, 'unreachable'],
		['alertsPanel', { bot: 'nothing' }, 'gone'],
		['alertsPanel', { key: 'wrong-key' }, 'refused'],
		['genericBot', { bot: 'down-bot' }, 'unreachable'],
		['genericBot', { bot: 'nothing' }, 'gone'],
		['openChannel', { bot: '00000000-0000-0000-0000-000000000000' }, 'gone'],
		['openChannel', { key: 'wrong-key' }, 'refused'],
		['rasa', { bot: 'rasa-down' }, 'unreachable'],
		['rasa', { bot: 'nothing' }, 'gone'],
		['rasa', { key: 'wrong-key' }, 'refused'],
		['typebot', { bot: 'down-bot' }, 'unreachable'],
		['typebot', { bot: 'closed-bot' }, 'gone'],
		['typebot', { bot: 'nothing' }, 'gone'],
		['typebot', { bot: 'cm-order-bot', key: 'wrong-key' }, 'refused'],
	])('does not begin: %s %j', async (kind, options, failure) => {
		expect(await (await Talk.with(kind, options)).say('Hi')).toMatchObject({ answered: false, failure });
	});

	it.each<BotKind>(['genericBot', 'typebot'])('vanishes in the middle: %s', async (kind) => {
		const talk = await Talk.with(kind);
		await talk.say('Hi');
		expect(said(await talk.say('vanish'))).toEqual(['One moment.']);
		expect(await talk.say('m')).toMatchObject({ answered: false, failure: 'gone' });
	});

	it.each<[BotKind, string, object]>([
		['genericBot', 'broken', { failure: 'unreachable' }],
		['genericBot', 'cut off', { failure: 'unreachable' }],
		['openChannel', 'broken', { failure: 'unreachable' }],
		['openChannel', 'cut off', { failure: 'unreachable' }],
		['rasa', 'broken', { answered: true, replies: [] }],
		['rasa', 'cut off', { failure: 'unreachable' }],
		['typebot', 'broken', { failure: 'unreachable' }],
		['typebot', 'cut off', { failure: 'unreachable' }],
	])('fails: %s when it hears %s', async (kind, word, turn) => {
		const talk = await Talk.with(kind);
		await talk.say('Hi');
		expect(await talk.say(word)).toMatchObject(turn);
	});
});

describe('a simulated chatbot that answers later', () => {
	it.each<[BotKind, BotOptions]>([
		['genericBot', { bot: 'callback-bot' }],
		['genericBot', { bot: 'instant-bot' }],
		['openChannel', {}],
		['openChannel', { bot: INSTANT_CHANNEL }],
	])('talks until it is done: %s %j', async (kind, options) => {
		const talk = await Talk.with(kind, options);
		expect(await talk.say('Hi')).toEqual({ answered: true, replies: [] });
		const greeting = kind === 'openChannel' ? ['Hello Ann.', 'Which size? S, M, L'] : ['Hello Ann.', 'Which size? [S | M | L]'];
		expect(await talk.toldTexts(kind === 'openChannel' ? 2 : 1)).toEqual(greeting);
		await talk.say('L');
		await until(() => talk.told().some(({ end }) => end));
		expect(talk.told().flatMap(said).at(-1)).toBe('Size L, thank you.');
		expect(talk.told().at(-1)).toMatchObject({ variables: { size: 'L' }, end: { exit: 'closedByElement' } });
	});

	it('gives our session back by Open Channel', async () => {
		const talk = await Talk.with('openChannel');
		const { engine } = await simulatedBot('openChannel', simulator.url);
		await talk.say('Hi');
		await until(() => talk.api.requests.length >= 2);
		expect(talk.api.requests.map(({ body }) => engine.sessionIn?.(JSON.parse(body)))).toEqual([talk.sessionId, talk.sessionId]);
	});

	it('calls back from an API element of Open Channel, too', async () => {
		const talk = await Talk.with('openChannel', { bot: INSTANT_CHANNEL });
		await talk.say('late end');
		await until(() => talk.told().some(({ end }) => end));
		expect(talk.told()).toEqual([
			{ answered: true, replies: [{ type: 'text', text: 'That is all.' }] },
			{ answered: true, replies: [], variables: { size: 'M' }, end: { exit: 'closedByElement' } },
		]);
	});

	it.each([
		['chat', { variables: { size: 'M' }, end: { exit: 'closedByElement' } }],
		['chat-bye', { end: { exit: 'endedByUser', reason: 'The person said bye' } }],
		['chat-agent', { end: { exit: 'redirectToAgentFailed', reason: 'No agent is free' } }],
	])('is a flow of Engati that tells its end: %s', async (bot, told) => {
		const talk = await Talk.with('alertsPanel', { bot });
		expect(await talk.say('Hi')).toEqual({ answered: true, replies: [] });
		await until(() => talk.told().length > 0);
		expect(talk.told()).toEqual([{ answered: true, replies: [], ...told }]);
	});

	it('calls back five hundred times the moment it has taken the calls', async () => {
		const { engine } = await simulatedBot('genericBot', simulator.url, { bot: 'instant-bot' });
		const api = await startApi();
		const ids = Array.from({ length: 500 }, () => randomUUID());
		const turns = await Promise.all(
			ids.map(async (sessionId) => await engine.start(botCall({ sessionId, callbackUrl: `${api.url}/callback?session=${sessionId}`, message: { text: 'bye' } }))),
		);
		expect(turns.every(({ answered }) => answered)).toBe(true);
		await until(() => api.requests.length >= 500);
		await setTimeout(100);
		expect(api.requests.map(({ query }) => query.get('session')).sort()).toEqual([...ids].sort());
	});
});

describe('texts in the simulator', () => {
	let count = 0;
	const inboxOf = async (phone: string) => (await (await fetch(`${simulator.url}/_simulator/inbox/${encodeURIComponent(phone)}`)).json()) as Array<{ provider: string; text: string; id: string }>;

	/** At Trengo somebody has a ticket when they have written. */
	async function ticketOf(provider: MessageProvider, phone: string): Promise<{ ticketId?: string }> {
		if (provider !== 'trengo') return {};
		const listener = await listenTo('trengo', simulator.url);
		await control(simulator.url, 'POST', 'inbound/trengo', { from: phone, text: 'Hi' });
		await until(() => listener.api.requests.length > 0);
		return { ticketId: new URLSearchParams(listener.api.requests[0].body).get('ticket_id') ?? '' };
	}

	async function send(provider: MessageProvider, to: string, text = 'Hello *Ann*') {
		const ticket = await ticketOf(provider, to);
		const { texts } = await messagingAccount(provider, simulator.url);
		return await texts.send({ messageId: `text-${Date.now()}-${++count}`, to, text, ...ticket });
	}

	const PROVIDERS: MessageProvider[] = ['clickatell', 'infobip', 'trengo', 'whatsAppCloud'];

	it.each(PROVIDERS)('sent by %s are in the inbox of their receiver, and nowhere else', async (provider) => {
		const phone = `+3161234${String(4000 + PROVIDERS.indexOf(provider))}`;
		const outcome = await send(provider, phone);
		expect(outcome).toMatchObject({ accepted: true });
		expect(await inboxOf(phone)).toEqual([{ at: expect.any(String), provider, id: expect.any(String), text: 'Hello *Ann*' }]);
		expect(await inboxOf('+31612349999')).toEqual([]);
	});

	it.each<[MessageProvider, string, object]>([
		['whatsAppCloud', '2010', { class: 'fixRequest', code: '131047', advice: 'Send an approved template.' }],
		['trengo', '2010', { class: 'fixRequest', code: 'window', advice: 'Send an approved template.' }],
		['clickatell', '2001', { class: 'neverSend', code: '26' }],
		['infobip', '2001', { class: 'neverSend', code: 'REJECTED_DESTINATION_BLOCKLISTED' }],
		['trengo', '2001', { class: 'neverSend', code: 'optedOut' }],
		['whatsAppCloud', '2005', { class: 'retryNow', mayHaveBeenSent: true }],
		['infobip', '2005', { class: 'retryLater', mayHaveBeenSent: true }],
		['clickatell', '2004', { class: 'retryLater', code: '43' }],
	])('are refused by %s to %s', async (provider, mark, problem) => {
		const phone = `+3161239${mark}`;
		expect(await send(provider, phone)).toMatchObject({ accepted: false, problem });
		expect((await inboxOf(phone)).filter((one) => one.provider === provider)).toEqual([]);
	});

	it.each<[MessageProvider, string]>([
		['clickatell', 'WHATSAPP_RE_ENGAGEMENT_REQUIRED'],
		['infobip', 'EC_NO_SESSION'],
	])('outside of 24 hours are reported as failed by %s', async (provider, code) => {
		const listener = await listenTo(provider, simulator.url);
		const outcome = await send(provider, '+31612362010');
		expect(outcome).toMatchObject({ accepted: true });
		// Reports of messages of other tests come here, too.
		const own = () => listener.events().filter(({ messageId }) => outcome.accepted && messageId === outcome.messageId);
		await until(() => own().length > 0);
		expect(own()).toMatchObject([{ kind: 'failed', problem: { code } }]);
	});

	it.each(PROVIDERS)('that are cut off on their way are sent once by %s', async (provider) => {
		const phone = '+31612372006';
		expect(await send(provider, phone)).toMatchObject({ accepted: false, problem: { mayHaveBeenSent: true } });
		expect((await inboxOf(phone)).filter((one) => one.provider === provider)).toHaveLength(1);
	});

	it('are forgotten when somebody asks for it', async () => {
		await send('whatsAppCloud', '+31612344100');
		await fetch(`${simulator.url}/_simulator/inbox/31612344100`, { method: 'DELETE' });
		expect(await inboxOf('+31612344100')).toEqual([]);
	});
});
