import { ExecutionLifecycleHooks, WorkflowExecute } from 'n8n-core';
import type {
	ICredentialDataDecryptedObject,
	IExecuteFunctions,
	IExecuteResponsePromiseData,
	INode,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
	INodeTypes,
	IRun,
	IRunExecutionData,
	ITaskData,
	IWorkflowExecuteAdditionalData,
	WorkflowExecuteMode,
} from 'n8n-workflow';
import { createRunExecutionData, Workflow } from 'n8n-workflow';

import { credentialsHelper } from './credentials';
import './n8nCore';
import type { OtherFlows } from './otherFlows';

export { logged } from './n8nCore';

/** A node of a flow under test; it is a node of this package unless it has a type. */
export interface FlowNode extends Partial<INode> {
	name: string;
	nodeType: INodeType;
}

/** A flow under test. */
export interface Flow {
	/** The items enter at the first node. */
	nodes: FlowNode[];
	/** Source, its output, and target; without wires each node's first output leads to the next node. */
	wires?: Array<[source: string, output: number, target: string]>;
	items?: Array<Partial<INodeExecutionData>>;
	/** Decrypted credentials by their type. */
	credentials?: Record<string, ICredentialDataDecryptedObject>;
	/** How many answers to the caller fail, as they do in queue mode when they are too large. */
	lostAnswers?: number;
	/** How it is started; by a webhook, unless said otherwise. */
	mode?: WorkflowExecuteMode;
	/** When n8n ends its run, because it has taken too long; Unix time in milliseconds. */
	endsAt?: number;
	/** The other flows of its n8n. */
	others?: OtherFlows;
	/** The ID of the flow. */
	id?: string;
}

/** What a run left behind. */
export interface FinishedRun {
	run: IRun;
	/** The message of the error that ended the run. */
	error?: string;
	/** What the caller of a webhook was sent, in order. */
	answers: IExecuteResponsePromiseData[];
	/** The items of a node's outputs; empty for a node that did not run. */
	outputs(node: string): INodeExecutionData[][];
	task(node: string): ITaskData | undefined;
}

/** Runs a flow on n8n's engine to its end. */
export async function runFlow(flow: Flow): Promise<FinishedRun> {
	return await startFlow(flow).finished;
}

/** Starts a flow on n8n's engine, as n8n does when a webhook was called. */
export function startFlow(flow: Flow): { finished: Promise<FinishedRun>; cancel: () => void; statuses: string[] } {
	const workflow = workflowOf(flow);
	const { additionalData, answers, statuses } = surroundings(flow, workflow);
	const running = new WorkflowExecute(additionalData, modeOf(flow), stateOf(flow, workflow)).processRunExecutionData(workflow);
	return { finished: running.then((run) => finishedRun(run, answers)), cancel: () => running.cancel(), statuses };
}

/** What a run has around it, and what reaches the outside. */
export interface Surroundings {
	additionalData: IWorkflowExecuteAdditionalData;
	answers: IExecuteResponsePromiseData[];
	statuses: string[];
}

/** What n8n puts around each run. */
export function surroundings(flow: Flow, workflow: Workflow, { id = '1', baseUrl = 'http://localhost' } = {}): Surroundings {
	const hooks = new ExecutionLifecycleHooks(modeOf(flow), id, { id: workflow.id } as never);
	const answers: IExecuteResponsePromiseData[] = [];
	const statuses: string[] = [];
	let lost = flow.lostAnswers ?? 0;
	hooks.addHandler('sendResponse', (answer) => {
		if (lost-- > 0) throw new Error('The answer is too large');
		answers.push(answer);
	});
	hooks.addHandler('workflowExecuteAfter', ({ status }) => void statuses.push(status));
	const additionalData = {
		hooks,
		executionId: id,
		currentNodeExecutionIndex: 0,
		webhookWaitingBaseUrl: `${baseUrl}/webhook-waiting`,
		formWaitingBaseUrl: `${baseUrl}/form-waiting`,
		variables: {},
		credentialsHelper: credentialsHelper(flow.credentials ?? {}),
		executionTimeoutTimestamp: flow.endsAt,
		...flow.others?.insides(),
	} as unknown as IWorkflowExecuteAdditionalData;
	return { additionalData, answers, statuses };
}

export function modeOf({ mode = 'webhook' }: Flow): WorkflowExecuteMode {
	return mode;
}

/** The state in which a run of a flow begins. */
export function stateOf(flow: Flow, workflow: Workflow): IRunExecutionData {
	const items = (flow.items ?? [{}]).map((item) => ({ json: {}, ...item }));
	const node = workflow.getNode(flow.nodes[0].name) as INode;
	return createRunExecutionData({ executionData: { nodeExecutionStack: [{ node, data: { main: [items] }, source: null }] } });
}

export function finishedRun(run: IRun, answers: IExecuteResponsePromiseData[] = []): FinishedRun {
	const task = (name: string) => run.data.resultData.runData[name]?.at(-1);
	return {
		run,
		error: run.data.resultData.error?.message,
		answers,
		outputs: (name) => (task(name)?.data?.main ?? []).map((output) => output ?? []),
		task,
	};
}

/** The workflow as n8n's editor would save it. */
export function workflowOf({ nodes, wires, credentials = {}, id = 'workflow' }: Flow): Workflow {
	const typeOf = ({ nodeType, type }: FlowNode) => type ?? `n8n-nodes-flow-elements.${nodeType.description.name}`;
	const types = new Map(nodes.map((node) => [typeOf(node), node.nodeType]));
	const nodeTypes = {
		getByNameAndVersion: (name: string) => types.get(name),
		getKnownTypes: () => ({}),
	} as unknown as INodeTypes;
	const chosen = Object.fromEntries(Object.keys(credentials).map((type) => [type, { id: '1', name: type }]));

	const connections: Workflow['connectionsBySourceNode'] = {};
	const inOrder = nodes.slice(1).map(({ name }, index): [string, number, string] => [nodes[index].name, 0, name]);
	for (const [source, output, target] of wires ?? inOrder) {
		const { main } = (connections[source] ??= { main: [] });
		while (main.length <= output) main.push([]);
		main[output]?.push({ node: target, type: 'main', index: 0 });
	}
	return new Workflow({
		id,
		active: true,
		nodeTypes,
		connections,
		settings: { executionOrder: 'v1' },
		nodes: nodes.map(({ nodeType, ...node }, index) => ({
			id: `node-${index}`,
			type: typeOf({ nodeType, ...node }),
			typeVersion: 1,
			position: [index * 200, 0],
			parameters: {},
			...(nodeType.description.credentials && { credentials: chosen }),
			...node,
		})),
	});
}

/** The node that hands its items on; where `read` is an expression, its value goes along as `read`. */
export const passOn: INodeType = {
	description: {
		name: 'passOn',
		group: ['transform'],
		inputs: ['main'],
		outputs: ['main'],
		properties: [{ displayName: 'Read', name: 'read', type: 'string', default: '' }],
	} as Partial<INodeTypeDescription> as INodeTypeDescription,
	async execute(this: IExecuteFunctions) {
		const read = (index: number) => this.getNodeParameter('read', index) as string;
		return [
			this.getInputData().map((item, index) => ({
				...item,
				json: { ...item.json, ...(read(index) !== '' && { read: read(index) }) },
			})),
		];
	},
};
