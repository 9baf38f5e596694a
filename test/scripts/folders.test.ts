import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { inNode } from './support/inNode';

describe('throwawayFolder', () => {
	const parent = mkdtempSync(join(tmpdir(), 'flow-elements-folders-'));
	afterAll(() => rmSync(parent, { recursive: true }));

	const make = async (...names: string[]) =>
		await inNode(`
			import { mkdir } from 'node:fs/promises';
			import { throwawayFolder } from './scripts/folders.mjs';
			for (const name of ${JSON.stringify(names)}) await mkdir(${JSON.stringify(parent)} + '/' + name + '/within', { recursive: true });
			console.log(JSON.stringify(await throwawayFolder('e2e', ${JSON.stringify(parent)})));
		`);

	it('removes what processes that are gone have left, and nothing else', async () => {
		const others = [`e2e-${process.pid}-living`, 'bench-1-other', 'demo', 'installed'];
		const left = await make(...others);
		const made = await make();
		expect(made).not.toBe(left);
		expect(readdirSync(parent).map((name) => join(parent, name)).sort()).toEqual(
			[made, ...others.map((name) => join(parent, name))].sort(),
		);
	});
});
