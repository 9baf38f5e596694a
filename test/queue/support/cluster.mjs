import { randomBytes } from 'node:crypto';
import { mkdir, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';

import { freePort, n8nEnvironment, startN8n, waitFor } from '../../../scripts/n8n.mjs';
import { startRedis, throwawayDatabase } from '../../../scripts/services.mjs';
import { installInto } from '../../../scripts/setup.mjs';
import { service } from './service.mjs';

const WORKER = ['worker', '--concurrency=5'];

/**
 * Starts an n8n in queue mode: a Redis, a database, one main, two workers and one webhook process.
 *
 * @param {string} folder where they keep what they keep
 * @returns the `services` by name, the `urls` of the two that take calls, and `stop`
 */
export async function startCluster(folder) {
	await installInto(folder);
	const database = await throwawayDatabase();
	const [redisPort, webhookPort] = [await freePort(), await freePort()];
	const settings = {
		...database.settings,
		EXECUTIONS_MODE: 'queue',
		QUEUE_BULL_REDIS_HOST: '127.0.0.1',
		QUEUE_BULL_REDIS_PORT: String(redisPort),
		N8N_ENCRYPTION_KEY: randomBytes(24).toString('base64'),
		// Callbacks go where a reverse proxy would send them: to the webhook process, not to the main.
		WEBHOOK_URL: address(webhookPort),
		// At this level workers tell which executions they take.
		N8N_LOG_LEVEL: 'info',
	};
	const n8n = (name, command, port) => n8nService({ folder, name, command, port, settings });
	const mainPort = await freePort();
	const services = {
		redis: service((onOutput) => startRedis({ port: redisPort, folder, onOutput })),
		main: n8n('main', ['start'], mainPort),
		worker1: n8n('worker1', WORKER, await freePort()),
		worker2: n8n('worker2', WORKER, await freePort()),
		webhook: n8n('webhook', ['webhook'], webhookPort),
	};
	const { redis, main, ...others } = services;
	const urls = { main: address(mainPort), webhook: address(webhookPort) };

	const stop = async () => {
		await Promise.all(Object.values(others).map((each) => each.stop()));
		await main.stop();
		await redis.stop();
		await database.drop();
	};
	try {
		await redis.start();
		const mainStarts = main.start();
		// The main makes the tables; the others load their code meanwhile, and then wait for n8n's own lock on the tables.
		await Promise.race([mainStarts, waitFor(`${urls.main}/healthz`)]);
		await Promise.all([mainStarts, ...Object.values(others).map((each) => each.start())]);
	} catch (error) {
		await stop();
		throw error;
	}
	return { services, urls, stop };
}

const address = (port) => `http://127.0.0.1:${port}`;

/**
 * One process of n8n, as if in a container of its own. Its user folder cannot be shared: n8n keeps a mark there while it
 * lives, and when it finds one at its start it takes that for a crash and waits ten seconds (so it is removed here after a
 * kill). Only the packages are shared.
 */
function n8nService({ folder, name, command: [command, ...args], port, settings }) {
	const userFolder = join(folder, name);
	return service(async (onOutput) => {
		const made = await mkdir(join(userFolder, '.n8n'), { recursive: true });
		if (made) await symlink(join(folder, '.n8n', 'nodes'), join(userFolder, '.n8n', 'nodes'));
		await rm(join(userFolder, '.n8n', 'crash.journal'), { force: true });

		const health = { QUEUE_HEALTH_CHECK_ACTIVE: 'true', QUEUE_HEALTH_CHECK_PORT: String(port), N8N_WORKER_SERVER_ADDRESS: '127.0.0.1' };
		const extra = { ...settings, ...(command === 'worker' && health) };
		const n8n = startN8n({ command, args, env: n8nEnvironment({ userFolder, port, brokerPort: await freePort(), extra }), onOutput });
		try {
			await waitFor(`${address(port)}/healthz/readiness`, { giveUp: n8n.ended });
		} catch (error) {
			n8n.kill();
			throw error;
		}
		return n8n;
	});
}
