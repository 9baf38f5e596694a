// One of several processes that tell of the same participants at the same time: node mergeWorker.mjs <name> <upserts>. Where
// the store is stands in FLOW_ELEMENTS_STORE. It prints the outcomes and the ids that are gone, as JSON.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { Participants } = require('../../../dist/flow/participant/participants.js');
const { flowStore } = require('../../../dist/flow/store/theStore.js');

const [name, upserts] = process.argv.slice(2);
const AT_ONCE = 4;
const PERSONS = 20;

const store = flowStore();
const participants = new Participants(store);
const given = { outcomes: [], gone: [] };

/** At first nobody knows that the numbers of a person are of the same one; by the end all processes have said so. */
async function upsert(n) {
	const person = n % PERSONS;
	const round = Math.floor(n / PERSONS);
	const number = (which) => ({ type: 'phone', value: `+${person}-${which % 5}` });
	const identifiers = round % 2 === 0 ? [number(round)] : [number(round), number(round + 1)];
	const { outcome, merge } = await participants.upsert({ identifiers, attributes: { [`${name} ${round}`]: n } });
	given.outcomes.push(outcome);
	given.gone.push(...(merge?.gone ?? []));
}

let next = 0;
const worker = async () => {
	while (next < Number(upserts)) await upsert(next++);
};
await Promise.all(Array.from({ length: AT_ONCE }, worker));
await store.close();
process.stdout.write(JSON.stringify(given));
