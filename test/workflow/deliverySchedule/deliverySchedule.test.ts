import type { INodeParameters } from 'n8n-workflow';
import { NodeHelpers } from 'n8n-workflow';

import { StoreUnavailable } from '../../../flow/store/flowStore';
import { SqliteStore } from '../../../flow/store/sqliteStore';
import { useFlowStore } from '../../../flow/store/theStore';
import { DeliverySchedule } from '../../../nodes/DeliverySchedule/DeliverySchedule.node';
import { BRANCH, configuredOutputs } from '../../../nodes/DeliverySchedule/outputs';
import type { Flow } from '../../support/engine';
import { passOn, workflowOf } from '../../support/engine';
import { clockAt, DAYTIME, loopFlow, numbered, own, run, scheduleFlow, windows } from './schedule';

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

describe('An item that may go out at once', () => {
	it.each<[string, INodeParameters]>([
		['without limits', { limitTime: false, limitSpeed: false }],
		['in an open window', { ...DAYTIME, limitSpeed: false }],
		['first in its line', { limitTime: false, limitSpeed: true, sends: 1, per: 'day' }],
		['with both', { ...DAYTIME, limitSpeed: true }],
	])('passes on by Send, and tells its slot: %s', async (_, parameters) => {
		clockAt('2026-11-20T10:00:00+01:00');
		const started = Date.now();
		const { branches, result, outputs, run: ended } = await run(parameters, { items: [{ json: { phone: '+49151' }, binary: {} }] });

		expect(ended.status).toBe('success');
		expect(branches.map((items) => items.length)).toEqual([1, 0, 0]);
		expect(result).toEqual({
			branch: 'send',
			slot: expect.stringMatching(ISO),
			waitedSeconds: expect.any(Number),
			position: 1,
			arrivedAt: expect.stringMatching(ISO),
			ticket: expect.stringMatching(/^[0-9a-f-]{36}$/),
		});
		expect(result.waitedSeconds).toBeLessThan(0.3);
		expect(Date.parse(result.slot as string) - started).toBeLessThan(1_000);
		expect(outputs('Sent')[0]).toEqual([expect.objectContaining({ json: { phone: '+49151', schedule: result }, pairedItem: { item: 0 } })]);
	});

	it('keeps its files, and takes another name for the result', async () => {
		const file = { data: 'AAAA', mimeType: 'image/png', fileName: 'label.png' };
		const { branches } = await run({ limitTime: false, options: { resultField: ' slot ' } }, { items: [{ json: { a: 1 }, binary: { file } }] });

		expect(branches[BRANCH.send][0].json).toEqual({ a: 1, slot: expect.objectContaining({ branch: 'send' }) });
		expect(branches[BRANCH.send][0].binary).toEqual({ file });
	});

	it('does not ask the store when there is no speed', async () => {
		useFlowStore({} as never);
		const { branches } = await run({ ...DAYTIME, windows: windows(['00:00', '24:00']) });
		expect(branches[BRANCH.send]).toHaveLength(1);
	});

	it('sleeps through a short hold, and is not held', async () => {
		const parameters = { limitTime: false, limitSpeed: true, sends: 5, per: 'second', line: 'short' };
		const runs = await Promise.all([run(parameters), run(parameters)]);

		const [first, second] = runs.map(({ result }) => Date.parse(result.slot as string)).sort((one, other) => one - other);
		expect(second - first).toBeGreaterThanOrEqual(200);
		for (const { run: done, result } of runs) {
			const leftMs = Date.parse(result.arrivedAt as string) + (result.waitedSeconds as number) * 1000;
			expect(leftMs).toBeGreaterThanOrEqual(Date.parse(result.slot as string) - 1);
			expect(done.waitTill).toBeUndefined();
		}
	});
});

