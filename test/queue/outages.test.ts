import { BASE, inLine, json, node, publish } from '../e2e/support/n8n';
import { processes, redis, until, WEBHOOK_BASE, workersOf } from './support/queue';

const trigger = (parameters: Record<string, unknown> = {}) => node('dynamicApiTrigger', 'Called', parameters);
const pause = (seconds: number) => node('n8n-nodes-base.wait', 'Pause', { amount: seconds }, { typeVersion: 1.1 });
const echo = () => node('apiEnd', 'End', { fields: { rows: [{ name: 'n', value: '={{ $json.n }}' }] } });
const echoing = () => publish(inLine(trigger(), echo()));

afterEach(async () => {
	await redis.start();
	await Promise.all(Object.values(processes).map(async (each) => await each.start()));
});

describe('when a worker is killed', () => {
	it('later calls are served by the other one', async () => {
		const route = await echoing();
		await processes.worker1.kill();
		for (const base of [BASE, WEBHOOK_BASE, BASE, WEBHOOK_BASE]) {
			expect(await (await route.call({ base, ...json({ n: 7 }) })).json()).toEqual({ n: 7 });
		}
		const executions = await route.settled(4);
		for (const { id } of executions) expect(await workersOf(id)).toEqual(['worker2']);
	});

	it('the caller whose flow it was running gets the 504 in time', async () => {
		const route = await publish(inLine(trigger({ timeoutSeconds: 3 }), pause(30), echo()));
		const call = route.call();
		await until(async () => (await route.executions()).some(({ status }) => status === 'running'));
		const [worker] = await workersOf((await route.executions())[0].id);
		await processes[worker].kill();
		expect((await call).status).toBe(504);
	});
});

describe('when the main is killed', () => {
	it('the webhook process and the workers serve calls without it', async () => {
		const route = await echoing();
		await processes.main.kill();
		expect(await (await route.call({ base: WEBHOOK_BASE, ...json({ n: 7 }) })).json()).toEqual({ n: 7 });
	});
});

describe('when Redis is killed and comes back', () => {
	it('later calls are served, through either process', async () => {
		const route = await echoing();
		await redis.kill();
		await redis.start();
		for (const base of [BASE, WEBHOOK_BASE]) {
			expect(await (await route.call({ base, ...json({ n: 7 }) })).json()).toEqual({ n: 7 });
		}
	});
});
