import { setTimeout as sleep } from 'node:timers/promises';

import type { Flow, SimulatorRequest } from './support/n8n';
import * as shared from './support/n8n';
import type { OwnN8n } from './support/ownN8n';
import { startOwnN8n } from './support/ownN8n';

type Api = typeof shared;
const { json, SIMULATOR } = shared;

/** A flow that sends each participant at its slot; the simulator sees what the schedule told. */
function sendingFlow(api: Api, tag: string, schedule: Record<string, unknown>): Flow {
	const send = (branch: string) =>
		api.node('callApi', branch, {
			method: 'GET',
			url: `=${SIMULATOR}/orders/${tag}?branch=${branch}&n={{ $json.n }}&slot={{ $json.schedule.slot }}&position={{ $json.schedule.position }}&waited={{ $json.schedule.waitedSeconds }}`,
		});
	return api.flow(
		[api.node('dynamicApiTrigger', 'In', { answer: 'async' }), api.node('deliverySchedule', 'Slot', schedule), send('send'), send('closed'), send('late')],
		[
			['In', 'Slot'],
			['Slot', 'send', 0],
			['Slot', 'closed', 1],
			['Slot', 'late', 2],
		],
	);
}

/** Waits until the simulator has had so many requests of a flow, and gives them, oldest first. */
async function sent(tag: string, count: number): Promise<SimulatorRequest[]> {
	for (;;) {
		const requests = (await shared.simulatorRequests()).filter(({ path }) => path === `/orders/${tag}`);
		if (requests.length >= count) return requests;
		await sleep(100);
	}
}

const PACED = { limitTime: false, limitSpeed: true, sends: 1, per: 'second' };

describe('Delivery Schedule', () => {
	it('lets one item through at once when nothing stands against it, and tells so', async () => {
		const route = await shared.publish(sendingFlow(shared, 'free', PACED));
		await route.call(json({ n: 1 }));
		const [{ query }] = await sent('free', 1);
		expect(query).toMatchObject({ branch: 'send', n: '1', position: '1' });
		expect(Number(query.waited)).toBeLessThan(0.3);
	});

	it('spaces the items of many runs, as parked runs', async () => {
		const route = await shared.publish(sendingFlow(shared, 'spaced', PACED));
		for (let n = 0; n < 5; n++) await route.call(json({ n }));
		const waiting = (await route.executions()).filter(({ status }) => status === 'waiting');
		expect(waiting.length).toBeGreaterThan(0);

		const requests = await sent('spaced', 5);
		const slots = requests.map(({ query }) => Date.parse(query.slot));
		for (const [index, slot] of slots.slice(1).entries()) expect(slot - slots[index]).toBeGreaterThanOrEqual(1000);
		for (const [index, { at }] of requests.entries()) expect(Date.parse(at) - slots[index]).toBeLessThan(1500);
		expect((await route.settled(5)).every(({ status }) => status === 'success')).toBe(true);
	});

	it('shares a named line between flows', async () => {
		const line = { ...PACED, line: 'e2e-shared' };
		const routes = [await shared.publish(sendingFlow(shared, 'line-a', line)), await shared.publish(sendingFlow(shared, 'line-b', line))];
		for (const route of [...routes, ...routes]) await route.call(json({ n: 1 }));
		const slots = [...(await sent('line-a', 2)), ...(await sent('line-b', 2))].map(({ query }) => Date.parse(query.slot)).sort();
		for (const [index, slot] of slots.slice(1).entries()) expect(slot - slots[index]).toBeGreaterThanOrEqual(1000);
	});

	it('leaves by Outside Window, or is held until it opens', async () => {
		const day = new Date(Date.now() + 3 * 86_400_000).getUTCDay() || 7;
		const closed = { zone: 'UTC', windows: { rows: [{ days: [day], start: '09:00', end: '10:00' }] } };
		const leaving = await shared.publish(sendingFlow(shared, 'closed-leave', { ...closed, whenClosed: 'leave' }));
		await leaving.call(json({ n: 1 }));
		const [{ query }] = await sent('closed-leave', 1);
		expect(query.branch).toBe('closed');
		expect(query.slot).toMatch(/T09:00:00\.000Z$/);

		const held = await shared.publish(sendingFlow(shared, 'closed-hold', closed));
		await held.call(json({ n: 1 }));
		while ((await held.executions())[0]?.status !== 'waiting') await sleep(50);
	});

	it('leaves by Held Too Long as soon as that is known', async () => {
		const route = await shared.publish(sendingFlow(shared, 'long', { ...PACED, per: 'hour', longestHold: 10, longestHoldUnit: 'second' }));
		await route.call(json({ n: 1 }));
		await sent('long', 1);
		await route.call(json({ n: 2 }));
		const [, { query }] = await sent('long', 2);
		expect(query).toMatchObject({ branch: 'late', n: '2' });
	});

	it('lets a list go round item by item, and then by Done', async () => {
		const made = shared.flow(
			[
				shared.node('dynamicApiTrigger', 'In', { answer: 'async' }),
				shared.node('n8n-nodes-base.splitOut', 'Split', { fieldToSplitOut: 'list', options: {} }),
				shared.node('deliverySchedule', 'Slot', { ...PACED, sends: 2, loop: true }),
				shared.node('callApi', 'Send', { method: 'GET', url: `=${SIMULATOR}/orders/round?n={{ $json.list }}&slot={{ $json.schedule.slot }}` }),
				shared.node('n8n-nodes-base.aggregate', 'All', { aggregate: 'aggregateAllItemData', options: {} }),
				shared.node('callApi', 'Done', { method: 'GET', url: `=${SIMULATOR}/orders/round-done?all={{ $json.data.map((item) => item.list).join() }}` }),
			],
			[
				['In', 'Split'],
				['Split', 'Slot'],
				['Slot', 'Send', 0],
				['Send', 'Slot', 0],
				['Send', 'Slot', 1],
				['Slot', 'All', 3],
				['All', 'Done'],
			],
		);
		const route = await shared.publish(made);
		await route.call(json({ list: [1, 2, 3, 4] }));
		expect((await sent('round-done', 1))[0].query.all).toBe('1,2,3,4');
		const slots = (await sent('round', 4)).map(({ query }) => Date.parse(query.slot));
		for (const [index, slot] of slots.slice(1).entries()) expect(slot - slots[index]).toBeGreaterThanOrEqual(500);
	});
});

