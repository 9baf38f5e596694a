import type { IDataObject, INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { StoreUnavailable } from '../../../flow/store/flowStore';
import { AddToFlow } from '../../../nodes/AddToFlow/AddToFlow.node';
import { waker } from '../../../nodes/shared/parked/waking';
import { deadUrl, until } from '../../support/apiServer';
import { clockAt } from '../../support/clock';
import type { HeldRun, RunningN8n } from '../../support/heldRuns';
import { startN8n } from '../../support/heldRuns';
import { doing, OtherFlows, waitingNode } from '../../support/otherFlows';
import type { AddedRun, Around } from './adding';
import { addedRun, addFlow, chosen, failing, flowOf, own, people, resultOf, rows, setting } from './adding';

const DAY_MS = 86_400_000;
const PHONE = '+31612345678';

let n8n: RunningN8n;
beforeEach(async () => (n8n = await startN8n()));

/** A run that waits, and the flows that it waits for. */
interface Parked {
	one: HeldRun;
	flows: OtherFlows;
}

/** Starts a run whose secondary flows wait for something; nobody wakes it but the test. */
async function parked(parameters: INodeParameters = {}, { items = people(1), ...around }: Around = {}): Promise<Parked> {
	const welcome = flowOf(waitingNode(), setting({ score: 7 }));
	return await parkedFlow(addFlow({ waits: true, ...parameters }, { flows: { welcome }, items, ...around }));
}

async function parkedFlow(flow: ReturnType<typeof addFlow>): Promise<Parked> {
	const one = n8n.start(flow);
	await one.paused();
	waker.stop();
	expect(one.status).toBe('waiting');
	return { one, flows: flow.others };
}

const ticketOf = (one: HeldRun) => one.items().map((item) => resultOf(item)?.wait?.ticket).find(Boolean);
const letGoOn = async ({ flows }: Parked) => {
	for (const { executionId } of flows.runs.filter(({ status }) => status === 'waiting')) await flows.letGoOn(executionId);
};
const ended = async ({ one, flows }: Parked): Promise<AddedRun> => addedRun(await one.ended, flows);

async function knock({ one }: Pick<Parked, 'one'>, ticket: unknown = ticketOf(one)): Promise<IDataObject> {
	const response = await fetch(one.url(), { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ ticket }) });
	return { status: response.status, ...((await response.json()) as IDataObject) };
}

/** Lets all secondary flows go on to their ends, wakes the run, and gives what came of it. */
async function finished(run: Parked): Promise<AddedRun> {
	await letGoOn(run);
	await expect(knock(run)).resolves.toMatchObject({ letGo: true });
	return await ended(run);
}

const reasons = (items: INodeExecutionData[]) => items.map((item) => [item.json.n, resultOf(item).reason]);

