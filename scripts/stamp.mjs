import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** @returns {Promise<string>} one hash over files and folders, by path and content */
export async function hashOf(paths) {
	const hash = createHash('sha256');
	for (const path of paths) for await (const file of filesUnder(path)) hash.update(file).update(await readFile(file));
	return hash.digest('hex');
}

/** Does the work unless the stamp file says that it was done for the same hash. */
export async function onceFor(stampFile, hash, work) {
	const known = await readFile(stampFile, 'utf8').catch(() => undefined);
	if (known === hash) return false;
	await work();
	await mkdir(dirname(stampFile), { recursive: true });
	await writeFile(stampFile, hash);
	return true;
}

async function* filesUnder(path) {
	const entries = await readdir(path, { withFileTypes: true }).catch((error) => {
		if (error.code === 'ENOTDIR') return undefined;
		if (error.code === 'ENOENT') return [];
		throw error;
	});
	if (!entries) {
		yield path;
		return;
	}
	for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) yield* filesUnder(join(path, entry.name));
}
