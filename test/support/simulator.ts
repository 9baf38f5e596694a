import type { ServerProcess } from './serverProcess';
import { startServer } from './serverProcess';

const CODE = `
	import { startSimulator } from './simulator/server.mjs';
	console.log('Simulator on ' + (await startSimulator(0)).url);
`;

/** Starts a simulator of the test's own, in a process of its own, because jest cannot load its ES modules. */
export async function startSimulator(): Promise<ServerProcess> {
	return await startServer(['--input-type=module', '--eval', CODE], /Simulator on (\S+)\n/);
}
