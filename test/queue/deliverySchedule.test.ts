import { BASE, inLine, json, node, publish, SIMULATOR, simulatorRequests } from '../e2e/support/n8n';
import { processes, redis, until, WEBHOOK_BASE } from './support/queue';

const BASES = [BASE, WEBHOOK_BASE];

/** Sends at one per second; the simulator sees what the schedule told. */
const sending = (tag: string) =>
	publish(
		inLine(
			node('dynamicApiTrigger', 'In', { answer: 'async' }),
			node('deliverySchedule', 'Slot', { limitTime: false, limitSpeed: true, sends: 1, per: 'second' }),
			node('callApi', 'Send', { method: 'GET', url: `=${SIMULATOR}/orders/${tag}?n={{ $json.n }}&slot={{ $json.schedule.slot }}` }),
		),
	);

const sent = async (tag: string) => (await simulatorRequests()).filter(({ path }) => path === `/orders/${tag}`);

/** All have gone, each once, and no two within a second. */
async function expectPaced(tag: string, count: number): Promise<void> {
	await until(async () => (await sent(tag)).length >= count);
	const requests = await sent(tag);
	expect(requests.map(({ query }) => Number(query.n)).sort((one, other) => one - other)).toEqual(Array.from({ length: count }, (_, n) => n));
	const slots = requests.map(({ query }) => Date.parse(query.slot)).sort((one, other) => one - other);
	for (const [index, slot] of slots.slice(1).entries()) expect(slot - slots[index]).toBeGreaterThanOrEqual(1000);
}

afterEach(async () => {
	await redis.start();
	await Promise.all(Object.values(processes).map(async (each) => await each.start()));
});

describe('Delivery Schedule over several processes', () => {
	it('keeps one line for all workers', async () => {
		const route = await sending('queue-line');
		await Promise.all(Array.from({ length: 8 }, (_, n) => route.call({ base: BASES[n % 2], ...json({ n }) })));
		await expectPaced('queue-line', 8);
		expect((await route.settled(8)).every(({ status }) => status === 'success')).toBe(true);
	}, 60_000);

	it('wakes the items of a worker that was killed', async () => {
		const route = await sending('queue-killed');
		await Promise.all(Array.from({ length: 8 }, (_, n) => route.call({ base: BASES[n % 2], ...json({ n }) })));
		await until(async () => (await route.executions()).every(({ status }) => status === 'waiting' || status === 'success'));
		await Promise.all([processes.worker1.kill(), processes.main.kill()]);
		await processes.main.start();
		await expectPaced('queue-killed', 8);
	}, 90_000);
});