describe('An item outside the window', () => {
	const LEAVING = { ...DAYTIME, whenClosed: 'leave' };

	it('leaves by Outside Window, if so wished, and tells when it opens', async () => {
		clockAt('2026-11-20T18:00:00+01:00');
		const { branches, result, outputs } = await run(LEAVING, { items: [{ json: { n: 1 } }] });

		expect(branches.map((items) => items.length)).toEqual([0, 1, 0]);
		expect(result).toEqual({
			branch: 'outsideWindow',
			slot: '2026-11-21T08:00:00.000Z',
			waitedSeconds: expect.closeTo(0, 0),
			arrivedAt: expect.stringMatching(ISO),
			ticket: expect.any(String),
		});
		expect(outputs('Outside')[0][0].json).toEqual({ n: 1, schedule: result });
		expect(outputs('Sent')).toEqual([]);
	});

	it.each<[string, string, INodeParameters]>([
		['on another day', '2026-11-20T10:00:00+01:00', { windows: windows(['09:00', '18:00', [1, 2, 3, 4]]) }],
		['between two windows', '2026-11-20T12:30:00+01:00', { windows: windows(['09:00', '12:00'], ['13:00', '18:00']) }],
		['on an excluded date', '2026-11-20T10:00:00+01:00', { options: { excludedDates: '2026-12-25, 2026-11-20' } }],
		['after a window over midnight', '2026-11-20T02:00:00+01:00', { windows: windows(['22:00', '02:00']) }],
		['in its own time zone', '2026-11-20T10:00:00+01:00', { zone: '={{ $json.zone }}' }],
	])('is outside: %s', async (_, instant, parameters) => {
		clockAt(instant);
		const { branches } = await run({ ...LEAVING, ...parameters }, { items: [{ json: { zone: 'America/New_York' } }] });
		expect(branches.map((items) => items.length)).toEqual([0, 1, 0]);
	});

	it.each<[string, string, INodeParameters]>([
		['over midnight', '2026-11-20T01:59:59+01:00', { windows: windows(['22:00', '02:00']) }],
		['in the second of two', '2026-11-20T13:00:00+01:00', { windows: windows(['09:00', '12:00'], ['13:00', '18:00']) }],
		['in its own time zone', '2026-11-20T16:00:00+01:00', { zone: '={{ $json.zone }}' }],
		['in the workflow time zone when none is given', '2026-11-20T09:00:00-05:00', { zone: '' }],
		['in the fallback zone when its own is none', '2026-11-20T09:00:00+05:45', { zone: '={{ $json.wrong }}', options: { fallbackZone: 'Asia/Kathmandu' } }],
		['in the fallback zone when it has none', '2026-11-20T09:00:00+05:45', { zone: '={{ $json.none }}', options: { fallbackZone: 'Asia/Kathmandu' } }],
	])('is inside: %s', async (_, instant, parameters) => {
		clockAt(instant);
		const { branches, error } = await run({ ...LEAVING, ...parameters }, { items: [{ json: { zone: 'America/New_York', wrong: 'Mars/Olympus' } }] });
		expect(error).toBeUndefined();
		expect(branches.map((items) => items.length)).toEqual([1, 0, 0]);
	});
});

describe('An item that would have to wait too long', () => {
	it('leaves by Held Too Long at once', async () => {
		clockAt('2026-11-20T18:00:00+01:00');
		const { branches, result, outputs } = await run({ ...DAYTIME, longestHold: 2, longestHoldUnit: 'hour' });

		expect(branches.map((items) => items.length)).toEqual([0, 0, 1]);
		expect(result).toMatchObject({ branch: 'heldTooLong', slot: '2026-11-21T08:00:00.000Z' });
		expect(result).not.toHaveProperty('position');
		expect(outputs('Too Long')[0]).toHaveLength(1);
	});

	it('leaves by Held Too Long when the window never opens', async () => {
		const { branches, result } = await run({
			...DAYTIME,
			windows: windows(['09:00', '18:00', [1]]),
			options: { excludedDates: '2026-01-01..2026-12-31, 2027-01-01..2027-12-31, 2028-01-01..2028-12-31' },
		});
		expect(branches[BRANCH.heldTooLong]).toHaveLength(1);
		expect(result).not.toHaveProperty('slot');
	});

	it('leaves by Held Too Long when the line is too long', async () => {
		const parameters = { limitTime: false, limitSpeed: true, sends: 1, per: 'minute', line: 'long', longestHold: 30, longestHoldUnit: 'second' };
		const first = await run(parameters);
		const second = await run(parameters);
		expect(first.branches[BRANCH.send]).toHaveLength(1);
		expect(second.branches[BRANCH.heldTooLong]).toHaveLength(1);
	});
});

