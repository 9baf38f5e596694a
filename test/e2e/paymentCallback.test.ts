import { randomUUID } from 'node:crypto';

import { exampleFlows } from '../../scripts/examples';
import type { Example } from './support/examples';
import { publishExample } from './support/examples';
import type { Flow } from './support/n8n';
import { json, messagesTo, publish, SIMULATOR, until } from './support/n8n';

let count = 0;
const newPhone = () => `+3161115${String(1000 + count++)}`;

describe('the example payment-callback in a real n8n', () => {
	let example: Example;
	beforeAll(async () => (example = await publishExample('payment-callback')), 60_000);

	/** Pays, and waits for what the customer is told. */
	async function pay(card: string): Promise<string[]> {
		const phone = newPhone();
		expect((await example.route.call(json({ orderId: 'A-1001', amount: 49.95, card, phone }))).status).toBe(202);
		await until(async () => (await messagesTo(phone)).length > 0);
		return await messagesTo(phone);
	}

	it.each([
		['paid', 'Thank you, your order A-1001 is paid.'],
		['failed', 'The payment for your order A-1001 did not go through. Please try another card.'],
		['early', 'Thank you, your order A-1001 is paid.'],
		['instant', 'Thank you, your order A-1001 is paid.'],
		['twice', 'Thank you, your order A-1001 is paid.'],
		['unknown-card', 'We cannot take payments right now. Your order A-1001 is kept.'],
	])('tells the customer what became of a payment: %s', async (card, message) => {
		expect(await pay(card)).toEqual([message]);
	});

	it('tells the customer that the payment is open when the provider says nothing in time', async () => {
		const [{ workflow }] = await exampleFlows<Flow>('payment-callback', SIMULATOR);
		// The example itself is published, and has its URLs.
		const nodes = workflow.nodes.map((one) => ({ ...one, ...(one.webhookId && { webhookId: randomUUID() }) }));
		Object.assign(nodes.find(({ name }) => name === 'Wait for Payment')?.parameters ?? {}, { waitAmount: 2, waitUnit: 'seconds' });
		Object.assign(nodes.find(({ name }) => name === 'Order Was Placed')?.parameters ?? {}, { path: randomUUID() });
		const impatient = await publish({ ...workflow, nodes });
		const phone = newPhone();
		await impatient.call(json({ orderId: 'A-1002', amount: 5, card: 'never', phone }));
		await until(async () => (await messagesTo(phone)).length > 0);
		expect(await messagesTo(phone)).toEqual(['We have not heard of the payment for your order A-1002 yet. You can pay again at any time.']);
	});
});
