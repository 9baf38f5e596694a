import { chatting, newPhone } from './support/chatting';
import { simulatorAccounts } from './support/examples';
import { writeTo } from './support/messaging';
import type { FlowNode, Route } from './support/n8n';
import * as api from './support/n8n';
import { credential, SIMULATOR, until } from './support/n8n';

const { begin, continuing, left, say, starting } = chatting(api);

/** A channel whose chatbot takes its time, as that of Open Channel does. */
const OPEN_CHANNEL = '2235ca45-afdd-47c9-a326-cf66e9872dda';

/** A chatbot at the simulator: how it is named, how one that is not there is, and who sends what it says. */
interface Engine {
	good: Record<string, unknown>;
	bad: Record<string, unknown>;
	/** The credential of the engine, and that of the bot that is not there. */
	account?: { type: string; good: Record<string, unknown>; bad?: Record<string, unknown> };
	sentBy: { provider: string; type: string; parameters?: Record<string, unknown> };
	/** With which words it is not there any more. */
	gone: string[];
}

const ENGINES: Record<string, Engine> = {
	Typebot: {
		good: { engine: 'typebot', botId: 'order-bot' },
		bad: { botId: 'nothing' },
		account: { type: 'flowElementsTypebotApi', good: { viewerUrl: SIMULATOR, token: '' } },
		sentBy: { provider: 'whatsAppCloud', type: 'flowElementsWhatsAppCloudApi' },
		gone: ['vanish', 'Hello?'],
	},
	Rasa: {
		good: { engine: 'rasa' },
		bad: {},
		account: {
			type: 'flowElementsRasaApi',
			good: { baseUrl: `${SIMULATOR}/rasa`, authentication: 'query', token: 'simulator-key' },
			bad: { baseUrl: `${SIMULATOR}/rasa-down`, authentication: 'none' },
		},
		sentBy: { provider: 'clickatell', type: 'flowElementsClickatellApi' },
		// What fails inside of Rasa it answers with nothing to say.
		gone: ['broken', 'cut off'],
	},
	'Open Channel': {
		good: { engine: 'infobip', channelId: OPEN_CHANNEL },
		bad: { channelId: '00000000-0000-0000-0000-000000000000' },
		sentBy: { provider: 'infobip', type: 'flowElementsInfobipApi', parameters: { sender: '447860099299' } },
		gone: ['broken'],
	},
	'A bot that is called by HTTP': {
		good: { engine: 'http', authentication: 'none', botUrl: `${SIMULATOR}/bots/sync-bot/start`, botMessageUrl: `${SIMULATOR}/bots/sync-bot/message` },
		bad: { botUrl: `${SIMULATOR}/bots/down-bot/start` },
		sentBy: { provider: 'trengo', type: 'flowElementsTrengoApi', parameters: { ticketId: '={{ $json.ticketId }}' } },
		gone: ['vanish', 'Hello?'],
	},
	'A bot that calls back': {
		good: { engine: 'http', authentication: 'none', botUrl: `${SIMULATOR}/bots/callback-bot/start`, botMessageUrl: `${SIMULATOR}/bots/callback-bot/message` },
		bad: { botUrl: `${SIMULATOR}/bots/nothing/start` },
		sentBy: { provider: 'whatsAppCloud', type: 'flowElementsWhatsAppCloudApi' },
		gone: ['broken'],
	},
};

async function publishedWith({ account, good, sentBy }: Engine, which: 'bad' | 'good', parameters: Record<string, unknown> = {}) {
	const ids = await simulatorAccounts([sentBy.type]);
	const credentials: FlowNode['credentials'] = { [sentBy.type]: { id: ids[sentBy.type], name: sentBy.provider } };
	if (account) credentials[account.type] = await credential(account.type, (which === 'bad' && account.bad) || account.good);
	return await starting({ ...good, delivery: 'provider', provider: sentBy.provider, ...sentBy.parameters, ...parameters }, { credentials });
}

