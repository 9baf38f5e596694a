// An n8n of its own for one test file, with settings of its own: node runOwnN8n.mjs '{"N8N_…":"…"}'
//
// Says on standard output where it is, each time it is ready, as one line of JSON. A line "kill" on standard input ends
// n8n with SIGKILL and starts it again on the same folder; the end of standard input ends everything.
import { rm } from 'node:fs/promises';
import { createInterface } from 'node:readline';

import { throwawayFolder } from '../../../scripts/folders.mjs';
import { freePort, n8nEnvironment, startN8n, waitFor } from '../../../scripts/n8n.mjs';
import { installInto } from '../../../scripts/setup.mjs';
import { signUp } from './signUp.mjs';

const userFolder = await throwawayFolder('own');
const port = await freePort();
const base = `http://127.0.0.1:${port}`;
let n8n;
let cookie;

async function start() {
	const extra = JSON.parse(process.argv[2].replaceAll('USER_FOLDER', userFolder));
	const env = n8nEnvironment({ userFolder, port, brokerPort: await freePort(), extra });
	n8n = startN8n({ env, onOutput: (text) => process.stderr.write(text) });
	await waitFor(`${base}/healthz/readiness`, { giveUp: n8n.ended });
	cookie ??= await signUp(base);
	process.stdout.write(`${JSON.stringify({ base, cookie })}\n`);
}

try {
	await installInto(userFolder);
	await start();
	for await (const line of createInterface({ input: process.stdin })) {
		if (line !== 'kill') continue;
		n8n.kill();
		await n8n.ended;
		await start();
	}
} finally {
	await n8n?.stop();
	await rm(userFolder, { recursive: true, force: true });
}
