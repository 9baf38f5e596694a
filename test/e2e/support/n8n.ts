import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import { routePath, routeToken } from '../../../scripts/route';

/** The n8n that the tests drive, and the simulator beside it. */
export const BASE = process.env.E2E_BASE as string;
export const SIMULATOR = process.env.E2E_SIMULATOR as string;
const COOKIE = process.env.E2E_COOKIE as string;

const PREFIX = 'n8n-nodes-flow-elements';

export interface FlowNode {
	id: string;
	name: string;
	type: string;
	typeVersion: number;
	position: [number, number];
	parameters: Record<string, unknown>;
	webhookId?: string;
	credentials?: Record<string, { id: string; name: string }>;
}

export interface Flow {
	name: string;
	nodes: FlowNode[];
	connections: Record<string, { main: Array<Array<{ node: string; type: 'main'; index: number }>> }>;
	settings: Record<string, unknown>;
}

export interface Execution {
	id: string;
	status: string;
	mode: string;
	/** ISO date-time. */
	createdAt: string;
}

/** A flow that n8n has published. */
export interface Route {
	workflowId: string;
	url: string;
	/** The token that the panel shows, or that it showed for a generation. */
	token(generation?: number): string;
	/** Calls the route with its token; what is given wins. `base` is the address of another process of the same n8n. */
	call(init?: RequestInit & { path?: string; base?: string }): Promise<Response>;
	/** The executions so far, newest first. */
	executions(): Promise<Execution[]>;
	/** Waits until there are as many executions and none of them runs any more. */
	settled(count: number): Promise<Execution[]>;
}

/** Asks n8n's own REST interface, as the editor does. */
export async function rest<Data = unknown>(method: string, path: string, body?: unknown): Promise<Data> {
	const response = await fetch(`${BASE}/rest${path}`, {
		method,
		headers: { 'content-type': 'application/json', cookie: COOKIE },
		body: body === undefined ? undefined : JSON.stringify(body),
	});
	const text = await response.text();
	// So many calls at once that n8n does not hear its own database; a moment later it does.
	if (response.status === 503) {
		await sleep(500);
		return await rest(method, path, body);
	}
	if (!response.ok) throw new Error(`${method} ${path} gave ${response.status}: ${text}`);
	return (JSON.parse(text) as { data: Data }).data;
}

/** Makes a node of this package, or with a dot in the name, of another one. */
export function node(type: string, name: string, parameters: Record<string, unknown> = {}, extra: Partial<FlowNode> = {}): FlowNode {
	return {
		id: randomUUID(),
		name,
		type: type.includes('.') ? type : `${PREFIX}.${type}`,
		typeVersion: 1,
		position: [0, 0],
		parameters,
		...(type.endsWith('Trigger') && { webhookId: randomUUID() }),
		...extra,
	};
}

/** Makes a flow of nodes and wires; a wire is `[from, to]` or `[from, to, output]`. */
export function flow(nodes: FlowNode[], wires: Array<[string, string, number?]>): Flow {
	const connections: Flow['connections'] = {};
	for (const [from, to, output = 0] of wires) {
		const outputs = (connections[from] ??= { main: [] }).main;
		while (outputs.length <= output) outputs.push([]);
		outputs[output].push({ node: to, type: 'main', index: 0 });
	}
	return { name: `e2e ${randomUUID()}`, nodes, connections, settings: {} };
}

/** Makes a flow of nodes that follow one another. */
export function inLine(...nodes: FlowNode[]): Flow {
	return flow(
		nodes,
		nodes.slice(1).map((to, index) => [nodes[index].name, to.name]),
	);
}

/** What the nodes of a run put out, out of n8n's own record of it: by node, each time it ran, each output, each item. */
export type RunData = Record<string, Array<{ data: { main: Array<Array<{ json: Record<string, unknown> }>> } }>>;

/** Waits until the run has ended or is parked: while it runs, n8n's record of it has no nodes yet. */
export async function runDataOf(executionId: string): Promise<RunData> {
	const { data, status } = await rest<{ data: string; status: string }>('GET', `/executions/${executionId}`);
	if (status === 'running' || status === 'new') {
		await sleep(50);
		return await runDataOf(executionId);
	}
	const { parse } = await import('flatted');
	return (parse(data) as unknown as { resultData: { runData: RunData } }).resultData.runData;
}

