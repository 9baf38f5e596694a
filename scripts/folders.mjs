import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { CACHE } from './paths.mjs';

/**
 * Makes a folder that only this process uses, and removes those that earlier processes could not remove any more.
 *
 * @param {string} name what the folder is for; its owner's process id and something random come after it
 * @returns {Promise<string>}
 */
export async function throwawayFolder(name, parent = CACHE) {
	await mkdir(parent, { recursive: true });
	for (const folder of await readdir(parent)) {
		const owner = ownerOf(folder, name);
		if (owner !== undefined && !isAlive(owner)) await rm(join(parent, folder), { recursive: true, force: true });
	}
	return await mkdtemp(join(parent, `${name}-${process.pid}-`));
}

function ownerOf(folder, name) {
	const [, purpose, pid] = /^(.+)-(\d+)-[^-]+$/.exec(folder) ?? [];
	return purpose === name ? Number(pid) : undefined;
}

function isAlive(pid) {
	try {
		return process.kill(pid, 0);
	} catch (error) {
		// Somebody else's process lives, too.
		return error.code === 'EPERM';
	}
}
