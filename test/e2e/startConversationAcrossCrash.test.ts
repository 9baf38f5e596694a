import { randomUUID } from 'node:crypto';

import { json, SIMULATOR } from './support/n8n';
import type { OwnN8n } from './support/ownN8n';
import { startOwnN8n } from './support/ownN8n';

describe('when n8n is killed while a run waits for human agents', () => {
	let own: OwnN8n;
	beforeAll(async () => (own = await startOwnN8n()), 120_000);
	afterAll(async () => await own.stop(), 60_000);

	it('it goes on once when they are done after the restart, and another one when its time is up', async () => {
		const { credential, flow, node, publish, runDataOf, until } = own.api;
		const account = await credential('flowElementsChatwootApi', { baseUrl: SIMULATOR, accountId: '1', token: 'simulator-key' });
		const names = ['Timed Out', 'In All Other Cases', 'Resolved'];
		const waiting = async (waitHours: number) => {
			const talk = node('startConversation', 'Talk', { provider: 'chatwoot', inbox: { __rl: true, mode: 'id', value: '1' }, waitsUntilResolved: true, waitHours }, { webhookId: randomUUID(), credentials: { flowElementsChatwootApi: account } });
			const route = await publish(
				flow(
					[node('dynamicApiTrigger', 'Start', { path: randomUUID(), answer: 'async' }), talk, ...names.map((name) => node('n8n-nodes-base.noOp', name))],
					[['Start', 'Talk'], ...names.map((name, output): [string, string, number] => ['Talk', name, output])],
				),
			);
			await route.call(json({ phone: `+3161234${String(Date.now() % 10_000).padStart(4, '0')}` }));
			await until(async () => (await route.executions())[0]?.status === 'waiting');
			return route;
		};
		const resolved = await waiting(1);
		const late = await waiting(0.01);
		const [{ id }] = await resolved.executions();
		const { conversationId } = (await runDataOf(id)).Talk[0].data.main[0][0].json.conversation as { conversationId: string };

		await own.killAndRestart();
		// Chatwoot tries again a few times only, and the webhook may not be there yet.
		await until(async () => {
			await fetch(`${SIMULATOR}/_simulator/resolve/chatwoot`, { method: 'POST', body: JSON.stringify({ id: conversationId }) });
			return (await resolved.executions())[0].status === 'success';
		});
		const data = await runDataOf(id);
		expect(data.Resolved).toHaveLength(1);
		expect(Object.keys(data)).not.toContain('Timed Out');

		await until(async () => (await late.executions())[0].status === 'success');
		expect(Object.keys(await runDataOf((await late.executions())[0].id))).toContain('Timed Out');
		expect([await resolved.executions(), await late.executions()].map((runs) => runs.length)).toEqual([1, 1]);
	}, 180_000);
});
