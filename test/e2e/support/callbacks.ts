import { randomUUID } from 'node:crypto';

import type * as Api from './n8n';
import type { FlowNode, Route } from './n8n';
import { flow, node } from './n8n';

/** A flow that waits for a callback; its branches have nodes of their names. */
export interface WaitingFlow {
	route: Route;
	/** Where outside systems call. */
	url: string;
}

/** What the node tells, by the branch that it left by. */
export interface Told {
	branch: string;
	result: Record<string, unknown>;
	json: Record<string, unknown>;
}

/** What is prepared for an outside system. */
export interface Prepared {
	reference: string;
	url: string;
}

/** Flows that wait for callbacks, in an n8n. */
export function callbacks(api: typeof Api) {
	return {
		/** Publishes a flow: an API call, what is to be done before, Wait for Callback, and a node for each branch. */
		async waiting(parameters: Record<string, unknown> = {}, before: FlowNode[] = [], credentials?: FlowNode['credentials']): Promise<WaitingFlow> {
			const webhookId = randomUUID();
			const wait = node('waitForCallback', 'Wait', { reference: '={{ $json.reference }}', waitAmount: 30, waitUnit: 'seconds', ...parameters }, { webhookId, credentials });
			const rows = ((parameters.branches ?? {}) as { rows?: Array<{ name: string }> }).rows ?? [];
			const branches = ['Timed Out', 'Called Back', ...rows.map(({ name }) => name)];
			const line = [node('dynamicApiTrigger', 'Start', { path: randomUUID(), answer: 'async' }), ...before, wait];
			const route = await api.publish(
				flow(
					[...line, ...branches.map((name) => node('n8n-nodes-base.noOp', name))],
					[...line.slice(1).map((to, at): [string, string] => [line[at].name, to.name]), ...branches.map((name, at): [string, string, number] => ['Wait', name, at])],
				),
			);
			return { route, url: `${api.BASE}/webhook/${webhookId}` };
		},

		/** Starts a run and waits until it is parked. @returns its execution */
		async parked({ route }: WaitingFlow, body: Record<string, unknown>): Promise<string> {
			const known = new Set((await route.executions()).map(({ id }) => id));
			await route.call(api.json(body));
			let id: string | undefined;
			await api.until(async () => {
				const run = (await route.executions()).find((one) => !known.has(one.id));
				id = run?.id;
				return run?.status === 'waiting';
			});
			return String(id);
		},

		/** Waits until a run has ended. @returns what it tells, for each of its items */
		async ended(executionId: string): Promise<Told[]> {
			await api.until(async () => {
				const { status } = await api.rest<{ status: string }>('GET', `/executions/${executionId}`);
				return status === 'success' || status === 'error' || status === 'crashed';
			});
			const data = await api.runDataOf(executionId);
			const isBranch = (name: string) => !['By Hand', 'Start', 'Prepare', 'Call', 'Wait'].includes(name);
			return Object.keys(data).filter(isBranch).flatMap((branch) =>
				data[branch].flatMap((run) => run.data.main[0].map(({ json }) => ({ branch, json, result: json.callback as Record<string, unknown> }))),
			);
		},
	};
}

/** Calls back as an outside system does. */
export async function callBack(url: string, reference: string | undefined, body: unknown = {}, init: RequestInit = {}): Promise<Response> {
	const headers = { 'content-type': 'application/json', ...(reference !== undefined && { reference }), ...(init.headers as Record<string, string>) };
	return await fetch(url, { method: 'POST', body: JSON.stringify(body), ...init, headers });
}

/** The kind of problem that a refused callback tells. */
export async function problemOf(response: Response): Promise<{ status: number; kind: string; errors?: unknown }> {
	const { type, errors } = (await response.json()) as { type: string; errors?: unknown };
	return { status: response.status, kind: type.split(':').at(-1) as string, ...(errors !== undefined && { errors }) };
}
