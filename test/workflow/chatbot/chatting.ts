import type { IDataObject, INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { Participants } from '../../../flow/participant/participants';
import { SqliteStore } from '../../../flow/store/sqliteStore';
import { useFlowStore } from '../../../flow/store/theStore';
import { ContinueChatbot } from '../../../nodes/ContinueChatbot/ContinueChatbot.node';
import type { ContinueResult } from '../../../nodes/ContinueChatbot/result';
import { EXIT_NAMES } from '../../../nodes/StartChatbot/outputs';
import type { ChatbotResult } from '../../../nodes/StartChatbot/result';
import { StartChatbot } from '../../../nodes/StartChatbot/StartChatbot.node';
import { waker } from '../../../nodes/shared/parked/waking';
import type { FinishedRun, Flow } from '../../support/engine';
import { passOn, runFlow } from '../../support/engine';
import type { HeldRun, RunningN8n } from '../../support/heldRuns';
import { startN8n } from '../../support/heldRuns';
import type { OtherFlow } from '../../support/otherFlows';
import { doing, entered, OtherFlows } from '../../support/otherFlows';

jest.setTimeout(20_000);

/** Each test has an n8n and a store of its own. */
export const own: { store: SqliteStore; n8n: RunningN8n } = {} as never;

beforeEach(async () => {
	own.store = new SqliteStore(':memory:');
	useFlowStore(own.store);
	own.n8n = await startN8n();
});
afterEach(async () => {
	waker.stop();
	jest.restoreAllMocks();
	useFlowStore();
	await own.store.close();
});

export const PHONE = '+31612345678';

/** The exits that have branches of their own here, in their order. */
export const EXITS = ['notStarted', 'endedExternally', 'closedByElement', 'deactivated', 'redirectToAgentFailed', 'endedByUser'] as const;
export const BRANCHES = ['Session Expired by Timeout', 'In All Other Cases', ...EXITS.map((exit) => EXIT_NAMES[exit])];

/** What a chatbot that is a workflow is told. */
export interface Told extends IDataObject {
	message: string;
	sessionId: string;
	isFirstMessage: boolean;
}

type Bot = (told: Told) => IDataObject | Promise<IDataObject>;

/** A chatbot, and the workflow that sends what it says. */
export interface Chat {
	others: OtherFlows;
	/** What the chatbot was told, in order. */
	told: Told[];
	/** The texts that were sent, in order. */
	sent: string[];
}

export const ECHO: Bot = ({ message }) => ({ replies: [`You said: ${message}`] });

/** @param more other flows of the n8n */
export function chat(bot: Bot = ECHO, more: Record<string, OtherFlow> = {}): Chat {
	const made: Chat = { told: [], sent: [], others: undefined as never };
	const answer = doing('Bot', async ([{ json }]) => {
		made.told.push(json as Told);
		return [{ json: await bot(json as Told) }];
	});
	const send = doing('Send', ([item]) => {
		const replies = item.json.replies as Array<{ texts: string[] }>;
		made.sent.push(...replies.flatMap(({ texts }) => texts));
		return [item];
	});
	made.others = new OtherFlows({ bot: { nodes: [entered(), answer] }, send: { nodes: [entered(), send] }, ...more });
	return made;
}

const PARAMETERS: INodeParameters = {
	operation: 'start',
	engine: 'n8nWorkflow',
	botWorkflow: { __rl: true, mode: 'list', value: 'bot' },
	delivery: 'workflow',
	deliveryWorkflow: { __rl: true, mode: 'list', value: 'send' },
	messageFrom: 'text',
	message: '={{ $json.text }}',
	exits: [...EXITS],
};

/** A start, a Start Chatbot with these parameters, and a node at each of its outputs. */
export function chatFlow({ others }: Chat, parameters: INodeParameters = {}, around: Partial<Flow> = {}): Flow {
	return {
		items: [{ json: { phone: PHONE, text: 'Hello', orderId: 'A-1' } }],
		others,
		...around,
		nodes: [
			{ name: 'Start', nodeType: passOn },
			{ name: 'Chatbot', nodeType: new StartChatbot(), webhookId: 'standing', parameters: { ...PARAMETERS, ...parameters } },
			...BRANCHES.map((name) => ({ name, nodeType: passOn })),
		],
		wires: [['Start', 0, 'Chatbot'], ...BRANCHES.map((name, output): [string, number, string] => ['Chatbot', output, name])],
	};
}

export const start = (made: Chat, parameters: INodeParameters = {}, around: Partial<Flow> = {}): HeldRun => own.n8n.start(chatFlow(made, parameters, around));

/** Starts a session, and waits until its run is parked. */
export async function inSession(made: Chat, parameters: INodeParameters = {}, around: Partial<Flow> = {}): Promise<HeldRun> {
	const run = start(made, parameters, around);
	await run.paused();
	expect(run.status).toBe('waiting');
	return run;
}

/** By which branch a run has gone on, and what its item tells. */
export interface LeftBy {
	branch: string;
	result: ChatbotResult;
	json: IDataObject;
}

/** Waits until the run has ended; it must have gone on by one branch. */
export async function left(run: HeldRun): Promise<LeftBy> {
	return leftBy(await run.ended);
}

export function leftBy(run: FinishedRun): LeftBy {
	if (run.error !== undefined) throw new Error(run.error);
	const taken = BRANCHES.filter((name) => run.task(name) !== undefined);
	expect(taken).toHaveLength(1);
	const [[{ json }]] = run.outputs(taken[0]);
	return { branch: taken[0], json, result: json.chatbot as unknown as ChatbotResult };
}

/** An item that a Continue Chatbot has handed on. */
export interface Continued {
	branch: 'In Session' | 'No Session';
	result: ContinueResult;
	json: IDataObject;
}

let lastId = 0;

/** A message as a Message Events Trigger gives it. */
export const message = (text: string, more: IDataObject = {}): { json: IDataObject } => ({
	json: { text, phone: PHONE, messageId: `wamid.${++lastId}`, at: new Date(Date.now()).toISOString(), ...more },
});

/** Runs a flow with a Continue Chatbot. */
export async function continued(items: Array<Partial<INodeExecutionData>>, parameters: INodeParameters = {}): Promise<Continued[]> {
	const run = await runFlow({
		items,
		nodes: [
			{ name: 'Start', nodeType: passOn },
			{ name: 'Continue', nodeType: new ContinueChatbot(), parameters: { operation: 'message', ...parameters } },
		],
	});
	if (run.error !== undefined) throw new Error(run.error);
	return run.outputs('Continue').flatMap((of, output) =>
		of.map(({ json }) => ({ branch: output === 0 ? 'In Session' : 'No Session', json, result: json.chatbot as unknown as ContinueResult }) as const),
	);
}

/** Says one thing to the chatbot. */
export async function say(text: string, more: IDataObject = {}, parameters: INodeParameters = {}): Promise<Continued> {
	const [one] = await continued([message(text, more)], parameters);
	return one;
}

export const participantOf = async (phone = PHONE) => await new Participants(own.store).find({ type: 'phone', value: phone });
