import * as api from '../e2e/support/n8n';
import { json, publish, runDataOf } from '../e2e/support/n8n';
import { adding, addTo, entry, secondaryFlows, variable, waitingFlow } from '../e2e/support/secondaryFlows';
import { processes, until, workersOf } from './support/queue';

const { published, runsOf, secondary } = secondaryFlows(api);

it('many who add at once are all added, each once, on both workers', async () => {
	const target = await secondary(entry(['n']), variable('seen', true));
	const route = await publish(adding(addTo(target, { waits: true, phone: '', email: '' })));
	const calls = Array.from({ length: 30 }, async (_, n) => await (await route.call(json({ n }))).json());
	expect(await Promise.all(calls)).toEqual(calls.map((_, n) => expect.objectContaining({ n, seen: true, addToFlow: expect.objectContaining({ status: 'added' }) })));
	expect(await runsOf(target)).toHaveLength(30);
	const workers = await Promise.all((await route.settled(30)).map(async ({ id }) => await workersOf(id)));
	expect(new Set(workers.flat())).toEqual(new Set(['worker1', 'worker2']));
});

it('a secondary flow that waits is waited for, also when the worker that has entered it dies', async () => {
	const waiting = waitingFlow();
	const target = await published(waiting.made);
	const route = await publish(adding(addTo(target, { waits: true, phone: '', email: '' }), { answer: 'async' }));
	await route.call(json({ orderId: 'A-9' }));
	await until(async () => (await route.executions())[0]?.status === 'waiting');
	const [{ id }] = await route.executions();
	const [worker] = await workersOf(id);

	await processes[worker].kill();
	try {
		await waiting.goOn();
		await until(async () => (await route.executions())[0].status === 'success');
	} finally {
		await processes[worker].start();
	}
	const data = await runDataOf(id);
	expect(data.Added[0].data.main[0][0].json).toMatchObject({ orderId: 'A-9', score: 42, addToFlow: { status: 'added' } });
	expect(await runsOf(target)).toHaveLength(1);
});
