import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import { publishExample } from './support/examples';
import type { Route } from './support/n8n';
import { BASE, inLine, json, messagesTo, node, publish } from './support/n8n';

/** A time zone in which it is early afternoon now. */
function dayZone(): string {
	const offset = 14 - new Date().getUTCHours();
	return `Etc/GMT${offset > 0 ? '-' : '+'}${Math.abs(offset)}`;
}

/** Puts somebody on the opt-out list. */
async function optOut(phone: string, channel: string): Promise<void> {
	const list = node('optOut', 'Opt Out', { operation: 'add', phone, channel });
	const route = await publish(inLine(node('dynamicApiTrigger', 'Start', { path: randomUUID() }), list, node('apiEnd', 'End')));
	expect((await route.call(json({}))).status).toBe(200);
}

describe('the example appointment-reminders in a real n8n', () => {
	let route: Route;

	beforeAll(async () => {
		({ route } = await publishExample('appointment-reminders'));
	});

	const call = async (phone: string, key: string) =>
		await route.call(json({ phone, appointmentAt: '2027-01-15T10:00:00Z', timeZone: dayZone() }, { 'idempotency-key': key }));

	/** Waits until the run of a call has succeeded, and gives what it answered. */
	async function outcomeOf(accepted: Response): Promise<unknown> {
		const status = new URL(accepted.headers.get('location') as string, BASE);
		for (;;) {
			const response = await fetch(status, { headers: { authorization: `Bearer ${route.token()}` } });
			const told = (await response.json()) as Record<string, unknown>;
			if (told.status === 'success') return told.answer;
			await sleep(50);
		}
	}

	it('sends one reminder however often the call comes, and tells how it went', async () => {
		const first = await call('06 12345678', 'reminder-1');
		expect(first.status).toBe(202);
		expect(await outcomeOf(first)).toMatchObject({ statusCode: 200, body: { messageId: expect.stringMatching(/^msg-/) } });

		const again = await call('06 12345678', 'reminder-1');
		expect(again.headers.get('idempotency-replayed')).toBe('true');
		expect(await again.json()).toEqual(await first.json());
		expect(await messagesTo('+31612345678')).toHaveLength(1);
		expect(await route.executions()).toHaveLength(1);
	});

	it.each([
		['text messages', 'sms', '+31611110001'],
		['everything', 'all', '+31611110002'],
	])('sends nothing to somebody who has opted out of %s', async (_, channel, phone) => {
		await optOut(phone, channel);
		expect(await outcomeOf(await call(phone, `opted-out-${channel}`))).toMatchObject({
			statusCode: 200,
			body: { message: 'Nothing was sent: the participant has opted out.' },
		});
		expect(await messagesTo(phone)).toEqual([]);
	});
});
