// What the benchmarks share: flows to measure, and the measuring.
import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

export const CALLS = Number(process.env.CALLS || 400);
export const AT_ONCE = Number(process.env.AT_ONCE || 10);
const OURS = 'n8n-nodes-flow-elements';

const node = (type, name, parameters, typeVersion = 1) => ({
	id: randomUUID(),
	name,
	type,
	typeVersion,
	position: [0, 0],
	parameters,
	...(/trigger$|webhook$/i.test(type) && { webhookId: randomUUID() }),
});
const line = (name, ...nodes) => ({
	name,
	settings: { saveDataSuccessExecution: 'none' },
	nodes,
	connections: Object.fromEntries(
		nodes.slice(1).map((to, index) => [nodes[index].name, { main: [[{ node: to.name, type: 'main', index: 0 }]] }]),
	),
});
const attributes = { rows: [{ name: 'orderId', type: 'string', required: true }, { name: 'phone', type: 'phone', required: true }] };

export const FLOWS = {
	stock: line(
		'stock',
		node('n8n-nodes-base.webhook', 'In', { httpMethod: 'POST', path: 'bench-stock', responseMode: 'responseNode', options: {} }, 2),
		node('n8n-nodes-base.respondToWebhook', 'Out', { respondWith: 'json', responseBody: '{"ok":true}', options: {} }, 1.1),
	),
	sync: line(
		'sync',
		node(`${OURS}.dynamicApiTrigger`, 'In', { path: 'bench-sync', attributes, allowedAddresses: '127.0.0.0/8;::1' }),
		node(`${OURS}.apiEnd`, 'Out', { jsonFrom: 'json', json: '{"ok":true}' }),
	),
	async: line('async', node(`${OURS}.dynamicApiTrigger`, 'In', { path: 'bench-async', answer: 'async', attributes })),
};

export function callApiFlow(simulatorUrl) {
	const items = "return Array.from({ length: 1000 }, (_, n) => ({ json: { n } }))";
	return line(
		'call api',
		node(`${OURS}.dynamicApiTrigger`, 'In', { path: 'bench-call', timeoutSeconds: 120 }),
		node('n8n-nodes-base.code', 'Many', { jsCode: items }, 2),
		node(`${OURS}.callApi`, 'Call', { method: 'GET', url: `${simulatorUrl}/orders/A-1001` }),
		node(`${OURS}.apiEnd`, 'Out', { fields: { rows: [{ name: 'ms', value: '={{ $input.all().length }}' }] } }),
	);
}

const HOW_MANY = 200;

/** Flows that add so many items to a secondary flow: by n8n's own node, and by Add to Flow, waiting and not. */
export function addToFlowFlows(secondaryId) {
	const items = `return Array.from({ length: ${HOW_MANY} }, (_, n) => ({ json: { n } }))`;
	const workflowId = { __rl: true, mode: 'id', value: secondaryId };
	const flow = (name, add) =>
		line(
			name,
			node(`${OURS}.dynamicApiTrigger`, 'In', { path: `bench-${name.replaceAll(' ', '-')}`, timeoutSeconds: 300 }),
			node('n8n-nodes-base.code', 'Many', { jsCode: items }, 2),
			add,
			node(`${OURS}.apiEnd`, 'Out', { jsonFrom: 'json', json: '{"ok":true}' }),
		);
	return [
		flow('stock sub-workflow each', node('n8n-nodes-base.executeWorkflow', 'Add', { workflowId, mode: 'each', options: {} }, 1.2)),
		flow('add to flow waits', node(`${OURS}.addToFlow`, 'Add', { workflowId, waits: true, phone: '', email: '' })),
		flow('add to flow goes on', node(`${OURS}.addToFlow`, 'Add', { workflowId, phone: '', email: '' })),
		flow('add to flow with phone', node(`${OURS}.addToFlow`, 'Add', { workflowId, phone: '={{ "+3161" + (2000000 + $json.n) }}', email: '' })),
	].map((made) => ({ ...made, items: HOW_MANY }));
}

/** A flow that others add to. */
export const SECONDARY = line(
	'secondary',
	node('n8n-nodes-base.executeWorkflowTrigger', 'In', { inputSource: 'passthrough' }, 1.1),
	node('n8n-nodes-base.noOp', 'Nothing', {}),
);

export async function publish(base, cookie, flow) {
	const rest = async (method, path, body) => {
		const response = await fetch(`${base}/rest${path}`, { method, headers: { 'content-type': 'application/json', cookie }, body: body && JSON.stringify(body) });
		if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
		return (await response.json()).data;
	};
	const { id, versionId } = await rest('POST', '/workflows', flow);
	await rest('POST', `/workflows/${id}/activate`, { versionId });
	while ((await rest('GET', `/workflows/${id}/publication-status`)).status !== 'published') await sleep(50);
	return { ...flow, id, url: `${base}/webhook/${flow.nodes[0].parameters.path}` };
}

export const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });

export async function callOnce(url, { token, body }) {
	const started = performance.now();
	const status = await new Promise((resolve, reject) => {
		const headers = { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) };
		const call = request(url, { method: 'POST', agent, headers }, (response) => {
			response.resume();
			response.once('end', () => resolve(response.statusCode));
		});
		call.once('error', reject);
		call.end(body);
	});
	return { status, ms: performance.now() - started };
}

export async function measure(name, url, call, expected) {
	for (let n = 0; n < 20; n++) await callOnce(url, call);
	const times = [];
	const started = performance.now();
	let left = CALLS;
	const worker = async () => {
		while (left-- > 0) {
			const { status, ms } = await callOnce(url, call);
			if (status !== expected) throw new Error(`${name}: ${status} instead of ${expected}`);
			times.push(ms);
		}
	};
	await Promise.all(Array.from({ length: AT_ONCE }, worker));
	const seconds = (performance.now() - started) / 1000;
	times.sort((a, b) => a - b);
	const at = (share) => times[Math.floor(times.length * share)].toFixed(1);
	process.stdout.write(`${name.padEnd(44)} ${(CALLS / seconds).toFixed(0).padStart(6)}/s   p50 ${at(0.5)} ms   p95 ${at(0.95)} ms\n`);
}

/** Makes the owner of a new n8n. */
export async function signUp(base) {
	const owner = { email: 'owner@example.com', firstName: 'B', lastName: 'O', password: 'Bench-Owner-1' };
	const response = await fetch(`${base}/rest/owner/setup`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(owner) });
	return response.headers.getSetCookie().map((text) => text.split(';')[0]).join('; ');
}
