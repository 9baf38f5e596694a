import { randomUUID } from 'node:crypto';

import { callBack, callbacks } from '../e2e/support/callbacks';
import * as api from '../e2e/support/n8n';
import { BASE } from '../e2e/support/n8n';
import { processes, until, WEBHOOK_BASE, workersOf } from './support/queue';

const { waiting, parked, ended } = callbacks(api);

/** The webhook process serves the URL of the node, too; a reverse proxy would send callbacks there. */
const throughWebhook = (url: string) => url.replace(BASE, WEBHOOK_BASE);

afterEach(async () => {
	await Promise.all(Object.values(processes).map(async (each) => await each.start()));
});

it('a callback through the webhook process lets its run go on', async () => {
	const flow = await waiting();
	const references = Array.from({ length: 6 }, () => randomUUID());
	const ids = await Promise.all(references.map(async (reference) => {
		await flow.route.call(api.json({ reference }));
		return reference;
	}));
	await until(async () => (await flow.route.executions()).filter(({ status }) => status === 'waiting').length === 6);
	const answers = await Promise.all(references.map(async (reference) => await callBack(throughWebhook(flow.url), reference, { reference })));
	expect(answers.map(({ status }) => status)).toEqual(ids.map(() => 202));
	await until(async () => (await flow.route.executions()).every(({ status }) => status === 'success'));
	const told = (await Promise.all((await flow.route.executions()).map(async ({ id }) => await ended(id)))).flat();
	expect(told.map(({ branch }) => branch)).toEqual(references.map(() => 'Called Back'));
	expect(told.map(({ result }) => (result.body as { reference: string }).reference).toSorted()).toEqual([...references].toSorted());
});

it('of the same callback that comes to both processes at once one counts, and of two that differ one is refused', async () => {
	const flow = await waiting();
	const reference = randomUUID();
	const id = await parked(flow, { reference });
	const same = await Promise.all([callBack(flow.url, reference, { n: 1 }), callBack(throughWebhook(flow.url), reference, { n: 1 })]);
	expect(same.map(({ status }) => status)).toEqual([202, 202]);
	expect((await callBack(throughWebhook(flow.url), reference, { n: 2 })).status).toBe(410);
	expect(await ended(id)).toMatchObject([{ branch: 'Called Back', result: { body: { n: 1 } } }]);
});

it('a run whose worker has died goes on by its callback, and another one when its time is up', async () => {
	const flow = await waiting({ waitAmount: '={{ $json.seconds }}' });
	const [called, late] = [randomUUID(), randomUUID()];
	const ids = [await parked(flow, { reference: called, seconds: 600 }), await parked(flow, { reference: late, seconds: 5 })];
	const [worker] = await workersOf(ids[1]);
	await processes[worker].kill();
	expect((await callBack(throughWebhook(flow.url), called, { n: 1 })).status).toBe(202);
	expect(await ended(ids[0])).toMatchObject([{ branch: 'Called Back' }]);
	expect(await ended(ids[1])).toMatchObject([{ branch: 'Timed Out' }]);
});

it.each(['early', 'instant', 'paid'])('a callback counts whenever it comes, also before the answer of the outside system: %s', async (card) => {
	const prepare = api.node('waitForCallback', 'Prepare', { operation: 'prepare' });
	const body = '={{ JSON.stringify({ orderId: "Q", amount: 1, card: $json.card, callbackUrl: $json.callback.url }) }}';
	const pay = api.node('callApi', 'Call', { method: 'POST', url: `${api.SIMULATOR}/payments`, sendBody: true, specifyBody: 'json', jsonBody: body });
	const flow = await waiting({ reference: '={{ $json.callback.reference }}' }, [prepare, pay]);
	for (let n = 0; n < 5; n++) await flow.route.call(api.json({ card }));
	await until(async () => (await flow.route.executions()).filter(({ status }) => status === 'success').length === 5);
	const told = (await Promise.all((await flow.route.executions()).map(async ({ id }) => await ended(id)))).flat();
	const deliveries = (await (await fetch(`${api.SIMULATOR}/_simulator/deliveries`)).json()) as Array<{ url: string; status: number; answer: string }>;
	const { pathname } = new URL(flow.url);
	const answers = deliveries.filter(({ url }) => new URL(url).pathname === pathname).map(({ status, answer }) => `${status} ${answer}`);
	expect({ branches: told.map(({ branch }) => branch), answers }).toEqual({ branches: Array(5).fill('Called Back'), answers: Array(5).fill(expect.stringMatching(/^202 /)) });
});
