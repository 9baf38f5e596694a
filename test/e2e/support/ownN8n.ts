import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** An n8n of its own, and what the tests use to drive it. */
export interface OwnN8n {
	api: typeof import('./n8n');
	/** Kills it with SIGKILL and starts it again. */
	killAndRestart(): Promise<void>;
	/** What it has printed. */
	output(): string;
	stop(): Promise<void>;
}

/** @param extra environment variables; USER_FOLDER in a value stands for the folder of this n8n */
export async function startOwnN8n(extra: Record<string, string> = {}): Promise<OwnN8n> {
	const child = spawn(process.execPath, [join(__dirname, 'runOwnN8n.mjs'), JSON.stringify(extra)], { stdio: 'pipe' });
	let output = '';
	child.stderr.on('data', (chunk) => (output += String(chunk)));
	const ended = once(child, 'exit');
	const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
	const ready = async () => {
		const line = (await lines.next()).value;
		if (line === undefined) throw new Error(`n8n did not start:\n${output}`);
		return JSON.parse(line) as { base: string; cookie: string };
	};

	const { base, cookie } = await ready();
	return {
		api: apiOf(base, cookie),
		async killAndRestart() {
			child.stdin.write('kill\n');
			await ready();
		},
		output: () => output,
		async stop() {
			child.stdin.end();
			await ended;
		},
	};
}

/** The module of helpers once more, for another n8n. */
function apiOf(base: string, cookie: string): OwnN8n['api'] {
	const before = { ...process.env };
	Object.assign(process.env, { E2E_BASE: base, E2E_COOKIE: cookie });
	let api: unknown;
	jest.isolateModules(() => {
		api = jest.requireActual('./n8n');
	});
	Object.assign(process.env, before);
	return api as OwnN8n['api'];
}
