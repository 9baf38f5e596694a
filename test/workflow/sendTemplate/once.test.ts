import { setTimeout as sleep } from 'node:timers/promises';

import type { INodeParameters } from 'n8n-workflow';

import { until } from '../../support/apiServer';
import { startFlow } from '../../support/engine';
import { counts, metaError, own, PHONE, people, send, sendFlow, startMeta } from './sending';

const OWN_ID: INodeParameters = { options: { messageId: '=order-{{ $json.orderId }}' } };
const order = (orderId: string, phone = PHONE) => ({ json: { phone, orderId } });

describe('A message with an ID of its own', () => {
	it('is sent once, and who asks again is told what came of it', async () => {
		const meta = await startMeta();
		const first = await send(meta, OWN_ID, { items: [order('1')] });
		const second = await send(meta, OWN_ID, { items: [order('1')] });
		expect([counts(first), counts(second)]).toEqual([[1, 0, 0], [1, 0, 0]]);
		expect(second.results[0]).toMatchObject({ status: 'sent', messageId: first.results[0].messageId, repeated: true });
		expect(meta.sent()).toHaveLength(1);
	}, 20_000);

	it('is another one for another account or ID', async () => {
		const [meta, other] = [await startMeta(), await startMeta()];
		const [one, two] = people(2).map(({ json }) => json.phone);
		await send(meta, OWN_ID, { items: [order('1', one), order('2', two)] });
		await send(other, { options: { ...(OWN_ID.options as object), phoneNumberId: '777' } }, { items: [order('1', one)] });
		expect([meta.sent().length, other.sent().length]).toEqual([2, 1]);
	});

	it('is sent once also when it comes twice in one run', async () => {
		const [one, two] = people(2).map(({ json }) => json.phone);
		const meta = await startMeta();
		const run = await send(meta, OWN_ID, { items: [order('1', one), order('1', two)] });
		expect(meta.sent()).toHaveLength(1);
		expect(counts(run)).toEqual([2, 0, 0]);
		expect(run.results.map(({ repeated = false }) => repeated)).toEqual([false, true]);
	});

	it('is waited for when another run is just sending it', async () => {
		const meta = await startMeta(async () => void (await sleep(600)));
		const runs = await Promise.all([send(meta, OWN_ID, { items: [order('7')] }), send(meta, OWN_ID, { items: [order('7')] })]);
		expect(meta.sent()).toHaveLength(1);
		expect(runs.map(counts)).toEqual([[1, 0, 0], [1, 0, 0]]);
	}, 20_000);

	it('can be sent again when it certainly was not sent', async () => {
		const meta = await startMeta((_message, count) => (count === 1 ? 503 : undefined));
		const failed = await startMeta(() => 404);
		expect(counts(await send(failed, OWN_ID, { items: [order('9', people(1)[0].json.phone)] }))).not.toEqual([1, 0, 0]);
		expect(counts(await send(failed, OWN_ID, { items: [order('9', people(2)[1].json.phone)] }))).not.toEqual([1, 0, 0]);
		expect(failed.sent()).toHaveLength(2);
		// Of an error of the server nobody knows what it did before.
		expect((await send(meta, OWN_ID, { items: [order('8')] })).results[0]).toMatchObject({ mayHaveBeenSent: true });
		expect((await send(meta, OWN_ID, { items: [order('8', people(3)[2].json.phone)] })).results[0]).toMatchObject({ status: 'failed', repeated: true });
		expect(meta.sent()).toHaveLength(1);
	});
});

it('The same step of the same run sends nothing twice when n8n runs it again', async () => {
	const meta = await startMeta();
	const items = people(3);
	await send(meta, {}, { items });
	// On the engine every run has the same ID, so this is what a second worker does when the first has died.
	const again = await send(meta, {}, { items });
	expect(counts(again)).toEqual([3, 0, 0]);
	expect(again.results.every(({ repeated }) => repeated)).toBe(true);
	expect(meta.sent()).toHaveLength(3);

	// What comes before may give its items in another order then.
	const turned = await send(meta, {}, { items: items.toReversed() });
	expect(turned.results.map(({ to, messageId }) => [to, messageId])).toEqual(again.results.map(({ to, messageId }) => [to, messageId]).toReversed());
	expect(meta.sent()).toHaveLength(3);
}, 20_000);

describe('A run that is cancelled', () => {
	it('in a pause before sending again has noted down what was sent, and nothing else', async () => {
		const [taken, busy] = people(2);
		let isBusy = true;
		const meta = await startMeta((message, ...rest) => (isBusy && message.to.endsWith('5001') ? metaError(400, 131056)(message, ...rest) : undefined));
		const parameters = { ...OWN_ID, options: { messageId: '=cancelled-{{ $json.n }}' } };
		const run = startFlow(sendFlow(meta, parameters, { items: [taken, busy] }));
		await until(() => meta.sent().length === 2);
		await sleep(100);
		run.cancel();
		await run.finished.catch(() => undefined);

		isBusy = false;
		const again = await send(meta, parameters, { items: [taken, busy] });
		expect(counts(again)).toEqual([2, 0, 0]);
		expect(meta.sent().slice(2).map(({ to }) => `+${to}`)).toEqual([busy.json.phone]);
	}, 30_000);

	it('while it waits for its turn has taken nothing', async () => {
		const meta = await startMeta();
		const parameters = { options: { messageId: '=turn-{{ $json.orderId }}' } };
		const run = startFlow(sendFlow(meta, parameters, { items: [order('1'), order('2')] }));
		await until(() => meta.sent().length === 1);
		await sleep(100);
		run.cancel();
		await run.finished.catch(() => undefined);
		const kept: string[] = [];
		for await (const { key } of own.store.entries('message:once:')) kept.push(key);
		expect(kept).toHaveLength(1);
	}, 30_000);
});

describe('The speed that the provider takes', () => {
	it('makes the second message to one person wait its turn', async () => {
		const meta = await startMeta();
		const run = await send(meta, {}, { items: [order('1'), order('2')] });
		expect(counts(run)).toEqual([2, 0, 0]);
		const [first, second] = meta.requests.slice(-2);
		expect(second.at - first.at).toBeGreaterThan(5_900);
	}, 20_000);

	it('lets an item leave by Failed whose turn would come too late, with the time', async () => {
		const meta = await startMeta();
		const run = await send(meta, { options: { turnMinutes: 0.05 } }, { items: [order('1'), order('2')] });
		expect(counts(run)).toEqual([1, 0, 1]);
		const [late] = run.branches[2];
		expect(late.json.sendTemplate).toMatchObject({ code: 'turnTooLate', class: 'retryLater', retryAt: expect.stringMatching(/Z$/) });
	}, 20_000);
});
