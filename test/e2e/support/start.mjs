import { throwawayFolder } from '../../../scripts/folders.mjs';
import { freePort, n8nEnvironment, startN8n, waitFor } from '../../../scripts/n8n.mjs';
import { installInto, setup } from '../../../scripts/setup.mjs';
import { startSimulator } from '../../../simulator/server.mjs';
import { signUp } from './signUp.mjs';

/** Starts one n8n with the packed tarball installed, and the simulator, for all end-to-end tests. */
export default async function start() {
	await setup();
	const userFolder = await throwawayFolder('e2e');
	await installInto(userFolder);

	const simulator = await startSimulator(0);
	const port = await freePort();
	const env = n8nEnvironment({ userFolder, port, brokerPort: await freePort() });
	const output = [];
	const n8n = startN8n({ env, onOutput: (text) => output.push(text) });
	globalThis.flowElementsE2e = { userFolder, simulator, n8n };

	const base = `http://127.0.0.1:${port}`;
	try {
		await waitFor(`${base}/healthz/readiness`, { giveUp: n8n.ended });
		process.env.E2E_COOKIE = await signUp(base);
	} catch (error) {
		throw new Error(`${error.message}\n${output.join('')}`);
	}
	process.env.E2E_BASE = base;
	process.env.E2E_SIMULATOR = simulator.url;
}
