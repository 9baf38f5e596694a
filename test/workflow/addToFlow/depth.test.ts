import type { IExecuteFunctions, INodeParameters } from 'n8n-workflow';

import { AddToFlow } from '../../../nodes/AddToFlow/AddToFlow.node';
import type { AddResult } from '../../../nodes/AddToFlow/result';
import { noteDepth } from '../../../nodes/shared/depth';
import { ExecuteWorkflow } from '../../../runtime/node_modules/n8n-nodes-base/dist/nodes/ExecuteWorkflow/ExecuteWorkflow/ExecuteWorkflow.node';
import { startApi } from '../../support/apiServer';
import type { FlowNode } from '../../support/engine';
import { passOn, runFlow } from '../../support/engine';
import { doing, entered, enteredWith, OtherFlows } from '../../support/otherFlows';
import { add, addedRun, addFlow, chosen, flowOf, resultOf } from './adding';

const ITEMS = [{ json: { orderId: 'A-1' } }];

const addNode = (id: string, parameters: INodeParameters = {}): FlowNode => ({
	name: 'Add',
	nodeType: new AddToFlow(),
	parameters: { ...chosen(id), ...parameters },
});

/** Two flows that add to each other. */
const circle = (parameters: INodeParameters = {}, entry = entered()) =>
	new OtherFlows({ a: { nodes: [entry, addNode('b', parameters)] }, b: { nodes: [entry, addNode('a', parameters)] } });

/** What Add to Flow tells in each run of the other flows, in the order of their beginning. */
async function resultsIn(others: OtherFlows): Promise<AddResult[]> {
	await others.settled();
	return others.runs.flatMap(({ executionId }) => others.itemsFrom(executionId, 'Add').map((item) => resultOf(item)));
}

describe('Flows that add to each other', () => {
	it.each([false, true])('come to an end at the limit, by the other branch (waits: %s)', async (waits) => {
		const others = circle({ waits, options: { depthLimit: 4 } });
		const { added } = await add({ waits, ...chosen('a'), options: { depthLimit: 4 } }, { flows: others, items: ITEMS });
		const results = await resultsIn(others);

		expect(resultOf(added[0])).toMatchObject({ status: 'added', depth: 1 });
		expect(others.runs.map(({ flowId }) => flowId)).toEqual(['a', 'b', 'a', 'b']);
		expect(results).toEqual([
			expect.objectContaining({ status: 'added', depth: 2 }),
			expect.objectContaining({ status: 'added', depth: 3 }),
			expect.objectContaining({ status: 'added', depth: 4 }),
			expect.objectContaining({
				status: 'notAdded',
				depth: 5,
				reason: 'tooDeep',
				message: 'Add to Flow has led on 4 times, and the limit is 4. Most likely flows add to each other in a circle; if not, raise Depth Limit.',
			}),
		]);
	});

	it('come to an end after ten times by default', async () => {
		const others = circle();
		await runFlow(addFlow(chosen('a'), { flows: others, items: ITEMS }));
		await others.settled();
		expect(others.runs).toHaveLength(10);
	});

	it('come to an end also when they take only the inputs that they declare', async () => {
		const others = circle({}, enteredWith('orderId'));
		await runFlow(addFlow(chosen('a'), { flows: others, items: ITEMS }));
		await others.settled();
		expect(others.runs).toHaveLength(10);
		expect(others.runs.at(-1)?.items[0].json).toEqual({ orderId: 'A-1' });
	});

	it("come to an end also with n8n's own Execute Sub-workflow in the circle", async () => {
		const callA: FlowNode = {
			name: 'Call',
			nodeType: new ExecuteWorkflow() as never,
			type: 'n8n-nodes-base.executeWorkflow',
			typeVersion: 1.3,
			parameters: { source: 'database', workflowId: { __rl: true, mode: 'id', value: 'a' }, mode: 'each' },
		};
		const others = new OtherFlows({ a: flowOf(addNode('b')), b: flowOf(callA) });
		await runFlow(addFlow(chosen('a'), { flows: others, items: ITEMS }));
		await others.settled();
		expect(others.runsOf('a')).toHaveLength(10);
		expect(others.runsOf('b')).toHaveLength(9);
	});

	it('come to an end also when one of them adds to itself', async () => {
		const others = new OtherFlows({ a: flowOf(addNode('a', { options: { depthLimit: 2 } })) });
		await runFlow(addFlow(chosen('a'), { flows: others, items: ITEMS }));
		await others.settled();
		expect(others.runs).toHaveLength(2);
	});
});

describe('The depth', () => {
	/** A start of a run to which Add to Flow has led so many times, as the Dynamic API Trigger notes it down. */
	const calledAtDepth = (depth: number) =>
		doing('Start', (items, context: IExecuteFunctions) => {
			noteDepth(context, depth);
			return items;
		});
	const addCalled = async (depth: number, parameters: INodeParameters) => {
		const flow = addFlow(parameters, { items: ITEMS });
		return addedRun(await runFlow({ ...flow, nodes: [calledAtDepth(depth), ...flow.nodes.slice(1)] }), flow.others);
	};

	it('goes on from the call that has started the flow', async () => {
		expect((await addCalled(3, {})).result).toMatchObject({ status: 'added', depth: 4 });
		expect((await addCalled(10, {})).result).toMatchObject({ status: 'notAdded', reason: 'tooDeep', depth: 11 });
	});

	it("goes on also where n8n's own Execute Sub-workflow comes in between", async () => {
		const others = new OtherFlows({
			between: { nodes: [entered(), addNode('welcome')] },
			welcome: { nodes: [entered(), { name: 'End', nodeType: passOn }] },
		});
		const call = {
			name: 'Call',
			type: 'n8n-nodes-base.executeWorkflow',
			typeVersion: 1.2,
			nodeType: new ExecuteWorkflow(),
			parameters: { workflowId: { __rl: true, mode: 'id', value: 'between' }, options: {} },
		};
		const flow = addFlow({}, { flows: others, items: ITEMS });
		await runFlow({ ...flow, nodes: [calledAtDepth(3), call], wires: undefined });
		await others.settled();
		const { executionId } = others.runs.find(({ flowId }) => flowId === 'between') as { executionId: string };
		expect(resultOf(others.itemsFrom(executionId, 'Add')[0])).toMatchObject({ status: 'added', depth: 4 });
	});

	it('goes along to a route', async () => {
		const api = await startApi();
		await addCalled(3, { target: 'route', url: api.url, authentication: 'none' });
		expect(api.requests[0].headers['flow-elements-depth']).toBe('4');
	});

	it('does not grow from one element to the next in one flow', async () => {
		const flow = addFlow({}, { items: ITEMS });
		const second = { ...addNode('welcome', { options: { resultField: 'second' } }), name: 'Second' };
		const { outputs } = await runFlow({
			...flow,
			nodes: [{ name: 'Start', nodeType: passOn }, flow.nodes[1], second],
			wires: undefined,
		});
		expect(outputs('Second')[0][0].json).toMatchObject({ addToFlow: { depth: 1 }, second: { depth: 1 } });
	});
});
