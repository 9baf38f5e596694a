import { randomUUID } from 'node:crypto';

import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { SqliteStore } from '../../../flow/store/sqliteStore';
import { useFlowStore } from '../../../flow/store/theStore';
import { waker } from '../../../nodes/shared/parked/waking';
import { WaitForCallback } from '../../../nodes/WaitForCallback/WaitForCallback.node';
import type { FinishedRun, Flow, FlowNode } from '../../support/engine';
import { passOn } from '../../support/engine';
import type { RouteOutcome, RouteRequest } from '../../support/routeCall';
import { callWebhook } from '../../support/routeCall';

/** Each test has a store of its own. */
export const own: { store: SqliteStore } = { store: undefined } as never;

beforeEach(() => {
	own.store = new SqliteStore(':memory:');
	useFlowStore(own.store);
});
afterEach(async () => {
	waker.stop();
	jest.restoreAllMocks();
	useFlowStore();
	await own.store.close();
});

/** What a flow that waits has around it. */
export interface Around {
	items?: Array<Partial<INodeExecutionData>>;
	node?: Partial<FlowNode>;
}

/** A flow that waits for a callback by the reference that its item brings. */
export function waitFlow(parameters: INodeParameters = {}, { items, node }: Around = {}): Flow {
	return {
		nodes: [
			{
				name: 'Wait',
				nodeType: new WaitForCallback(),
				webhookId: 'the-webhook',
				parameters: { operation: 'wait', reference: '={{ $json.reference }}', waitAmount: 1, waitUnit: 'hours', ...parameters },
				...node,
			},
			{ name: 'After', nodeType: passOn },
		],
		wires: [0, 1, 2, 3].map((output) => ['Wait', output, 'After']),
		...(items && { items }),
	};
}

const TOKEN = 'a-token-that-is-long-enough';

/** What a panel says that lets only callers in who show a token. */
export const GUARDED: INodeParameters = { tokenSource: 'generated', token: TOKEN };

/** What such a caller shows. */
export const AUTHORIZED: RouteRequest = { headers: { authorization: `Bearer ${TOKEN}` } };

/** An item with a reference of its own. */
export const referenced = (more: object = {}) => ({ json: { reference: randomUUID(), ...more } });

/** Calls back as an outside system does. */
export async function callBack(flow: Flow, reference: string | undefined, body: object = {}, request: RouteRequest = {}): Promise<RouteOutcome> {
	const headers = { ...(reference !== undefined && { reference }), ...request.headers };
	return await callWebhook(flow, 'Wait', { body, ...request, headers }, 'setup');
}

/** The kind of problem that a refusal tells. */
export const kindOf = ({ document }: RouteOutcome) => String(document.type).split(':').at(-1);

/** How many items have left by each output. */
export const counts = (run: FinishedRun) => run.outputs('Wait').map((items) => items.length);

/** What the items tell, output by output. */
export const results = (run: FinishedRun) => run.outputs('Wait').flat().map(({ json }) => json.callback as Record<string, unknown>);
