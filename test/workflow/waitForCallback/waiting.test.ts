import { setTimeout as sleep } from 'node:timers/promises';

import type { IDataObject, INodeParameters } from 'n8n-workflow';

import type { FlowStore } from '../../../flow/store/flowStore';
import { StoreUnavailable } from '../../../flow/store/flowStore';
import { useFlowStore } from '../../../flow/store/theStore';
import { waker } from '../../../nodes/shared/parked/waking';
import { deadUrl } from '../../support/apiServer';
import { clockAt } from '../../support/clock';
import type { Flow } from '../../support/engine';
import type { HeldRun, RunningN8n } from '../../support/heldRuns';
import { startN8n } from '../../support/heldRuns';
import type { Around } from './waiting';
import { AUTHORIZED, callBack, counts, GUARDED, own, referenced, results, waitFlow } from './waiting';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

let n8n: RunningN8n;
beforeEach(async () => {
	n8n = await startN8n();
});

const BY_STATUS = {
	branches: {
		rows: [
			{ name: 'Paid', path: '$.status', values: 'paid' },
			{ name: 'Failed', path: '$.status', values: 'failed, refused' },
		],
	},
};

interface Parked {
	flow: Flow;
	run: HeldRun;
	references: string[];
}

async function parked(parameters: INodeParameters = {}, { items = [referenced()], ...around }: Around = {}): Promise<Parked> {
	const flow = waitFlow(parameters, { items, ...around });
	const run = n8n.start(flow);
	await run.paused();
	expect(run.status).toBe('waiting');
	return { flow, run, references: items.map(({ json }) => String(json?.reference)) };
}

const ticketOf = (run: HeldRun) => ((run.item().json.callback as IDataObject).wait as IDataObject).ticket;

