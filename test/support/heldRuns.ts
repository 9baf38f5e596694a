import { WebhookContext, WorkflowExecute } from 'n8n-core';
import type {
	IDataObject,
	IExecuteData,
	INode,
	INodeExecutionData,
	IRun,
	IRunExecutionData,
	IWebhookData,
	IWebhookFunctions,
	IWebhookResponseData,
	NodeExecutionHint,
	Workflow,
} from 'n8n-workflow';

import type { ApiServer, TakenRequest } from './apiServer';
import { json, startApi, until } from './apiServer';
import type { FinishedRun, Flow } from './engine';
import { finishedRun, modeOf, stateOf, surroundings, workflowOf } from './engine';

/** n8n's way to turn a run into text and back. */
const { parse, stringify } = jest.requireActual<{ parse(text: string): unknown; stringify(value: unknown): string }>('flatted');

/** n8n as far as held runs go: it keeps them as its database does, and lets them go on by a call or by time. */
export interface RunningN8n {
	url: string;
	/** The calls to held runs, without those that only tried whether n8n can be reached. */
	calls: TakenRequest[];
	/** What n8n answered to them. */
	answers: Array<{ status: number; body: IDataObject }>;
	/** Starts a run, as n8n does when a webhook was called; held runs are told another address of n8n, if so wished. */
	start(flow: Flow, as?: { publicUrl: string }): HeldRun;
}

export interface HeldRun {
	id: string;
	status: 'running' | 'waiting' | 'ended';
	/** How often it has been held. */
	holds: number;
	/** When n8n's own timer would let it go on. */
	waitTill?: Date;
	/** What the node said when it was last held. */
	hints: NodeExecutionHint[];
	/** The items that are held, as they are kept. */
	items(): INodeExecutionData[];
	/** The first of them. */
	item(): INodeExecutionData;
	/** The URL under which the held run is called. */
	url(): string;
	/** Settles when the run is held, or has ended. */
	paused(): Promise<void>;
	/** Settles when the run has ended, however often it was held. */
	ended: Promise<FinishedRun>;
	/** n8n's own timer lets it go on. */
	timeOut(): void;
}

/** What n8n says to a call. */
interface Answer {
	status: number;
	body: IDataObject;
}

/** Starts such an n8n on a free port; it is stopped after the test. */
export async function startN8n(): Promise<RunningN8n> {
	const runs = new Map<string, KeptRun>();
	const calls: TakenRequest[] = [];
	const answers: Answer[] = [];
	const api: ApiServer = await startApi(async (request, response) => {
		if (request.path === '/healthz/readiness') return { status: 'ok' };
		const run = runs.get(request.path.split('/')[2]);
		const answer = (await run?.called(request)) ?? { status: 404, body: { message: 'The execution does not exist.' } };
		if (answer.status !== 401) {
			calls.push(request);
			answers.push(answer);
		}
		json(response, answer.status, answer.body);
	});
	return {
		url: api.url,
		calls,
		answers,
		start(flow, { publicUrl } = { publicUrl: api.url }) {
			const run = new KeptRun(flow, { id: String(runs.size + 1), baseUrl: publicUrl });
			runs.set(run.id, run);
			return run;
		},
	};
}

/** A run, kept as text in between as in n8n's database. */
class KeptRun implements HeldRun {
	readonly id: string;
	status: HeldRun['status'] = 'running';
	holds = 0;
	waitTill?: Date;
	hints: NodeExecutionHint[] = [];
	readonly ended: Promise<FinishedRun>;
	private kept = '';
	private end!: (run: FinishedRun) => void;
	private fail!: (error: Error) => void;
	private hasFailed = false;

	constructor(
		private readonly flow: Flow,
		private readonly place: { id: string; baseUrl: string },
	) {
		this.id = place.id;
		this.ended = new Promise((resolve, reject) => {
			this.end = resolve;
			this.fail = reject;
		});
		// A test may look only at what the run was when it was held.
		this.ended.catch(() => undefined);
		const workflow = workflowOf(flow);
		void this.work(workflow, stateOf(flow, workflow));
	}

	items(): INodeExecutionData[] {
		return this.entryOf(this.data()).data.main[0] as INodeExecutionData[];
	}

	item(): INodeExecutionData {
		return this.items()[0];
	}

	url(): string {
		const { resumeToken, resultData } = this.data();
		const held = this.flow.nodes.find(({ name }) => name === resultData.lastNodeExecuted);
		return `${this.place.baseUrl}/webhook-waiting/${this.id}?signature=${resumeToken}/${held?.nodeType.description.webhooks?.[0].path}`;
	}

	async paused(): Promise<void> {
		await until(() => this.status !== 'running');
	}

	timeOut(): void {
		void this.work(workflowOf(this.flow), this.data());
	}

