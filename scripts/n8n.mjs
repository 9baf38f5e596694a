import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { ROOT } from './paths.mjs';
import { toolEnvironment } from './process.mjs';

/** Ends what it runs when we end. */
const GUARD = join(ROOT, 'scripts', 'guard.mjs');

/** The names of the settings of n8n and of its nodes: families by their first words, and a few that stand alone. */
const FAMILIES = [
	...['N8N', 'DB', 'EXECUTIONS', 'QUEUE', 'CREDENTIALS', 'EXTERNAL', 'NODES', 'NODE_FUNCTION', 'CODE', 'WEBHOOK', 'GENERIC'],
	...['WORKFLOWS', 'OFFLOAD', 'MIGRATIONS', 'SKIP_STATISTICS', 'INSTANCE_AI', 'DAYTONA', 'LANGCHAIN', 'LANGSMITH', 'E2E'],
	'FLOW_ELEMENTS', // This package's own.
];
const N8N_SETTING = new RegExp(`^(?:(?:${FAMILIES.join('|')})_|(?:ENVIRONMENT|DEPLOYMENT_NAME)$)`);

/**
 * Leaves the settings of the user's own n8n out of an environment: with them, the n8n of the demo or of the tests would
 * work on the user's database and queue.
 *
 * @param {Record<string, string | undefined>} environment
 */
export function withoutN8nSettings(environment) {
	return Object.fromEntries(Object.entries(environment).filter(([name]) => !N8N_SETTING.test(name)));
}

/** The environment of an n8n that keeps to its own folder and port and calls nobody; `extra` holds more settings for it. */
export function n8nEnvironment({ userFolder, port, brokerPort, extra = {} }) {
	const own = {
		N8N_USER_FOLDER: userFolder,
		N8N_PORT: String(port),
		N8N_LISTEN_ADDRESS: '127.0.0.1',
		N8N_HOST: 'localhost',
		N8N_RUNNERS_BROKER_PORT: String(brokerPort),
		N8N_UNVERIFIED_PACKAGES_ENABLED: 'true',
		N8N_DIAGNOSTICS_ENABLED: 'false',
		N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
		N8N_PERSONALIZATION_ENABLED: 'false',
		N8N_TEMPLATES_ENABLED: 'false',
		N8N_SECURE_COOKIE: 'false',
		// It would ask n8n's own servers for a list at every start.
		N8N_DISABLED_MODULES: 'mcp-registry',
		NODE_ENV: 'production',
		N8N_LOG_LEVEL: 'warn',
		...extra,
	};
	return toolEnvironment(own, withoutN8nSettings(process.env));
}

/** @returns {Promise<number>} a TCP port that was free a moment ago */
export async function freePort() {
	const server = createServer();
	await new Promise((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
	const { port } = server.address();
	await new Promise((resolve) => server.close(resolve));
	return port;
}

/** @returns {Promise<boolean>} whether nobody listens on a port of this machine */
export async function isFree(port) {
	const server = createServer();
	return await new Promise((resolve) => {
		server.once('error', () => resolve(false));
		server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
	});
}

/**
 * Starts a program, which ends with this process, however this one ends.
 *
 * @param {object} options `env`, `cwd`, and `onOutput` for what it prints
 * @returns the child, a promise of its end, `stop`, which asks it to end and insists after ten seconds, and `kill`, which
 *   does not ask
 */
export function startGuarded(command, args, { env, cwd, onOutput = () => {} }) {
	const child = spawn(process.execPath, [GUARD, command, ...args], {
		env,
		cwd,
		stdio: 'pipe',
		detached: true, // A process group of its own, so that all it starts ends with it and a Ctrl-C reaches only us.
	});
	// The pipes close when the last of the group has ended; after a kill that can be later than the guard's own exit.
	const ended = new Promise((resolve) => child.once('close', (code, signal) => resolve({ code, signal })));
	child.stdout.on('data', (chunk) => onOutput(String(chunk)));
	child.stderr.on('data', (chunk) => onOutput(String(chunk)));

	const signalGroup = (signal) => {
		try {
			process.kill(-child.pid, signal);
		} catch (error) {
			if (error.code !== 'ESRCH') throw error;
		}
	};
	return {
		child,
		ended,
		kill: () => signalGroup('SIGKILL'),
		async stop() {
			if (child.exitCode !== null || child.signalCode !== null) return;
			child.kill('SIGTERM');
			const inTime = await Promise.race([ended.then(() => true), sleep(10_000, false, { ref: false })]);
			if (!inTime) signalGroup('SIGKILL');
			await ended;
		},
	};
}

/**
 * Starts an n8n process.
 *
 * @param {object} options `command` (start, worker, webhook) with its `args`, `env`, and `onOutput` for what it prints
 * @returns what startGuarded gives
 */
export function startN8n({ command = 'start', args = [], env, onOutput }) {
	// n8n reads a .env file where it is started.
	return startGuarded('n8n', [command, ...args], { env, cwd: env.N8N_USER_FOLDER, onOutput });
}

/**
 * Waits until an address answers as wanted.
 *
 * @param {string} url
 * @param {object} options `suits` tells whether an answer is the wanted one; `giveUp` is a promise that ends the wait
 */
export async function waitFor(url, { suits = (response) => response.ok, timeoutMs = 90_000, giveUp } = {}) {
	let over;
	void giveUp?.then((reason) => (over = reason ?? 'it ended'));
	const deadline = Date.now() + timeoutMs;
	while (Date.now() < deadline && over === undefined) {
		const response = await fetch(url).catch(() => undefined);
		if (response && (await suits(response))) return;
		await sleep(150);
	}
	throw new Error(`${url} did not become ready: ${over === undefined ? `${timeoutMs / 1000} s passed` : JSON.stringify(over)}`);
}