describe('A flow whose secondary flow waits for something', () => {
	it('waits, too, and says for which execution and since when', async () => {
		const { one, flows } = await parked();
		const result = resultOf(one.item());
		expect(result).toEqual({
			status: 'waiting',
			target: { kind: 'workflow', id: 'welcome' },
			depth: 1,
			optOutChecked: true,
			details: { executionId: '101' },
			wait: { ticket: expect.stringMatching(/^[0-9a-f-]{36}$/), since: expect.any(String) },
		});
		expect(Math.abs(Date.now() - Date.parse(result.wait?.since as string))).toBeLessThan(2_000);
		expect(one.waitTill?.getTime()).toBeGreaterThan(Date.now() + 29 * DAY_MS);
		expect(flows.runs[0].status).toBe('waiting');
	});

	it('goes on by itself when that has ended, with its variables', async () => {
		const flow = addFlow({ waits: true }, { flows: { welcome: flowOf(waitingNode(), setting({ score: 7 })) }, items: people(1) });
		const one = n8n.start(flow);
		await one.paused();
		await letGoOn({ one, flows: flow.others });

		const { run, added, outputs } = await ended({ one, flows: flow.others });
		expect(run.status).toBe('success');
		expect(added.map(({ json }) => json)).toEqual([
			{ ...people(1)[0].json, score: 7, addToFlow: { status: 'added', target: { kind: 'workflow', id: 'welcome' }, depth: 1, optOutChecked: true, details: { executionId: '101' } } },
		]);
		expect(outputs('Added')[0]).toHaveLength(1);
	}, 15_000);

	it('is kept with a timer in the store, for whoever wakes it', async () => {
		const { one } = await parked();
		const later = Date.now() + DAY_MS;
		const timers = await own.store.takeTimers({ nowMs: later, dueBeforeMs: later, leaseMs: 0, limit: 9 });
		expect(timers.map(({ payload }) => JSON.parse(payload) as object)).toEqual([{ url: one.url(), ticket: ticketOf(one), line: 'add-to-flow' }]);
	});

	it('is told when to come again while that still waits, at longer and longer intervals', async () => {
		const run = await parked();
		const since = Date.parse(resultOf(run.one.item()).wait?.since as string);
		const intervals: number[] = [];
		for (const waited of [1_000, 60_000, 3_600_000, DAY_MS]) {
			clockAt(new Date(since + waited).toISOString());
			const { heldUntilMs } = await knock(run);
			intervals.push(Math.round((Number(heldUntilMs) - Date.now()) / 1000));
		}
		expect(intervals).toEqual([2, 6, 300, 300]);
		expect(run.one.status).toBe('waiting');
	});

	it('gets the variables back that it takes, under their new names', async () => {
		const run = await parked({ takeBack: 'renamed', takeBackRows: rows({ from: 'score', to: 'points' }) });
		const { added } = await finished(run);
		expect(added[0].json).toMatchObject({ points: 7 });
		expect(added[0].json).not.toHaveProperty('score');
	});

	it('leaves by the other branch when that fails later', async () => {
		const run = await parked({}, { flows: { welcome: flowOf(waitingNode(), failing()) } });
		const { run: done, added, other, outputs } = await finished(run);
		expect(done.status).toBe('success');
		expect(added).toEqual([]);
		expect(other.map((item) => resultOf(item))).toEqual([
			{
				status: 'notAdded',
				target: { kind: 'workflow', id: 'welcome' },
				depth: 1,
				optOutChecked: true,
				reason: 'secondaryFlowFailed',
				message: 'The secondary flow failed: The shop is closed.',
				details: { executionId: '101' },
			},
		]);
		expect(outputs('Other')[0]).toHaveLength(1);
	});

	it('waits on when that waits a second time', async () => {
		const run = await parked({}, { flows: { welcome: flowOf(waitingNode('One'), waitingNode('Two'), setting({ score: 7 })) } });
		await letGoOn(run);
		await expect(knock(run)).resolves.toMatchObject({ heldUntilMs: expect.any(Number) });
		const { added } = await finished(run);
		expect(added[0].json.score).toBe(7);
	});

	it('is not parked when the participant goes on in both flows', async () => {
		const flow = addFlow({ waits: false }, { flows: { welcome: flowOf(waitingNode()) }, items: people(3) });
		const one = n8n.start(flow);
		await one.paused();
		expect([one.status, one.holds]).toEqual(['ended', 0]);
	});
});

