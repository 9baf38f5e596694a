import type { IDataObject, INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { SqliteStore } from '../../../flow/store/sqliteStore';
import { useFlowStore } from '../../../flow/store/theStore';
import { DeliverySchedule } from '../../../nodes/DeliverySchedule/DeliverySchedule.node';
import { waker } from '../../../nodes/shared/parked/waking';
import type { FinishedRun, Flow, FlowNode } from '../../support/engine';
import { passOn, runFlow } from '../../support/engine';
import type { RunningN8n } from '../../support/heldRuns';
import { startN8n } from '../../support/heldRuns';

export { clockAt } from '../../support/clock';

/** Each test has a store of its own, and an n8n that its held runs are called at. */
export const own: { store: SqliteStore; n8n: RunningN8n } = { store: undefined, n8n: undefined } as never;

beforeEach(async () => {
	own.store = new SqliteStore(':memory:');
	useFlowStore(own.store);
	own.n8n = await startN8n();
});
afterEach(async () => {
	waker.stop();
	jest.restoreAllMocks();
	await own.store.close();
});

/** The panel's windows. */
export const windows = (...rows: Array<[start: string, end: string, days?: number[]]>) => ({
	rows: rows.map(([start, end, days = [1, 2, 3, 4, 5, 6, 7]]) => ({ start, end, days })),
});

/** Open from nine to six each day in Berlin. */
export const DAYTIME = { limitTime: true, windows: windows(['09:00', '18:00']), zone: 'Europe/Berlin' };
/** Half a second apart, and a little. */
export const TWO_A_SECOND = { limitTime: false, limitSpeed: true, sends: 2, per: 'second' };

/** The nodes at the four outputs. */
export const ENDS = ['Sent', 'Outside', 'Too Long', 'Done'];

/** A start, a Delivery Schedule with these parameters, and a node at each of its outputs. */
export function scheduleFlow(parameters: INodeParameters, around: Partial<Flow> & { node?: Partial<FlowNode> } = {}): Flow {
	const { node, ...flow } = around;
	return {
		nodes: [
			{ name: 'Start', nodeType: passOn },
			{ name: 'Slot', nodeType: new DeliverySchedule(), parameters, ...node },
			...ENDS.map((name) => ({ name, nodeType: passOn })),
		],
		wires: [['Start', 0, 'Slot'], ...ENDS.map((name, output): [string, number, string] => ['Slot', output, name])],
		...flow,
	};
}

/** The same as a loop: what is sent goes round by way of Sent. */
export function loopFlow(parameters: INodeParameters, around: Parameters<typeof scheduleFlow>[1] = {}): Flow {
	const flow = scheduleFlow({ loop: true, ...parameters }, around);
	return { ...flow, wires: [...(flow.wires ?? []), ['Sent', 0, 'Slot']] };
}

/** A run with one Delivery Schedule in it, and the items on each of its outputs. */
export interface ScheduledRun extends FinishedRun {
	branches: INodeExecutionData[][];
	/** What the result field of the only item holds. */
	result: IDataObject;
}

export function scheduledRun(run: FinishedRun): ScheduledRun {
	const branches = run.outputs('Slot');
	return { ...run, branches, result: branches.flat()[0]?.json.schedule as IDataObject };
}

/** Runs a flow that is not held. */
export async function run(parameters: INodeParameters, around: Parameters<typeof scheduleFlow>[1] = {}): Promise<ScheduledRun> {
	return scheduledRun(await runFlow(scheduleFlow(parameters, around)));
}

/** Items that are told apart by their number. */
export const numbered = (count: number) => Array.from({ length: count }, (_, n) => ({ json: { n } }));

/** All items that a node has put out at an output, over all its runs. */
export function allFrom({ run: { data } }: FinishedRun, node: string, output = 0): INodeExecutionData[] {
	return (data.resultData.runData[node] ?? []).flatMap((task) => task.data?.main[output] ?? []);
}
