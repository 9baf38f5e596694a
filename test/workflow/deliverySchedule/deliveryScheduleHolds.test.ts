import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { StoreUnavailable } from '../../../flow/store/flowStore';
import { DeliverySchedule } from '../../../nodes/DeliverySchedule/DeliverySchedule.node';
import { BRANCH } from '../../../nodes/DeliverySchedule/outputs';
import { waker } from '../../../nodes/shared/parked/waking';
import { deadUrl, until } from '../../support/apiServer';
import type { Flow } from '../../support/engine';
import { passOn } from '../../support/engine';
import type { HeldRun } from '../../support/heldRuns';
import { clockAt, DAYTIME, own, run, scheduledRun, scheduleFlow, windows } from './schedule';

const DAY_MS = 24 * 3_600_000;

/** One a minute: whoever comes second is held. */
const ONE_A_MINUTE = { limitTime: false, limitSpeed: true, sends: 1, per: 'minute', line: 'held' };

/** A run that is held. */
async function held(parameters: INodeParameters, around: Partial<Flow> = {}): Promise<HeldRun> {
	const one = own.n8n.start(scheduleFlow(parameters, around));
	await one.paused();
	expect(one.status).toBe('waiting');
	return one;
}

/** A run that is held in the line behind another one, with nobody to wake it. */
async function heldInLine(parameters: INodeParameters = {}, around: Partial<Flow> = {}): Promise<HeldRun> {
	await run({ ...ONE_A_MINUTE, ...parameters });
	const one = await held({ ...ONE_A_MINUTE, ...parameters }, around);
	waker.stop();
	return one;
}

const scheduleOf = (one: HeldRun) => one.item().json.schedule as IDataObject;
const slotOf = (one: HeldRun) => Date.parse(scheduleOf(one).slot as string);
const ended = async (one: HeldRun) => scheduledRun(await one.ended);

async function knock(one: HeldRun, ticket: unknown = scheduleOf(one).ticket): Promise<IDataObject> {
	const response = await fetch(one.url(), { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ ticket }) });
	return { status: response.status, ...((await response.json()) as IDataObject) };
}

