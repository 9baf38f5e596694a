import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';

/** @returns the SHA-256 in hex: it tells contents apart, and nothing can be read from it */
export function digest(content: Buffer | string): string {
	return createHash('sha256').update(content).digest('hex');
}

/** @returns the SHA-256 of the bytes of a file, in hex; the file is read piece by piece */
export async function fileDigest(path: string): Promise<string> {
	const hash = createHash('sha256');
	await pipeline(createReadStream(path), hash);
	return hash.digest('hex');
}
