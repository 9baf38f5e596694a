import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

export const ROOT = join(__dirname, '../../..');

/**
 * Runs a piece of code in a Node.js of its own, because jest cannot load the ES modules of the scripts.
 *
 * @param code its imports are relative to the repository
 * @param env what its environment holds besides ours
 * @returns what it printed, as JSON
 */
export async function inNode(code: string, env: Record<string, string> = {}): Promise<unknown> {
	const args = ['--input-type=module', '--eval', code];
	const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: ROOT, env: { ...process.env, ...env } });
	return JSON.parse(stdout);
}
