import { json, SIMULATOR } from './support/n8n';
import type { OwnN8n } from './support/ownN8n';
import { startOwnN8n } from './support/ownN8n';
import { messaging, phoneWith, setCallback } from './support/messaging';

/** Has Meta report what became of a message. @returns what our side answered */
async function report(messageId: string, status: string): Promise<number> {
	const statuses = [{ id: messageId, status, timestamp: String(Math.floor(Date.now() / 1000)), recipient_id: '31612345678' }];
	const value = { messaging_product: 'whatsapp', metadata: { display_phone_number: '15550783881', phone_number_id: '15550001' }, statuses };
	const body = { object: 'whatsapp_business_account', entry: [{ id: '15550002', changes: [{ field: 'messages', value }] }] };
	const response = await fetch(`${SIMULATOR}/_simulator/deliver/whatsAppCloud`, { method: 'POST', ...json(body) });
	return ((await response.json()) as { status: number }).status;
}

describe('when n8n is killed while a run waits for a report', () => {
	let own: OwnN8n;
	beforeAll(async () => {
		own = await startOwnN8n();
		const listening = await messaging(own.api).listen('whatsAppCloud', ['other']);
		await setCallback('whatsAppCloud', listening.url);
	}, 120_000);
	afterAll(async () => await own.stop(), 60_000);

	it('it goes on once when the report comes after the restart, and another one when its time is up', async () => {
		const { runDataOf, until } = own.api;
		const { sending } = messaging(own.api);
		const reported = await sending('whatsAppCloud', { waitFor: 'delivered', waitHours: 1 });
		const late = await sending('whatsAppCloud', { waitFor: 'delivered', waitHours: 0.006 });
		for (const route of [reported, late]) {
			await route.call(json({ phone: phoneWith('1001'), orderId: 'A-1' }));
			await until(async () => (await route.executions())[0]?.status === 'waiting');
		}
		const [{ id }] = await reported.executions();
		const [item] = (await runDataOf(id)).Send[0].data.main[0];
		const { messageId } = item.json.sendTemplate as { messageId: string };

		await own.killAndRestart();
		await until(async () => (await report(messageId, 'delivered')) === 200);
		expect(await report(messageId, 'delivered')).toBe(200);
		await until(async () => (await reported.executions())[0].status === 'success');
		const data = await runDataOf(id);
		expect(data.Delivered).toHaveLength(1);
		expect(data.Delivered[0].data.main[0][0].json.sendTemplate).toMatchObject({ status: 'delivered', messageId });

		await until(async () => (await late.executions())[0].status === 'success');
		expect(Object.keys(await runDataOf((await late.executions())[0].id))).toContain('Timed Out');
		expect([await reported.executions(), await late.executions()].map((runs) => runs.length)).toEqual([1, 1]);
	}, 120_000);
});
