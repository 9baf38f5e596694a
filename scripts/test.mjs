#!/usr/bin/env node
// npm test: sets everything up and runs all tests, fast ones first. `npm test -- unit workflow` runs only these layers;
// what comes after a second `--` goes to jest.
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { withoutN8nSettings } from './n8n.mjs';
import { CACHE } from './paths.mjs';
import { tool, toolEnvironment } from './process.mjs';
import { setup } from './setup.mjs';

const LAYERS = ['unit', 'workflow', 'e2e', 'queue'];

/** Layers whose tests share one n8n; time is part of what they look at, so they run one after another. */
const ONE_BY_ONE = ['e2e', 'queue'];

async function runLayer(layer, jestArguments) {
	const report = join(CACHE, `test-${layer}.json`);
	await rm(report, { force: true });
	const args = ['--selectProjects', layer, '--json', `--outputFile=${report}`, ...jestArguments];
	if (ONE_BY_ONE.includes(layer)) args.push('--runInBand');
	const env = toolEnvironment({}, withoutN8nSettings(process.env));
	const code = await tool('jest', args, { env, stdio: ['ignore', 'ignore', 'inherit'] });

	const text = await readFile(report, 'utf8').catch(() => undefined);
	const { numPassedTests: passed = 0, numFailedTests: failed = 0, numPendingTests: skipped = 0 } = text ? JSON.parse(text) : {};
	// A suite that cannot even load has no failed test to count.
	return { passed, failed: code !== 0 && failed === 0 ? 1 : failed, skipped };
}

const separator = process.argv.indexOf('--', 2);
const chosen = process.argv.slice(2, separator < 0 ? undefined : separator).filter((name) => LAYERS.includes(name));
const jestArguments = separator < 0 ? [] : process.argv.slice(separator + 1);

await mkdir(CACHE, { recursive: true });
await setup();

const total = { passed: 0, failed: 0, skipped: 0 };
for (const layer of LAYERS.filter((name) => chosen.length === 0 || chosen.includes(name))) {
	const result = await runLayer(layer, jestArguments);
	for (const key of Object.keys(total)) total[key] += result[key];
}

process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;
const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : '';
process.stdout.write(`${total.passed} passed, ${total.failed} failed${skipped}\n`);
