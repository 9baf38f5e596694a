#!/usr/bin/env node
// Checks what npm would publish: only what belongs there, every node and credential in it, and nothing of this machine.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { INSTALLED, ROOT, TARBALL } from './paths.mjs';
import { quietly } from './process.mjs';
import { setup } from './setup.mjs';

await setup();
const manifest = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'));
const faults = [];

const files = (await quietly('tar', ['tzf', TARBALL])).trim().split('\n').map((file) => file.replace(/^package\//, ''));
for (const file of files) {
	const belongs = ['README.md', 'LICENSE', 'package.json'].includes(file) || /^dist\/.+\.(?:js|svg|node\.json)$/.test(file);
	if (!belongs) faults.push(`${file} does not belong in the package`);
}

for (const file of [...manifest.n8n.nodes, ...manifest.n8n.credentials]) {
	if (!files.includes(file)) faults.push(`${file} is named in package.json but not in the package`);
}
for (const file of files.filter((name) => /\.(?:node|credentials)\.js$/.test(name))) {
	if (![...manifest.n8n.nodes, ...manifest.n8n.credentials].includes(file)) faults.push(`${file} is not named in package.json`);
}
for (const node of files.filter((name) => name.endsWith('.node.js'))) {
	if (!files.includes(node.replace(/\.js$/, '.json'))) faults.push(`${node} has no codex file beside it`);
}

// What the code requires must be a dependency, n8n-workflow, or Node.js itself.
const installed = join(INSTALLED, 'node_modules', manifest.name);
const known = new Set([...Object.keys(manifest.dependencies), 'n8n-workflow']);
const used = new Set();
for (const file of files.filter((name) => name.endsWith('.js'))) {
	const code = await readFile(join(installed, file), 'utf8');
	if (code.includes(ROOT)) faults.push(`${file} holds a path of this machine`);
	for (const [, , name] of code.matchAll(/require\((["'])([^"'.][^"']*)\1\)/g)) {
		if (name.startsWith('node:')) continue;
		const root = name.startsWith('@') ? name.split('/').slice(0, 2).join('/') : name.split('/')[0];
		used.add(root);
		if (!known.has(root)) faults.push(`${file} requires ${name}, which is no dependency`);
	}
}
for (const name of Object.keys(manifest.dependencies)) {
	if (!used.has(name)) faults.push(`${name} is a dependency, but nothing requires it`);
}

for (const fault of faults) process.stderr.write(`✗ ${fault}\n`);
if (faults.length === 0) process.stderr.write(`✓ the package holds ${files.length} files and all that it needs\n`);
process.exitCode = faults.length === 0 ? 0 : 1;
