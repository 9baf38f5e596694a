import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import { callBack, callbacks } from './support/callbacks';
import type { OwnN8n } from './support/ownN8n';
import { startOwnN8n } from './support/ownN8n';

describe('runs that wait for callbacks when n8n is killed', () => {
	let own: OwnN8n;
	beforeAll(async () => (own = await startOwnN8n()), 120_000);
	afterAll(async () => await own.stop(), 60_000);

	it('go on once when the callback comes after the restart, also one that was sent while n8n was down, or when their time is up', async () => {
		const { waiting, parked, ended } = callbacks(own.api);
		const flow = await waiting({ waitAmount: '={{ $json.seconds }}' });
		const [called, whileDown, late] = [randomUUID(), randomUUID(), randomUUID()];
		const ids = [
			await parked(flow, { reference: called, seconds: 3600 }),
			await parked(flow, { reference: whileDown, seconds: 3600 }),
			await parked(flow, { reference: late, seconds: 5 }),
		];

		const restarted = own.killAndRestart();
		// As outside systems do it: again and again until somebody takes it.
		const delivered = (async () => {
			for (;;) {
				const status = await callBack(flow.url, whileDown, { n: 2 }).then(({ status: one }) => one, () => 0);
				if (status === 202) return;
				await sleep(200);
			}
		})();
		await restarted;
		await delivered;
		await own.api.until(async () => (await callBack(flow.url, called, { n: 1 })).status === 202);
		expect(await ended(ids[0])).toMatchObject([{ branch: 'Called Back', result: { body: { n: 1 } } }]);
		expect(await ended(ids[1])).toMatchObject([{ branch: 'Called Back', result: { body: { n: 2 } } }]);
		expect(await ended(ids[2])).toMatchObject([{ branch: 'Timed Out', result: { reference: late } }]);
		expect((await callBack(flow.url, late)).status).toBe(410);
		expect(await flow.route.executions()).toHaveLength(3);
	}, 120_000);
});