/** Trengo's ticket of somebody, which there is as soon as they have written. */
async function ticketOf(phone: string): Promise<string | undefined> {
	await writeTo('trengo', { from: phone, text: 'Hi' });
	const tickets = await fetch(`${SIMULATOR}/api/v2/tickets`, { headers: { authorization: 'Bearer simulator-key' } });
	const { data } = (await tickets.json()) as { data: Array<{ id: number; contact: { phone: string } }> };
	return data.find(({ contact }) => contact.phone === phone)?.id.toString();
}

const inboxOf = async (phone: string) => ((await (await fetch(`${SIMULATOR}/_simulator/inbox/${encodeURIComponent(phone)}`)).json()) as Array<{ provider: string; text: string }>).map(({ provider, text }) => `${provider}: ${text}`);

describe.each(Object.entries(ENGINES))('%s', (_, engine) => {
	const { provider } = engine.sentBy;
	let start: Route;
	let go: Route;
	beforeAll(async () => {
		start = await publishedWith(engine, 'good');
		go = await continuing();
	}, 60_000);

	async function talking(route = start, phone = newPhone()) {
		return { phone, run: await begin(route, phone, 'Hi', { ticketId: await ticketOf(phone) }) };
	}

	it('is talked with until it is done, and the participant is sent what it says', async () => {
		const { phone, run } = await talking();
		await until(async () => (await inboxOf(phone)).join('\n').includes('Which size?'));
		await say(go, phone, 'm');
		expect(await left(run)).toMatchObject({ branches: ['closedByElement'], result: { exit: 'closedByElement', variables: { size: 'M' } } });
		const inbox = await inboxOf(phone);
		expect(inbox.at(-1)).toBe(`${provider}: Size M, thank you.`);
		expect(inbox.every((text) => text.startsWith(provider))).toBe(true);
	});

	it.each([
		['bye', 'endedByUser'],
		['nobody', 'redirectToAgentFailed'],
		['stop', 'endedByUser'],
	])('is left after "%s" by %s alone', async (text, exit) => {
		const { phone, run } = await talking();
		await say(go, phone, text);
		expect(await left(run)).toMatchObject({ branches: [exit], result: { exit } });
	});

	it('that is not there any more is left by deactivated alone', async () => {
		const { phone, run } = await talking();
		for (const text of engine.gone) await say(go, phone, text);
		expect(await left(run)).toMatchObject({ branches: ['deactivated'], result: { reason: expect.any(String) } });
	});

	it('that cannot be reached is left by notStarted alone, with the reason and without the key', async () => {
		const route = await publishedWith(engine, 'bad', engine.bad);
		const { run } = await talking(route);
		const came = await left(run);
		expect(came).toMatchObject({ branches: ['notStarted'], result: { reason: expect.any(String) } });
		expect(JSON.stringify(came)).not.toContain('simulator-key');
	});

	it('makes place for another session, and expires when nobody says anything', async () => {
		const route = await publishedWith(engine, 'good', { idleMinutes: 0.05 });
		const { phone, run } = await talking();
		const second = await talking(route, phone);
		expect(await left(run)).toMatchObject({ branches: ['endedExternally'] });
		expect(await left(second.run)).toMatchObject({ branches: ['expiredByTimeout'] });
	});
});

describe('A flow of AlertsPanel', () => {
	it.each([
		['chat', 'closedByElement'],
		['chat-bye', 'endedByUser'],
		['chat-agent', 'redirectToAgentFailed'],
		['nothing', 'notStarted'],
	])('talks by itself, and tells how it ends: %s is left by %s', async (flowKey, exit) => {
		const account = await credential('flowElementsAlertsPanelApi', { host: SIMULATOR, apiKey: 'simulator-key', customerId: '61000', botKey: 'simulator-bot' });
		const route = await starting({ engine: 'alertsPanel', flowKey, delivery: 'none' }, { credentials: { flowElementsAlertsPanelApi: account } });
		const run = await begin(route, newPhone());
		expect(await left(run)).toMatchObject({ branches: [exit], result: { exit } });
	});
});
