import { randomUUID } from 'node:crypto';

import { mapInOrder } from '../../flow/concurrency';
import { callbacks } from './support/callbacks';
import { chatting, newPhone } from './support/chatting';
import type { Execution, Route } from './support/n8n';
import * as api from './support/n8n';
import { json, node, rest, runDataOf, SIMULATOR, until } from './support/n8n';

const MANY = 100;
/** Who starts so many flows waits for their answers, too. */
const CALLERS = 20;

/** All runs of a flow; n8n lists a hundred at a time. */
async function allRuns({ workflowId }: Route): Promise<Execution[]> {
	const filter = encodeURIComponent(JSON.stringify({ workflowId }));
	const all: Execution[] = [];
	let cursor: string | null | undefined = '';
	do {
		const from: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
		const page: { results: Execution[]; nextCursor?: string | null } = await rest('GET', `/executions?filter=${filter}&limit=100${from}`);
		all.push(...page.results);
		cursor = page.nextCursor;
	} while (cursor);
	return all;
}

/** The nodes behind an element through which the runs have gone, with how many did. */
async function waysOf(route: Route, element: string): Promise<Record<string, number>> {
	// Whoever asked for so many runs all the time would hold them up.
	await until(async () => {
		const runs = await allRuns(route);
		return runs.length === MANY && runs.every(({ status }) => status === 'success');
	}, 3000);
	const ways: Record<string, number> = {};
	await mapInOrder(await allRuns(route), CALLERS, async ({ id }) => {
		const nodes = Object.keys(await runDataOf(id));
		const way = nodes.slice(nodes.indexOf(element) + 1).join(' ');
		ways[way] = (ways[way] ?? 0) + 1;
	});
	return ways;
}

async function started(route: Route, bodyOf: (n: number) => object): Promise<void> {
	await mapInOrder(Array.from({ length: MANY }, (_, n) => n), CALLERS, async (n) => {
		const { status } = await route.call(json(bodyOf(n)));
		expect(status).toBe(202);
	});
}

describe('Five hundred callbacks, each in the moment when the request that asked for it returns', () => {
	it('let five hundred runs of Wait for Callback go on', async () => {
		const prepare = node('waitForCallback', 'Prepare', { operation: 'prepare' });
		const body = '={{ JSON.stringify({ orderId: $json.n, amount: 1, card: "instant", callbackUrl: $json.callback.url }) }}';
		const pay = node('callApi', 'Call', { method: 'POST', url: `${SIMULATOR}/payments`, sendBody: true, specifyBody: 'json', jsonBody: body });
		const { route } = await callbacks(api).waiting({ reference: '={{ $json.callback.reference }}', waitAmount: 10, waitUnit: 'minutes' }, [prepare, pay]);
		await started(route, (n) => ({ n }));
		expect(await waysOf(route, 'Wait')).toEqual({ 'Called Back': MANY });
	}, 300_000);

	it('let five hundred runs of Start Chatbot go on', async () => {
		const at = (event: string) => `${SIMULATOR}/bots/instant-bot/${event}`;
		const route = await chatting(api).starting({ engine: 'http', authentication: 'none', botUrl: at('start'), botMessageUrl: at('message'), delivery: 'none' });
		const phones = new Set<string>();
		while (phones.size < MANY) phones.add(newPhone());
		const all = [...phones];
		await started(route, (n) => ({ phone: all[n], text: 'bye', call: randomUUID() }));
		expect(await waysOf(route, 'Chatbot')).toEqual({ endedByUser: MANY });
	}, 300_000);
});
