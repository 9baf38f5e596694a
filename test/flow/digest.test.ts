import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { digest, fileDigest } from '../../flow/digest';

const ABC = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';

it('a digest is the SHA-256 of a text or of bytes, in hex (FIPS 180-2, appendix B.1)', () => {
	expect(digest('abc')).toBe(ABC);
	expect(digest(Buffer.from('abc'))).toBe(ABC);
});

it('the digest of a file is that of its bytes', async () => {
	const folder = await mkdtemp(join(tmpdir(), 'digest-'));
	await writeFile(join(folder, 'a'), 'abc');
	expect(await fileDigest(join(folder, 'a'))).toBe(ABC);
	await rm(folder, { recursive: true });
});
