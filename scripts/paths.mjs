import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository. */
export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/** The private folder that pins n8n and Node.js. */
export const RUNTIME = join(ROOT, 'runtime');

/** Everything that the scripts and tests make; safe to delete. */
export const CACHE = join(ROOT, '.cache');

/** The pinned Node.js, first on the PATH of everything that the scripts start. */
export const RUNTIME_BIN = join(RUNTIME, 'node_modules', '.bin');

/** The built package, packed the way npm publishes it. */
export const TARBALL = join(CACHE, 'n8n-nodes-flow-elements.tgz');

/** The community packages folder with our tarball installed; each n8n user folder gets a copy. */
export const INSTALLED = join(CACHE, 'installed');
