import { rm } from 'node:fs/promises';

/** Stops what start.mjs has started; or says, as the last words of this layer, why its tests were skipped. */
export default async function stop() {
	if (process.env.QUEUE_SKIPPED) {
		const line = '!'.repeat(100);
		process.stderr.write(`\n${line}\nTHE TESTS IN QUEUE MODE WERE SKIPPED. ${process.env.QUEUE_SKIPPED}\n${line}\n\n`);
		return;
	}
	const { folder, simulator, cluster, control } = globalThis.flowElementsQueue;
	await control.stop();
	await cluster.stop();
	await simulator.stop();
	await rm(folder, { recursive: true, force: true });
}
