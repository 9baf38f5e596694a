#!/usr/bin/env node
// npm start: sets everything up, starts n8n with the package and the examples in it, and says what to try.
import { createWriteStream } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { startSimulator } from '../simulator/server.mjs';
import { exampleCredentials, exampleFlows, exampleNames, withFlowIds, workflowId } from './examples.js';
import { freePort, isFree, n8nEnvironment, startN8n, waitFor } from './n8n.mjs';
import { CACHE } from './paths.mjs';
import { quietly, step } from './process.mjs';
import { hasRoute, messageTriggers, routePath, routeToken } from './route.js';
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

/** Every flow of the examples gets an id that is this machine's own and stays the same from start to start. */
async function examples(simulatorUrl) {
	const file = join(DEMO, 'workflow-ids.json');
	const ids = await readJson(file, {});
	const flows = [];
	for (const name of await exampleNames()) flows.push(...(await exampleFlows(name, simulatorUrl)));
	for (const { name } of flows) ids[name] ??= workflowId();
	await writeFile(file, JSON.stringify(ids));
	return flows.map(({ name, workflow }) => ({ ...withFlowIds(workflow, ids), id: ids[name] }));
}

async function importAndPublish(workflows, credentials, env) {
	const folder = join(DEMO, 'import');
	const accounts = join(DEMO, 'accounts.json');
	await writeFile(accounts, JSON.stringify(credentials));
	await rm(folder, { recursive: true, force: true });
	await mkdir(folder, { recursive: true });
	for (const workflow of workflows) await writeFile(join(folder, `${workflow.id}.json`), JSON.stringify(workflow));

	const n8n = (...args) => quietly('n8n', args, { env, cwd: DEMO }); // n8n reads a .env file where it is started.
	const published = join(DEMO, 'published-ids.json');
	const hash = await hashOf([folder, accounts]);
	await onceFor(join(DEMO, 'imported'), hash, () =>
		step('Importing and publishing the example flows', async () => {
			// n8n imports over a published flow only when it is unpublished first.
			for (const id of await readJson(published, [])) await n8n('unpublish:workflow', `--id=${id}`);
			await n8n('import:credentials', `--input=${accounts}`);
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
	for (const workflow of workflows.filter(hasRoute)) {
		await waitFor(`${base}/webhook/${routePath(workflow)}`, { suits: ({ status }) => status !== 404, giveUp: n8n.ended });
	}
}

/** Tells the simulator where reports and messages go, as a portal would be told; with Trengo the flow itself does that. */
async function setCallbacks(simulatorUrl, base, workflows) {
	for (const { provider, path } of workflows.flatMap(messageTriggers).filter((trigger) => trigger.provider !== 'trengo')) {
		const body = JSON.stringify({ url: `${base}/webhook/${path}` });
		const { status } = await fetch(`${simulatorUrl}/_simulator/callbacks/${provider}`, { method: 'PUT', headers: { 'content-type': 'application/json' }, body });
		if (status >= 300) throw new Error(`The simulator does not take the callback URL of ${provider} (${status}).`);
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

function welcome(base, workflows, simulatorUrl) {
	const call = (name, body, headers) => callOf(base, workflows.find((workflow) => workflow.name === name), body, headers);
	const phone = '06 12345678';
	const friend = '06 87654321';
	return `
n8n with the flow elements is running.

Open   ${base}   (n8n asks you to make an owner account once; it stays on this machine)
       then look at the flows, for example "Order Shipped (WhatsApp Cloud API)" and "Inbound Router".

Try, in another terminal:

An order that is there (200):
${call('Order Status', { orderId: 'A-1001', phone })}

An order that is not there (404):
${call('Order Status', { orderId: 'Z-1', phone: '+31612345678' })}

A call that is refused before any flow runs (422):
${call('Order Status', { phone: 'not a number' })}

A reminder that goes out by day, no faster than 30 a minute (202). Run the line again: the same answer, and nothing is sent
twice. "Location" tells where to ask how it went:
${call('Appointment Reminders', { phone, appointmentAt: '2027-01-15T10:00:00Z' }, ['Idempotency-Key: reminder-1'])}

A message that names a friend who agrees, and who enters the flow "Referral Welcome" (200):
${call('Referral', { phone, text: `Please tell my friend Ann, ${friend}`, friendAgrees: true })}

The friend wants no more messages (200). Run the line before again: its answer is the same, so that nobody learns of it, but
she is not added any more, until she writes START:
${call('Referral', { phone: friend, text: 'STOP' })}

A flow that hands variables to a second one, waits for it, and answers with what it gets back (200):
${call('Modular Flows', { orderId: 'A-1001', phone })}

An order that was shipped: the customer gets a WhatsApp template, and the flow goes on when it is delivered (202, and "Location"
tells where to ask). The provider is the simulator; a phone number that ends in 1003 makes it report a failure, and the flow
sends a text message instead:
${call('Order Shipped (WhatsApp Cloud API)', { orderId: 'A-1001', phone, name: 'Ann' })}
${call('Order Shipped (WhatsApp Cloud API)', { orderId: 'A-1002', phone: '06 12341003', name: 'Bob' })}

The customer writes back, and is told where the order is:
curl -X POST '${simulatorUrl}/_simulator/inbound/whatsAppCloud' -H 'Content-Type: application/json' -d '${JSON.stringify({ from: '31612345678', text: 'Where is A-1001?' })}'

An order that is paid: the flow waits until the payment provider calls back, and tells the customer. The card says what the
provider tells: paid, failed, or never:
${call('Payment Callback', { orderId: 'A-1001', amount: 49.95, card: 'paid', phone })}

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
	await importAndPublish(workflows, exampleCredentials(simulator.url), env);

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
		await setCallbacks(simulator.url, base, workflows);
	});
	process.stdout.write(welcome(base, workflows, simulator.url));
}

main().catch((error) => {
	process.stderr.write(`\n${error.message}\n`);
	void stop(1);
});
