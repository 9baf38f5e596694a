import { spawn } from 'node:child_process';
import { delimiter, join } from 'node:path';

import { ROOT, RUNTIME, RUNTIME_BIN } from './paths.mjs';

/**
 * The environment of everything that the scripts start: the pinned Node.js first, then the tools of the repository; and
 * n8n's own modules where n8n itself puts them for community packages.
 */
export function toolEnvironment(extra = {}, inherited = process.env) {
	const path = [RUNTIME_BIN, join(ROOT, 'node_modules', '.bin'), inherited.PATH].join(delimiter);
	return { ...inherited, PATH: path, NODE_PATH: join(RUNTIME, 'node_modules'), ...extra };
}

/**
 * Runs a command to its end, its output going where ours goes.
 *
 * @returns {Promise<number>} its exit code
 */
export async function tool(command, args, options = {}) {
	const child = spawn(command, args, { cwd: ROOT, env: toolEnvironment(), stdio: 'inherit', ...options });
	return await new Promise((resolve, reject) => {
		child.once('error', reject);
		child.once('exit', (code, signal) => resolve(signal ? 1 : (code ?? 1)));
	});
}

/**
 * Runs a command quietly; its output is shown only when it fails.
 *
 * @returns {Promise<string>} its standard output
 */
export async function quietly(command, args, options = {}) {
	const child = spawn(command, args, { cwd: ROOT, env: toolEnvironment(), ...options, stdio: ['ignore', 'pipe', 'pipe'] });
	let out = '';
	let all = '';
	child.stdout.on('data', (chunk) => {
		out += chunk;
		all += chunk;
	});
	child.stderr.on('data', (chunk) => (all += chunk));

	const code = await new Promise((resolve, reject) => {
		child.once('error', reject);
		child.once('close', resolve);
	});
	if (code !== 0) throw new Error(`"${command} ${args.join(' ')}" ended with ${code}:\n${all.trim()}`);
	return out;
}

/** Shows one step of the set-up with its time; long ones show that they are alive. */
export async function step(title, work) {
	const started = Date.now();
	const seconds = () => Math.round((Date.now() - started) / 1000);
	process.stderr.write(`· ${title} …\n`);
	const alive = setInterval(() => process.stderr.write(`  still at it: ${title} (${seconds()} s)\n`), 15_000);
	try {
		const result = await work();
		process.stderr.write(`  done in ${seconds()} s\n`);
		return result;
	} finally {
		clearInterval(alive);
	}
}
