import { ExecutionLifecycleHooks, WorkflowExecute } from 'n8n-core';
import type {
	ExecuteWorkflowData,
	ExecuteWorkflowOptions,
	IExecuteFunctions,
	IExecuteWorkflowInfo,
	INode,
	INodeExecutionData,
	INodeParameters,
	INodeType,
	INodeTypeDescription,
	IRun,
	IRunExecutionData,
	ITaskData,
	IWorkflowExecuteAdditionalData,
	Workflow,
	WorkflowExecuteMode,
} from 'n8n-workflow';
import { createRunExecutionData, mergeRunsPerBranch, SubworkflowOperationError, UnexpectedError, WorkflowOperationError } from 'n8n-workflow';

import { objectToError } from '../../runtime/node_modules/n8n/dist/utils/object-to-error';
import { ExecuteWorkflowTrigger } from '../../runtime/node_modules/n8n-nodes-base/dist/nodes/ExecuteWorkflow/ExecuteWorkflowTrigger/ExecuteWorkflowTrigger.node';
import { until } from './apiServer';
import type { Flow, FlowNode } from './engine';
import { surroundings, workflowOf } from './engine';

/** n8n's way to turn a run into text and back. */
const { parse, stringify } = jest.requireActual<{ parse(text: string): unknown; stringify(value: unknown): string }>('flatted');

const ENTRY_POINT = 'n8n-nodes-base.executeWorkflowTrigger';

/** A flow that others of the same n8n can call. */
export interface OtherFlow extends Flow {
	/** Whether it is more than a draft; it is, unless said otherwise. */
	isPublished?: boolean;
	/** Which flows its settings let call it; any one, unless said otherwise. */
	callableBy?: readonly string[];
	/** Whether n8n keeps executions that went well; it does, unless said otherwise. */
	keepsSuccesses?: boolean;
	/** An external hook of n8n's operator that runs before each execution; it gets the mode, among other things. */
	preExecute?: (mode: WorkflowExecuteMode) => void;
}

/** A run of such a flow. */
export interface OtherRun {
	executionId: string;
	flowId: string;
	status: 'new' | 'running' | 'waiting' | 'ended';
	/** What entered. */
	items: INodeExecutionData[];
	/** The execution that has called it. */
	parentId?: string;
	/** What n8n's database has of it; nothing once that is deleted. */
	kept?: string;
}

/** The state in which a run begins, as n8n's own parts hand it about. */
interface RunData {
	executionMode: WorkflowExecuteMode;
	executionData: IRunExecutionData;
}

const FIRST_ID = 101;

/**
 * The other flows of an n8n, and their runs. It does what n8n's workflow-execute-additional-data.js does, in the same
 * order and by the same words, with n8n's own engine; records of runs are kept as text, as in n8n's database.
 */
export class OtherFlows {
	readonly runs: OtherRun[] = [];
	/** How many of their runs have been under way at once, at most. */
	mostAtOnce = 0;

	constructor(readonly flows: Record<string, OtherFlow>) {}

	/** @returns the runs of a flow so far, in the order of their beginning */
	runsOf(flowId: string): OtherRun[] {
		return this.runs.filter((run) => run.flowId === flowId);
	}

	/** Settles when no run is under way any more. */
	async settled(): Promise<void> {
		await until(() => this.runs.every(({ status }) => status === 'waiting' || status === 'ended'));
	}

	/** Lets a run go on that waits for something, as n8n's own timer does; settles when it has ended, or waits again. */
	async letGoOn(executionId: string): Promise<void> {
		const { flowId } = this.runOf(executionId);
		const workflow = this.workflowOf(flowId);
		await this.execute(workflow, executionId, this.recordOf(executionId) as IRunExecutionData);
	}

	/** @returns the items that a node of a run has put out, over all its outputs */
	itemsFrom(executionId: string, node: string): INodeExecutionData[] {
		const task = this.recordOf(executionId)?.resultData.runData[node]?.at(-1);
		return (task?.data?.main ?? []).flatMap((output) => output ?? []);
	}

	/** Deletes the record of a run, as n8n does with old ones. */
	forget(executionId: string): void {
		this.runOf(executionId).kept = undefined;
	}