describe('Several participants of whom some wait', () => {
	const kinds = doing('Kinds', async (items, context) => {
		const n = Number(items[0].json.n);
		if (n % 3 === 0) throw new Error('At once.');
		if (n % 3 === 1) await context.putExecutionToWait(new Date(Date.now() + DAY_MS));
		return items;
	});
	const later = doing('Later', (items) => {
		if (items[0].json.n === 4) throw new Error('Later.');
		return items.map(({ json }) => ({ json: { twice: 2 * Number(json.n) } }));
	});
	const items = people(9).map(({ json }) => ({ json: json.n === 8 ? { ...json, phone: '12' } : json }));

	it('leave together when the last has ended, each by its own branch, with the right variables and in order', async () => {
		const run = await parked({}, { flows: { welcome: flowOf(kinds, later) }, items });
		expect(run.one.items().map((item) => resultOf(item).status)).toEqual([
			'notAdded', 'waiting', 'added', 'notAdded', 'waiting', 'added', 'notAdded', 'waiting', 'notAdded',
		]);
		const [first, ...others] = run.flows.runs.filter(({ status }) => status === 'waiting');
		for (const { executionId } of others) await run.flows.letGoOn(executionId);
		await expect(knock(run)).resolves.toMatchObject({ heldUntilMs: expect.any(Number) });
		await run.flows.letGoOn(first.executionId);
		await expect(knock(run)).resolves.toMatchObject({ letGo: true });

		const { added, other, outputs } = await ended(run);
		expect(added.map(({ json }) => [json.n, json.twice])).toEqual([1, 2, 5, 7].map((n) => [n, 2 * n]));
		expect(reasons(other)).toEqual([
			[0, 'secondaryFlowFailed'],
			[3, 'secondaryFlowFailed'],
			[4, 'secondaryFlowFailed'],
			[6, 'secondaryFlowFailed'],
			[8, 'invalidContact'],
		]);
		for (const item of [...added, ...other]) {
			expect(item.pairedItem).toMatchObject({ item: item.json.n });
			expect(resultOf(item)).not.toHaveProperty('wait');
		}
		expect([outputs('Added')[0].length, outputs('Other')[0].length]).toEqual([4, 5]);
	});

	it('are the same for the nodes behind, which look back at where an item came from', async () => {
		const flow = addFlow({ waits: true }, { flows: { welcome: flowOf(kinds, later) }, items });
		for (const node of flow.nodes) {
			if (['Added', 'Other'].includes(node.name)) node.parameters = { read: '={{ $("Start").item.json.n }}' };
		}
		const { outputs } = await finished(await parkedFlow(flow));
		for (const [end, count] of [['Added', 4], ['Other', 5]] as const) {
			const ends = outputs(end)[0];
			expect(ends).toHaveLength(count);
			expect(ends.map(({ json }) => json.read)).toEqual(ends.map(({ json }) => json.n));
		}
	});

	it('keep their files and where they came from', async () => {
		const file = { data: 'AAAA', mimeType: 'image/png', fileName: 'label.png' };
		const run = await parked({}, { items: people(2).map((item) => ({ ...item, binary: { file } })) });
		const { added, outputs } = await finished(run);
		expect(added.map(({ binary, pairedItem }) => [binary, pairedItem])).toEqual([0, 1].map((item) => [{ file }, expect.objectContaining({ item })]));
		expect(outputs('Added')[0].map(({ binary }) => binary)).toEqual([{ file }, { file }]);
		expect(added[1].metadata).toEqual({ subExecution: { executionId: '102', workflowId: 'welcome' } });
	});

	it('tell of the other person also after the wait', async () => {
		const run = await parked({ participant: 'another', phone: PHONE, consent: true });
		const { participant } = resultOf(run.one.item());
		const { added } = await finished(run);
		expect(participant).toMatchObject({ phone: PHONE, isNew: true });
		expect(resultOf(added[0]).participant).toEqual(participant);
	});
});

describe('A secondary flow that does not end in time', () => {
	it('lets the participant leave by the other branch at the deadline, not sooner', async () => {
		const run = await parked({ options: { waitHours: 0.01 } }, { items: people(2) });
		await run.flows.letGoOn('102');
		const deadline = Date.parse(resultOf(run.one.item()).wait?.since as string) + 36_000;
		clockAt(new Date(deadline - 1_000).toISOString());
		await expect(knock(run)).resolves.toEqual({ status: 200, heldUntilMs: deadline });
		// The waker knocks a moment early.
		clockAt(new Date(deadline - 200).toISOString());
		await expect(knock(run)).resolves.toMatchObject({ letGo: true });

		const { added, other } = await ended(run);
		expect(added.map(({ json }) => [json.n, json.score])).toEqual([[1, 7]]);
		expect(resultOf(other[0])).toMatchObject({
			reason: 'secondaryFlowLate',
			message: expect.stringMatching(/^The secondary flow has not ended in time\. It goes on by itself/),
			details: { executionId: '101' },
		});
		expect(run.flows.runs[0].status).toBe('waiting');
	});
});

