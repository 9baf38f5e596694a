import { setTimeout as sleep } from 'node:timers/promises';

import type { IDataObject, INodeParameters } from 'n8n-workflow';

import type { EventKind, MessageEvent } from '../../../flow/message/messageEvent';
import { Reports } from '../../../flow/message/reports';
import type { FlowStore } from '../../../flow/store/flowStore';
import { StoreUnavailable } from '../../../flow/store/flowStore';
import { useFlowStore } from '../../../flow/store/theStore';
import type { NodeChoice } from '../../../nodes/SendTemplate/panel';
import { decidedItems, outgoingOf } from '../../../nodes/SendTemplate/waiting';
import { takeReport } from '../../../nodes/shared/parked/reports';
import { waker } from '../../../nodes/shared/parked/waking';
import { deadUrl } from '../../support/apiServer';
import { clockAt } from '../../support/clock';
import type { HeldRun, RunningN8n } from '../../support/heldRuns';
import { startN8n } from '../../support/heldRuns';
import type { Around, Meta, SentRun } from './sending';
import { counts, metaError, own, people, resultIn, sendFlow, sentRun, startMeta } from './sending';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

let n8n: RunningN8n;
let meta: Meta;
beforeEach(async () => {
	n8n = await startN8n();
	meta = await startMeta();
});

const start = (parameters: INodeParameters = {}, around: Around = {}) => n8n.start(sendFlow(meta, { waitFor: 'delivered', ...parameters }, around));

const report = (messageId: string, kind: EventKind, more: Partial<MessageEvent> = {}): MessageEvent => ({
	id: `${messageId}:${kind}`,
	provider: 'whatsAppCloud',
	messageId,
	kind,
	at: '2026-11-20T10:00:00.000Z',
	raw: {},
	...more,
});

const ended = async (run: HeldRun): Promise<SentRun> => sentRun(await run.ended);

async function parked(parameters: INodeParameters = {}, around: Around = {}): Promise<HeldRun> {
	const run = start(parameters, around);
	await run.paused();
	expect(run.status).toBe('waiting');
	return run;
}

const ticketOf = (run: HeldRun) => run.items().map((item) => resultIn(item)?.wait?.ticket).find(Boolean);

