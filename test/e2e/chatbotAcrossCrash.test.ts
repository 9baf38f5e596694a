import { setTimeout as sleep } from 'node:timers/promises';

import { startApi } from '../support/apiServer';
import { chatting, newPhone } from './support/chatting';
import { json } from './support/n8n';
import type { OwnN8n } from './support/ownN8n';
import { startOwnN8n } from './support/ownN8n';

describe('when n8n is killed', () => {
	let own: OwnN8n;
	beforeAll(async () => {
		own = await startOwnN8n();
	}, 120_000);
	afterAll(async () => await own.stop(), 60_000);

	it('sessions go on where they were: no message is handed on twice, and each is left once', async () => {
		const { begin, continuing, left, say, starting } = chatting(own.api);
		const told: string[] = [];
		let isSlow = false;
		const server = await startApi(async ({ body }) => {
			const { event, message } = JSON.parse(body) as { event: string; message: { text: string } };
			told.push(`${event}: ${message.text}`);
			if (message.text === 'bye') return { done: true, variables: { score: 7 } };
			if (isSlow) await sleep(20_000);
			return { reply: `You said: ${message.text}` };
		});
		const route = await starting({ engine: 'http', botUrl: `${server.url}/bot`, authentication: 'none', delivery: 'none', idleMinutes: 5 });
		const go = await continuing();
		const [quiet, busy] = [newPhone(), newPhone()];
		const runs = [await begin(route, quiet), await begin(route, busy)];

		isSlow = true;
		// Nobody hears what comes of this: n8n dies while the chatbot thinks.
		void go.call(json({ phone: busy, text: 'Think' })).catch(() => undefined);
		await own.api.until(async () => told.includes('message: Think'));
		isSlow = false;
		await own.killAndRestart();

		await own.api.until(async () => await say(go, quiet, 'Still there?').then(({ status }) => status === 'handedOn', () => false));
		await own.api.until(async () => await say(go, busy, 'bye').then(({ status }) => status === 'ended', () => false));
		expect(await say(go, quiet, 'bye')).toMatchObject({ status: 'ended' });
		for (const run of runs) expect(await left(run)).toMatchObject({ branches: ['closedByElement'], result: { variables: { score: 7 } } });
		expect(told.filter((one) => one === 'message: Think')).toHaveLength(1);
		expect((await left(runs[1])).result.transcript).toContainEqual(expect.objectContaining({ text: 'Think', isCutOff: true }));
	}, 180_000);
});