describe('An item that may not go out yet', () => {
	it('is held until its window opens, and goes out then', async () => {
		clockAt('2026-11-20T08:59:59+01:00');
		const one = await held(DAYTIME, { items: [{ json: { n: 1 } }] });

		expect(one.item().json).toEqual({
			n: 1,
			schedule: {
				branch: 'send',
				slot: '2026-11-20T08:00:00.000Z',
				waitedSeconds: expect.any(Number),
				position: 1,
				arrivedAt: expect.any(String),
				ticket: expect.any(String),
			},
		});
		expect(one.waitTill).toEqual(new Date('2026-12-20T08:00:00.000Z'));

		const before = scheduleOf(one);
		const { run: done, branches, result, outputs } = await ended(one);
		expect(Date.now() - Date.parse('2026-11-20T09:00:00+01:00')).toBeGreaterThanOrEqual(0);
		expect(Date.now() - Date.parse('2026-11-20T09:00:00+01:00')).toBeLessThan(1_000);
		expect(done.status).toBe('success');
		expect(branches.map((items) => items.length)).toEqual([1, 0, 0]);
		expect(result).toEqual({ ...before, slot: expect.stringMatching(/^2026-11-20T08:00:00/), waitedSeconds: expect.any(Number) });
		expect(result.waitedSeconds).toBeGreaterThan(0.2);
		expect(outputs('Sent')[0]).toHaveLength(1);
		expect(done.data.resultData.metadata).toEqual({ heldUntil: '2026-11-20T08:00:00.000Z' });
		expect(own.n8n.calls).toHaveLength(1);
	});

	it('is held until its turn in the line, and goes out then', async () => {
		const parameters = { limitTime: false, limitSpeed: true, sends: 40, per: 'minute', line: 'turns' };
		const first = await run(parameters);
		const second = await held(parameters);
		const { result } = await ended(second);

		const [before, after] = [first.result, result].map(({ slot }) => Date.parse(slot as string));
		expect(after - before).toBeGreaterThanOrEqual(1_500);
		expect(after - before).toBeLessThan(1_600);
		expect(Date.now() - after).toBeLessThan(500);
		expect(result.position).toBe(1);
		expect(own.n8n.answers).toEqual([{ status: 200, body: { letGo: true } }]);
	});

	it('is kept with a timer in the store, for whoever wakes it', async () => {
		clockAt('2026-11-20T20:00:00+01:00');
		const one = await held(DAYTIME);

		const opensMs = Date.parse('2026-11-21T09:00:00+01:00');
		expect(one.waitTill?.getTime()).toBe(opensMs + 30 * DAY_MS);
		const timers = await own.store.takeTimers({ nowMs: opensMs, dueBeforeMs: opensMs + 1, leaseMs: 0, limit: 9 });
		expect(timers).toEqual([{ id: expect.any(String), dueMs: opensMs, payload: expect.any(String) }]);
		expect(JSON.parse(timers[0].payload)).toEqual({ url: one.url(), ticket: scheduleOf(one).ticket, line: expect.any(String) });
	});

	it('keeps its files and where it came from', async () => {
		const file = { data: 'AAAA', mimeType: 'image/png', fileName: 'label.png' };
		const one = await heldInLine({}, { items: [{ json: { phone: '1' }, binary: { file } }] });
		clockAt(new Date(slotOf(one)).toISOString());
		await knock(one);

		const { outputs, branches } = await ended(one);
		expect(outputs('Sent')[0][0].binary).toEqual({ file });
		expect(branches[BRANCH.send][0].pairedItem).toMatchObject({ item: 0 });
	});

	it.each<[string, INodeParameters]>([
		['a zone of an earlier node', { zone: "={{ $('Start').item.json.zone }}" }],
		['a zone of its own', { zone: '={{ $json.zone }}' }],
		['a result under another name', { zone: 'Europe/Berlin', options: { resultField: 'slot' } }],
	])('is woken all the same with %s', async (_, parameters) => {
		clockAt('2026-11-20T08:59:59+01:00');
		const one = await held({ ...DAYTIME, ...parameters }, { items: [{ json: { zone: 'Europe/Berlin' } }] });
		const { branches } = await ended(one);
		expect(branches.map((items) => items.length)).toEqual([1, 0, 0]);
	});

	it('is woken also when the node takes only the first item', async () => {
		clockAt('2026-11-20T08:59:59+01:00');
		const flow = scheduleFlow(DAYTIME, { node: { executeOnce: true }, items: [{ json: { n: 0 } }, { json: { n: 1 } }] });
		const one = own.n8n.start(flow);
		await one.paused();
		const { branches } = await ended(one);
		expect(branches[BRANCH.send].map(({ json }) => json.n)).toEqual([0]);
	});

	it('is held twice when there are two schedules in its way, each with its own ticket', async () => {
		clockAt('2026-11-20T08:59:59.200+01:00');
		const inLine = { limitTime: false, limitSpeed: true, sends: 40, per: 'minute', options: { resultField: 'turn' } };
		const flow: Flow = {
			nodes: [
				{ name: 'Start', nodeType: passOn },
				{ name: 'Window', nodeType: new DeliverySchedule(), parameters: DAYTIME },
				{ name: 'Line', nodeType: new DeliverySchedule(), parameters: { ...inLine, line: 'two' } },
			],
		};
		await run({ ...inLine, line: 'two' });
		const one = own.n8n.start(flow);
		await one.paused();
		const first = scheduleOf(one).ticket;
		await until(() => one.holds === 2);
		await expect(knock(one, first)).resolves.toEqual({ status: 200, stale: true });
		expect(one.status).toBe('waiting');

		const { outputs } = await one.ended;
		const { schedule, turn } = outputs('Line')[0][0].json as Record<string, IDataObject>;
		expect(schedule.ticket).toBe(first);
		expect(turn.ticket).not.toBe(first);
	});
});

