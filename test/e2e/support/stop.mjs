import { rm } from 'node:fs/promises';

export default async function stop() {
	const { userFolder, simulator, n8n } = globalThis.flowElementsE2e;
	await n8n.stop();
	await simulator.stop();
	await rm(userFolder, { recursive: true, force: true });
}
