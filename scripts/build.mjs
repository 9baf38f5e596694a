#!/usr/bin/env node
import { build, setupRoot, setupRuntime } from './setup.mjs';

await setupRuntime();
await setupRoot();
await build();
