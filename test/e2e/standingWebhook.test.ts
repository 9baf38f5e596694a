import { randomUUID } from 'node:crypto';

import type { Flow } from './support/n8n';
import { BASE, flow, json, node, outputOf, publish, rest, tryToPublish, until } from './support/n8n';

/** A flow that is started by hand, and whose element takes calls without being a trigger. */
function handStarted(): { made: Flow; url: string } {
	const webhookId = randomUUID();
	const element = node('waitForCallback', 'Element', { operation: 'wait', reference: randomUUID(), waitAmount: 1, waitUnit: 'seconds' }, { webhookId });
	return { made: flow([node('n8n-nodes-base.manualTrigger', 'By Hand'), element], [['By Hand', 'Element']]), url: `${BASE}/webhook/${webhookId}` };
}

const call = async (url: string) => await fetch(url, { method: 'POST', ...json({}) });
const isOurs = ({ headers }: Response) => headers.get('content-type') === 'application/problem+json';

describe('A webhook of a node that is no trigger', () => {
	it('stands at its URL as long as the flow is published', async () => {
		const { made, url } = handStarted();
		const { workflowId, status } = await tryToPublish(made);
		expect(status).toBe('published');
		expect(isOurs(await call(url))).toBe(true);

		await rest('POST', `/workflows/${workflowId}/deactivate`);
		// n8n unpublishes in its own time.
		await until(async () => (await call(url)).status === 404);
		expect(isOurs(await call(url))).toBe(false);
	});

	it.each(['never published', 'published'])('lets a flow that is %s be tried out in the editor without waiting for a call', async (state) => {
		const { made } = handStarted();
		const { id } = state === 'published' ? { id: (await tryToPublish(made)).workflowId } : await rest<{ id: string }>('POST', '/workflows', made);
		const destinationNode = { nodeName: 'Element', mode: 'inclusive' };
		for (const from of [{ triggerToStartFrom: { name: 'By Hand' } }, {}]) {
			const run = await rest<object>('POST', `/workflows/${id}/run`, { destinationNode, ...from });
			expect(run).toEqual({ executionId: expect.any(String) });
		}
	});

	it.each([{ webhookId: randomUUID() }, {}])('is known to the node that runs: %j', async (extra) => {
		const prepare = node('waitForCallback', 'Prepare', { operation: 'prepare' });
		const element = node('waitForCallback', 'Element', { waitAmount: 1, waitUnit: 'minutes' }, extra);
		const route = await publish(flow([node('dynamicApiTrigger', 'Start', { answer: 'async' }), prepare, element], [['Start', 'Prepare'], ['Prepare', 'Element']]));
		await route.call(json({}));
		await until(async () => (await route.executions())[0]?.status === 'waiting');
		const { plainUrl } = (await outputOf((await route.executions())[0].id, 'Prepare')).callback as { plainUrl: string };
		expect(isOurs(await call(plainUrl.replace('localhost', '127.0.0.1')))).toBe(true);
	});
});