	/** As in n8n's waiting-webhooks.js and webhook-helpers.js. */
	async called(request: TakenRequest): Promise<Answer> {
		const data = this.data();
		const [token, suffix = ''] = (request.query.get('signature') ?? '').split('/');
		if (token !== data.resumeToken) return { status: 401, body: { error: 'Invalid token' } };
		const refused = (status: number, message: string) => ({ status, body: { code: status, message } });
		if (this.status === 'running') return refused(409, `The execution "${this.id}" is running already.`);
		if (this.hasFailed) return refused(409, `The execution "${this.id}" has finished with error.`);
		if (this.status === 'ended') return refused(409, `The execution "${this.id} has finished already.`);

		const entry = this.entryOf(data);
		entry.node.disabled = true;
		data.waitTill = undefined;
		const lastNode = data.resultData.lastNodeExecuted as string;
		data.resultData.runData[lastNode].pop();

		const workflow = workflowOf(this.flow);
		const node = workflow.getNode(lastNode) as INode;
		const nodeType = workflow.nodeTypes.getByNameAndVersion(node.type, node.typeVersion);
		const description = nodeType.description.webhooks?.find(
			({ httpMethod, path, restartWebhook }) => httpMethod === request.method && path === suffix && restartWebhook,
		);
		if (!description) {
			return refused(404, `The workflow for execution "${this.id}" does not contain a waiting webhook with a matching path/method.`);
		}

		const { additionalData } = surroundings(this.flow, workflow, this.place);
		const { headers, query } = request;
		const own = ownAnswer();
		additionalData.httpResponse = own.response as never;
		additionalData.httpRequest = { body: JSON.parse(request.body || '{}'), headers, params: {}, query: Object.fromEntries(query) } as never;
		const webhook = { webhookDescription: description, node: node.name, path: suffix, workflowId: workflow.id } as unknown as IWebhookData;
		const context = new WebhookContext(workflow, node, additionalData, modeOf(this.flow), webhook, [], data);
		let started: unknown;
		const said = await workflow.expression.withIsolate(async () => {
			started = workflow.expression.getSimpleParameterValue(node, description.responseData, 'internal', {}) ?? { message: 'Workflow was started' };
			return await nodeType.webhook?.call(context as unknown as IWebhookFunctions).catch((error: Error) => failure(data, lastNode, error));
		});
		if (said?.noWebhookResponse && own.answer) return own.answer;
		if (!said?.workflowData) return { status: 200, body: (said?.webhookResponse ?? { message: 'Webhook call received' }) as IDataObject };

		// Only one gets to let it go on.
		if ((this.status as string) !== 'waiting') return refused(500, 'There was a problem executing the workflow');
		entry.data.main = said.workflowData;
		entry.metadata = { ...entry.metadata, forwardAllOutputs: true } as IExecuteData['metadata'];
		void this.work(workflow, data);
		return said.noWebhookResponse ? refused(500, 'Workflow Webhook Error: Workflow could not be started!') : { status: 200, body: started as IDataObject };
	}

	private async work(workflow: Workflow, data: IRunExecutionData): Promise<void> {
		this.status = 'running';
		this.kept = stringify(data);
		const { additionalData, answers } = surroundings(this.flow, workflow, this.place);
		try {
			const run: IRun = await new WorkflowExecute(additionalData, modeOf(this.flow), data).processRunExecutionData(workflow);
			this.kept = stringify(run.data);
			this.waitTill = run.waitTill ?? undefined;
			this.hasFailed = run.data.resultData.error !== undefined;
			this.status = run.waitTill ? 'waiting' : 'ended';
			if (run.waitTill) this.holds++;
			if (run.waitTill) this.hints = run.data.resultData.runData[run.data.resultData.lastNodeExecuted as string].at(-1)?.hints ?? [];
			else this.end(finishedRun(run, answers));
		} catch (error) {
			this.status = 'ended';
			this.fail(error as Error);
		}
	}

	private data(): IRunExecutionData {
		return parse(this.kept) as IRunExecutionData;
	}

	private entryOf(data: IRunExecutionData): IExecuteData {
		return data.executionData?.nodeExecutionStack[0] as IExecuteData;
	}
}

/** A response on which a node answers by itself, and what it has said. */
function ownAnswer(): { response: object; answer?: Answer } {
	const own: { response: { statusCode: number } & Record<string, unknown>; answer?: Answer } = {
		response: {
			statusCode: 200,
			setHeader: () => undefined,
			end: (body: string) => void (own.answer = { status: own.response.statusCode, body: JSON.parse(body) as IDataObject }),
		},
	};
	return own;
}

/** What n8n makes of an error in a webhook: the run goes on, with an empty item. */
function failure(data: IRunExecutionData, lastNodeExecuted: string, error: Error): IWebhookResponseData {
	data.resultData = { runData: {}, lastNodeExecuted, error: error as never };
	return { noWebhookResponse: true, workflowData: [[{ json: {} }]] };
}
