import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';

import type { FlowStore } from '../../../flow/store/flowStore';
import { StoreUnavailable } from '../../../flow/store/flowStore';
import { SqliteStore } from '../../../flow/store/sqliteStore';
import { useFlowStore } from '../../../flow/store/theStore';
import { AddToFlow } from '../../../nodes/AddToFlow/AddToFlow.node';
import type { AddResult } from '../../../nodes/AddToFlow/result';
import { waker } from '../../../nodes/shared/parked/waking';
import type { FinishedRun, Flow, FlowNode } from '../../support/engine';
import { passOn, runFlow } from '../../support/engine';
import type { OtherFlow } from '../../support/otherFlows';
import { doing, entered, OtherFlows } from '../../support/otherFlows';

/** Each test has a store of its own. */
export const own: { store: SqliteStore } = { store: undefined } as never;

beforeEach(() => {
	own.store = new SqliteStore(':memory:');
	useFlowStore(own.store);
});
afterEach(async () => {
	waker.stop();
	jest.restoreAllMocks();
	await own.store.close();
});

/** Puts in the place of the store one that cannot be used. */
export function loseStore(): void {
	const away = async () => await Promise.reject(new StoreUnavailable('The flow store cannot be reached.'));
	useFlowStore(new Proxy({}, { get: () => away }) as FlowStore);
}

/** The choice of a flow on this instance, as the picker keeps it. */
export const chosen = (id: string) => ({ workflowId: { __rl: true, mode: 'list', value: id } });

/** A secondary flow: an entry point for whatever comes, and these nodes. */
export const flowOf = (...nodes: FlowNode[]): OtherFlow => ({ nodes: [entered(), ...nodes] });

/** A node that adds variables to each item. */
export const setting = (variables: Record<string, unknown>, name = 'Set') =>
	doing(name, (items) => items.map(({ json }) => ({ json: { ...json, ...variables } as INodeExecutionData['json'] })));

/** A node that fails. */
export const failing = (message = 'The shop is closed.') =>
	doing('Fail', () => {
		throw new Error(message);
	});

/** What goes around the node. */
export interface Around extends Partial<Omit<Flow, 'others'>> {
	node?: Partial<FlowNode>;
	/** The other flows of this n8n, by their IDs. */
	flows?: Record<string, OtherFlow> | OtherFlows;
}

/** A start, an Add to Flow with these parameters, and a node at each of its outputs; it adds to the flow "welcome". */
export function addFlow(parameters: INodeParameters, { node, flows = { welcome: flowOf() }, ...around }: Around = {}): Flow & { others: OtherFlows } {
	return {
		nodes: [
			{ name: 'Start', nodeType: passOn },
			{ name: 'Add', nodeType: new AddToFlow(), parameters: { ...chosen('welcome'), ...parameters }, ...node },
			{ name: 'Added', nodeType: passOn },
			{ name: 'Other', nodeType: passOn },
			{ name: 'Error', nodeType: passOn },
		],
		wires: [
			['Start', 0, 'Add'],
			['Add', 0, 'Added'],
			['Add', 1, 'Other'],
			['Add', 2, 'Error'],
		],
		others: flows instanceof OtherFlows ? flows : new OtherFlows(flows),
		...around,
	};
}

/** A run with one Add to Flow in it. */
export interface AddedRun extends FinishedRun {
	/** The items at the outputs. */
	added: INodeExecutionData[];
	other: INodeExecutionData[];
	failed: INodeExecutionData[];
	/** What the result field of the only item holds. */
	result: AddResult;
	/** The other flows, and their runs. */
	flows: OtherFlows;
}

export const resultOf = ({ json }: INodeExecutionData) => json.addToFlow as unknown as AddResult;

export function addedRun(run: FinishedRun, flows: OtherFlows): AddedRun {
	const [added = [], other = [], failed = []] = run.outputs('Add');
	const [first] = [...added, ...other];
	return { ...run, added, other, failed, flows, result: first && resultOf(first) };
}

/** Runs such a flow to its end. */
export async function add(parameters: INodeParameters, around: Around = {}): Promise<AddedRun> {
	const flow = addFlow(parameters, around);
	return addedRun(await runFlow(flow), flow.others);
}

/** Items with one variable that tells them apart, and a phone number of their own each. */
export const people = (count: number) =>
	Array.from({ length: count }, (_, n) => ({ json: { n, phone: `+3161${String(n).padStart(7, '0')}` } }));

/** The rows of a collection in the panel. */
export const rows = (...list: INodeParameters[]): INodeParameters => ({ rows: list });
