import { randomUUID } from 'node:crypto';

import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { Callbacks } from '../../../flow/callback/callbacks';
import { WaitForCallback } from '../../../nodes/WaitForCallback/WaitForCallback.node';
import { clockAt } from '../../support/clock';
import type { Flow, FlowNode } from '../../support/engine';
import { passOn, runFlow } from '../../support/engine';
import { callBack, own } from './waiting';

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const prepare = (parameters: INodeParameters = {}): FlowNode => ({ name: 'Prepare', nodeType: new WaitForCallback(), parameters: { operation: 'prepare', ...parameters } });
const between: FlowNode = { name: 'Between', nodeType: passOn };
const wait = (parameters: INodeParameters = {}, name = 'Wait'): FlowNode => ({
	name,
	nodeType: new WaitForCallback(),
	webhookId: `webhook-of-${name}`,
	parameters: { operation: 'wait', waitAmount: 1, ...parameters },
});

/** Runs a flow as far as the node that stops it, which is the one in front of the wait. */
async function prepared(flow: Flow): Promise<{ error?: string; callbacks: IDataObject[] }> {
	const stop: FlowNode = { name: 'Stop', nodeType: passOn };
	const nodes = flow.nodes.map((node) => ({ ...node }));
	const run = await runFlow({ ...flow, nodes: [...nodes, stop], wires: flow.wires ?? [['Prepare', 0, 'Between'], ['Between', 1, 'Wait']] });
	return { ...(run.error !== undefined && { error: run.error }), callbacks: run.outputs('Prepare').flat().map(({ json }) => json.callback as IDataObject) };
}

describe('Prepare', () => {
	it('tells reference, URL, and what the outside system must send', async () => {
		const flow = { nodes: [prepare(), between, wait()], items: [{ json: { orderId: 7 } }, {}] };
		const { callbacks } = await prepared(flow);
		expect(callbacks).toEqual(
			callbacks.map(({ reference }) => ({
				reference: expect.stringMatching(UUID),
				url: `http://localhost:5678/webhook/webhook-of-Wait?reference=${String(reference)}`,
				plainUrl: 'http://localhost:5678/webhook/webhook-of-Wait',
				method: 'POST',
				referenceHeader: 'reference',
				proof: 'none',
				validUntil: expect.any(String),
			})),
		);
		expect(callbacks[0].reference).not.toBe(callbacks[1].reference);
	});

	it('tells what the panel of the node that waits asks for', async () => {
		const options = { methods: ['PUT', 'POST'], referenceHeader: 'X-Ref', referenceQuery: 'my ref' };
		const flow = { nodes: [prepare({ ownReference: 'a&b' }), between, wait({ tokenSource: 'credential', requireSignature: true, options })] };
		const { callbacks } = await prepared(flow);
		expect(callbacks[0]).toMatchObject({ method: 'PUT', referenceHeader: 'X-Ref', proof: 'tokenAndSignature', url: expect.stringMatching(/\?my%20ref=a%26b$/) });
	});

	it('makes the reference known to the node that waits, for as long as it is valid', async () => {
		const flow: Flow = { nodes: [prepare({ options: { validHours: 2 } }), between, wait()] };
		const [{ reference }] = (await prepared(flow)).callbacks;
		clockAt(new Date(Date.now() + 1.9 * 3_600_000).toISOString());
		expect((await callBack(flow, String(reference))).status).toBe(202);
		clockAt(new Date(Date.now() + 2.1 * 3_600_000).toISOString());
		const [{ reference: other }] = (await prepared(flow)).callbacks;
		clockAt(new Date(Date.now() + 3 * 3_600_000).toISOString());
		expect((await callBack(flow, String(other))).status).toBe(410);
		expect((await callBack(flow, randomUUID())).status).toBe(404);
	});

	it('is for the next node that waits, or for the one that is named', async () => {
		const wires: Flow['wires'] = [['Prepare', 0, 'Between'], ['Between', 1, 'First'], ['First', 1, 'Second']];
		const nodes = (parameters: INodeParameters = {}) => [prepare(parameters), between, wait({}, 'First'), wait({}, 'Second')];
		expect((await prepared({ nodes: nodes(), wires })).callbacks[0].plainUrl).toContain('webhook-of-First');
		expect((await prepared({ nodes: nodes({ options: { waitNode: 'Second' } }), wires })).callbacks[0].plainUrl).toContain('webhook-of-Second');
		expect((await prepared({ nodes: nodes({ options: { waitNode: 'Third' } }), wires })).error).toContain('named "Third"');
	});

	it('says when no node waits, or when it is not clear which', async () => {
		expect((await prepared({ nodes: [prepare(), between], wires: [['Prepare', 0, 'Between']] })).error).toContain('No Wait for Callback');
		const wires: Flow['wires'] = [['Prepare', 1, 'First'], ['Prepare', 1, 'Second']];
		expect((await prepared({ nodes: [prepare(), wait({}, 'First'), wait({}, 'Second')], wires })).error).toContain('"First" or "Second"');
	});

	it('refuses a reference that could be guessed where callers show nothing else', async () => {
		expect((await prepared({ nodes: [prepare({ ownReference: 'order-1' }), between, wait()] })).error).toContain('could be guessed');
		const withToken = { nodes: [prepare({ ownReference: 'order-1' }), between, wait({ tokenSource: 'generated' })] };
		expect((await prepared(withToken)).callbacks[0]).toMatchObject({ reference: 'order-1', proof: 'token' });
	});

	it('of the own reference of a run that waits already lets that one go', async () => {
		const flow = { nodes: [prepare({ ownReference: 'order-1' }), between, wait({ tokenSource: 'generated' })] };
		const callbacks = new Callbacks(own.store, 'workflow:node-2');
		await callbacks.begin('order-1', Date.now() + 60_000, { url: 'http://127.0.0.1:9/none', ticket: 'first' });
		await prepared(flow);
		expect(await callbacks.standing('order-1', 'first', false)).not.toMatchObject({ status: 'calledBack' });
		expect(await callbacks.verdict('order-1', 'f', 0)).toBe('taken');
	});
});
