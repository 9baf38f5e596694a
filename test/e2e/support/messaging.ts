import { randomUUID } from 'node:crypto';

import type { MessageProvider } from '../../../flow/message/messageEvent';
import type * as Api from './n8n';
import { flow, inLine, json, node, SIMULATOR } from './n8n';
import type { FlowNode, Route } from './n8n';
import { simulatorAccounts } from './examples';

/** Providers that report what becomes of a message. */
export const REPORTING = ['clickatell', 'infobip', 'whatsAppCloud'] as const;

const CREDENTIAL: Record<MessageProvider, string> = {
	clickatell: 'flowElementsClickatellApi',
	infobip: 'flowElementsInfobipApi',
	trengo: 'flowElementsTrengoApi',
	whatsAppCloud: 'flowElementsWhatsAppCloudApi',
};

const FORM = ['body_1', 'body_2', 'button_0_url'].map((id) => ({ id, displayName: id, required: true, display: true, type: 'string' }));
const VALUES = { body_1: 'Ann', body_2: '={{ $json.orderId }}', button_0_url: '={{ $json.orderId }}' };
const BY_FORM = { fillIn: 'form', values: { mappingMode: 'defineBelow', value: VALUES, schema: FORM } };
// Trengo tells of the text of a template only.
const BY_BODY_FORM = { fillIn: 'form', values: { ...BY_FORM.values, schema: FORM.slice(0, 2), value: { body_1: VALUES.body_1, body_2: VALUES.body_2 } } };
const ROWS = [{ field: '1', value: 'Ann' }, { field: '2', value: '={{ $json.orderId }}' }];

/** How each provider is told to send the template order_shipped. */
const TEMPLATE: Record<MessageProvider, Record<string, unknown>> = {
	clickatell: { templateName: 'order_shipped', fillIn: 'list', valueRows: { rows: ROWS } },
	infobip: { sender: '447860099299', template: { __rl: true, mode: 'list', value: 'order_shipped|en' }, ...BY_FORM },
	trengo: { template: { __rl: true, mode: 'list', value: '101' }, ...BY_BODY_FORM },
	whatsAppCloud: { template: { __rl: true, mode: 'list', value: 'order_shipped|en' }, ...BY_FORM },
};

const WAITING = ['Timed Out', 'Refused', 'Failed', 'Delivered'];
const BRANCHES: Record<string, string[]> = { delivered: WAITING, read: [...WAITING, 'Read'] };

/** In each file of tests another one. */
let nextPhone = Math.floor(Math.random() * 5000);

/** A phone number that nobody else has, whose last four digits tell the simulator what becomes of a message. */
export const phoneWith = (mark: string) => `+316${1000 + (nextPhone++ % 5000)}${mark}`;

/** A flow that waits for events. */
export interface Listening {
	workflowId: string;
	/** Where the provider calls it. */
	url: string;
	/** The items of all its runs so far, oldest first. */
	events(): Promise<Array<Record<string, unknown>>>;
}

/** What is done with messages in an n8n. */
export function messaging(api: typeof Api) {
	const accounts = async (provider: MessageProvider) => {
		const ids = await simulatorAccounts([CREDENTIAL[provider]], api);
		return { [CREDENTIAL[provider]]: { id: ids[CREDENTIAL[provider]], name: provider } };
	};

	return {
		/** Publishes a flow that starts with the events of a provider. */
		async listen(provider: MessageProvider, events: string[], parameters: Record<string, unknown> = {}): Promise<Listening> {
			const trigger = node('messageEventsTrigger', 'Events', { provider, events, ...parameters }, { credentials: await accounts(provider) });
			const { workflowId, status, error } = await api.tryToPublish(inLine(trigger, node('n8n-nodes-base.noOp', 'Taken')));
			if (status !== 'published') throw new Error(error);
			return {
				workflowId,
				url: `${api.BASE}/webhook/${trigger.webhookId}`,
				async events() {
					const filter = encodeURIComponent(JSON.stringify({ workflowId }));
					const { results } = await api.rest<{ results: Api.Execution[] }>('GET', `/executions?filter=${filter}&limit=100`);
					const runs = await Promise.all(results.toReversed().map(async ({ id }) => await api.runDataOf(id)));
					return runs.flatMap(({ Events }) => Events[0].data.main[0].map((item) => item.json));
				},
			};
		},
		/** A flow that an API call starts, that sends the template, and that has a node for each branch. */
		async sending(
			provider: MessageProvider,
			parameters: Record<string, unknown> = {},
			before: FlowNode[] = [],
			account?: FlowNode['credentials'],
		): Promise<Route> {
			const credentials = account ?? (await accounts(provider));
			const own = { provider, to: '={{ $json.phone }}', ...TEMPLATE[provider], ...parameters };
			const send = node('sendTemplate', 'Send', own, { credentials, webhookId: randomUUID() });
			const line = [node('dynamicApiTrigger', 'Start', { path: randomUUID(), answer: 'async' }), ...before, send];
			const branches = BRANCHES[String(parameters.waitFor)] ?? ['Sent', 'Refused', 'Failed'];
			return await api.publish(
				flow(
					[...line, ...branches.map((name) => node('n8n-nodes-base.noOp', name))],
					[...line.slice(1).map((to, at): [string, string] => [line[at].name, to.name]), ...branches.map((name, at): [string, string, number] => ['Send', name, at])],
				),
			);
		},
	};
}

/** What became of one message. */
export interface Sent {
	branch: string;
	result: Record<string, unknown>;
}

/** Starts the flow for one person, and waits until it has ended. */
export async function sendTo(route: Route, phone: string, api: typeof Api, body: Record<string, unknown> = {}): Promise<Sent> {
	const before = (await route.executions()).length;
	const response = await route.call(json({ phone, orderId: 'A-1', ...body }));
	if (response.status !== 202) throw new Error(`The flow answered ${response.status}.`);
	let run: Api.Execution | undefined;
	await api.until(async () => {
		const runs = await route.executions();
		run = runs.length > before ? runs[0] : undefined;
		return ['success', 'error', 'crashed'].includes(String(run?.status));
	});
	const data = await api.runDataOf(String(run?.id));
	const branch = Object.keys(data).find((name) => !['Start', 'Send'].includes(name)) as string;
	return { branch, result: data[branch]?.[0].data.main[0][0].json.sendTemplate as Record<string, unknown> };
}

/** Tells the simulator where the reports and messages of a provider go. */
export async function setCallback(provider: MessageProvider, url: string): Promise<void> {
	const response = await fetch(`${SIMULATOR}/_simulator/callbacks/${provider}`, { method: 'PUT', ...json({ url }) });
	if (!response.ok) throw new Error(`The simulator answered ${response.status}: ${await response.text()}`);
}

/** Has the simulator send an inbound message. @returns what our side answered */
export async function writeTo(provider: MessageProvider, message: Record<string, unknown>): Promise<number> {
	const response = await fetch(`${SIMULATOR}/_simulator/inbound/${provider}`, { method: 'POST', ...json(message) });
	return ((await response.json()) as { status: number }).status;
}
