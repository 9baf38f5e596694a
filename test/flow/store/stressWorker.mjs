// One of several processes that use a store at the same time: node stressWorker.mjs <name> <operations>. Where the store is
// stands in FLOW_ELEMENTS_STORE. It prints what it was given, as JSON.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { flowStore } = require('../../../dist/flow/store/theStore.js');

const [name, operations] = process.argv.slice(2);
const AT_ONCE = 4;
const NOW = Date.parse('2026-11-20T09:00:00Z');

const store = flowStore();
const given = { claims: [], slots: { gaps: [], inOrder: [] }, increments: 0, wrong: 0 };

async function claim(n) {
	const { claimed } = await store.claim(`claim ${n}`, name, 3_600_000);
	if (claimed) given.claims.push(n);
}

async function increment(n) {
	const key = `counter ${n % 10}`;
	for (;;) {
		const value = await store.get(key);
		if (await store.compareAndSet(key, value, String(Number(value ?? 0) + 1), 3_600_000)) break;
	}
	given.increments++;
}

async function reserve(n) {
	const line = n % 2 === 0 ? 'gaps' : 'inOrder';
	const order = line === 'inOrder' ? name : undefined;
	const { slotMs } = await store.reserveSlot({ line, id: `${name} ${n}`, count: 5, perMs: 10, fromMs: NOW, order });
	given.slots[line].push(slotMs);
}

async function putAndGet(n) {
	const key = `own ${name} ${n % 100}`;
	await store.put(key, String(n), 3_600_000);
	if (Number(await store.get(key)) % 100 !== n % 100) given.wrong++;
}

const kinds = [claim, increment, reserve, putAndGet];
let next = 0;
const worker = async () => {
	while (next < Number(operations)) {
		const n = next++;
		await kinds[n % kinds.length](Math.floor(n / kinds.length));
	}
};
await Promise.all(Array.from({ length: AT_ONCE }, worker));
await store.close();
process.stdout.write(JSON.stringify(given));
