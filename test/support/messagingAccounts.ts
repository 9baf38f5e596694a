import { FlowElementsClickatellApi } from '../../credentials/FlowElementsClickatellApi.credentials';
import { FlowElementsInfobipApi } from '../../credentials/FlowElementsInfobipApi.credentials';
import { FlowElementsTrengoApi } from '../../credentials/FlowElementsTrengoApi.credentials';
import { FlowElementsWhatsAppCloudApi } from '../../credentials/FlowElementsWhatsAppCloudApi.credentials';
import type { MessageEvent, MessageProvider } from '../../flow/message/messageEvent';
import type { TextGateway } from '../../flow/message/textGateway';
import type { HttpRequest } from '../../flow/http/message';
import type { TemplateCatalog, TemplateGateway } from '../../flow/template/gateway';
import { readClickatellEvents } from '../../providers/clickatell/messageEvents';
import { clickatellTemplates } from '../../providers/clickatell/templates';
import { clickatellTexts } from '../../providers/clickatell/texts';
import { readInfobipEvents } from '../../providers/infobip/messageEvents';
import { infobipTemplates } from '../../providers/infobip/templates';
import { infobipTexts } from '../../providers/infobip/texts';
import { readTrengoEvents } from '../../providers/trengo/messageEvents';
import { trengoTemplates } from '../../providers/trengo/templates';
import { trengoTexts } from '../../providers/trengo/texts';
import { trengoWebhooks } from '../../providers/trengo/webhooks';
import { readWhatsAppCloudEvents } from '../../providers/whatsAppCloud/messageEvents';
import { whatsAppCloudTemplates } from '../../providers/whatsAppCloud/templates';
import { whatsAppCloudTexts } from '../../providers/whatsAppCloud/texts';
import type { Answering, ApiServer, TakenRequest } from './apiServer';
import { startApi } from './apiServer';
import type { FetchSender } from './fetchSender';
import { fetchSender } from './fetchSender';
import { keyHeaders } from './providerKeys';

export const MESSAGE_PROVIDERS: readonly MessageProvider[] = ['clickatell', 'infobip', 'trengo', 'whatsAppCloud'];

/** An account at a provider that is simulated. */
export interface MessagingAccount {
	gateway: TemplateGateway & Partial<TemplateCatalog>;
	texts: TextGateway;
	sender: FetchSender;
}

interface AccountOptions {
	key?: string;
	/** What is done to each request before it is sent. */
	change?: (request: HttpRequest) => HttpRequest;
}

type AccountKind = (baseUrl: string, options: AccountOptions) => Promise<MessagingAccount>;

const ACCOUNTS: Record<MessageProvider, AccountKind> = {
	clickatell: async (baseUrl, { key = 'simulator-key', change }) => {
		const sender = fetchSender(await keyHeaders(new FlowElementsClickatellApi(), { baseUrl, apiKey: key }, baseUrl), change);
		return { gateway: clickatellTemplates(sender.sendRequest, { baseUrl }), texts: clickatellTexts(sender.sendRequest, { baseUrl }), sender };
	},
	infobip: async (baseUrl, { key = 'simulator-key', change }) => {
		const sender = fetchSender(await keyHeaders(new FlowElementsInfobipApi(), { baseUrl, apiKey: key }, baseUrl), change);
		const account = { baseUrl, sender: '447860099299' };
		return { gateway: infobipTemplates(sender.sendRequest, account), texts: infobipTexts(sender.sendRequest, account), sender };
	},
	trengo: async (baseUrl, { key = 'simulator-key', change }) => {
		const sender = fetchSender(await keyHeaders(new FlowElementsTrengoApi(), { baseUrl, token: key }, baseUrl), change);
		return { gateway: trengoTemplates(sender.sendRequest, { baseUrl }), texts: trengoTexts(sender.sendRequest, { baseUrl }), sender };
	},
	whatsAppCloud: async (baseUrl, { key = 'simulator-key', change }) => {
		const account = { baseUrl, version: 'v23.0', phoneNumberId: '15550001', businessAccountId: '15550002' };
		const headers = await keyHeaders(new FlowElementsWhatsAppCloudApi(), { ...account, accessToken: key }, baseUrl);
		// Meta's document knows no clients but those with a version; that of Node.js has none.
		const sender = fetchSender({ ...headers, 'user-agent': 'n8n/2.39.0' }, change);
		return { gateway: whatsAppCloudTemplates(sender.sendRequest, account), texts: whatsAppCloudTexts(sender.sendRequest, account), sender };
	},
};

