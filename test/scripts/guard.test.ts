import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo, Server, Socket } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

import { ROOT } from './support/inNode';

/**
 * Stands in for n8n: it starts a task runner and ends with 3 when it is asked to. Both hold a connection to the test for
 * as long as they live.
 */
const FAKE_N8N = `#!/usr/bin/env node
require('node:net').connect(Number(process.env.TEST_PORT), '127.0.0.1');
if (process.argv[2] === 'start') {
	const runner = require('node:child_process').spawn(__filename, ['runner']);
	process.on('SIGTERM', () => process.exit(runner.kill() && 3));
}
`;

const starter = (then: string) => `
	import { startN8n } from './scripts/n8n.mjs';
	const n8n = startN8n({ env: process.env });
	process.stdin.once('data', async () => { ${then} });
`;

describe('an n8n that startN8n has started', () => {
	const folder = mkdtempSync(join(tmpdir(), 'flow-elements-guard-'));
	let server: Server;
	let child: ChildProcess;
	let sockets: Socket[];

	beforeAll(async () => {
		writeFileSync(join(folder, 'n8n'), FAKE_N8N, { mode: 0o755 });
		server = createServer().listen(0, '127.0.0.1');
		await once(server, 'listening');
	});
	afterAll(() => {
		server.close();
		rmSync(folder, { recursive: true });
	});
	afterEach(() => {
		child.kill('SIGKILL');
		for (const socket of sockets) socket.destroy();
	});

	/** Starts a starter; when n8n and its runner are there, it waits for a word to do the rest. */
	const start = async (then = '') => {
		const env = {
			...process.env,
			N8N_USER_FOLDER: folder,
			PATH: [folder, process.env.PATH].join(delimiter),
			TEST_PORT: String((server.address() as AddressInfo).port),
		};
		const args = ['--input-type=module', '--eval', starter(then)];
		child = spawn(process.execPath, args, { cwd: ROOT, env, stdio: ['pipe', 'ignore', 'ignore'] });
		sockets = [];
		while (sockets.length < 2) sockets.push(...((await once(server, 'connection')) as [Socket]));
	};
	const allEnd = async () => {
		await Promise.all(sockets.map((socket) => new Promise((resolve) => socket.on('error', resolve).once('close', resolve).resume())));
	};

	it.each(['SIGINT', 'SIGTERM', 'SIGKILL'] as const)('ends with its runners when its starter is ended by %s', async (signal) => {
		await start();
		child.kill(signal);
		await allEnd();
	});

	it.each(['throw new Error()', 'process.exit()'])('ends with its runners when its starter ends by %s', async (end) => {
		await start(end);
		child.stdin?.write('now');
		await allEnd();
	});

	it('is asked to end by stop, and its exit code comes through', async () => {
		await start('await n8n.stop(); process.exit((await n8n.ended).code);');
		child.stdin?.write('now');
		const [[code]] = await Promise.all([once(child, 'exit'), allEnd()]);
		expect(code).toBe(3);
	});
});