describe('A knock at a held run', () => {
	it('does nothing with another ticket', async () => {
		const one = await heldInLine();
		clockAt(new Date(slotOf(one)).toISOString());
		for (const ticket of ['another', null, 7]) await expect(knock(one, ticket)).resolves.toEqual({ status: 200, stale: true });
		expect(one.status).toBe('waiting');
	});

	it('that is early is told when to come', async () => {
		const one = await heldInLine();
		await expect(knock(one)).resolves.toEqual({ status: 200, heldUntilMs: slotOf(one) });
		expect(one.status).toBe('waiting');
	});

	it('that is a moment early waits for the slot', async () => {
		const one = await heldInLine();
		const slotMs = slotOf(one);
		clockAt(new Date(slotMs - 150).toISOString());
		await expect(knock(one)).resolves.toMatchObject({ letGo: true });
		expect(Date.now()).toBeGreaterThanOrEqual(slotMs - 1);
		await ended(one);
	});

	it('lets the item go once, also when there are many', async () => {
		const one = await heldInLine();
		clockAt(new Date(slotOf(one) - 50).toISOString());
		const ticket = scheduleOf(one).ticket;
		const answers = await Promise.all(Array.from({ length: 5 }, async () => await knock(one, ticket)));

		expect(answers.filter(({ letGo }) => letGo === true)).toHaveLength(1);
		const { run: done } = await ended(one);
		expect(done.data.resultData.runData.Sent).toHaveLength(1);
		await expect(knock(one, ticket)).resolves.toMatchObject({ status: 409 });
	});

	it('is told when the store cannot be used, and the run is held on', async () => {
		const one = await heldInLine();
		clockAt(new Date(slotOf(one)).toISOString());
		const down = jest.spyOn(own.store, 'reserveSlot').mockRejectedValue(new StoreUnavailable('The disk is full.'));
		await expect(knock(one)).resolves.toEqual({ status: 200, notNow: true });
		expect(one.status).toBe('waiting');

		down.mockRestore();
		await knock(one);
		await expect(ended(one)).resolves.toMatchObject({ result: { branch: 'send' } });
	});

	it('holds the item on when the panel can no longer be read', async () => {
		const one = await heldInLine({ sends: '={{ $json.schedule ? 0 : 1 }}' });
		clockAt(new Date(slotOf(one)).toISOString());
		await expect(knock(one)).resolves.toEqual({ status: 200, notNow: true });
		expect(one.status).toBe('waiting');
		expect(one.item().json.schedule).toBeDefined();
	});
});

