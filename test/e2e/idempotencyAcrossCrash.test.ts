import { setTimeout as sleep } from 'node:timers/promises';

import { end, isReplayed, keyed, problem, trigger, wait, WHICH_RUN, wholeOf } from './support/keyedCalls';
import type { Route } from './support/n8n';
import { inLine, json } from './support/n8n';
import type { OwnN8n } from './support/ownN8n';
import { startOwnN8n } from './support/ownN8n';

describe('when n8n is killed', () => {
	let own: OwnN8n;
	beforeAll(async () => {
		own = await startOwnN8n();
	}, 120_000);
	afterAll(async () => await own.stop(), 60_000);

	it('a repetition gets the truth: the answer that was given, or that the flow failed; nothing runs again', async () => {
		const { publish: publishThere } = own.api;
		const answered = await publishThere(inLine(trigger(), end(WHICH_RUN), wait(50)));
		const interrupted = await publishThere(inLine(trigger(), wait(50), end(WHICH_RUN)));
		const parked = await publishThere(inLine(trigger(), wait(600), end(WHICH_RUN)));

		const first = await answered.call(keyed('k'));
		expect(first.status).toBe(200);
		const lost = [interrupted, parked].map(async (route) => await route.call(keyed('k')).catch(() => 'cut off'));
		await sleep(2000);
		await own.killAndRestart();
		expect(await Promise.all(lost)).toEqual(['cut off', 'cut off']);

		const again = async (route: Route) => {
			for (;;) {
				const response = await route.call(keyed('k')).catch(() => undefined);
				if (response && response.status !== 404) return response;
				await sleep(200);
			}
		};
		const replayed = await again(answered);
		expect(isReplayed(replayed)).toBe(true);
		expect(await wholeOf(replayed)).toEqual(await wholeOf(first));

		const failed = await again(interrupted);
		expect(failed.status).toBe(500);
		expect(isReplayed(failed)).toBe(true);
		expect(await failed.json()).toMatchObject({ type: problem('flow-failed') });

		const waiting = await again(parked);
		expect(waiting.status).toBe(409);
		const statusUrl = new URL(waiting.headers.get('location') as string, parked.url);
		const status = await fetch(statusUrl, { headers: { 'x-api-token': parked.token() } });
		expect(await status.json()).toMatchObject({ status: 'waiting' });

		for (const route of [answered, interrupted, parked]) expect(await route.executions()).toHaveLength(1);
	}, 120_000);
});

describe('when the store cannot be used', () => {
	let own: OwnN8n;
	beforeAll(async () => {
		own = await startOwnN8n({ FLOW_ELEMENTS_STORE: 'USER_FOLDER' });
	}, 120_000);
	afterAll(async () => await own.stop(), 60_000);

	it('calls that must be remembered get 503 and make no execution; others are taken', async () => {
		const { publish: publishThere } = own.api;
		const needing = [
			trigger(),
			trigger({ answer: 'async', idempotency: 'off' }),
			trigger({ idempotency: 'off', rateLimit: 'route' }),
		];
		for (const node of needing) {
			const route = await publishThere(inLine(node, end(WHICH_RUN)));
			const response = await route.call(keyed('k'));
			expect(response.status).toBe(503);
			expect(response.headers.get('retry-after')).toBe('5');
			expect(await response.json()).toMatchObject({ type: problem('store-unavailable') });
			expect(await route.executions()).toEqual([]);
		}
		expect(own.output()).toContain('cannot take a call');

		const plain = await publishThere(inLine(trigger({ timeoutSeconds: 1 }), wait(2), end(WHICH_RUN)));
		const late = await plain.call(json({ order: 7 }));
		expect(late.status).toBe(504);
		expect(late.headers.get('location')).toBeNull();
		const asynchronous = trigger({ answer: 'async', idempotency: 'off', options: { keepStatusHours: 0 } });
		expect((await (await publishThere(inLine(asynchronous, end()))).call()).status).toBe(202);
	}, 60_000);
});
