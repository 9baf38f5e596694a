import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { StoreUnavailable } from '../../../flow/store/flowStore';
import { waker } from '../../../nodes/shared/parked/waking';
import { until } from '../../support/apiServer';
import type { FinishedRun, Flow } from '../../support/engine';
import { passOn } from '../../support/engine';
import { allFrom, clockAt, DAYTIME, loopFlow, numbered, own, run, TWO_A_SECOND, windows } from './schedule';

/** Each item with what an expression at that place says about the item at the start. */
const reading = (flow: Flow): Flow => ({
	...flow,
	nodes: flow.nodes.map((node) =>
		node.nodeType === passOn && node.name !== 'Start' ? { ...node, parameters: { read: "={{ $('Start').item.json.n }}" } } : node,
	),
});

const numbersOf = (items: INodeExecutionData[]) => items.map(({ json }) => json.n);
const read = (items: INodeExecutionData[]) => items.map(({ json }) => json.read);
const slotsOf = (items: INodeExecutionData[]) => items.map(({ json }) => Date.parse((json.schedule as IDataObject).slot as string));

/** A node of the test's own. */
function nodeOf(name: string, outputs: number, work: (items: INodeExecutionData[]) => INodeExecutionData[][]): typeof passOn {
	return {
		description: { ...passOn.description, name, outputs: Array(outputs).fill('main') },
		async execute(this: IExecuteFunctions) {
			return work(this.getInputData());
		},
	};
}

function expectAll(done: FinishedRun, expected: Partial<Record<'Sent' | 'Outside' | 'Too Long' | 'Done', number[]>>): void {
	expect(done.error).toBeUndefined();
	const numbers = Object.fromEntries(['Sent', 'Outside', 'Too Long', 'Done'].map((name) => [name, numbersOf(allFrom(done, name))]));
	expect(numbers).toEqual({ Sent: [], Outside: [], 'Too Long': [], Done: [], ...expected });
}

describe('A list of items', () => {
	it('is sent one by one, each at its slot, and is complete at Done', async () => {
		const done = await own.n8n.start(reading(loopFlow(TWO_A_SECOND, { items: numbered(5) }))).ended;

		expectAll(done, { Sent: [0, 1, 2, 3, 4], Done: [0, 1, 2, 3, 4] });
		expect(done.run.data.resultData.runData.Done).toHaveLength(1);
		const slots = slotsOf(allFrom(done, 'Sent'));
		for (const [n, slot] of slots.slice(1).entries()) {
			expect(slot - slots[n]).toBeGreaterThanOrEqual(500);
			expect(slot - slots[n]).toBeLessThan(800);
		}
		expect(own.n8n.calls.length).toBeGreaterThanOrEqual(3);
	});

	it.each([
		['held', { limitTime: false, limitSpeed: true, sends: 60, per: 'minute' }],
		['not held', { limitTime: false }],
	])('knows for each item where it came from, when they are %s', async (_, parameters) => {
		const done = await own.n8n.start(reading(loopFlow(parameters, { items: numbered(4) }))).ended;

		expectAll(done, { Sent: [0, 1, 2, 3], Done: [0, 1, 2, 3] });
		expect(read(allFrom(done, 'Sent'))).toEqual([0, 1, 2, 3]);
		expect(read(allFrom(done, 'Done'))).toEqual([0, 1, 2, 3]);
	});

	it('of one item goes round once', async () => {
		const done = await own.n8n.start(reading(loopFlow({ limitTime: false }, { items: numbered(1) }))).ended;
		expectAll(done, { Sent: [0], Done: [0] });
		expect(read(allFrom(done, 'Done'))).toEqual([0]);
	});

	it('without items is not a list', async () => {
		const done = await own.n8n.start(loopFlow({ limitTime: false }, { items: [] })).ended;
		expectAll(done, {});
	});

	it('may be long', async () => {
		const done = await own.n8n.start(loopFlow({ limitTime: false, limitSpeed: true, sends: 1_000, per: 'second' }, { items: numbered(100) })).ended;
		expectAll(done, { Sent: numbersOf(numbered(100)) as number[], Done: numbersOf(numbered(100)) as number[] });
	});

	it('keeps its files', async () => {
		const items = numbered(3).map((item) => ({ ...item, binary: { file: { data: 'AAAA', mimeType: 'image/png', fileName: `${item.json.n}.png` } } }));
		const done = await own.n8n.start(loopFlow(TWO_A_SECOND, { items })).ended;
		for (const node of ['Sent', 'Done']) expect(allFrom(done, node).map(({ binary }) => binary?.file.fileName)).toEqual(['0.png', '1.png', '2.png']);
	});

	it('goes in the order of slots, which is not always that of the list', async () => {
		clockAt('2026-11-20T08:59:59+01:00');
		const items = ['Europe/Berlin', 'UTC', 'Europe/Berlin'].map((zone, n) => ({ json: { n, zone } }));
		const parameters = { ...DAYTIME, windows: windows(['07:59', '08:00'], ['09:00', '18:00']), zone: '={{ $json.zone }}' };
		const done = await own.n8n.start(reading(loopFlow(parameters, { items }))).ended;

		expectAll(done, { Sent: [1, 0, 2], Done: [1, 0, 2] });
		expect(read(allFrom(done, 'Sent'))).toEqual([1, 0, 2]);
		const [first, ...others] = slotsOf(allFrom(done, 'Sent'));
		const opensMs = Date.parse('2026-11-20T09:00:00+01:00');
		expect(first).toBeLessThan(opensMs);
		for (const slot of others) expect(slot).toBeGreaterThanOrEqual(opensMs);
	});

	it.each([1, 3])('of %d does not go round by way of the node that it came from, because it would never end', async (count) => {
		const { nodes, wires = [], ...flow } = loopFlow({ limitTime: false }, { items: numbered(count) });
		const ways = wires.filter(([source, , target]) => source === 'Slot' && target !== 'Slot');
		const done = await own.n8n.start({
			...flow,
			nodes: [...nodes, { name: 'Before', nodeType: passOn }],
			wires: [['Start', 0, 'Before'], ['Before', 0, 'Slot'], ...ways, ['Sent', 0, 'Before']],
		}).ended;
		expect(done.error).toContain('comes back by way of "Before"');
		expect(done.task('Slot')?.error?.description).toContain('Wire the last node of the Send branch to the input of this node itself');
		expect(allFrom(done, 'Sent')).toEqual([]);
	});

	it('does not go round when only its Done comes back', async () => {
		const { nodes, wires = [], ...flow } = loopFlow({ limitTime: false }, { items: numbered(3) });
		const ways = wires.filter(([source, , target]) => source !== 'Sent' && target !== 'Slot');
		const done = await own.n8n.start({
			...flow,
			nodes: [...nodes, { name: 'Before', nodeType: passOn }],
			wires: [['Start', 0, 'Before'], ['Before', 0, 'Slot'], ...ways, ['Done', 0, 'Before']],
		}).ended;
		expect(done.run.status).toBe('error');
		expect(allFrom(done, 'Sent')).toEqual([]);
	});

	it('is followed by another one in the same run', async () => {
		const flow = loopFlow({ limitTime: false }, { items: numbered(2) });
		const again = nodeOf('again', 1, (items) => [
			items.filter(({ json }) => (json.n as number) < 10).map(({ json }) => ({ json: { n: (json.n as number) + 10 } })),
		]);
		const nodes = flow.nodes.map((node) => (node.name === 'Done' ? { ...node, nodeType: again } : node));
		const done = await own.n8n.start({ ...flow, nodes, wires: [...(flow.wires ?? []), ['Done', 0, 'Slot']] }).ended;

		expect(numbersOf(allFrom(done, 'Sent'))).toEqual([0, 1, 10, 11]);
	});
});