/** The output json of a node, out of n8n's own record of the run. */
export async function outputOf(executionId: string, nodeName: string): Promise<Record<string, unknown>> {
	return (await runDataOf(executionId))[nodeName][0].data.main[0][0].json;
}

/** Waits until something is so; the test's own time limit ends the waiting. */
export async function until(isSo: () => Promise<boolean>, everyMs = 100): Promise<void> {
	const test = expect.getState().currentTestName;
	while (!(await isSo())) {
		// A test that has run out of time goes on otherwise, and asks n8n beside those after it.
		if (expect.getState().currentTestName !== test) throw new Error(`"${test}" was over before what it waited for.`);
		await sleep(everyMs);
	}
}

/** Creates a credential. */
export async function credential(type: string, data: Record<string, unknown>): Promise<{ id: string; name: string }> {
	const { id, name } = await rest<{ id: string; name: string }>('POST', '/credentials', { name: `e2e ${randomUUID()}`, type, data });
	return { id, name };
}

interface PublicationStatus {
	status: string;
	triggers: Array<{ errorMessage: string | null }>;
}

/** Creates a flow and has n8n publish it; gives what n8n says of it in the end. */
export async function tryToPublish(made: Flow): Promise<{ workflowId: string; status: string; error?: string }> {
	const { id, versionId } = await rest<{ id: string; versionId: string }>('POST', '/workflows', made);
	await rest('POST', `/workflows/${id}/activate`, { versionId });
	for (;;) {
		const { status, triggers } = await rest<PublicationStatus>('GET', `/workflows/${id}/publication-status`);
		if (status === 'published') return { workflowId: id, status };
		if (status === 'failed') return { workflowId: id, status, error: triggers[0]?.errorMessage ?? undefined };
		await sleep(50);
	}
}

/** Publishes a flow that starts with a Dynamic API Trigger. */
export async function publish(made: Flow): Promise<Route> {
	const { workflowId, status, error } = await tryToPublish(made);
	if (status !== 'published') throw new Error(`The flow was not published: ${error}`);

	const url = `${BASE}/webhook/${routePath(made)}`;
	const token = (generation?: number) => routeToken({ ...made, id: workflowId }, generation);
	const executions = async () => {
		const filter = encodeURIComponent(JSON.stringify({ workflowId }));
		return (await rest<{ results: Execution[] }>('GET', `/executions?filter=${filter}&limit=100`)).results;
	};

	return {
		workflowId,
		url,
		token,
		executions,
		async call({ path: urlPath = '', base = BASE, ...init } = {}) {
			return await fetch(url.replace(BASE, base) + urlPath, { method: 'POST', ...init, headers: { authorization: `Bearer ${token()}`, ...init.headers } });
		},
		async settled(count) {
			for (;;) {
				const list = await executions();
				if (list.length >= count && list.every(({ status: state }) => state !== 'running' && state !== 'new')) return list;
				await sleep(50);
			}
		},
	};
}

/** The request of a call with a JSON body. */
export function json(body: unknown, headers: Record<string, string> = {}): RequestInit {
	return { body: JSON.stringify(body), headers: { 'content-type': 'application/json', ...headers } };
}

/** A request as the simulator had it. */
export interface SimulatorRequest {
	/** ISO date-time. */
	at: string;
	method: string;
	path: string;
	query: Record<string, string>;
	headers: Record<string, string>;
	/** As text. */
	body: string;
}

/** The messages that the simulator was given for a number, oldest first. */
export async function messagesTo(phone: string): Promise<string[]> {
	const messages = (await simulatorRequests()).filter(({ path }) => path === '/messages').map(({ body }) => JSON.parse(body) as { to: string; text: string });
	return messages.filter(({ to }) => to === phone).map(({ text }) => text);
}

/** What the simulator was asked, oldest first. */
export async function simulatorRequests(): Promise<SimulatorRequest[]> {
	return (await (await fetch(`${SIMULATOR}/_simulator/requests`)).json()) as never;
}
