import { setTimeout } from 'node:timers/promises';

import { FlowElementsAlertsPanelApi } from '../../credentials/FlowElementsAlertsPanelApi.credentials';
import { FlowElementsInfobipApi } from '../../credentials/FlowElementsInfobipApi.credentials';
import { FlowElementsTypebotApi } from '../../credentials/FlowElementsTypebotApi.credentials';
import type { HttpRequest } from '../../flow/http/message';
import type { ChatbotEngine } from '../../flow/session/engine';
import { alertsPanelBot } from '../../providers/alertsPanel/bot';
import { genericBotEngine } from '../../providers/genericBot/engine';
import { openChannelEngine } from '../../providers/infobip/openChannel';
import { rasaEngine } from '../../providers/rasa/engine';
import { typebotEngine } from '../../providers/typebot/engine';
import type { FetchSender } from './fetchSender';
import { fetchSender } from './fetchSender';
import { keyHeaders } from './providerKeys';

/** A chatbot that is simulated. */
export interface SimulatedBot {
	engine: ChatbotEngine;
	sender: FetchSender;
}

export interface BotOptions {
	/** Which bot of its engine it is. */
	bot?: string;
	key?: string;
	/** What is done to each request before it is sent. */
	change?: (request: HttpRequest) => HttpRequest;
}

export type BotKind = 'alertsPanel' | 'genericBot' | 'openChannel' | 'rasa' | 'typebot';

/** The channel whose chatbot takes its time, and the one whose replies come the moment that Infobip has taken a message. */
export const OPEN_CHANNEL = '2235ca45-afdd-47c9-a326-cf66e9872dda';
export const INSTANT_CHANNEL = '2235ca45-afdd-47c9-a326-cf66e9872ddb';

const sleep = async (ms: number): Promise<void> => void (await setTimeout(ms));

const BOTS: Record<BotKind, (url: string, options: BotOptions) => Promise<SimulatedBot>> = {
	alertsPanel: async (url, { bot = 'chat', key = 'simulator-key', change }) => {
		const sender = fetchSender(await keyHeaders(new FlowElementsAlertsPanelApi(), { host: url, apiKey: key }, url), change);
		return { sender, engine: alertsPanelBot(sender.sendRequest, { host: url, customerId: '61000', botKey: 'simulator-bot', flowKey: bot }) };
	},
	genericBot: (url, { bot = 'sync-bot', change }) => {
		const sender = fetchSender({}, change);
		const at = (event: string) => `${url}/bots/${bot}/${event}`;
		return Promise.resolve({ sender, engine: genericBotEngine(sender.sendRequest, { startUrl: at('start'), messageUrl: at('message'), endUrl: at('end') }) });
	},
	openChannel: async (url, { bot = OPEN_CHANNEL, key = 'simulator-key', change }) => {
		const sender = fetchSender(await keyHeaders(new FlowElementsInfobipApi(), { baseUrl: url, apiKey: key }, url), change);
		return { sender, engine: openChannelEngine(sender.sendRequest, { baseUrl: url, channelId: bot }) };
	},
	rasa: (url, { bot = 'rasa', key, change }) => {
		const withToken = (request: HttpRequest) => ({ ...request, url: `${request.url}${request.url.includes('?') ? '&' : '?'}token=${key}` });
		const sender = fetchSender({}, (request) => (change ?? ((same) => same))(key === undefined ? request : withToken(request)));
		const settings = { baseUrl: bot === '' ? url : `${url}/${bot}`, hasToken: key !== undefined, sender: 'session' as const, readsTracker: key !== undefined };
		return Promise.resolve({ sender, engine: rasaEngine(sender.sendRequest, settings) });
	},
	typebot: async (url, { bot = 'order-bot', key = '', change }) => {
		const sender = fetchSender((await keyHeaders(new FlowElementsTypebotApi(), { viewerUrl: url, token: key }, url)) ?? {}, change);
		const settings = { viewerUrl: url, botId: bot, isPreview: key !== '', hasToken: key !== '' };
		return { sender, engine: typebotEngine(sender.sendRequest, settings, sleep) };
	},
};

/** @param url where it is simulated */
export async function simulatedBot(kind: BotKind, url: string, options: BotOptions = {}): Promise<SimulatedBot> {
	return await BOTS[kind](url, options);
}