	/** What a run finds of them in what n8n puts around it. */
	insides(): Partial<IWorkflowExecuteAdditionalData> {
		return {
			executeWorkflow: async (info, additionalData, options) => await this.executeWorkflow(info, additionalData, options),
			getRunExecutionData: async (executionId) => this.recordOf(executionId),
		};
	}

	private async executeWorkflow(
		{ id = '' }: IExecuteWorkflowInfo,
		additionalData: IWorkflowExecuteAdditionalData,
		options: ExecuteWorkflowOptions,
	): Promise<ExecuteWorkflowData> {
		const isDraftTaken = options.executionMode === 'manual' || options.executionMode === 'chat';
		const flow = this.loaded(id, { isDraftTaken });
		const runData = (options.loadedRunData as RunData | undefined) ?? runDataOf(this.workflowOf(id), options);
		const { executionMode } = runData;
		flow.preExecute?.(executionMode);

		const executionId = this.add(id, runData, options);
		const execution = this.startExecution(id, executionId, runData, additionalData, options);
		if (!options.doNotWaitToFinish) return await execution;
		// n8n lets such an error go unheard, too, and writes it to its log.
		execution.catch(() => undefined);
		return { executionId, data: [null] };
	}

	private loaded(id: string, { isDraftTaken }: { isDraftTaken: boolean }): OtherFlow {
		const flow = this.flows[id];
		if (flow && (isDraftTaken || flow.isPublished !== false)) return flow;
		throw new UnexpectedError(isDraftTaken ? 'Workflow does not exist.' : 'Workflow is not active and cannot be executed.');
	}

	private add(flowId: string, { executionData }: RunData, { inputData = [], parentExecution }: ExecuteWorkflowOptions): string {
		const executionId = String(FIRST_ID + this.runs.length);
		const items = structuredClone(inputData);
		this.runs.push({ executionId, flowId, status: 'new', items, parentId: parentExecution?.executionId, kept: stringify(executionData) });
		return executionId;
	}

	private async startExecution(
		flowId: string,
		executionId: string,
		{ executionData }: RunData,
		additionalData: IWorkflowExecuteAdditionalData,
		options: ExecuteWorkflowOptions,
	): Promise<ExecuteWorkflowData> {
		const workflow = this.workflowOf(flowId);
		// n8n asks its database a few times here.
		await new Promise((resolve) => setImmediate(resolve));
		let data: IRun;
		try {
			checkPolicy(this.flows[flowId], flowId, options);
			const rootExecutionMode = additionalData.rootExecutionMode ?? options.executionMode;
			data = await this.execute(workflow, executionId, executionData, {
				executeWorkflow: additionalData.executeWorkflow,
				rootExecutionMode,
				httpResponse: additionalData.httpResponse,
				executionTimeoutTimestamp: options.doNotWaitToFinish ? undefined : additionalData.executionTimeoutTimestamp,
			});
		} catch (thrown) {
			const error = thrown as Error;
			const failed = createRunExecutionData({ resultData: { error: { ...error, message: error.message, stack: error.stack } as never, runData: {} } });
			Object.assign(this.runOf(executionId), { status: 'ended', kept: stringify(failed) });
			throw objectToError({ ...error, executionId, workflowId: flowId, stack: error.stack, message: error.message }, workflow);
		}

		if (data.finished === true || data.status === 'waiting') {
			return { executionId, data: outputOf(data, workflow, options), waitTill: data.waitTill };
		}
		const { error } = data.data.resultData;
		throw objectToError({ ...error, executionId, workflowId: flowId, stack: error?.stack }, workflow);
	}

	private async execute(
		workflow: Workflow,
		executionId: string,
		executionData: IRunExecutionData,
		inherited: Partial<IWorkflowExecuteAdditionalData> = {},
	): Promise<IRun> {
		const run = this.runOf(executionId);
		const flow = { ...this.flows[run.flowId], others: this };
		const { additionalData } = surroundings(flow, workflow, { id: executionId });
		const hooks = new ExecutionLifecycleHooks('integrated', executionId, { id: workflow.id } as never);
		hooks.addHandler('workflowExecuteAfter', ({ data, status }) => {
			const isDeleted = status === 'success' && flow.keepsSuccesses === false;
			run.kept = isDeleted ? undefined : stringify(data);
		});
		run.status = 'running';
		this.mostAtOnce = Math.max(this.mostAtOnce, this.runs.filter(({ status }) => status === 'running').length);
		try {
			const data = await new WorkflowExecute({ ...additionalData, ...inherited, hooks }, 'integrated', executionData).processRunExecutionData(workflow);
			run.status = data.status === 'waiting' ? 'waiting' : 'ended';
			return data;
		} catch (error) {
			run.status = 'ended';
			throw error;
		}
	}

