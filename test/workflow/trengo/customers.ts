import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { SqliteStore } from '../../../flow/store/sqliteStore';
import { useFlowStore } from '../../../flow/store/theStore';
import { forgetChannels } from '../../../nodes/shared/trengoChannels';
import type { TrengoResult } from '../../../nodes/Trengo/result';
import { Trengo } from '../../../nodes/Trengo/Trengo.node';
import type { TakenRequest } from '../../support/apiServer';
import type { FinishedRun, Flow, FlowNode } from '../../support/engine';
import { passOn, runFlow } from '../../support/engine';
import { control } from '../../support/messagingAccounts';
import type { ServerProcess } from '../../support/serverProcess';
import { startSimulator } from '../../support/simulator';

// The speed limit of Trengo is kept here, too.
jest.setTimeout(60_000);

/** Each test has a store of its own; all of a file have one simulator. */
export const own: { store: SqliteStore; simulator: ServerProcess } = {} as never;

beforeAll(async () => (own.simulator = await startSimulator()));
afterAll(async () => await own.simulator?.stop());
beforeEach(async () => {
	own.store = new SqliteStore(':memory:');
	useFlowStore(own.store);
	forgetChannels();
	await fetch(`${own.simulator.url}/_simulator/requests`, { method: 'DELETE' });
});
afterEach(async () => {
	await control(own.simulator.url, 'DELETE', 'faults/trengo');
	useFlowStore();
	await own.store.close();
});

export const EMAIL = { __rl: true, mode: 'id', value: '4400' };
export const WHATSAPP = { __rl: true, mode: 'id', value: '4401' };
export const PERSONAL = { __rl: true, mode: 'id', value: '4403' };

/** What Trengo is to do with the next requests, in place of answering them. */
export async function plan(...faults: object[]): Promise<void> {
	await control(own.simulator.url, 'PUT', 'faults/trengo', faults);
}

export interface Asked {
	method: string;
	path: string;
	query: Record<string, string>;
	body: unknown;
}

/** @returns what Trengo was asked, without looking up its channels */
export async function asked(): Promise<Asked[]> {
	const requests = (await (await fetch(`${own.simulator.url}/_simulator/requests`)).json()) as Array<TakenRequest & { query: Record<string, string> }>;
	return requests
		.map(({ method, path, query, body }) => ({ method, path: path.replace('/api/v2', ''), query, body: body === '' ? undefined : (JSON.parse(body) as unknown) }))
		.filter(({ path }) => path !== '/channels');
}

/** @returns what was asked for with a method, e.g. `POST`, as `path body` */
export async function written(): Promise<Array<[string, unknown]>> {
	return (await asked()).filter(({ method }) => method !== 'GET').map(({ method, path, body }) => [`${method} ${path}`, body]);
}

let count = 0;

/** An address that nobody else has. */
export function newEmail(): string {
	return `ann${++count}.${Date.now()}@example.com`;
}

/** A number that nobody else has. */
export function newPhone(): string {
	return `+31612${String(100_000 + Math.floor(Math.random() * 899_999))}`;
}

/** A run with one Trengo in it. */
export interface TrengoRun extends FinishedRun {
	branches: INodeExecutionData[][];
	/** What it tells in each item, output by output. */
	results: TrengoResult[];
}

export interface Around extends Partial<Flow> {
	node?: Partial<FlowNode>;
	token?: string;
	baseUrl?: string;
}

export function trengoFlow(parameters: INodeParameters, { node, token = 'simulator-key', baseUrl = `${own.simulator.url}/api/v2`, ...around }: Around = {}): Flow {
	const names = ['0', '1', '2', '3'];
	return {
		items: [{ json: {} }],
		credentials: { flowElementsTrengoApi: { baseUrl, token } },
		...around,
		nodes: [
			{ name: 'Start', nodeType: passOn },
			{ name: 'Trengo', nodeType: new Trengo(), parameters, ...node },
			...names.map((name) => ({ name, nodeType: passOn })),
		],
		wires: [['Start', 0, 'Trengo'], ...names.map((name, output): [string, number, string] => ['Trengo', output, name])],
	};
}

/** Runs the node to its end. */
export async function trengo(parameters: INodeParameters, around: Around = {}): Promise<TrengoRun> {
	const finished = await runFlow(trengoFlow(parameters, around));
	const branches = finished.outputs('Trengo');
	return { ...finished, branches, results: branches.flat().map(({ json }) => json.trengo as unknown as TrengoResult) };
}

/** @returns how many items each output has */
export const counts = ({ branches }: TrengoRun) => branches.map((items) => items.length);
