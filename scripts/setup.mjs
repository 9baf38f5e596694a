#!/usr/bin/env node
// Sets up a fresh clone: dependencies, the pinned n8n, the build, the tarball, and the tarball installed the way users
// install a community package. Each step is done again only when what it depends on has changed.
import { cp, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { CACHE, INSTALLED, ROOT, RUNTIME, TARBALL } from './paths.mjs';
import { quietly, step } from './process.mjs';
import { hashOf, onceFor } from './stamp.mjs';

const inRoot = (...names) => names.map((name) => join(ROOT, name));

/** pnpm, because its lockfiles hold for every platform and name no registry; npx brings it. */
const pnpmInstall = (folder) =>
	quietly('npx', ['--yes', 'pnpm@10.34.9', 'install', '--frozen-lockfile', '--config.confirmModulesPurge=false'], {
		cwd: folder,
	});

const lockOf = (folder) => hashOf([join(folder, 'pnpm-lock.yaml'), join(folder, 'pnpm-workspace.yaml')]);

/** Installs the pinned n8n and Node.js; the Node.js is the one under which everything else runs. */
export async function setupRuntime() {
	await onceFor(join(RUNTIME, 'node_modules', '.set-up'), await lockOf(RUNTIME), () =>
		step('Installing the pinned n8n and Node.js (about two minutes, once)', () => pnpmInstall(RUNTIME)),
	);
}

/** Installs the tools of the repository. */
export async function setupRoot() {
	await onceFor(join(ROOT, 'node_modules', '.set-up'), await lockOf(ROOT), () =>
		step('Installing the tools of this repository', () => pnpmInstall(ROOT)),
	);
}

/** Builds the package into dist/. */
export async function build() {
	const hash = await hashOf(
		inRoot('nodes', 'credentials', 'flow', 'providers', 'tsconfig.json', 'tsconfig.build.json', 'gulpfile.js', 'package.json'),
	);
	return await onceFor(join(CACHE, 'built'), hash, () =>
		step('Building the package', async () => {
			await rm(join(ROOT, 'dist'), { recursive: true, force: true });
			await quietly('tsc', ['-p', 'tsconfig.build.json']);
			await quietly('gulp', ['--silent']);
		}),
	);
}

/** Packs the built package and installs the tarball the way a user does. */
export async function install() {
	const hash = await hashOf(inRoot('dist', 'package.json', 'README.md', 'LICENSE'));
	await onceFor(join(INSTALLED, '.set-up'), hash, () =>
		step('Packing the package and installing the tarball', async () => {
			await mkdir(CACHE, { recursive: true });
			const [{ filename }] = JSON.parse(await quietly('npm', ['pack', '--json', `--pack-destination=${CACHE}`]));
			await rename(join(CACHE, filename), TARBALL);
			await rm(INSTALLED, { recursive: true, force: true });
			await mkdir(INSTALLED, { recursive: true });
			await writeFile(join(INSTALLED, 'package.json'), '{ "name": "installed-nodes", "private": true }\n');
			// n8n brings n8n-workflow itself, so its own installer leaves peer dependencies out, too.
			await quietly(
				'npm',
				['install', TARBALL, '--omit=dev', '--omit=peer', '--legacy-peer-deps', '--ignore-scripts', '--loglevel=error'],
				{ cwd: INSTALLED },
			);
		}),
	);
}

/** Puts the installed package into an n8n user folder. */
export async function installInto(userFolder) {
	const target = join(userFolder, '.n8n', 'nodes');
	const stamp = await readFile(join(INSTALLED, '.set-up'), 'utf8');
	await onceFor(join(target, '.set-up'), stamp, async () => {
		await rm(target, { recursive: true, force: true });
		await mkdir(join(userFolder, '.n8n'), { recursive: true });
		await cp(INSTALLED, target, { recursive: true });
	});
}

/** The whole set-up. */
export async function setup() {
	await setupRuntime();
	await setupRoot();
	await build();
	await install();
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) await setup();