describe('Delivery Schedule on an n8n that runs one execution at a time', () => {
	let own: OwnN8n;
	beforeAll(async () => {
		own = await startOwnN8n({ N8N_CONCURRENCY_PRODUCTION_LIMIT: '1' });
	}, 60_000);
	afterAll(async () => await own.stop());

	it('sends every held item once when n8n is busy for longer than a knock waits', async () => {
		const route = await own.api.publish(sendingFlow(own.api, 'busy', PACED));
		const busy = own.api.node('n8n-nodes-base.code', 'Busy', { jsCode: 'await new Promise((done) => setTimeout(done, 14000)); return $input.all();' }, { typeVersion: 2 });
		const hog = await own.api.publish(own.api.inLine(own.api.node('dynamicApiTrigger', 'In', { answer: 'async' }), busy));
		for (let n = 0; n < 4; n++) await route.call(json({ n }));
		while ((await route.executions()).some(({ status }) => status === 'running' || status === 'new')) await sleep(50);
		await hog.call(json({}));

		await sent('busy', 4);
		await route.settled(4);
		await sleep(1500);
		expect((await sent('busy', 4)).map(({ query }) => query.n).sort()).toEqual(['0', '1', '2', '3']);
	}, 120_000);

	it('sends every held item once, in its order, and never faster, when n8n is killed', async () => {
		const route = await own.api.publish(sendingFlow(own.api, 'killed', PACED));
		for (let n = 0; n < 12; n++) expect((await route.call(json({ n }))).status).toBe(202);
		while ((await route.executions()).some(({ status }) => status === 'running' || status === 'new')) await sleep(50);
		await own.killAndRestart();

		const requests = await sent('killed', 12);
		await sleep(1500);
		const order = (await sent('killed', 12)).map(({ query }) => Number(query.n));
		expect([...order].sort((one, other) => one - other)).toEqual(Array.from({ length: 12 }, (_, n) => n));
		const slots = requests.map(({ query }) => Date.parse(query.slot));
		for (const [index, slot] of slots.slice(1).entries()) expect(slot - slots[index]).toBeGreaterThanOrEqual(1000);
	}, 90_000);
});
