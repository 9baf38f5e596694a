#!/usr/bin/env node
// npm start: sets everything up, starts n8n with the package and the examples in it, and says what to try.
import { createWriteStream } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { startSimulator } from '../simulator/server.mjs';
import { exampleNames, exampleWorkflow, workflowId } from './examples.mjs';
import { freePort, isFree, n8nEnvironment, startN8n, waitFor } from './n8n.mjs';
import { CACHE } from './paths.mjs';
import { quietly, step } from './process.mjs';
import { routePath, routeToken } from './route.js';
import { installInto, setup } from './setup.mjs';
import { hashOf, onceFor } from './stamp.mjs';

const PORT = Number(process.env.PORT || 5678);
const SIMULATOR_PORT = Number(process.env.SIMULATOR_PORT || 5690);
const DEMO = join(CACHE, 'demo');
const LOG = join(DEMO, 'n8n.log');

const running = [];
let stopping;

/** Stops what was started, last first. */
function stop(exitCode) {
	stopping ??= (async () => {
		for (const service of running.reverse()) await service.stop();
		process.exit(exitCode);
	})();
	return stopping;
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => stop(0));

/** Every example gets an id that is this machine's own and stays the same from start to start. */
async function examples(simulatorUrl) {
	const file = join(DEMO, 'workflow-ids.json');
	const ids = await readJson(file, {});
	const workflows = [];
	for (const name of await exampleNames()) {
		ids[name] ??= workflowId();
		workflows.push({ ...(await exampleWorkflow(name, simulatorUrl)), id: ids[name] });
	}
	await writeFile(file, JSON.stringify(ids));
	return workflows;
}

async function importAndPublish(workflows, env) {
	const folder = join(DEMO, 'import');
	await rm(folder, { recursive: true, force: true });
	await mkdir(folder, { recursive: true });
	for (const workflow of workflows) await writeFile(join(folder, `${workflow.id}.json`), JSON.stringify(workflow));

	const n8n = (...args) => quietly('n8n', args, { env, cwd: DEMO }); // n8n reads a .env file where it is started.
	const published = join(DEMO, 'published-ids.json');
	const hash = await hashOf([folder]);
	await onceFor(join(DEMO, 'imported'), hash, () =>
		step('Importing and publishing the example flows', async () => {
			// n8n imports over a published flow only when it is unpublished first.
			for (const id of await readJson(published, [])) await n8n('unpublish:workflow', `--id=${id}`);
			await n8n('import:workflow', '--separate', `--input=${folder}`);
			await writeFile(published, JSON.stringify(workflows.map(({ id }) => id)));
			for (const { id } of workflows) await n8n('publish:workflow', `--id=${id}`);
		}),
	);
}

async function readJson(file, missing) {
	const text = await readFile(file, 'utf8').catch(() => undefined);
	return text === undefined ? missing : JSON.parse(text);
}

/** n8n says it is ready before its routes are; a route is there when it refuses a call without a token. */
async function waitForRoutes(base, workflows, n8n) {
	await waitFor(`${base}/healthz/readiness`, { giveUp: n8n.ended });
	for (const workflow of workflows) {
		await waitFor(`${base}/webhook/${routePath(workflow)}`, { suits: ({ status }) => status !== 404, giveUp: n8n.ended });
	}
}

/** A line for the terminal that calls the route of an example. */
function callOf(base, workflow, body, headers = []) {
	return [
		`curl -i -X POST '${base}/webhook/${routePath(workflow)}'`,
		`-H 'Authorization: Bearer ${routeToken(workflow)}'`,
		...headers.map((header) => `-H '${header}'`),
		`-H 'Content-Type: application/json' -d '${JSON.stringify(body)}'`,
	].join(' ');
}

function welcome(base, workflows) {
	const example = (name) => workflows.find((workflow) => workflow.name === name);
	const order = (body) => callOf(base, example('Order Status'), body);
	const reminder = { phone: '06 12345678', appointmentAt: '2027-01-15T10:00:00Z' };
	return `
n8n with the flow elements is running.

Open   ${base}   (n8n asks you to make an owner account once; it stays on this machine)
       then look at the flows "Order Status" and "Appointment Reminders".

Try, in another terminal:

An order that is there (200):
${order({ orderId: 'A-1001', phone: '06 12345678' })}

An order that is not there (404):
${order({ orderId: 'Z-1', phone: '+31612345678' })}

A call that is refused before any flow runs (422):
${order({ phone: 'not a number' })}

A reminder that goes out by day, no faster than 30 a minute (202). Run the line again: the same answer, and nothing is sent
twice. "Location" tells where to ask how it went:
${callOf(base, example('Appointment Reminders'), reminder, ['Idempotency-Key: reminder-1'])}

The log of n8n is in ${LOG}. Ctrl-C stops everything.
`;
}

async function main() {
	if (!(await isFree(PORT))) throw new Error(`Port ${PORT} is taken. Choose another one, for example: PORT=5679 npm start`);
	await setup();
	await mkdir(DEMO, { recursive: true });
	await installInto(DEMO);

	const hasPort = SIMULATOR_PORT !== PORT && (await isFree(SIMULATOR_PORT));
	const simulator = await startSimulator(hasPort ? SIMULATOR_PORT : 0);
	running.push(simulator);
	const workflows = await examples(simulator.url);
	const env = n8nEnvironment({ userFolder: DEMO, port: PORT, brokerPort: await freePort() });
	await importAndPublish(workflows, env);

	const log = createWriteStream(LOG);
	const base = `http://localhost:${PORT}`;
	await step('Starting n8n', async () => {
		let lastWords = '';
		const onOutput = (text) => {
			log.write(text);
			lastWords = (lastWords + text).slice(-2000);
		};
		const n8n = startN8n({ env, onOutput });
		running.push(n8n);
		void n8n.ended.then(({ code }) => {
			if (stopping) return;
			process.stderr.write(`${lastWords}\nn8n has ended with ${code}; its log is in ${LOG}\n`);
			void stop(1);
		});
		await waitForRoutes(base, workflows, n8n);
	});
	process.stdout.write(welcome(base, workflows));
}

main().catch((error) => {
	process.stderr.write(`\n${error.message}\n`);
	void stop(1);
});