async function knock(run: HeldRun, body: object = { ticket: ticketOf(run) }): Promise<IDataObject> {
	const response = await fetch(run.url(), { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
	return { status: response.status, ...((await response.json()) as IDataObject) };
}

const TIMED_OUT = [1, 0, 0, 0];
const REFUSED = [0, 1, 0, 0];
const FAILED = [0, 0, 1, 0];
const DELIVERED = [0, 0, 0, 1];
const READ = [0, 0, 0, 0, 1];

describe('A run that waits for a report', () => {
	it('is parked, says for what, and n8n lets it go on by itself only long after', async () => {
		const run = await parked({ waitHours: 2 });
		expect(resultIn(run.item())).toMatchObject({ status: 'waiting', messageId: 'wamid.1', wait: { ticket: expect.any(String), since: expect.any(String) } });
		expect(run.waitTill?.getTime()).toBeGreaterThan(Date.now() + 29 * DAY_MS);
	});

	it.each<[string, EventKind[], number[]]>([
		['delivered', ['delivered'], DELIVERED],
		['delivered', ['read'], DELIVERED],
		['delivered', ['failed'], FAILED],
		['delivered', ['sent', 'delivered'], DELIVERED],
		['read', ['delivered', 'read'], READ],
		['read', ['read', 'delivered'], READ],
	])('for %s goes on by itself after %j', async (waitFor, kinds, expected) => {
		const run = await parked({ waitFor });
		for (const kind of kinds) await takeReport(report('wamid.1', kind));
		expect(counts(await ended(run))).toEqual(expected);
	});

	it('to be read waits on when something that was delivered is said to have failed', async () => {
		const run = await parked({ waitFor: 'read' });
		for (const kind of ['sent', 'delivered', 'failed'] as const) await takeReport(report('wamid.1', kind));
		await sleep(300);
		expect(run.status).toBe('waiting');
	});

	it('notes down who has opted out, as a report tells', async () => {
		await takeReport(report('wamid.7', 'failed', { phone: '+31612345678', problem: { class: 'neverSend', text: '', advice: '', optedOut: true } }));
		const run = start();
		expect(counts(await ended(run))).toEqual(REFUSED);
	});

	it('tells why a message has failed', async () => {
		const run = await parked();
		const problem = { class: 'neverSend', code: '131026', text: 'Cannot be reached.', advice: 'Use another channel.' } as const;
		await takeReport(report('wamid.1', 'failed', { problem }));
		const { results } = await ended(run);
		expect(results[0]).toMatchObject({ status: 'failed', ...problem, reportedAt: '2026-11-20T10:00:00.000Z' });
		expect(results[0].wait).toBeUndefined();
	});

	it('goes on once when a report comes twice', async () => {
		const run = await parked();
		await Promise.all([takeReport(report('wamid.1', 'delivered')), takeReport(report('wamid.1', 'delivered'))]);
		expect(counts(await ended(run))).toEqual(DELIVERED);
		await sleep(300);
		expect(n8n.answers.filter(({ body }) => body.letGo)).toHaveLength(1);
	});

	it('is not parked at all when the report was there before the answer of the provider', async () => {
		const early = await startMeta(async (_message, count) => void (await takeReport(report(`wamid.${count}`, 'delivered'))));
		meta = early;
		const run = start();
		expect(counts(await ended(run))).toEqual(DELIVERED);
		expect(run.holds).toBe(0);
	});

	it('is woken by a report that comes while it is just being parked', async () => {
		const run = start();
		// Again and again until one hits the moment between the sending and the parking.
		while (run.status === 'running') {
			if (meta.sent().length > 0) await takeReport(report('wamid.1', 'delivered'));
			await sleep(2);
		}
		expect(counts(await ended(run))).toEqual(DELIVERED);
	});

	it('is not touched by reports of other messages, or by what is no report', async () => {
		const run = await parked();
		await takeReport(report('wamid.99', 'delivered'));
		await takeReport(report('wamid.1', 'message'));
		await takeReport(report('wamid.1', 'delivered', { provider: 'infobip' }));
		await sleep(200);
		expect(run.status).toBe('waiting');
	});
});

describe('A message that two runs are about', () => {
	const OWN_ID = { options: { messageId: 'order-1' } };

	it('is sent once, and both go on with its report', async () => {
		const runs = [await parked(OWN_ID), await parked(OWN_ID)];
		await takeReport(report('wamid.1', 'delivered'));
		for (const run of runs) expect(counts(await ended(run))).toEqual(DELIVERED);
		expect(meta.sent()).toHaveLength(1);
	}, 20_000);

	it('is known to have been delivered by a run that comes after the other has gone on', async () => {
		const first = await parked(OWN_ID);
		await takeReport(report('wamid.1', 'delivered'));
		await ended(first);
		const second = start(OWN_ID);
		expect(counts(await ended(second))).toEqual(DELIVERED);
		expect(second.holds).toBe(0);
	}, 20_000);
});

describe('When time is up', () => {
	it.each<[EventKind | undefined, number[], string]>([
		[undefined, [...TIMED_OUT, 0], 'timedOut'],
		['sent', [...TIMED_OUT, 0], 'timedOut'],
		['delivered', [...DELIVERED, 0], 'delivered'],
	])('an item that waits to be read leaves by what is known: %s', async (kind, expected, status) => {
		const run = await parked({ waitFor: 'read', waitHours: 1 });
		if (kind) await takeReport(report('wamid.1', kind));
		clockAt(new Date(Date.now() + HOUR_MS).toISOString());
		expect(await knock(run)).toMatchObject({ letGo: true });
		const after = await ended(run);
		expect(counts(after)).toEqual(expected);
		expect(after.results[0].status).toBe(status);
	});

	it('the waker knocks', async () => {
		const run = start({ waitHours: 0.001 });
		await run.paused();
		expect(counts(await ended(run))).toEqual(TIMED_OUT);
	}, 15_000);

	it('before, a knock lets nothing go', async () => {
		const run = await parked({ waitHours: 1 });
		waker.stop();
		expect(await knock(run)).toMatchObject({ stale: true });
		clockAt(new Date(Date.now() + HOUR_MS - 30_000).toISOString());
		expect(await knock(run)).toMatchObject({ heldUntilMs: expect.any(Number) });
		expect(run.status).toBe('waiting');
	});

	it("n8n's own timer, long after, lets items leave by Timed Out", async () => {
		const run = await parked();
		run.timeOut();
		// n8n itself knows only the first output.
		expect(counts(await ended(run))).toEqual([1]);
	});
});

describe('Many items', () => {
	it('wait for each other, and each leaves by what became of it, in its order', async () => {
		const items = [...people(4), { json: { n: 4, phone: 'none' } }];
		const run = await parked({}, { items });
		const idOf = new Map(run.items().map((item) => [item.json.n, resultIn(item).messageId as string]));
		await takeReport(report(idOf.get(2) as string, 'failed'));
		await takeReport(report(idOf.get(0) as string, 'delivered'));
		await takeReport(report(idOf.get(3) as string, 'delivered'));
		await sleep(300);
		expect(run.status).toBe('waiting');
		await takeReport(report(idOf.get(1) as string, 'read'));
		const after = await ended(run);
		expect(after.branches.map((branch) => branch.map(({ json }) => json.n))).toEqual([[], [4], [2], [0, 1, 3]]);
		expect(after.branches.flat().map(({ pairedItem }) => pairedItem)).toEqual([4, 2, 0, 1, 3].map((item) => ({ item })));
	});

	it('of a hundred are woken together', async () => {
		const run = await parked({ options: { perSecond: 1000 } }, { items: people(100) });
		await Promise.all(run.items().map(async (item) => await takeReport(report(resultIn(item).messageId as string, 'delivered'))));
		const after = await ended(run);
		expect(counts(after)).toEqual([0, 0, 0, 100]);
		expect(n8n.calls.length).toBeLessThan(20);
	}, 20_000);

	it('of which none was sent are not waited for', async () => {
		meta = await startMeta(metaError(400, 131026));
		const run = start();
		expect(counts(await ended(run))).toEqual(REFUSED);
		expect(run.holds).toBe(0);
	});
});

describe('A run that cannot wait', () => {
	it('goes on by Timed Out, and says that the message was sent and why it does not wait', async () => {
		const flow = sendFlow(meta, { waitFor: 'delivered' });
		const run = n8n.start(flow, { publicUrl: await deadUrl() });
		const after = sentRun(await run.ended);
		expect(counts(after)).toEqual(TIMED_OUT);
		expect(after.results[0]).toMatchObject({ status: 'sent', notAwaited: expect.stringContaining('WEBHOOK_URL') });
	});

	it('warns when no flow listens for the reports', async () => {
		const run = await parked();
		expect(run.hints.map(({ message }) => message).join()).toContain('Message Events Trigger');
	});
});

describe('A knock', () => {
	it('for another wait does nothing', async () => {
		const run = await parked();
		await takeReport({ ...report('wamid.1', 'sent') });
		waker.stop();
		expect(await knock(run, { ticket: 'other' })).toMatchObject({ stale: true });
		for (const body of [{}, { ticket: { $ne: '' } }, { results: 'none' }, { results: [null] }]) expect(await knock(run, body)).toHaveProperty('taken');
		expect(run.status).toBe('waiting');
	});

	it('while the store is away leaves the run parked', async () => {
		const run = await parked();
		waker.stop();
		const away = async () => await Promise.reject(new StoreUnavailable('The flow store cannot be reached.'));
		useFlowStore(new Proxy({}, { get: () => away }) as FlowStore);
		expect(await knock(run)).toMatchObject({ notNow: true });
		useFlowStore(own.store);
		await takeReport(report('wamid.1', 'delivered'));
		expect(counts(await ended(run))).toEqual(DELIVERED);
	});
});

it('A run that n8n was about to let go on when it was killed is let go on after the restart', async () => {
	const run = await parked();
	waker.stop();
	await new Reports(own.store).keep(report('wamid.1', 'delivered'));
	// n8n takes the answer, and dies before it has kept that the run goes on: all is as before for whoever knocks next.
	const ticket = ticketOf(run);
	const before = structuredClone(run.items());
	expect(await knock(run, { ticket })).toMatchObject({ letGo: true });
	await run.ended;
	const choice = { provider: 'whatsAppCloud', awaits: 'delivered', resultField: 'sendTemplate' } as NodeChoice;
	const again = await decidedItems(outgoingOf(before, choice), choice, { isLate: false });
	expect(again?.map(({ output }) => output)).toEqual([3]);
});

it('What was kept for a run is gone when it has gone on', async () => {
	const run = await parked();
	await takeReport(report('wamid.1', 'delivered'));
	await ended(run);
	const kept: string[] = [];
	for await (const { key } of own.store.entries('message:')) kept.push(key);
	// What was reported is known for a while, for whoever sends the same message again.
	expect(kept.filter((key) => !/^message:(?:once|status):/.test(key))).toEqual([]);
});