describe('The line of an item', () => {
	const once = { limitTime: false, limitSpeed: true, sends: 1, per: 'day', longestHold: 1, longestHoldUnit: 'second' };
	const goes = async (parameters: INodeParameters, id = 'one') => (await run({ ...once, ...parameters }, { node: { id } })).result.branch;

	it('is its node, unless it has a name', async () => {
		expect([await goes({}), await goes({}), await goes({}, 'another')]).toEqual(['send', 'heldTooLong', 'send']);
	});

	it('is shared by all nodes that give its name', async () => {
		expect([await goes({ line: 'shared' }), await goes({ line: ' shared ' }, 'another'), await goes({ line: 'own' })]).toEqual(['send', 'heldTooLong', 'send']);
	});

	it('can come from the item', async () => {
		const line = '={{ $json.number }}';
		const from = async (number: string) => (await run({ ...once, line }, { items: [{ json: { number } }] })).result.branch;
		expect([await from('1'), await from('2'), await from('1')]).toEqual(['send', 'send', 'heldTooLong']);
	});
});

describe('A Delivery Schedule that cannot work', () => {
	it.each<[string, INodeParameters, string | RegExp]>([
		['a zone that is none', { ...DAYTIME, zone: 'Europe/Berln' }, 'Time Zone is "Europe/Berln", which is no IANA time zone. Write for example Europe/Berlin.'],
		['an offset for a zone', { ...DAYTIME, zone: '+02:00' }, /Time Zone is "\+02:00", which is no IANA time zone/],
		['a fallback zone that is none', { ...DAYTIME, zone: '={{ $json.none }}', options: { fallbackZone: 'Berlin' } }, /"Berlin", which is no IANA time zone/],
		['no window', { ...DAYTIME, windows: {} }, /has no window, so that nothing would ever be delivered\. Add one\.$/],
		['no days', { ...DAYTIME, windows: windows(['09:00', '18:00'], ['09:00', '18:00', []]) }, /row 2: Days is empty\. Choose at least one day\.$/],
		['a start that is no time', { ...DAYTIME, windows: windows(['9', '18:00']) }, /row 1: Start is "9", but must be hours and minutes .* Write for example 09:00\.$/],
		['an end that is no time', { ...DAYTIME, windows: windows(['09:00', '25:00']) }, /row 1: End is "25:00", but must be hours and minutes .* Write for example 18:00\.$/],
		['an excluded date that is none', { ...DAYTIME, options: { excludedDates: '2026-02-30' } }, /^Excluded Dates has "2026-02-30", which is no date/],
		['a burst above the speed', { limitTime: false, limitSpeed: true, sends: 5, options: { burst: 6 } }, 'Burst is 6, but only 5 may go out per minute. Lower Burst, or raise the speed.'],
		['no speed', { limitTime: false, limitSpeed: true, sends: '={{ 0 }}' }, 'Items must be a whole number from 1 to 100000. Check the expression in it.'],
		['a burst that is none', { limitTime: false, limitSpeed: true, options: { burst: '={{ 1.5 }}' } }, /^Burst must be a whole number from 1/],
		['a hold that is none', { limitTime: false, longestHold: '={{ "soon" }}' }, /^Longest Hold must be a number from 0/],
	])('says which field, and the remedy: %s', async (_, parameters, message) => {
		const { error, run: ended, task } = await run(parameters);

		expect(ended.status).toBe('error');
		expect(error).toEqual(typeof message === 'string' ? message : expect.stringMatching(message));
		expect(task('Slot')?.error).toMatchObject({ name: 'NodeOperationError', context: { itemIndex: 0 } });
	});

	it('does not take several items without the loop, and takes no slots for them', async () => {
		const parameters = { limitTime: false, limitSpeed: true, sends: 1, per: 'day', line: 'many' };
		const { error, task } = await run(parameters, { items: numbered(3) });

		expect(error).toBe('3 items came in, and a run can wait for one item only.');
		expect(task('Slot')?.error?.description).toContain('Loop Over Several Items');
		expect((await run(parameters)).result.branch).toBe('send');
	});

	it('does not loop when nothing comes back', async () => {
		const { error, task } = await run({ limitTime: false, loop: true }, { items: numbered(2) });

		expect(error).toContain('does not come back to this node');
		expect(task('Slot')?.error?.description).toContain('Wire the last node of the Send branch');
	});

	it('says what is wrong with the store', async () => {
		useFlowStore(new SqliteStore('/dev/null/flow-elements.sqlite'));
		const { error, task } = await run({ limitTime: false, limitSpeed: true });

		expect(error).toContain('/dev/null/flow-elements.sqlite cannot be used');
		expect(error).toContain('FLOW_ELEMENTS_STORE');
		expect(task('Slot')?.error).toMatchObject({ name: 'NodeOperationError' });
	});

	it('says so, too, when an item cannot be held', async () => {
		const parameters = { limitTime: false, limitSpeed: true, sends: 1, per: 'minute', line: 'held' };
		await run(parameters);
		jest.spyOn(own.store, 'setTimer').mockRejectedValue(new StoreUnavailable('The flow store is full.'));
		const flow = scheduleFlow(parameters);
		const { error, run: ended } = await own.n8n.start(flow).ended;

		expect(ended.status).toBe('error');
		expect(error).toBe('The flow store is full.');
	});

	it.each<[string, INodeParameters, number]>([
		['what it could not schedule', { limitTime: false, limitSpeed: true, sends: '={{ 0 }}' }, 1],
		['several items', { limitTime: false }, 2],
		['a list that would not come back', { limitTime: false, loop: true }, 2],
	])('does not send %s when n8n goes on after errors', async (_, parameters, count) => {
		for (const onError of ['continueRegularOutput', 'continueErrorOutput'] as const) {
			const flow = { node: { onError }, items: numbered(count) };
			const { branches, outputs, run: ended } = await run(parameters, flow);
			const failed = branches[onError === 'continueErrorOutput' ? branches.length - 1 : BRANCH.heldTooLong];

			expect(ended.status).toBe('success');
			expect(outputs('Sent').flat()).toEqual([]);
			expect(failed.map(({ json }) => json)).toEqual(numbered(count).map(({ json }) => ({ ...json, error: expect.any(String) })));
			expect(branches.flat()).toHaveLength(count);
		}
	});
});

