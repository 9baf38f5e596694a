import { mapInOrder } from '../../flow/concurrency';
import { callbacks } from './support/callbacks';
import { chatting } from './support/chatting';
import type { Execution, Route } from './support/n8n';
import * as api from './support/n8n';
import { json, node, rest, runDataOf, SIMULATOR, until } from './support/n8n';

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
async function waysOf(route: Route, element: string, count: number): Promise<Record<string, number>> {
	// Whoever asked for so many runs all the time would hold them up.
	await until(async () => {
		const runs = await allRuns(route);
		return runs.length === count && runs.every(({ status }) => status === 'success');
	}, 3000);
	const ways: Record<string, number> = {};
	await mapInOrder(await allRuns(route), CALLERS, async ({ id }) => {
		const nodes = Object.keys(await runDataOf(id));
		const way = nodes.slice(nodes.indexOf(element) + 1).join(' ');
		ways[way] = (ways[way] ?? 0) + 1;
	});
	return ways;
}

async function started(route: Route, count: number, bodyOf: (n: number) => object): Promise<void> {
	await mapInOrder(Array.from({ length: count }, (_, n) => n), CALLERS, async (n) => {
		const { status } = await route.call(json(bodyOf(n)));
		expect(status).toBe(202);
	});
}

describe('Callbacks, each in the moment when the request that asked for it returns', () => {
	it('let a hundred runs of Wait for Callback go on', async () => {
		const prepare = node('waitForCallback', 'Prepare', { operation: 'prepare' });
		const body = '={{ JSON.stringify({ orderId: $json.n, amount: 1, card: "instant", callbackUrl: $json.callback.url }) }}';
		const pay = node('callApi', 'Call', { method: 'POST', url: `${SIMULATOR}/payments`, sendBody: true, specifyBody: 'json', jsonBody: body });
		const { route } = await callbacks(api).waiting({ reference: '={{ $json.callback.reference }}', waitAmount: 10, waitUnit: 'minutes' }, [prepare, pay]);
		await started(route, 100, (n) => ({ n }));
		expect(await waysOf(route, 'Wait', 100)).toEqual({ 'Called Back': 100 });
	}, 300_000);

	it('let five hundred runs of Start Chatbot go on', async () => {
		const at = (event: string) => `${SIMULATOR}/bots/instant-bot/${event}`;
		const route = await chatting(api).starting({ engine: 'http', authentication: 'none', botUrl: at('start'), botMessageUrl: at('message'), delivery: 'none' });
		await started(route, 500, (n) => ({ phone: `+31613${String(100_000 + n)}`, text: 'bye' }));
		expect(await waysOf(route, 'Chatbot', 500)).toEqual({ endedByUser: 500 });
	}, 480_000);
});
