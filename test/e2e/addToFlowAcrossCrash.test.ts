import type { OwnN8n } from './support/ownN8n';
import { startOwnN8n } from './support/ownN8n';
import { json } from './support/n8n';
import { adding, addTo, code, entry, secondaryFlows, waitingFlow } from './support/secondaryFlows';

describe('when n8n is killed', () => {
	let own: OwnN8n;
	beforeAll(async () => {
		own = await startOwnN8n();
	}, 120_000);
	afterAll(async () => await own.stop(), 60_000);

	it('who waits for a secondary flow that waits is given its variables all the same, once', async () => {
		const { publish, runDataOf, until } = own.api;
		const { published, runsOf } = secondaryFlows(own.api);
		const waiting = waitingFlow();
		const target = await published(waiting.made);
		const route = await publish(adding(addTo(target, { waits: true }), { answer: 'async' }));
		await route.call(json({ orderId: 'A-9' }));
		await until(async () => (await route.executions())[0]?.status === 'waiting');

		await own.killAndRestart();
		await until(async () => await waiting.goOn().then(() => true, () => false));
		await until(async () => (await route.executions())[0].status === 'success');

		const [{ id }] = await route.executions();
		const data = await runDataOf(id);
		expect(data.Added).toHaveLength(1);
		expect(data.Added[0].data.main[0][0].json).toMatchObject({ orderId: 'A-9', score: 42, addToFlow: { status: 'added' } });
		expect(await runsOf(target)).toHaveLength(1);
	}, 120_000);

	it('nobody enters a second time who has entered', async () => {
		const { publish, until } = own.api;
		const { runsOf, secondary } = secondaryFlows(own.api);
		const target = await secondary(entry(), code('Slow', 'await new Promise((done) => setTimeout(done, 20000)); return [];'));
		const route = await publish(adding(addTo(target, { waits: true }), { answer: 'async' }));
		await route.call(json({}));
		await until(async () => (await runsOf(target)).length === 1);

		await own.killAndRestart();
		await until(async () => (await route.executions())[0].status === 'crashed');
		expect(await runsOf(target)).toHaveLength(1);
	}, 120_000);
});
