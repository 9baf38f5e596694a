import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import type * as Api from './n8n';
import { flow, json, node, SIMULATOR } from './n8n';
import type { Flow, FlowNode, Route } from './n8n';
import { code, entry, secondaryFlows } from './secondaryFlows';

/** The exits that have branches of their own here, in their order. */
const EXITS = ['notStarted', 'endedExternally', 'closedByElement', 'deactivated', 'redirectToAgentFailed', 'endedByUser'];
const BRANCHES = ['expiredByTimeout', 'otherwise', ...EXITS];

export const newPhone = () => `+3161${String(Math.floor(Math.random() * 1e7)).padStart(7, '0')}`;

/** How a run has gone on after its session. */
export interface LeftBy {
	/** All branches that have fired. */
	branches: string[];
	result: Record<string, unknown> & { exit: string; endedAt: string; transcript: Array<{ from: string; at: string; text: string; notDelivered?: string }> };
}

/** What is done with chatbots in an n8n. */
export function chatting(api: typeof Api) {
	const { published, secondary } = secondaryFlows(api);
	return {
		/** Publishes a chatbot that is a workflow; the code gets `told` and returns what it says. */
		bot: async (answer: string) => await secondary(entry(), code('Bot', `const told = $input.first().json; return [{ json: await (${answer})(told) }];`)),
		/** Publishes a workflow that sends replies to the simulator. */
		async sender() {
			const each = code('Each', 'const { participant, replies } = $input.first().json; return replies.flatMap(({ texts }) => texts.map((text) => ({ json: { to: participant.phone, text } })));');
			const send = node('callApi', 'Send', { method: 'POST', url: `${SIMULATOR}/messages`, sendBody: true, specifyBody: 'json', jsonBody: '={{ JSON.stringify($json) }}' });
			return await secondary(entry(), each, send);
		},
		/** Publishes a flow that an API call starts and that starts a chatbot, with a node for each of its branches. */
		async starting(parameters: Record<string, unknown>, more: Partial<FlowNode> = {}): Promise<Route & { chatbot: FlowNode }> {
			const chatbot = node('startChatbot', 'Chatbot', { operation: 'start', messageFrom: 'text', message: '={{ $json.text }}', exits: EXITS, ...parameters }, { webhookId: randomUUID(), ...more });
			const begin = node('dynamicApiTrigger', 'Start', { path: randomUUID(), answer: 'async' });
			const route = await api.publish(flow([begin, chatbot, ...BRANCHES.map((name) => node('n8n-nodes-base.noOp', name))], [['Start', 'Chatbot'], ...BRANCHES.map((name, at): [string, string, number] => ['Chatbot', name, at])]));
			return Object.assign(route, { chatbot });
		},
		/** Publishes a flow that hands messages on, and answers with what became of each. */
		async continuing(parameters: Record<string, unknown> = {}): Promise<Route> {
			const begin = node('dynamicApiTrigger', 'Start', { path: randomUUID(), answer: 'sync', timeoutSeconds: 120 });
			const end = (name: string) => node('apiEnd', name, { respondWith: 'json', jsonFrom: 'item' });
			const made: Flow = flow([begin, node('continueChatbot', 'Continue', parameters), end('In'), end('No')], [['Start', 'Continue'], ['Continue', 'In', 0], ['Continue', 'No', 1]]);
			return await api.publish(made);
		},
		/** Says something, and gives what became of it. */
		async say(route: Route, phone: string, text: string, more: object = {}): Promise<Record<string, unknown>> {
			const body = { phone, text, messageId: randomUUID(), at: new Date().toISOString(), ...more };
			let response = await route.call(json(body));
			// So many calls at once that n8n does not hear its own database; a moment later it does, and has taken nothing.
			for (; response.status === 503; response = await route.call(json(body))) await sleep(500);
			if (response.status !== 200) throw new Error(`The flow answered ${response.status}: ${await response.text()}`);
			return ((await response.json()) as { chatbot: Record<string, unknown> }).chatbot;
		},
		/** Starts a session, and waits until the run is parked. */
		async begin(route: Route, phone: string, text = 'Hello', more: object = {}): Promise<string> {
			const before = (await route.executions()).length;
			await route.call(json({ phone, text, ...more }));
			let id = '';
			await api.until(async () => {
				const [newest] = await route.executions();
				id = newest?.id;
				return (await route.executions()).length > before && !['new', 'running'].includes(newest.status);
			});
			return id;
		},
		/** Waits until a run has ended. */
		async left(executionId: string): Promise<LeftBy> {
			await api.until(async () => ['success', 'error', 'crashed'].includes((await api.rest<{ status: string }>('GET', `/executions/${executionId}`)).status));
			const data = await api.runDataOf(executionId);
			const branches = BRANCHES.filter((name) => name in data);
			return { branches, result: data[branches[0]]?.[0].data.main[0][0].json.chatbot as LeftBy['result'] };
		},
		published,
	};
}

export const byWorkflow = (bot: string, sender: string) => ({
	engine: 'n8nWorkflow',
	botWorkflow: { __rl: true, mode: 'id', value: bot },
	delivery: 'workflow',
	deliveryWorkflow: { __rl: true, mode: 'id', value: sender },
});