async function knock(run: HeldRun, body: object = { ticket: ticketOf(run) }): Promise<IDataObject> {
	const response = await fetch(run.url(), { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
	return { status: response.status, ...((await response.json()) as IDataObject) };
}

describe('A run that waits for a callback', () => {
	it('is parked, and n8n lets it go on by itself only long after', async () => {
		const { run, references } = await parked();
		expect(run.item().json.callback).toMatchObject({ status: 'timedOut', reference: references[0], wait: { ticket: expect.any(String) } });
		expect(run.waitTill?.getTime()).toBeGreaterThan(Date.now() + 29 * DAY_MS);
	});

	it('can wait for a year', async () => {
		const { run } = await parked({ waitAmount: 365, waitUnit: 'days' });
		expect(run.waitTill?.getTime()).toBeGreaterThan(Date.now() + 365 * DAY_MS);
	});

	it('goes on by itself when it is called back, and tells what came', async () => {
		const { flow, run, references } = await parked({ options: { keptHeaders: 'X-Event' } }, { items: [referenced({ orderId: 7 })] });
		expect((await callBack(flow, references[0], { status: 'done' }, { headers: { 'x-event': 'e-1', cookie: 'c' } })).status).toBe(202);
		const after = await run.ended;
		expect(counts(after)).toEqual([0, 1]);
		const [{ json, pairedItem }] = after.outputs('Wait')[1];
		expect(json.orderId).toBe(7);
		expect(pairedItem).toEqual({ item: 0 });
		expect(json.callback).toEqual({
			status: 'calledBack',
			reference: references[0],
			method: 'POST',
			headers: { 'x-event': 'e-1' },
			body: { status: 'done' },
			receivedAt: expect.any(String),
			waitedSeconds: expect.any(Number),
		});
	});

	it.each([
		[{ status: 'paid' }, [0, 0, 1, 0]],
		[{ status: 'REFUSED' }, [0, 0, 0, 1]],
		[{ status: 'open' }, [0, 1, 0, 0]],
		[{}, [0, 1, 0, 0]],
	])('goes on by the branch of %j', async (body, expected) => {
		const { flow, run, references } = await parked(BY_STATUS);
		await callBack(flow, references[0], body);
		expect(counts(await run.ended)).toEqual(expected);
	});

	it('takes variables out of the callback', async () => {
		const rows = [{ variable: 'payment', path: '$.payment.id' }, { variable: 'missing', path: '$.none' }];
		const { flow, run, references } = await parked({ variables: { rows } });
		await callBack(flow, references[0], { payment: { id: 'p-1' } });
		expect((await run.ended).outputs('Wait')[1][0].json).toMatchObject({ payment: 'p-1', missing: null });
	});

	it('puts its result where the builder wants it, beside that of an earlier one', async () => {
		const items = [referenced({ callback: { status: 'calledBack', body: { n: 1 } } })];
		const { flow, run, references } = await parked({ options: { resultField: 'payment' } }, { items });
		await callBack(flow, references[0]);
		expect((await run.ended).outputs('Wait')[1][0].json).toMatchObject({ callback: { body: { n: 1 } }, payment: { status: 'calledBack' } });
	});

	it('is not parked at all when the callback is there already', async () => {
		const items = [{ json: { reference: 'order-1' } }];
		const flow = waitFlow(GUARDED, { items });
		expect((await callBack(flow, 'order-1', { n: 1 }, AUTHORIZED)).status).toBe(202);
		const run = n8n.start(flow);
		expect(counts(await run.ended)).toEqual([0, 1]);
		expect(run.holds).toBe(0);
	});

	it('is woken by a callback that comes while it is just being parked', async () => {
		const items = [referenced()];
		const flow = waitFlow({}, { items });
		const run = n8n.start(flow);
		let taken = false;
		// Again and again until one hits the moment between the beginning of the wait and the parking.
		while (!taken) {
			taken = (await callBack(flow, items[0].json.reference)).status === 202;
			await sleep(1);
		}
		expect(counts(await run.ended)).toEqual([0, 1]);
	});

	it('goes on once when it is called back twice', async () => {
		const { flow, run, references } = await parked();
		const answers = await Promise.all([callBack(flow, references[0]), callBack(flow, references[0])]);
		expect(answers.map(({ status }) => status)).toEqual([202, 202]);
		await run.ended;
		await sleep(300);
		expect(n8n.answers.filter(({ body }) => body.letGo)).toHaveLength(1);
	});
});

describe('When time is up', () => {
	it('the run goes on by Timed Out, woken by the waker, and a later callback gets 410', async () => {
		const { flow, run, references } = await parked({ waitAmount: 2, waitUnit: 'seconds' });
		const after = await run.ended;
		expect(counts(after)).toEqual([1, 0]);
		expect(results(after)).toEqual([{ status: 'timedOut', reference: references[0], waitedSeconds: expect.any(Number) }]);
		expect((await callBack(flow, references[0])).status).toBe(410);
	}, 15_000);

	it('before, a knock lets nothing go', async () => {
		const { run } = await parked();
		waker.stop();
		expect(await knock(run)).toMatchObject({ stale: true });
		clockAt(new Date(Date.now() + HOUR_MS - 30_000).toISOString());
		expect(await knock(run)).toMatchObject({ heldUntilMs: expect.any(Number) });
		expect(run.status).toBe('waiting');
	});

	it("n8n's own timer, long after, lets items leave by Timed Out", async () => {
		const { run } = await parked();
		run.timeOut();
		const after = await run.ended;
		// n8n itself knows only the first output.
		expect(counts(after)).toEqual([1]);
		expect(results(after)[0].status).toBe('timedOut');
	});

	it('whose callback was taken a moment before leaves by Called Back', async () => {
		const { flow, run, references } = await parked();
		waker.stop();
		await callBack(flow, references[0]);
		waker.stop();
		clockAt(new Date(Date.now() + HOUR_MS).toISOString());
		await knock(run);
		expect(counts(await run.ended)).toEqual([0, 1]);
	});
});

describe('Several items', () => {
	it('wait for each other, and each leaves by what was called back for it', async () => {
		const items = [0, 1, 2].map((n) => referenced({ n, seconds: 3 }));
		const { flow, run, references } = await parked({ ...BY_STATUS, waitUnit: 'seconds', waitAmount: '={{ $json.seconds }}' }, { items });
		await callBack(flow, references[2], { status: 'paid' });
		await callBack(flow, references[0], { status: 'failed' });
		await sleep(300);
		expect(run.status).toBe('waiting');
		const after = await run.ended;
		expect(after.outputs('Wait').map((branch) => branch.map(({ json }) => json.n))).toEqual([[1], [], [2], [0]]);
		expect(after.outputs('Wait').flat().map(({ pairedItem }) => pairedItem)).toEqual([1, 2, 0].map((item) => ({ item })));
	}, 15_000);

	it('wait each until its own time', async () => {
		const items = [referenced({ seconds: 1 }), referenced({ seconds: 3600 })];
		const { flow, run, references } = await parked({ waitUnit: 'seconds', waitAmount: '={{ $json.seconds }}' }, { items });
		await sleep(1100);
		expect((await callBack(flow, references[0])).status).toBe(410);
		expect(run.status).toBe('waiting');
		await callBack(flow, references[1]);
		expect(counts(await run.ended)).toEqual([1, 1]);
	}, 15_000);

	it('with one reference are refused, because one callback cannot be for both', async () => {
		const item = referenced();
		const run = n8n.start(waitFlow({}, { items: [item, item] }));
		expect((await run.ended).error).toContain('Two items have the reference');
	});

	it('of which one cannot be read leave as ever when n8n is to go on after errors', async () => {
		const items = [referenced({ n: 0 }), { json: { n: 1, reference: '' } }];
		const { flow, run, references } = await parked({}, { items, node: { onError: 'continueRegularOutput' } });
		await callBack(flow, references[0]);
		const after = await run.ended;
		expect(counts(after)).toEqual([1, 1]);
		expect(after.outputs('Wait')[0][0].json).toMatchObject({ n: 1, error: expect.stringContaining('The Reference is empty') });
	});
});

describe('A reference', () => {
	it.each([
		['order-1', 'could be guessed'],
		['', 'is empty'],
		['a b', 'without white space'],
	])('"%s" is refused where callers show nothing else', async (reference, message) => {
		const run = n8n.start(waitFlow({}, { items: [{ json: { reference } }] }));
		expect((await run.ended).error).toContain(message);
	});

	it('with which another run waits since lets the earlier one go at once by Timed Out', async () => {
		const items = [referenced()];
		const first = await parked({}, { items });
		const second = await parked({}, { items });
		const after = await first.run.ended;
		expect([counts(after), results(after)[0].status]).toEqual([[1, 0], 'replaced']);
		await callBack(second.flow, second.references[0]);
		expect(counts(await second.run.ended)).toEqual([0, 1]);
	});
});

describe('A run that cannot wait', () => {
	it('because n8n does not reach itself says so', async () => {
		const run = n8n.start(waitFlow({}, { items: [referenced()] }), { publicUrl: await deadUrl() });
		expect((await run.ended).error).toContain('WEBHOOK_URL');
	});

	it.each<[INodeParameters, string]>([
		[{ waitAmount: 400, waitUnit: 'days' }, 'Wait at Most'],
		[{ waitAmount: 0.5, waitUnit: 'seconds' }, 'Wait at Most'],
		[{ waitAmount: 'soon' }, 'Wait at Most'],
		[{ waitUnit: '={{ "weeks" }}' }, 'unit of Wait at Most'],
		[{ branches: { rows: [{ name: 'A', path: 'status', values: '' }] } }, 'must begin with "$"'],
		[{ variables: { rows: [{ variable: '__proto__', path: '$.a' }] } }, 'No variable can be named'],
		[{ variables: { rows: [{ variable: 'callback', path: '$.a' }] } }, 'the name under which the node puts its result'],
	])('because of its panel says so: %j', async (parameters, message) => {
		const run = n8n.start(waitFlow(parameters, { items: [referenced()] }));
		expect((await run.ended).error).toContain(message);
	});
});

describe('A knock', () => {
	it('for another wait does nothing', async () => {
		const { run } = await parked();
		waker.stop();
		for (const body of [{ ticket: 'other' }, {}, { ticket: { $ne: '' } }]) expect(await knock(run, body)).toMatchObject({ stale: true });
		expect(run.status).toBe('waiting');
	});

	it('while the store is away leaves the run parked', async () => {
		const { flow, run, references } = await parked();
		waker.stop();
		const away = async () => await Promise.reject(new StoreUnavailable('The flow store cannot be reached.'));
		useFlowStore(new Proxy({}, { get: () => away }) as FlowStore);
		expect(await knock(run)).toMatchObject({ notNow: true });
		expect((await callBack(flow, references[0])).status).toBe(503);
		useFlowStore(own.store);
		expect((await callBack(flow, references[0])).status).toBe(202);
		expect(counts(await run.ended)).toEqual([0, 1]);
	});
});

it('What a callback told is gone from the store when its run has gone on', async () => {
	const { flow, run, references } = await parked();
	await callBack(flow, references[0], { secret: 'told-once' });
	await run.ended;
	const kept: string[] = [];
	for await (const { value } of own.store.entries('')) kept.push(value);
	expect(kept.join()).not.toContain('told-once');
});
