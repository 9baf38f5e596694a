import { exampleFlows, withCredentialIds } from '../../scripts/examples';
import { messageTriggers } from '../../scripts/route';
import { publishExample, simulatorAccounts } from './support/examples';
import { setCallback, phoneWith, writeTo } from './support/messaging';
import type { Flow, Route } from './support/n8n';
import { BASE, json, messagesTo, SIMULATOR, tryToPublish, until } from './support/n8n';
import './support/patience';

const NAMES = ['clickatell', 'infobip', 'trengo', 'whatsapp-cloud'] as const;

/** Publishes the flow that listens, and tells the simulator where it does. */
async function publishRouter(): Promise<void> {
	const [{ workflow }] = await exampleFlows<Flow>('inbound-router', SIMULATOR);
	const accounts = await simulatorAccounts(workflow.nodes.flatMap(({ credentials = {} }) => Object.keys(credentials)));
	const { status, error } = await tryToPublish(withCredentialIds(workflow, accounts));
	if (status !== 'published') throw new Error(error);
	for (const { provider, path } of messageTriggers(workflow)) if (provider !== 'trengo') await setCallback(provider as never, `${BASE}/webhook/${path}`);
}

beforeAll(publishRouter, 60_000);

describe.each(NAMES)('the example order-shipped-template-%s', (name) => {
	let route: Route;
	beforeAll(async () => {
		({ route } = await publishExample(`order-shipped-template-${name}`));
	}, 60_000);

	let count = 0;
	const orderId = () => `A-${name}-${count++}`;

	/** Calls the flow, waits until it has ended, and gives what the status URL then tells. */
	async function told(phone: string, order = orderId()): Promise<unknown> {
		const accepted = await route.call(json({ phone, name: 'Ann', orderId: order }, { 'idempotency-key': order }));
		expect(accepted.status).toBe(202);
		const status = new URL(accepted.headers.get('location') as string, BASE);
		let answer: { status?: string; answer?: { body: unknown } } = {};
		await until(async () => {
			answer = (await (await fetch(status, { headers: { authorization: `Bearer ${route.token()}` } })).json()) as typeof answer;
			return answer.status === 'success';
		});
		return answer.answer?.body;
	}

	it('tells the customer by template', async () => {
		const phone = phoneWith('5101');
		expect(await told(phone)).toMatchObject({ told: 'by template', messageId: expect.anything() });
		expect(await messagesTo(phone)).toEqual([]);
	});

	it('sends a text message instead when the template fails', async () => {
		// Trengo reports nothing, so there it is a failure of the sending.
		const phone = phoneWith(name === 'trengo' ? '2005' : '1003');
		const order = orderId();
		expect(await told(phone, order)).toMatchObject({ told: 'by text message', because: expect.any(String) });
		expect(await messagesTo(phone)).toEqual([`Hello Ann, your order ${order} is on its way.`]);
	});

	it('tells nobody who cannot be told, and says why', async () => {
		const phone = phoneWith('2002');
		expect(await told(phone)).toMatchObject({ told: 'not at all', because: expect.stringMatching(/\w+ \w+/) });
		expect(await messagesTo(phone)).toEqual([]);
	});
});

describe.each(['clickatell', 'infobip', 'trengo', 'whatsAppCloud'] as const)('the example inbound-router, by %s', (provider) => {
	const answered = async (text: string) => {
		const phone = phoneWith('5200');
		expect(await writeTo(provider, { from: phone.slice(1), text })).toBe(200);
		return phone;
	};

	it('tells who asks where the order is', async () => {
		const phone = await answered('Where is A-1001?');
		await until(async () => (await messagesTo(phone)).length > 0);
		expect(await messagesTo(phone)).toEqual(['Your order is shipped.']);
	});

	it('takes a stop word for what it is', async () => {
		const phone = await answered('STOP');
		await until(async () => (await messagesTo(phone)).length > 0);
		expect(await messagesTo(phone)).toEqual([expect.stringContaining('no more messages')]);
	});

	it('hands anything else to the help desk', async () => {
		const phone = await answered('My lamp is broken.');
		await until(async () => (await messagesTo('+31201234567')).some((text) => text === `${phone} writes: My lamp is broken.`));
	});
});
