import { setTimeout } from 'node:timers/promises';

import { until } from '../../support/apiServer';
import { runFlow, startFlow } from '../../support/engine';
import { doing } from '../../support/otherFlows';
import { add, addedRun, addFlow, flowOf, people, resultOf } from './adding';

/** A secondary flow whose runs end only when they are let, and how many of them are under way. */
function gatedFlow() {
	const state = { open: 0, most: 0, begun: 0 };
	const { promise, resolve } = Promise.withResolvers<void>();
	const node = doing('Gate', async (items) => {
		state.begun++;
		state.most = Math.max(state.most, ++state.open);
		await promise;
		// Some end sooner than others.
		await setTimeout(Math.random() * 10);
		state.open--;
		return items;
	});
	return { welcome: flowOf(node), state, letGo: resolve };
}

describe('Of many participants', () => {
	it.each([
		[3, false],
		[3, true],
		[1, false],
		[1, true],
	])('never more than %i are on their way at once (waits: %s)', async (concurrency, waits) => {
		const { welcome, state, letGo } = gatedFlow();
		const flow = addFlow({ waits, options: { concurrency } }, { flows: { welcome }, items: people(20) });
		const running = runFlow(flow);
		await until(() => state.begun === concurrency);
		await setTimeout(50);
		expect([state.begun, flow.others.runs.length]).toEqual([concurrency, concurrency]);

		letGo();
		const { added } = addedRun(await running, flow.others);
		await flow.others.settled();
		expect(added).toHaveLength(20);
		expect([state.most, flow.others.mostAtOnce]).toEqual([concurrency, concurrency]);
		expect(flow.others.runs).toHaveLength(20);
	});

	it('ten are on their way at once by default', async () => {
		const { welcome, state, letGo } = gatedFlow();
		const flow = addFlow({ waits: true }, { flows: { welcome }, items: people(15) });
		const running = runFlow(flow);
		await until(() => state.begun === 10);
		letGo();
		await running;
		expect(state.most).toBe(10);
	});

	it('the last ones are not waited for when the participant goes on in both flows', async () => {
		const { promise, resolve } = Promise.withResolvers<void>();
		const slow = doing('Slow', async (items) => {
			if (Number(items[0].json.n) >= 7) await promise;
			return items;
		});
		const { added, flows } = await add({ options: { concurrency: 3 } }, { flows: { welcome: flowOf(slow) }, items: people(10) });

		expect(flows.runs.filter(({ status }) => status === 'running')).toHaveLength(3);
		const ids = added.map((item) => resultOf(item).details?.executionId);
		expect(ids).toEqual(flows.runs.map(({ executionId }) => executionId));
		resolve();
		await flows.settled();
	});

	it('each has a run of its own, and the report of its own run', async () => {
		const { added, flows } = await add({ waits: true }, { items: people(40) });
		const byId = new Map(flows.runs.map(({ executionId, items }) => [executionId, items[0].json.n]));
		expect(added.map((item) => byId.get(String(resultOf(item).details?.executionId)))).toEqual(people(40).map(({ json }) => json.n));
	});

	it('one that fails keeps none of the others from being added', async () => {
		const fragile = doing('Fragile', (items) => {
			if (Number(items[0].json.n) % 4 === 0) throw new Error('No stock.');
			return items;
		});
		const { added, other } = await add({ waits: true, options: { concurrency: 4 } }, { flows: { welcome: flowOf(fragile) }, items: people(20) });
		expect(added.map(({ json }) => json.n)).toEqual(people(20).map(({ json: { n } }) => n).filter((n) => n % 4 !== 0));
		expect(other.map((item) => [item.json.n, resultOf(item).reason])).toEqual([0, 4, 8, 12, 16].map((n) => [n, 'secondaryFlowFailed']));
	});
});

describe('A thousand participants of whom 37 cannot be reached', () => {
	const isBad = (n: number) => n % 27 === 26;
	const items = people(1000).map(({ json }) => ({ json: isBad(json.n) ? { ...json, phone: '12' } : json }));

	it.each([false, true])('are 963 who are added, in their order, and a report for each of the others (waits: %s)', async (waits) => {
		const { run, added, other, outputs, flows } = await add({ waits }, { items });
		await flows.settled();

		expect(run.status).toBe('success');
		const numbers = items.map((_, n) => n);
		expect(added.map(({ json }) => json.n)).toEqual(numbers.filter((n) => !isBad(n)));
		expect(other.map(({ json }) => json.n)).toEqual(numbers.filter(isBad));
		expect([added.length, other.length, flows.runs.length]).toEqual([963, 37, 963]);
		for (const item of [...added, ...other]) expect(item.pairedItem).toEqual({ item: item.json.n });
		expect(new Set(other.map((item) => resultOf(item).reason))).toEqual(new Set(['invalidContact']));
		expect(new Set(added.map((item) => resultOf(item).details?.executionId)).size).toBe(963);
		expect([outputs('Added')[0].length, outputs('Other')[0].length]).toEqual([963, 37]);
		expect(flows.mostAtOnce).toBeLessThanOrEqual(10);
	}, 60_000);
});

describe('Cancelling the run', () => {
	it.each([false, true])('lets nobody else enter (waits: %s)', async (waits) => {
		const { welcome, state, letGo } = gatedFlow();
		const flow = addFlow({ waits, options: { concurrency: 2 } }, { flows: { welcome }, items: people(10) });
		const { cancel, finished, statuses } = startFlow(flow);
		await until(() => state.begun === 2);
		cancel();
		letGo();
		const { task } = await finished;
		await flow.others.settled();

		expect(flow.others.runs).toHaveLength(2);
		expect(statuses).toEqual(['canceled']);
		expect([task('Added'), task('Other')]).toEqual([undefined, undefined]);
	});
});