describe('The outputs of Delivery Schedule', () => {
	it.each<[INodeParameters, string[]]>([
		[{}, ['Send', 'Outside Window', 'Held Too Long']],
		[{ loop: false }, ['Send', 'Outside Window', 'Held Too Long']],
		[{ loop: true }, ['Send', 'Outside Window', 'Held Too Long', 'Done']],
	])('are for n8n what the panel says: %j', async (parameters, names) => {
		const nodeType = new DeliverySchedule();
		const workflow = workflowOf({ nodes: [{ name: 'Node', nodeType, parameters }] });
		const outputs = await workflow.expression.withIsolate(async () => NodeHelpers.getNodeOutputs(workflow, workflow.nodes.Node, nodeType.description));

		expect(outputs).toEqual(configuredOutputs(parameters));
		expect(outputs.map((output) => (output as { displayName: string }).displayName)).toEqual(names);
	});
});

describe('The way back of the loop', () => {
	it('may be long, and is found behind other nodes', async () => {
		const { nodes, wires = [] } = loopFlow({ limitTime: false });
		const back = wires.filter(([source]) => source !== 'Sent');
		const flow: Flow = {
			nodes: [...nodes, ...['One', 'Two'].map((name) => ({ name, nodeType: passOn }))],
			wires: [...back, ['Sent', 0, 'One'], ['One', 0, 'Two'], ['Two', 0, 'Slot']],
			items: numbered(3),
		};
		const { error, outputs } = await own.n8n.start(flow).ended;
		expect(error).toBeUndefined();
		expect(outputs('Done')[0]).toHaveLength(3);
	});
});
