#!/usr/bin/env node
// Runs a tool of this repository under the pinned Node.js: node scripts/run.mjs <tool> [arguments]
import { tool } from './process.mjs';
import { setupRoot, setupRuntime } from './setup.mjs';

const [name, ...args] = process.argv.slice(2);
await setupRuntime();
await setupRoot();
process.exitCode = await tool(name, args);