describe('A list inside another loop', () => {
	it('goes out whole, also when an item of the list before has ended elsewhere', async () => {
		const lists = [numbered(2), [{ json: { n: 10 } }, { json: { n: 11 } }]];
		const outer = nodeOf('outer', 1, () => [lists.shift() ?? []]);
		// The first item ends the round of the outer loop, and does not come back to the schedule.
		const sent = nodeOf('sent', 2, (items) => [items.filter(({ json }) => json.n !== 0), items.filter(({ json }) => json.n === 0)]);
		const flow = loopFlow(TWO_A_SECOND);
		const nodes = [...flow.nodes.map((node) => (node.name === 'Sent' ? { ...node, nodeType: sent } : node)), { name: 'Outer', nodeType: outer }];
		const wires = [...(flow.wires ?? []).filter(([from]) => from !== 'Start'), ['Start', 0, 'Outer'], ['Outer', 0, 'Slot'], ['Sent', 1, 'Outer']];
		const done = await own.n8n.start({ ...flow, nodes, wires: wires as typeof flow.wires }).ended;

		expect(numbersOf([...allFrom(done, 'Sent', 1), ...allFrom(done, 'Sent')])).toEqual([0, 1, 10, 11]);
		expect(numbersOf(allFrom(done, 'Done'))).toEqual([1, 10, 11]);
	});
});

