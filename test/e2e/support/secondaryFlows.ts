import { randomUUID } from 'node:crypto';

import type * as Api from './n8n';
import { flow, inLine, json, node, SIMULATOR } from './n8n';
import type { Flow, FlowNode } from './n8n';

/** The entry point of a secondary flow; with names, it declares these inputs and takes no others. */
export function entry(inputs?: string[]): FlowNode {
	const parameters = inputs
		? { inputSource: 'workflowInputs', workflowInputs: { values: inputs.map((name) => ({ name })) } }
		: { inputSource: 'passthrough' };
	return node('n8n-nodes-base.executeWorkflowTrigger', 'Entered', parameters, { typeVersion: 1.1 });
}

export const code = (name: string, jsCode: string) => node('n8n-nodes-base.code', name, { jsCode }, { typeVersion: 2 });

/** A node that adds a variable to each item. */
export const variable = (name: string, value: unknown) =>
	code('Set', `return $input.all().map((item) => ({ json: { ...item.json, ${name}: ${JSON.stringify(value)} } }));`);

export const addTo = (workflowId: string, parameters: Record<string, unknown> = {}) =>
	node('addToFlow', 'Add', { workflowId: { __rl: true, mode: 'id', value: workflowId }, ...parameters });

/** A flow that an API call starts, that adds, and that answers with the item, by an End for each branch. */
export function adding(add: FlowNode, { before = [], answer = 'sync' }: { before?: FlowNode[]; answer?: string } = {}): Flow {
	const line = [node('dynamicApiTrigger', 'Start', { path: randomUUID(), answer }), ...before, add];
	const end = (name: string) => node('apiEnd', name, { respondWith: 'json', jsonFrom: 'item' });
	return flow(
		[...line, end('Added'), end('Other')],
		[...line.slice(1).map((to, at): [string, string] => [line[at].name, to.name]), [add.name, 'Added', 0], [add.name, 'Other', 1]],
	);
}

/** A secondary flow that waits for a call, and then gives `score` back. */
export interface WaitingFlow {
	made: Flow;
	/** Calls it once it waits. */
	goOn(): Promise<void>;
}

export function waitingFlow(): WaitingFlow {
	const path = `/waits/${randomUUID()}`;
	const query = { sendQuery: true, queryParameters: { parameters: [{ name: 'url', value: '={{ $execution.resumeUrl }}' }] } };
	const tell = node('callApi', 'Tell URL', { method: 'POST', url: `${SIMULATOR}${path}`, ...query });
	const wait = node('n8n-nodes-base.wait', 'Wait', { resume: 'webhook', httpMethod: 'POST', options: {} }, { typeVersion: 1.1, webhookId: randomUUID() });
	const back = code('Back', 'return [{ json: { score: 42 } }];');
	return {
		// The simulator knows nothing there and says 404, but remembers who called.
		made: flow([entry(), tell, wait, back], [['Entered', 'Tell URL'], ['Tell URL', 'Wait', 1], ['Wait', 'Back']]),
		async goOn() {
			const requests = (await (await fetch(`${SIMULATOR}/_simulator/requests`)).json()) as Api.SimulatorRequest[];
			const url = String(requests.find((request) => request.path === path)?.query.url);
			const { status } = await fetch(url, { method: 'POST' });
			if (status !== 200) throw new Error(`The waiting flow answered ${status}.`);
		},
	};
}

/** What Add to Flow tells in the item. */
export interface Result {
	status: string;
	reason?: string;
	message?: string;
	details?: Record<string, unknown>;
	participant?: Record<string, unknown>;
	depth: number;
}

export type Item = Record<string, unknown> & { addToFlow: Result };

export interface Run {
	id: string;
	status: string;
}

/** Publishes flows and looks at their runs. */
export function secondaryFlows({ publish, rest, runDataOf, tryToPublish }: typeof Api) {
	async function published(made: Flow): Promise<string> {
		const { workflowId, status, error } = await tryToPublish(made);
		if (status !== 'published') throw new Error(error);
		return workflowId;
	}
	return {
		published,
		/** Publishes a secondary flow of nodes that follow one another. */
		secondary: async (...nodes: FlowNode[]) => await published(inLine(...nodes)),
		/** The runs of a flow, newest first. */
		async runsOf(workflowId: string): Promise<Run[]> {
			const filter = encodeURIComponent(JSON.stringify({ workflowId }));
			return (await rest<{ results: Run[] }>('GET', `/executions?filter=${filter}&limit=100`)).results;
		},
		/** Calls a flow that adds once, and gives the item that it answers with, and the branch by which that came. */
		async added(add: FlowNode, body: Record<string, unknown> = { phone: '+31612345678' }, before: FlowNode[] = []): Promise<{ branch: string; item: Item }> {
			const route = await publish(adding(add, { before }));
			const response = await route.call(json(body));
			const item = (await response.json()) as Item;
			const [{ id, status }] = await route.settled(1);
			if (status !== 'success') throw new Error(`The flow ended with ${status}.`);
			return { branch: 'Added' in (await runDataOf(id)) ? 'Added' : 'Other', item };
		},
	};
}
