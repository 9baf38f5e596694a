// node scripts/run.mjs node bench/queue.mjs: the same in n8n's queue mode: one main, one webhook process and two workers on
// PostgreSQL and Redis of this machine.
import { rm } from 'node:fs/promises';

import { throwawayFolder } from '../scripts/folders.mjs';
import { routeToken } from '../scripts/route.js';
import { missingServices } from '../scripts/services.mjs';
import { setup } from '../scripts/setup.mjs';
import { startCluster } from '../test/queue/support/cluster.mjs';
import { agent, AT_ONCE, CALLS, FLOWS, measure, publish, signUp } from './measure.mjs';

const missing = await missingServices();
if (missing.length > 0) throw new Error(missing.join('\n\n'));
await setup();
const folder = await throwawayFolder('bench-queue');
const cluster = await startCluster(folder);
try {
	const { main, webhook } = cluster.urls;
	const cookie = await signUp(main);
	const through = (route) => route.url.replace(main, webhook);
	const keyed = { ...FLOWS.sync, nodes: FLOWS.sync.nodes.map((node, index) => (index === 0 ? { ...node, webhookId: undefined, parameters: { ...node.parameters, path: 'bench-keyed', rateLimit: 'route', rateCalls: 100_000, ratePer: 'minute' } } : node)) };
	const stock = await publish(main, cookie, FLOWS.stock);
	const sync = await publish(main, cookie, FLOWS.sync);
	const limited = await publish(main, cookie, keyed);
	const asynchronous = await publish(main, cookie, FLOWS.async);
	const body = JSON.stringify({ orderId: 'A-1001', phone: '+31612345678' });

	process.stdout.write(`${CALLS} calls, ${AT_ONCE} at a time, through the webhook process\n`);
	await measure('n8n Webhook + Respond to Webhook', through(stock), { body }, 200);
	await measure('Dynamic API Trigger + API End, all checks', through(sync), { body, token: routeToken(sync) }, 200);
	await measure('the same with a rate limit', through(limited), { body, token: routeToken(limited) }, 200);
	await measure('Dynamic API Trigger, asynchronous', through(asynchronous), { body, token: routeToken(asynchronous) }, 202);
	await measure('refused: no token', through(sync), { body }, 401);
} finally {
	agent.destroy();
	await cluster.stop();
	await rm(folder, { recursive: true, force: true });
}
