// npm run bench: what a route costs in a real n8n, next to n8n's own Webhook with Respond to Webhook. Of n8n's settings,
// N8N_EXPRESSION_ENGINE=legacy is passed on, to measure without n8n's sandbox for expressions.
import { rm } from 'node:fs/promises';

import { throwawayFolder } from '../scripts/folders.mjs';
import { freePort, n8nEnvironment, startN8n, waitFor } from '../scripts/n8n.mjs';
import { routeToken } from '../scripts/route.js';
import { installInto, setup } from '../scripts/setup.mjs';
import { startSimulator } from '../simulator/server.mjs';
import { addToFlowFlows, agent, AT_ONCE, callApiFlow, callOnce, CALLS, FLOWS, measure, publish, SECONDARY, signUp } from './measure.mjs';

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
	const cookie = await signUp(base);

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

	const secondary = await publish(base, cookie, SECONDARY);
	for (const { items, ...flow } of addToFlowFlows(secondary.id)) {
		const adding = await publish(base, cookie, flow);
		const took = (await callOnce(adding.url, { body: '{}', token: routeToken(adding) })).ms;
		process.stdout.write(`${`${flow.name}, ${items} items`.padEnd(44)} ${((items * 1000) / took).toFixed(0).padStart(6)}/s   ${took.toFixed(0)} ms in all\n`);
	}
} finally {
	agent.destroy();
	await n8n.stop();
	await simulator.stop();
	await rm(userFolder, { recursive: true, force: true });
}
