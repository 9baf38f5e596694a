import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import type { Flow } from './support/n8n';
import { BASE, json, publish, SIMULATOR, simulatorRequests } from './support/n8n';

/** A time zone in which it is early afternoon now. */
function dayZone(): string {
	const offset = 14 - new Date().getUTCHours();
	return `Etc/GMT${offset > 0 ? '-' : '+'}${Math.abs(offset)}`;
}

describe('the example appointment-reminders in a real n8n', () => {
	it('sends one reminder however often the call comes, and tells how it went', async () => {
		const text = await readFile(join(__dirname, '../../examples/appointment-reminders/appointment-reminders.json'), 'utf8');
		const route = await publish(JSON.parse(text.replaceAll('http://127.0.0.1:5690', SIMULATOR)) as Flow);
		const reminder = { phone: '06 12345678', appointmentAt: '2027-01-15T10:00:00Z', timeZone: dayZone() };
		const call = () => route.call(json(reminder, { 'idempotency-key': 'reminder-1' }));

		const first = await call();
		expect(first.status).toBe(202);
		const status = new URL(first.headers.get('location') as string, BASE);
		const ask = async () => (await (await fetch(status, { headers: { authorization: `Bearer ${route.token()}` } })).json()) as Record<string, unknown>;
		while ((await ask()).status !== 'success') await sleep(50);
		expect(await ask()).toMatchObject({ answer: { statusCode: 200, body: { messageId: expect.stringMatching(/^msg-/) } } });

		const again = await call();
		expect(again.headers.get('idempotency-replayed')).toBe('true');
		expect(await again.json()).toEqual(await first.json());
		const sent = (await simulatorRequests()).filter(({ path }) => path === '/messages');
		expect(sent).toHaveLength(1);
		expect(await route.executions()).toHaveLength(1);
	});
});
