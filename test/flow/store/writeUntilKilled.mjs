// Writes into a store until it is killed: node writeUntilKilled.mjs. Where the store is stands in FLOW_ELEMENTS_STORE. It
// prints the number of each write that the store has answered.
import { writeSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { flowStore } = require('../../../dist/flow/store/theStore.js');

const NOW = Date.parse('2026-11-20T09:00:00Z');
const store = flowStore();
for (let n = 0; ; n++) {
	await store.put(`key ${n}`, `value ${n} ${'x'.repeat(n % 5000)}`);
	await store.reserveSlot({ line: 'line', id: String(n), count: 1, perMs: 1, fromMs: NOW });
	await store.setTimer({ id: String(n), dueMs: n, payload: `payload ${n}` });
	writeSync(1, `${n}\n`);
}