	private workflowOf(id: string): Workflow {
		return workflowOf({ ...this.flows[id], id });
	}

	private runOf(executionId: string): OtherRun {
		return this.runs[Number(executionId) - FIRST_ID];
	}

	private recordOf(executionId: string): IRunExecutionData | undefined {
		const text = this.runOf(executionId)?.kept;
		return text === undefined ? undefined : (parse(text) as IRunExecutionData);
	}
}

function runDataOf({ nodes }: Workflow, { inputData, parentExecution }: ExecuteWorkflowOptions): RunData {
	const node = entryPointOf(nodes);
	const entry = { node, data: { main: [inputData ?? [{ json: {} }]] }, metadata: { parentExecution }, source: null };
	return {
		executionMode: 'integrated',
		executionData: createRunExecutionData({ executionData: { nodeExecutionStack: [entry] }, parentExecution }),
	};
}

function entryPointOf(nodes: Workflow['nodes']): INode {
	const node = Object.values(nodes).find(({ type }) => type === ENTRY_POINT);
	if (node) return node;
	throw new SubworkflowOperationError(
		'Missing node to start execution',
		"Please make sure the workflow you're calling contains an Execute Workflow Trigger node",
	);
}

function checkPolicy({ callableBy }: OtherFlow, id: string, { parentWorkflowId, node }: ExecuteWorkflowOptions): void {
	if (callableBy === undefined || callableBy.includes(parentWorkflowId)) return;
	throw new WorkflowOperationError(
		`The sub-workflow (${id}) cannot be called by this workflow`,
		node,
		'The sub-workflow you’re trying to execute limits which workflows it can be called by.',
	);
}

function outputOf({ data: { resultData } }: IRun, { nodes }: Workflow, { returnLastRunOnly }: ExecuteWorkflowOptions): Array<INodeExecutionData[] | null> {
	const tasks: ITaskData[] = resultData.runData[resultData.lastNodeExecuted ?? ''] ?? [];
	const runs = tasks.toSorted((one, other) => one.executionIndex - other.executionIndex);
	const isLastOnly = returnLastRunOnly === true || entryPointOf(nodes).typeVersion < 1.2;
	return isLastOnly ? (tasks.at(-1)?.data?.main ?? [null]) : mergeRunsPerBranch(runs);
}

/** The entry point of a flow that others can call. */
export function entered(parameters: INodeParameters = { inputSource: 'passthrough' }): FlowNode {
	return { name: 'Entered', nodeType: new ExecuteWorkflowTrigger() as unknown as INodeType, type: ENTRY_POINT, typeVersion: 1.2, parameters };
}

/** The entry point of a flow that declares its inputs. */
export function enteredWith(...inputs: string[]): FlowNode {
	return entered({ inputSource: 'workflowInputs', workflowInputs: { values: inputs.map((name) => ({ name })) } });
}

/** A node that does something of the test's own with its items. */
export function doing(
	name: string,
	work: (items: INodeExecutionData[], context: IExecuteFunctions) => INodeExecutionData[] | Promise<INodeExecutionData[]>,
): FlowNode {
	const nodeType = {
		description: { name: `test${name}`, group: ['transform'], inputs: ['main'], outputs: ['main'], properties: [] } as Partial<INodeTypeDescription>,
		async execute(this: IExecuteFunctions) {
			return [await work(this.getInputData(), this)];
		},
	};
	return { name, nodeType: nodeType as unknown as INodeType };
}

/** A node that waits for something, as n8n's Wait does. */
export function waitingNode(name = 'Wait'): FlowNode {
	return doing(name, async (items, context) => {
		await context.putExecutionToWait(new Date(Date.now() + 86_400_000));
		return items;
	});
}