describe('A secondary flow of which n8n tells nothing', () => {
	it('because its execution was deleted lets the participant leave by the other branch', async () => {
		const run = await parked({}, { items: people(2) });
		await letGoOn(run);
		run.flows.forget('101');
		await knock(run);
		const { added, other } = await ended(run);
		expect(added.map(({ json }) => json.n)).toEqual([1]);
		expect(resultOf(other[0])).toMatchObject({
			reason: 'secondaryFlowUnknown',
			message: expect.stringContaining('n8n did not keep its execution'),
			details: { executionId: '101' },
		});
	});

	it('because executions that went well are not saved is unknown as well', async () => {
		const welcome = { ...flowOf(waitingNode()), keepsSuccesses: false };
		const { other } = await finished(await parked({}, { flows: { welcome } }));
		expect(reasons(other)).toEqual([[0, 'secondaryFlowUnknown']]);
	});

	it('because its database is away is waited for until the deadline', async () => {
		const run = await parked();
		const away = jest.spyOn(OtherFlows.prototype, 'insides').mockReturnValue({
			getRunExecutionData: async () => await Promise.reject(new Error('database is locked')),
		});
		await expect(knock(run)).resolves.toMatchObject({ heldUntilMs: expect.any(Number) });
		clockAt(new Date(Date.now() + 8 * DAY_MS).toISOString());
		await expect(knock(run)).resolves.toMatchObject({ letGo: true });
		away.mockRestore();
		expect(reasons((await ended(run)).other)).toEqual([[0, 'secondaryFlowLate']]);
	});
});

describe('A knock at a flow that waits for secondary flows', () => {
	it('does nothing with another ticket', async () => {
		const run = await parked();
		await letGoOn(run);
		for (const ticket of ['another', null, 7]) await expect(knock(run, ticket)).resolves.toEqual({ status: 200, stale: true });
		expect(run.one.status).toBe('waiting');
	});

	it('lets it go on once, also when there are many', async () => {
		const run = await parked();
		await letGoOn(run);
		const ticket = ticketOf(run.one);
		const answers = await Promise.all(Array.from({ length: 5 }, async () => await knock(run, ticket)));
		expect(answers.filter(({ letGo }) => letGo === true)).toHaveLength(1);
		const { run: done } = await ended(run);
		expect(done.data.resultData.runData.Added).toHaveLength(1);
		await expect(knock(run, ticket)).resolves.toMatchObject({ status: 409 });
	});

	it('holds it on when the panel can no longer be read', async () => {
		const run = await parked({ options: { depthLimit: '={{ $json.addToFlow ? 0 : 5 }}' } });
		await letGoOn(run);
		await expect(knock(run)).resolves.toEqual({ status: 200, notNow: true });
		expect(run.one.status).toBe('waiting');
	});

	it('is for the element that waits, when there are two in a row', async () => {
		const flow = addFlow({ waits: true }, { flows: { welcome: flowOf(waitingNode(), setting({ score: 7 })), second: flowOf(waitingNode(), setting({ grade: 'A' })) }, items: people(1) });
		const second = { name: 'Second', nodeType: new AddToFlow(), parameters: { ...chosen('second'), waits: true } };
		const run = await parkedFlow({ ...flow, nodes: [...flow.nodes.slice(0, 2), second], wires: undefined });
		const { one } = run;
		const first = ticketOf(one);
		await letGoOn(run);
		await knock(run);
		await until(() => one.holds === 2);
		waker.stop();
		await expect(knock(run, first)).resolves.toEqual({ status: 200, stale: true });
		await letGoOn(run);
		await knock(run);

		const { outputs } = await one.ended;
		expect(outputs('Second')[0].map(({ json }) => json)).toEqual([expect.objectContaining({ score: 7, grade: 'A' })]);
	});
});