/** @returns the base URL of a provider, as its credential has it, in a simulator */
export function baseUrlOf(provider: MessageProvider, simulatorUrl: string): string {
	return provider === 'trengo' ? `${simulatorUrl}/api/v2` : simulatorUrl;
}

/** @param baseUrl of the provider, as its credential has it */
export async function accountAt(provider: MessageProvider, baseUrl: string, options: AccountOptions = {}): Promise<MessagingAccount> {
	return await ACCOUNTS[provider](baseUrl, options);
}

/** @param simulatorUrl where the provider is simulated */
export async function messagingAccount(provider: MessageProvider, simulatorUrl: string, options?: AccountOptions): Promise<MessagingAccount> {
	return await accountAt(provider, baseUrlOf(provider, simulatorUrl), options);
}

/** Somebody who is told of messages by a provider. */
export interface Listener {
	api: ApiServer;
	/** What it was told so far, in order, each with the instant at which it came in. */
	events(): Array<MessageEvent & { cameAt: number }>;
	/** By the type of the webhook; Trengo's only. */
	secrets: Map<string, string>;
}

const READERS: Record<MessageProvider, (request: TakenRequest) => MessageEvent[]> = {
	clickatell: ({ body }) => readClickatellEvents(JSON.parse(body)),
	infobip: ({ body }) => readInfobipEvents(JSON.parse(body)),
	trengo: ({ body, query, at }) =>
		readTrengoEvents(Object.fromEntries(new URLSearchParams(body)), query.get('event') ?? '', new Date(at).toISOString()),
	whatsAppCloud: ({ body }) => readWhatsAppCloudEvents(JSON.parse(body)),
};

/**
 * Starts a server and has a simulated provider tell it of messages; it is closed after the test.
 *
 * @param simulatorUrl where the provider is simulated
 * @param answer what it says to being told; 200, when absent
 * @param proof what the provider is to show, where it can
 */
export async function listenTo(provider: MessageProvider, simulatorUrl: string, answer?: Answering, proof: object = {}): Promise<Listener> {
	const api = await startApi(answer);
	const secrets = new Map<string, string>();
	if (provider === 'trengo') {
		const { sender } = await messagingAccount('trengo', simulatorUrl);
		const webhooks = trengoWebhooks(sender.sendRequest, { baseUrl: baseUrlOf('trengo', simulatorUrl) });
		// They lead to listeners of earlier tests.
		for (const { id } of await webhooks.list()) await webhooks.remove(id);
		for (const type of ['INBOUND', 'OUTBOUND']) {
			const { signingSecret } = await webhooks.create({ name: 'Test', type, url: `${api.url}/events?event=${type}` });
			secrets.set(type, signingSecret);
		}
	} else {
		await control(simulatorUrl, 'PUT', `callbacks/${provider}`, { url: `${api.url}/events`, ...proof });
	}
	return {
		api,
		secrets,
		events: () => api.requests.flatMap((request) => READERS[provider](request).map((event) => ({ ...event, cameAt: request.at }))),
	};
}

/** What came of what a simulator sent on request. */
export interface ControlAnswer {
	status: number;
	answer: string;
	statuses?: number[];
	verified?: boolean;
}

/**
 * Asks something of a simulator itself.
 *
 * @param path behind `/_simulator/`
 * @param body a text goes as it is, anything else as JSON
 */
export async function control(simulatorUrl: string, method: string, path: string, body?: unknown): Promise<ControlAnswer> {
	const text = typeof body === 'string' || body === undefined ? body : JSON.stringify(body);
	const response = await fetch(`${simulatorUrl}/_simulator/${path}`, { method, body: text });
	const answer = await response.text();
	if (!response.ok) throw new Error(`The simulator answered ${response.status}: ${answer}`);
	return (answer === '' ? {} : JSON.parse(answer)) as ControlAnswer;
}
