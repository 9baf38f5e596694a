import { until } from '../../support/apiServer';
import { runFlow } from '../../support/engine';
import { doing, OtherFlows, waitingNode } from '../../support/otherFlows';
import { add, addedRun, addFlow, failing, flowOf, people, resultOf, setting } from './adding';

const PHONE = '+31612345678';
const ITEMS = [{ json: { phone: PHONE, orderId: 'A-1' } }];

/** A node that goes on only when it is let. */
function gate() {
	const { promise, resolve } = Promise.withResolvers<void>();
	const node = doing('Gate', async (items) => {
		await promise;
		return items;
	});
	return { node, open: resolve };
}

describe('A participant who goes on in both flows', () => {
	it('is added, and the flow goes on while the secondary flow still runs', async () => {
		const { node, open } = gate();
		const { run, added, other, outputs, flows } = await add({}, { flows: { welcome: flowOf(node, setting({ done: true })) }, items: ITEMS });

		expect(run.status).toBe('success');
		expect(flows.runs.map(({ status }) => status)).toEqual(['running']);
		expect(outputs('Added')[0]).toHaveLength(1);
		expect(other).toEqual([]);
		expect(added).toEqual([
			{
				json: {
					...ITEMS[0].json,
					addToFlow: { status: 'added', target: { kind: 'workflow', id: 'welcome' }, depth: 1, optOutChecked: true, details: { executionId: '101' } },
				},
				pairedItem: { item: 0 },
				metadata: { subExecution: { executionId: '101', workflowId: 'welcome' } },
			},
		]);
		open();
		await flows.settled();
		expect(flows.runs[0].status).toBe('ended');
	});

	it('enters with all variables, by a run that knows where it comes from', async () => {
		const { flows } = await add({}, { items: ITEMS });
		await flows.settled();
		expect(flows.runs).toMatchObject([{ flowId: 'welcome', parentId: '1', items: [{ json: ITEMS[0].json }] }]);
	});

	it('is added also when the secondary flow fails later', async () => {
		const { run, added, flows } = await add({}, { flows: { welcome: flowOf(failing()) }, items: ITEMS });
		await flows.settled();
		expect(run.status).toBe('success');
		expect(added).toHaveLength(1);
	});

	it('is added also when the secondary flow waits for something, and the run is not parked', async () => {
		const { run, added, flows } = await add({}, { flows: { welcome: flowOf(waitingNode()) }, items: people(12) });
		await flows.settled();
		expect(run.status).toBe('success');
		expect(run.waitTill).toBeUndefined();
		expect(added).toHaveLength(12);
		expect(new Set(flows.runs.map(({ status }) => status))).toEqual(new Set(['waiting']));
	});

	it('gets no variables back', async () => {
		const { added } = await add({}, { flows: { welcome: flowOf(setting({ done: true })) }, items: people(12) });
		for (const { json } of added) expect(json).not.toHaveProperty('done');
	});
});

