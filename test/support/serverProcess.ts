import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

export const ROOT = join(__dirname, '../..');

/** Ends the server when the test ends, however it ends. */
const GUARD = join(ROOT, 'scripts/guard.mjs');

/** A server in a process of its own. */
export interface ServerProcess {
	url: string;
	stop(): Promise<void>;
}

/**
 * Starts a Node.js program that serves HTTP; the caller stops it.
 *
 * @param args the program and its arguments, as Node.js takes them
 * @param urlIn finds the URL, as its first group, in what the program prints once it is ready
 */
export async function startServer(args: string[], urlIn: RegExp): Promise<ServerProcess> {
	// The guard leads a process group, in which the server is.
	const child = spawn(process.execPath, [GUARD, process.execPath, ...args], { stdio: 'pipe', detached: true, cwd: ROOT });
	const ended = once(child, 'close');
	let output = '';
	child.stderr.on('data', (chunk) => (output += String(chunk)));
	for await (const chunk of child.stdout.iterator({ destroyOnReturn: false })) {
		output += String(chunk);
		const url = urlIn.exec(output)?.[1];
		if (url === undefined) continue;
		child.stdout.resume();
		return {
			url,
			async stop() {
				process.kill(-(child.pid as number), 'SIGKILL');
				await ended;
			},
		};
	}
	throw new Error(`The server did not start:\n${output}`);
}
