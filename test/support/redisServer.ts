import type { ChildProcess } from 'node:child_process';
import { execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Ends the server when the test ends, however it ends. */
const GUARD = join(__dirname, '../../scripts/guard.mjs');

/** A Redis of the test's own, which keeps nothing on disk. */
export interface RedisServer {
	port: number;
	/** As FLOW_ELEMENTS_STORE has it. */
	url: string;
	/** Kills it, with all that it holds. */
	kill(): Promise<void>;
	/** Starts it again on the same port. */
	start(): Promise<void>;
	/** Lets it hang: its connections stay open, and nothing is answered. */
	pause(): void;
	resume(): void;
}

const isInstalled = spawnSync('redis-server', ['--version']).status === 0;
const isRequired = process.env.REQUIRE_SERVICES === '1';

/** Describes what needs a Redis server. Where there is none, it is skipped and says so; with REQUIRE_SERVICES=1 it fails. */
export function describeWithRedis(name: string, tests: () => void): void {
	if (isInstalled || isRequired) {
		describe(name, tests);
		return;
	}
	console.warn(
		`SKIPPED: "${name}" needs redis-server on the PATH. Install it, e.g. with "apt-get install redis-server" or "brew install redis".`,
	);
	describe.skip(name, tests);
}

/**
 * Starts a server on a free port; the caller kills it.
 *
 * @param settings further arguments of redis-server
 */
export async function startRedis(settings: string[] = []): Promise<RedisServer> {
	const port = await freePort();
	const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', ...settings];
	let child: ChildProcess | undefined;
	let folder: string;

	// The guard leads a process group, in which the server is.
	const signal = (name: NodeJS.Signals) => process.kill(-(child?.pid as number), name);
	const server: RedisServer = {
		port,
		url: `redis://127.0.0.1:${port}`,
		async start() {
			folder = mkdtempSync(join(tmpdir(), 'flow-elements-redis-'));
			child = spawn(process.execPath, [GUARD, 'redis-server', ...args], { stdio: 'pipe', detached: true, cwd: folder });
			await untilReady(child);
		},
		async kill() {
			if (!child) return;
			const ended = once(child, 'close');
			signal('SIGKILL');
			await ended;
			child = undefined;
			rmSync(folder, { recursive: true });
		},
		pause: () => signal('SIGSTOP'),
		resume: () => signal('SIGCONT'),
	};
	await server.start();
	return server;
}

/** Runs redis-cli against a server and gives what it prints. */
export async function redisCommand(server: RedisServer, ...words: string[]): Promise<string> {
	const args = ['-p', String(server.port), '--no-auth-warning', ...words];
	return (await promisify(execFile)('redis-cli', args)).stdout;
}

async function untilReady(child: ChildProcess): Promise<void> {
	let output = '';
	for await (const chunk of child.stdout?.iterator({ destroyOnReturn: false }) ?? []) {
		output += String(chunk);
		if (output.includes('Ready to accept connections')) {
			child.stdout?.resume();
			child.stderr?.resume();
			return;
		}
	}
	throw new Error(`redis-server did not start:\n${output}`);
}

/** A port that was free a moment ago; the nodes of a cluster talk on the one that is 10,000 higher. */
async function freePort(): Promise<number> {
	const server = createServer();
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	await new Promise((resolve) => server.close(resolve));
	return port + 10_000 < 2 ** 16 ? port : await freePort();
}