describe('An item that is late because n8n was down', () => {
	const late = async (one: HeldRun, instant: string) => {
		waker.stop();
		clockAt(instant);
		return await knock(one);
	};

	it('goes out as soon as it is woken', async () => {
		clockAt('2026-11-20T08:00:00+01:00');
		const one = await held(DAYTIME);
		await late(one, '2026-11-20T12:00:00+01:00');

		const { result } = await ended(one);
		expect(result).toMatchObject({ branch: 'send', waitedSeconds: expect.closeTo(4 * 3_600, 0) });
	});

	it('is held until the next window when its own has closed', async () => {
		clockAt('2026-11-20T08:00:00+01:00');
		const one = await held({ ...DAYTIME, windows: windows(['09:00', '12:00'], ['13:00', '18:00']) });
		const opensMs = Date.parse('2026-11-20T13:00:00+01:00');
		await expect(late(one, '2026-11-20T12:30:00+01:00')).resolves.toEqual({ status: 200, heldUntilMs: opensMs });
		await expect(knock(one)).resolves.toEqual({ status: 200, heldUntilMs: opensMs });

		await late(one, '2026-11-20T13:00:00+01:00');
		await expect(ended(one)).resolves.toMatchObject({ result: { branch: 'send' } });
	});

	it('is held for the next window, days later', async () => {
		clockAt('2026-11-20T08:00:00+01:00');
		const parameters = { ...DAYTIME, windows: { rows: [{ days: [5], start: '09:00', end: '18:00' }] } };
		const one = await held(parameters, { items: [{ json: { n: 1 } }] });
		const opensMs = Date.parse('2026-11-27T09:00:00+01:00');
		await expect(late(one, '2026-11-20T19:00:00+01:00')).resolves.toEqual({ status: 200, heldUntilMs: opensMs });

		waker.stop();
		clockAt('2026-11-27T08:59:59+01:00');
		waker.start();
		const { branches } = await ended(one);
		expect(branches.map((items) => items.length)).toEqual([1, 0, 0]);
		expect(Date.now()).toBeGreaterThanOrEqual(opensMs);
	});

	it('leaves by Held Too Long when that was too long', async () => {
		for (const limitSpeed of [false, true]) {
			clockAt('2026-11-20T08:00:00+01:00');
			const one = await held({ ...DAYTIME, limitSpeed, longestHold: 2, longestHoldUnit: 'hour' });
			await late(one, '2026-11-20T12:00:00+01:00');

			const { branches, outputs } = await ended(one);
			expect(branches.map((items) => items.length)).toEqual([0, 0, 1]);
			expect(branches[BRANCH.heldTooLong][0].json.schedule).toMatchObject({ branch: 'heldTooLong', waitedSeconds: expect.closeTo(4 * 3_600, 0) });
			expect(outputs('Too Long')[0]).toHaveLength(1);
			expect(outputs('Sent')).toEqual([]);
		}
	});

	it('leaves by Outside Window when its own has closed, if so wished', async () => {
		clockAt('2026-11-20T17:30:00+01:00');
		const parameters = { ...DAYTIME, whenClosed: 'leave', limitSpeed: true, sends: 1, per: 'minute', line: 'late' };
		await run(parameters);
		const one = await held(parameters);
		await late(one, '2026-11-20T18:30:00+01:00');

		const { branches, outputs } = await ended(one);
		expect(branches.map((items) => items.length)).toEqual([0, 1, 0]);
		expect(outputs('Outside')[0][0].json.schedule).toMatchObject({ branch: 'outsideWindow', slot: '2026-11-21T08:00:00.000Z' });
	});

	it('is woken by the process that comes back', async () => {
		clockAt('2026-11-20T08:00:00+01:00');
		const one = await held(DAYTIME);
		waker.stop();
		clockAt('2026-11-20T12:00:00+01:00');
		waker.start();
		await expect(ended(one)).resolves.toMatchObject({ result: { branch: 'send' } });
		const later = Date.now() + 2 * DAY_MS;
		await until(async () => (await own.store.takeTimers({ nowMs: later, dueBeforeMs: later, leaseMs: 0, limit: 9 })).length === 0);
	});

	it('stands in line with others who are late', async () => {
		const parameters = { limitTime: false, limitSpeed: true, sends: 60, per: 'minute', line: 'many' };
		await run(parameters);
		const runs: HeldRun[] = [];
		for (let n = 0; n < 3; n++) runs.push(await held(parameters, { items: [{ json: { n } }] }));
		waker.stop();
		clockAt(new Date(Date.now() + 60_000).toISOString());
		waker.start();

		const done: number[] = [];
		for (const [n, one] of runs.entries()) void one.ended.then(() => done.push(n));
		const slots: number[] = [];
		for (const one of runs) slots.push(Date.parse((await ended(one)).result.slot as string));
		expect(done).toEqual([0, 1, 2]);
		for (const [n, slot] of slots.slice(1).entries()) expect(slot - slots[n]).toBeGreaterThanOrEqual(1_000);
	});
});

describe("n8n's own timer", () => {
	it('lets the item go by Send when nobody has woken it', async () => {
		const one = await heldInLine({}, { items: [{ json: { n: 1 } }] });
		const kept = one.item().json;
		one.timeOut();

		const { branches, outputs } = await ended(one);
		expect(branches[BRANCH.send].map(({ json }) => json)).toEqual([kept]);
		expect(outputs('Sent')[0]).toHaveLength(1);
	});

	it('has to do when n8n does not reach itself', async () => {
		const url = await deadUrl();
		const flow = scheduleFlow(ONE_A_MINUTE, { items: [{ json: { n: 1 } }] });
		await run(ONE_A_MINUTE);
		const one = own.n8n.start(flow, { publicUrl: url });
		await one.paused();

		expect(one.status).toBe('waiting');
		expect((one.waitTill?.getTime() ?? 0) - slotOf(one)).toBe(70_000);
		one.timeOut();
		const { outputs, hints } = { ...(await ended(one)), hints: one.hints };
		expect(outputs('Sent')[0]).toHaveLength(1);
		expect(hints).toEqual([expect.objectContaining({ type: 'warning', message: expect.stringContaining(`does not reach itself at ${url}`) })]);
	});
});
