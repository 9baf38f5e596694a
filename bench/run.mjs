// npm run bench: what a route costs in a real n8n, next to n8n's own Webhook with Respond to Webhook. Of n8n's settings,
// N8N_EXPRESSION_ENGINE=legacy is passed on, to measure without n8n's sandbox for expressions.
import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

import { throwawayFolder } from '../scripts/folders.mjs';
import { freePort, n8nEnvironment, startN8n, waitFor } from '../scripts/n8n.mjs';
import { routeToken } from '../scripts/route.js';
import { installInto, setup } from '../scripts/setup.mjs';
import { startSimulator } from '../simulator/server.mjs';

const CALLS = Number(process.env.CALLS || 400);
const AT_ONCE = Number(process.env.AT_ONCE || 10);
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

const FLOWS = {
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

function callApiFlow(simulatorUrl) {
	const items = "return Array.from({ length: 1000 }, (_, n) => ({ json: { n } }))";
	return line(
		'call api',
		node(`${OURS}.dynamicApiTrigger`, 'In', { path: 'bench-call', timeoutSeconds: 120 }),
		node('n8n-nodes-base.code', 'Many', { jsCode: items }, 2),
		node(`${OURS}.callApi`, 'Call', { method: 'GET', url: `${simulatorUrl}/orders/A-1001` }),
		node(`${OURS}.apiEnd`, 'Out', { fields: { rows: [{ name: 'ms', value: '={{ $input.all().length }}' }] } }),
	);
}

async function publish(base, cookie, flow) {
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

const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });

async function callOnce(url, { token, body }) {
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

async function measure(name, url, call, expected) {
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

await setup();
const userFolder = await throwawayFolder('bench');
await installInto(userFolder);
const port = await freePort();
const { N8N_EXPRESSION_ENGINE } = process.env;
const extra = N8N_EXPRESSION_ENGINE === undefined ? {} : { N8N_EXPRESSION_ENGINE };
const n8n = startN8n({ env: n8nEnvironment({ userFolder, port, brokerPort: await freePort(), extra }) });
const simulator = await startSimulator(0);
try {
	const base = `http://127.0.0.1:${port}`;
	await waitFor(`${base}/healthz/readiness`, { giveUp: n8n.ended });
	const owner = { email: 'owner@example.com', firstName: 'B', lastName: 'O', password: 'Bench-Owner-1' };
	const signUp = await fetch(`${base}/rest/owner/setup`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(owner) });
	const cookie = signUp.headers.getSetCookie().map((text) => text.split(';')[0]).join('; ');

	const stock = await publish(base, cookie, FLOWS.stock);
	const sync = await publish(base, cookie, FLOWS.sync);
	const asynchronous = await publish(base, cookie, FLOWS.async);
	const calls = await publish(base, cookie, callApiFlow(simulator.url));
	const body = JSON.stringify({ orderId: 'A-1001', phone: '+31612345678' });

	process.stdout.write(`${CALLS} calls, ${AT_ONCE} at a time\n`);
	await measure('n8n Webhook + Respond to Webhook', stock.url, { body }, 200);
	await measure('Dynamic API Trigger + API End, all checks', sync.url, { body, token: routeToken(sync) }, 200);
	await measure('Dynamic API Trigger, asynchronous', asynchronous.url, { body, token: routeToken(asynchronous) }, 202);
	await measure('refused: no token', sync.url, { body }, 401);
	await measure('refused: attributes', sync.url, { body: '{"phone":"x"}', token: routeToken(sync) }, 422);

	const { ms } = await callOnce(calls.url, { body: '{}', token: routeToken(calls) });
	process.stdout.write(`Call API, 1000 items, 10 at a time, one flow   ${(1_000_000 / ms).toFixed(0)}/s   ${ms.toFixed(0)} ms in all\n`);
} finally {
	agent.destroy();
	await n8n.stop();
	await simulator.stop();
	await rm(userFolder, { recursive: true, force: true });
}