describe('A participant who waits for the secondary flow', () => {
	const WAITS = { waits: true };

	it('goes on when it has ended, with its variables', async () => {
		const { node, open } = gate();
		const flow = addFlow(WAITS, { flows: { welcome: flowOf(node, setting({ score: 7, orderId: 'B-2' })) }, items: ITEMS });
		let isOver = false;
		const running = runFlow(flow).finally(() => (isOver = true));
		await until(() => flow.others.runs[0]?.status === 'running');
		expect(isOver).toBe(false);
		open();

		const { added, run } = addedRun(await running, flow.others);
		expect(run.status).toBe('success');
		expect(added.map(({ json }) => json)).toEqual([
			{ phone: PHONE, orderId: 'B-2', score: 7, addToFlow: expect.objectContaining({ status: 'added', details: { executionId: '101' } }) },
		]);
	});

	it('has each its own variables', async () => {
		const double = doing('Double', (items) => items.map(({ json }) => ({ json: { twice: 2 * Number(json.n) } })));
		const { added } = await add(WAITS, { flows: { welcome: flowOf(double) }, items: people(25) });
		expect(added.map(({ json }) => [json.n, json.twice])).toEqual(people(25).map(({ json: { n } }) => [n, 2 * n]));
	});

	it('leaves by the other branch when it failed, with the words and the execution', async () => {
		const { run, added, other, outputs } = await add(WAITS, { flows: { welcome: flowOf(setting({ score: 7 }), failing()) }, items: ITEMS });

		expect(run.status).toBe('success');
		expect(added).toEqual([]);
		expect(outputs('Other')[0]).toHaveLength(1);
		expect(other[0]).toEqual({
			json: {
				...ITEMS[0].json,
				addToFlow: {
					status: 'notAdded',
					target: { kind: 'workflow', id: 'welcome' },
					depth: 1,
					optOutChecked: true,
					reason: 'secondaryFlowFailed',
					message: 'The secondary flow failed: The shop is closed.',
					details: { executionId: '101' },
				},
			},
			pairedItem: { item: 0 },
			metadata: { subExecution: { executionId: '101', workflowId: 'welcome' } },
		});
	});

	it('keeps its own variables when the secondary flow ends with nothing', async () => {
		const { added } = await add(WAITS, { flows: { welcome: flowOf(doing('Drop', () => [])) }, items: ITEMS });
		expect(added.map(({ json: { addToFlow, ...variables } }) => [variables, addToFlow])).toEqual([
			[ITEMS[0].json, expect.objectContaining({ status: 'added' })],
		]);
	});

	it('gets the variables of the last time when the last node ran several times', async () => {
		// n8n takes what stands further to the left first.
		const [one, last, two] = [setting({ turn: 1 }, 'One'), doing('Last', (items) => items), setting({ turn: 2 }, 'Two')];
		const welcome = {
			...flowOf(one, last, two),
			wires: [
				['Entered', 0, 'One'],
				['One', 0, 'Last'],
				['One', 0, 'Two'],
				['Two', 0, 'Last'],
			] as Array<[string, number, string]>,
		};
		const { added, flows } = await add(WAITS, { flows: { welcome }, items: ITEMS });
		expect(flows.runs).toHaveLength(1);
		expect(added.map(({ json }) => json.turn)).toEqual([2]);
	});
});

describe('A flow that is added to', () => {
	it('can be chosen by each item', async () => {
		const flows = new OtherFlows({ a: flowOf(), b: flowOf() });
		const items = ['b', 'a', 'b'].map((id) => ({ json: { id } }));
		const { added } = await add({ workflowId: { __rl: true, mode: 'id', value: '={{ $json.id }}' } }, { flows, items });
		expect(added.map((item) => resultOf(item).target.id)).toEqual(['b', 'a', 'b']);
		expect(flows.runs.map(({ flowId }) => flowId)).toEqual(['b', 'a', 'b']);
	});

	it('gets the files of the item, too', async () => {
		const file = { data: 'AAAA', mimeType: 'image/png', fileName: 'label.png' };
		const { added, flows } = await add({}, { items: [{ json: { a: 1 }, binary: { file } }] });
		expect(flows.runs[0].items).toEqual([{ json: { a: 1 }, binary: { file } }]);
		expect(added[0].binary).toEqual({ file });
	});

	it('can be a draft when the run is a manual one', async () => {
		const { added } = await add({}, { mode: 'manual', flows: { welcome: { ...flowOf(), isPublished: false } }, items: ITEMS });
		expect(added).toHaveLength(1);
	});
});

describe('What stays apart between the two flows', () => {
	it.each([true, false])('is the time limit (waits: %s)', async (waits) => {
		const seen: Array<number | undefined> = [];
		const look = doing('Look', (items, context) => {
			const { additionalData } = context as unknown as { additionalData: { executionTimeoutTimestamp?: number } };
			seen.push(additionalData.executionTimeoutTimestamp);
			return items;
		});
		const { flows } = await add({ waits }, { flows: { welcome: flowOf(look) }, items: people(2), endsAt: Date.now() + 60_000 });
		await flows.settled();
		expect(seen).toEqual([undefined, undefined]);
	});

	it('is that n8n lets the flow go on when the secondary flow has waited, as it does for Execute Sub-Workflow', async () => {
		const parents: unknown[] = [];
		const welcome = flowOf(
			doing('Look', (items, context) => {
				const { runExecutionData } = context as unknown as { runExecutionData: { parentExecution?: unknown } };
				parents.push(runExecutionData.parentExecution);
				return items;
			}),
		);
		const { flows } = await add({}, { flows: { welcome }, items: ITEMS });
		await flows.settled();
		expect(parents).toEqual([expect.objectContaining({ executionId: '1', workflowId: 'workflow', shouldResume: false })]);
	});
});
