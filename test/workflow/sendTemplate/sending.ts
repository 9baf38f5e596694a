import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { SqliteStore } from '../../../flow/store/sqliteStore';
import { useFlowStore } from '../../../flow/store/theStore';
import { forgetTemplates } from '../../../nodes/SendTemplate/catalog';
import type { SendResult } from '../../../nodes/SendTemplate/result';
import { SendTemplate } from '../../../nodes/SendTemplate/SendTemplate.node';
import { waker } from '../../../nodes/shared/parked/waking';
import type { Answering, ApiServer, TakenRequest } from '../../support/apiServer';
import { json, startApi } from '../../support/apiServer';
import type { FinishedRun, Flow, FlowNode } from '../../support/engine';
import { passOn, runFlow } from '../../support/engine';

// The speed limits of the providers are kept here, too.
jest.setTimeout(20_000);

/** Each test has a store of its own, and knows no templates. */
export const own: { store: SqliteStore } = { store: undefined } as never;

beforeEach(() => {
	own.store = new SqliteStore(':memory:');
	useFlowStore(own.store);
	forgetTemplates();
});
afterEach(async () => {
	waker.stop();
	jest.restoreAllMocks();
	useFlowStore();
	await own.store.close();
});

export const PHONE = '+31612345678';
export const TOKEN = 'secret-token';

/** The template that the account has unless a test says otherwise. */
export const ORDER_SHIPPED = {
	id: '1',
	name: 'order_shipped',
	language: 'en',
	status: 'APPROVED',
	category: 'UTILITY',
	components: [
		{ type: 'BODY', text: 'Hello {{1}}, your order {{2}} is on its way.' },
		{ type: 'BUTTONS', buttons: [{ type: 'URL', text: 'Track', url: 'https://shop.example/track/{{1}}' }] },
	],
};

/** Meta, as far as it is asked here. */
export interface Meta extends ApiServer {
	templates: object[];
	/** How often the list was asked for. */
	listed(): number;
	/** The messages that came in, in order. */
	sent(): Array<Record<string, unknown> & { to: string }>;
}

/** What Meta answers to the message with this number, counted from 1; undefined for its acceptance. */
export type Fate = (message: { to: string }, count: number, ...rest: Parameters<Answering>) => unknown;

export async function startMeta(fate: Fate = () => undefined): Promise<Meta> {
	const isList = ({ path }: TakenRequest) => path.endsWith('/message_templates');
	const api = (await startApi(async (request, response, count) => {
		if (isList(request)) return { data: meta.templates, paging: {} };
		const message = JSON.parse(request.body) as { to: string };
		const number = api.requests.filter((one) => !isList(one)).length;
		const answer = await fate(message, number, request, response, count);
		return answer ?? { messaging_product: 'whatsapp', contacts: [{ input: message.to, wa_id: message.to }], messages: [{ id: `wamid.${number}` }] };
	})) as ApiServer;
	const meta: Meta = Object.assign(api, {
		templates: [ORDER_SHIPPED] as object[],
		listed: () => api.requests.filter(isList).length,
		sent: () => api.requests.filter((one) => !isList(one)).map(({ body }) => JSON.parse(body) as { to: string }),
	});
	return meta;
}

/** An error as Meta tells it. */
export const metaError = (status: number, code: number, message = 'No.'): Fate => (_message, _count, _request, response) => {
	json(response, status, { error: { message, type: 'OAuthException', code, fbtrace_id: 'trace' } });
	return new Promise(() => undefined);
};

export const credentialsFor = (api: ApiServer) => ({
	flowElementsWhatsAppCloudApi: {
		baseUrl: api.url,
		version: 'v23.0',
		accessToken: TOKEN,
		phoneNumberId: '15550001',
		businessAccountId: '15550002',
		appSecret: 'app-secret',
		verifyToken: 'verify-token',
	},
});

/** The values that the template needs, by its form. */
export const FORM = {
	mappingMode: 'defineBelow',
	value: { body_1: 'Ann', body_2: 'A-1', button_0_url: 'A-1' },
	schema: [
		{ id: 'body_1', displayName: 'Body {{1}}' },
		{ id: 'body_2', displayName: 'Body {{2}}' },
		{ id: 'button_0_url', displayName: 'Button' },
	],
};

export const PARAMETERS: INodeParameters = {
	provider: 'whatsAppCloud',
	to: '={{ $json.phone }}',
	template: { __rl: true, mode: 'list', value: 'order_shipped|en' },
	fillIn: 'form',
	values: FORM as never,
};

/** What goes around the node. */
export interface Around extends Partial<Flow> {
	node?: Partial<FlowNode>;
}

/** A start, a Send Template with these parameters, and a node at each of its outputs. */
export function sendFlow(meta: ApiServer, parameters: INodeParameters = {}, { node, ...around }: Around = {}): Flow {
	const names = ['0', '1', '2', '3', '4'];
	return {
		items: [{ json: { phone: PHONE } }],
		credentials: credentialsFor(meta),
		...around,
		nodes: [
			{ name: 'Start', nodeType: passOn },
			{ name: 'Send', nodeType: new SendTemplate(), parameters: { ...PARAMETERS, ...parameters }, ...node },
			...names.map((name) => ({ name, nodeType: passOn })),
		],
		wires: [['Start', 0, 'Send'], ...names.map((name, output): [string, number, string] => ['Send', output, name])],
	};
}

/** A run with one Send Template in it. */
export interface SentRun extends FinishedRun {
	/** The items on each of its outputs. */
	branches: INodeExecutionData[][];
	/** What it tells in each item, output by output. */
	results: SendResult[];
}

export function sentRun(finished: FinishedRun): SentRun {
	const branches = finished.outputs('Send');
	return { ...finished, branches, results: branches.flat().map(resultIn) };
}

export const resultIn = ({ json: item }: INodeExecutionData) => item.sendTemplate as unknown as SendResult;

/** Runs the flow to its end. */
export async function send(meta: ApiServer, parameters: INodeParameters = {}, around: Around = {}): Promise<SentRun> {
	return sentRun(await runFlow(sendFlow(meta, parameters, around)));
}

/** @returns how many items each output has */
export const counts = ({ branches }: SentRun) => branches.map((items) => items.length);

export const people = (count: number) => Array.from({ length: count }, (_, n) => ({ json: { n, phone: `+3161234${5000 + n}` } }));
