import { randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { ROOT } from './paths.mjs';

const EXAMPLES = join(ROOT, 'examples');

/** Where the examples expect the simulator; a demo or a test on another port writes its own address in. */
const SIMULATOR_URL = 'http://127.0.0.1:5690';

/** @returns {Promise<string[]>} the names of the examples: folders with a workflow file of the same name */
export async function exampleNames() {
	const entries = await readdir(EXAMPLES, { withFileTypes: true });
	return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name).sort();
}

/**
 * Reads the workflow of an example.
 *
 * @param {string} name
 * @param {string} simulatorUrl
 */
export async function exampleWorkflow(name, simulatorUrl) {
	const text = await readFile(join(EXAMPLES, name, `${name}.json`), 'utf8');
	return JSON.parse(text.replaceAll(SIMULATOR_URL, simulatorUrl));
}

/** @returns {string} an id of the form that n8n gives to workflows; random, so that route tokens are this machine's own */
export function workflowId() {
	return randomBytes(12).toString('base64url').replace(/[-_]/g, 'x').slice(0, 16);
}