describe('Items of a list that do not go out', () => {
	it('leave by Held Too Long, while the others go', async () => {
		const parameters = { ...TWO_A_SECOND, longestHold: 1.2, longestHoldUnit: 'second' };
		const done = await own.n8n.start(reading(loopFlow(parameters, { items: numbered(6) }))).ended;

		expectAll(done, { Sent: [0, 1, 2], Done: [0, 1, 2], 'Too Long': [3, 4, 5] });
		expect(read(allFrom(done, 'Too Long'))).toEqual([3, 4, 5]);
		expect(read(allFrom(done, 'Done'))).toEqual([0, 1, 2]);
	});

	it('leave by Outside Window, while the others go', async () => {
		clockAt('2026-11-20T10:00:00+01:00');
		const zones = ['Europe/Berlin', 'America/New_York', 'Europe/Paris', 'Asia/Tokyo'];
		const items = zones.map((zone, n) => ({ json: { n, zone } }));
		const done = await own.n8n.start(reading(loopFlow({ ...DAYTIME, whenClosed: 'leave', zone: '={{ $json.zone }}' }, { items }))).ended;

		expectAll(done, { Sent: [0, 2], Done: [0, 2], Outside: [1, 3] });
		expect(read(allFrom(done, 'Outside'))).toEqual([1, 3]);
	});

	it('leave at the end when none goes', async () => {
		clockAt('2026-11-20T19:00:00+01:00');
		const done = await own.n8n.start(loopFlow({ ...DAYTIME, whenClosed: 'leave' }, { items: numbered(3) })).ended;
		expectAll(done, { Outside: [0, 1, 2] });
	});

	it('leave also when the last of the others was held', async () => {
		const parameters = { limitTime: false, limitSpeed: true, sends: 60, per: 'minute', line: 'last', longestHold: 1.5, longestHoldUnit: 'second' };
		await run(parameters);
		const done = await own.n8n.start(loopFlow(parameters, { items: numbered(3) })).ended;
		expectAll(done, { Sent: [0], Done: [0], 'Too Long': [1, 2] });
	});
});

describe('A list whose run is disturbed', () => {
	it('goes on when n8n was down', async () => {
		const one = own.n8n.start(reading(loopFlow({ limitTime: false, limitSpeed: true, sends: 60, per: 'minute' }, { items: numbered(4) })));
		await until(() => one.holds === 2);
		waker.stop();
		clockAt(new Date(Date.now() + 60_000).toISOString());
		waker.start();
		const done = await one.ended;

		expectAll(done, { Sent: [0, 1, 2, 3], Done: [0, 1, 2, 3] });
		const slots = slotsOf(allFrom(done, 'Sent'));
		for (const [n, slot] of slots.slice(1).entries()) expect(slot - slots[n]).toBeGreaterThanOrEqual(1_000);
	});

	it("goes on when n8n's own timer was first", async () => {
		const one = own.n8n.start(loopFlow({ limitTime: false, limitSpeed: true, sends: 60, per: 'minute' }, { items: numbered(3) }));
		await one.paused();
		waker.stop();
		one.timeOut();
		expectAll(await one.ended, { Sent: [0, 1, 2], Done: [0, 1, 2] });
	});

	it('loses nothing and sends nothing twice when the store fails, and n8n tries the node again', async () => {
		let failing = 0;
		const real = own.store.reserveSlot.bind(own.store);
		jest.spyOn(own.store, 'reserveSlot').mockImplementation(async (request) => {
			if (request.line.startsWith('released:') && ++failing % 2 === 0) throw new StoreUnavailable('The disk is full.');
			return await real(request);
		});
		const node = { retryOnFail: true, maxTries: 3, waitBetweenTries: 10 };
		const parameters = { limitTime: false, limitSpeed: true, sends: 100, per: 'second' };
		const done = await own.n8n.start(reading(loopFlow(parameters, { items: numbered(6), node }))).ended;

		expect(failing).toBeGreaterThanOrEqual(6);
		expectAll(done, { Sent: [0, 1, 2, 3, 4, 5], Done: [0, 1, 2, 3, 4, 5] });
	});

	it('is not sent when the store is down from the beginning, and says so', async () => {
		jest.spyOn(own.store, 'reserveSlot').mockRejectedValue(new StoreUnavailable('The disk is full.'));
		const done = await own.n8n.start(loopFlow(TWO_A_SECOND, { items: numbered(3) })).ended;
		expect(done.error).toBe('The disk is full.');
		expect(allFrom(done, 'Sent')).toEqual([]);
	});

	it.each(['continueRegularOutput', 'continueErrorOutput'] as const)('sends nothing that has no slot, and nothing twice, when n8n goes on after errors (%s)', async (onError) => {
		let asked = 0;
		const real = own.store.reserveSlot.bind(own.store);
		jest.spyOn(own.store, 'reserveSlot').mockImplementation(async (request) => {
			if (request.line.startsWith('released:') && ++asked > 2) throw new StoreUnavailable('The disk is full.');
			return await real(request);
		});
		const flow = loopFlow({ limitTime: false, limitSpeed: true, sends: 100, per: 'second' }, { items: numbered(5), node: { onError } });
		const done = await own.n8n.start(flow).ended;
		expect(numbersOf(allFrom(done, 'Sent'))).toEqual([0, 1]);
		expect(numbersOf(allFrom(done, 'Done'))).toEqual([0, 1]);
		const failed = allFrom(done, 'Too Long');
		expect(failed.map(({ json }) => json.error)).toEqual(['The disk is full.', 'The disk is full.', 'The disk is full.']);
		expect(numbersOf(failed)).toEqual([2, 3, 4]);
	});
});