describe('A flow that cannot wait', () => {
	const start = async (around: { publicUrl?: string } = {}) => {
		const flow = addFlow({ waits: true }, { flows: { welcome: flowOf(waitingNode()) }, items: people(2) });
		const one = n8n.start(flow, around.publicUrl === undefined ? undefined : { publicUrl: around.publicUrl });
		return await ended({ one, flows: flow.others });
	};

	it('because n8n does not reach itself goes on at once, by the other branch', async () => {
		const publicUrl = await deadUrl();
		const { run, added, other } = await start({ publicUrl });
		expect(run.status).toBe('success');
		expect(added).toEqual([]);
		expect(other.map((item) => resultOf(item))).toMatchObject(
			['101', '102'].map((executionId) => ({ status: 'notAdded', reason: 'secondaryFlowLate', details: { executionId } })),
		);
		expect(resultOf(other[0]).message).toBe(
			`The secondary flow waits for something and goes on by itself, but this flow cannot wait for it. This n8n does not reach itself at ${publicUrl}. Set WEBHOOK_URL to an address that it reaches.`,
		);
		expect(other[1].pairedItem).toEqual({ item: 1 });
	});

	it('because nothing would wake it goes on at once, too', async () => {
		jest.spyOn(own.store, 'setTimer').mockRejectedValue(new StoreUnavailable('The flow store is full.'));
		const { run, other } = await start();
		expect([run.status, run.waitTill]).toEqual(['success', undefined]);
		expect(reasons(other)).toEqual([0, 1].map((n) => [n, 'secondaryFlowLate']));
		expect(resultOf(other[0]).message).toContain('The flow store is full.');
	});
});

describe('A wait when n8n goes on after errors', () => {
	const spoilt: INodeParameters = {
		participant: 'another',
		phone: '={{ $json.phone }}',
		consent: true,
		attributes: rows({ name: '={{ $json.n === 1 ? "__proto__" : "city" }}', value: 'Delft' }),
	};

	it('loses nobody, with the regular output', async () => {
		const run = await parked(spoilt, { items: people(3), node: { onError: 'continueRegularOutput' } });
		const { added, other } = await finished(run);
		expect(added.map(({ json }) => [json.n, json.score])).toEqual([[0, 7], [2, 7]]);
		expect(other.map(({ json }) => json)).toEqual([{ ...people(3)[1].json, error: expect.stringContaining('__proto__') }]);
	});

	it('loses nobody, with the error output', async () => {
		const run = await parked(spoilt, { items: people(3), node: { onError: 'continueErrorOutput' } });
		const { added, other, failed } = await finished(run);
		expect(added.map(({ json }) => [json.n, json.score])).toEqual([[0, 7], [2, 7]]);
		expect(other).toEqual([]);
		expect(failed.map(({ json }) => json)).toEqual([{ ...people(3)[1].json, error: expect.stringContaining('__proto__') }]);
	});

	it('does not take what an earlier element told of an item for its own', async () => {
		const before = { status: 'added', target: { kind: 'workflow', id: 'x' }, depth: 1 };
		const items = people(2).map(({ json }) => ({ json: { ...json, addToFlow: before } }));
		const run = await parked(spoilt, { items, node: { onError: 'continueRegularOutput' } });
		const { added, other } = await finished(run);
		expect([added, other].map((list) => list.map(({ json }) => json.n))).toEqual([[0], [1]]);
	});
});

describe("n8n's own timer", () => {
	it('lets the items go on when nobody has woken them', async () => {
		const run = await parked();
		const kept = run.one.item().json;
		run.one.timeOut();
		const { added } = await ended(run);
		expect(added.map(({ json }) => json)).toEqual([kept]);
	});
});
