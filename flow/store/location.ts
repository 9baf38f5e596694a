import { readFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';

import { StoreUnavailable } from './flowStore';
import type { RedisLocation } from './redisLocation';
import { redisFromQueueSettings, redisFromUrl } from './redisLocation';
import type { Environment } from './settings';
import { settingsOf } from './settings';

/** Where the flow store is. */
export type StoreLocation = { kind: 'sqlite'; path: string } | { kind: 'redis'; redis: RedisLocation };

const FILE_NAME = 'flow-elements.sqlite';

/** What else is to know than the environment. */
interface Process {
	/** Which of n8n's processes this is: `start`, `worker`, `webhook` … */
	command?: string;
	/** Reads a file in which the value of a variable stands. */
	readFile?: (path: string) => string;
}

/**
 * Finds out where the flow store is: where FLOW_ELEMENTS_STORE says; else, in queue mode, in the Redis that n8n itself
 * uses; else in a file in n8n's user folder.
 *
 * @param env environment variables; as for n8n itself, the value of NAME can stand in a file that NAME_FILE names
 * @throws StoreUnavailable when FLOW_ELEMENTS_STORE says something else
 */
export function storeLocation(env: Environment, { command, readFile = readText }: Process = {}): StoreLocation {
	const settings = settingsOf(env, readFile);
	const own = settings.text('FLOW_ELEMENTS_STORE');
	if (own !== undefined && own !== '') {
		if (/^rediss?:\/\//.test(own)) return { kind: 'redis', redis: redisFromUrl(own, settings) };
		return { kind: 'sqlite', path: sqlitePath(own) };
	}
	// A worker works in queue mode even where nobody has told it so.
	const isQueueMode = command === 'worker' || settings.text('EXECUTIONS_MODE') === 'queue';
	if (isQueueMode) return { kind: 'redis', redis: redisFromQueueSettings(settings) };
	return { kind: 'sqlite', path: join(n8nFolder(env), FILE_NAME) };
}

function readText(path: string): string {
	return readFileSync(path, 'utf8');
}

function sqlitePath(text: string): string {
	const path = text.replace(/^sqlite:(?:\/\/(?=\/))?/, '');
	// The value may hold a password, so the message does not repeat it.
	if (!isAbsolute(path)) {
		throw new StoreUnavailable(
			'FLOW_ELEMENTS_STORE does not say where the flow store is. Write sqlite:/path/file.sqlite, the absolute path of a file, redis://user:password@host:port/db, or rediss:// for TLS.',
		);
	}
	return path;
}

/** n8n's own folder, found as n8n does (`@n8n/config`, getN8nFolder). */
function n8nFolder(env: Environment): string {
	const home = process.platform === 'win32' ? env.USERPROFILE : env.HOME;
	return join(env.N8N_USER_FOLDER ?? home ?? process.cwd(), '.n8n');
}
