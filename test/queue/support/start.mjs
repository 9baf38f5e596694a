import { throwawayFolder } from '../../../scripts/folders.mjs';
import { step } from '../../../scripts/process.mjs';
import { missingServices } from '../../../scripts/services.mjs';
import { setup } from '../../../scripts/setup.mjs';
import { startSimulator } from '../../../simulator/server.mjs';
import { signUp } from '../../e2e/support/signUp.mjs';
import { startCluster } from './cluster.mjs';
import { startControl } from './control.mjs';

/**
 * Starts one n8n in queue mode with the packed tarball installed, and the simulator, for all tests of this layer. Where
 * the services for it are missing, the tests are skipped, and stop.mjs says why; with REQUIRE_SERVICES=1 they fail.
 */
export default async function start() {
	await setup();
	const missing = await missingServices();
	if (missing.length > 0) {
		const reason = `What n8n's queue mode needs is missing:\n\n${missing.join('\n\n')}`;
		if (process.env.REQUIRE_SERVICES === '1') throw new Error(reason);
		process.env.QUEUE_SKIPPED = reason;
		return;
	}

	const folder = await throwawayFolder('queue');
	const simulator = await startSimulator(0);
	const cluster = await step('Starting n8n in queue mode', () => startCluster(folder));
	const control = await startControl(cluster.services);
	globalThis.flowElementsQueue = { folder, simulator, cluster, control };

	process.env.E2E_BASE = cluster.urls.main;
	process.env.E2E_COOKIE = await signUp(cluster.urls.main);
	process.env.E2E_SIMULATOR = simulator.url;
	process.env.QUEUE_WEBHOOK_BASE = cluster.urls.webhook;
	process.env.QUEUE_CONTROL = control.url;
}
