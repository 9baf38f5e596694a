import { publishExample } from './support/examples';
import type { Route } from './support/n8n';
import { json, simulatorRequests } from './support/n8n';

describe('the example order-status in a real n8n', () => {
	let route: Route;

	beforeAll(async () => {
		({ route } = await publishExample('order-status'));
	});

	const ask = async (orderId: string) => await route.call(json({ orderId, phone: '06 12345678' }));

	it('answers 200 with the captured variables, a zero and a null among them', async () => {
		const shipped = await ask('A-1001');
		expect(shipped.status).toBe(200);
		expect(shipped.headers.get('content-type')).toBe('application/json; charset=utf-8');
		expect(await shipped.json()).toEqual({
			orderId: 'A-1001',
			status: 'shipped',
			total: 49.95,
			trackingUrl: 'https://track.example.com/3SABC',
			phone: '+31612345678',
		});

		const processing = await ask('A-1002');
		expect(await processing.json()).toMatchObject({ status: 'processing', total: 0, trackingUrl: null });
	});

	it('answers 404 with a friendly body for an order that is not there', async () => {
		const response = await ask('Z-1');
		expect(response.status).toBe(404);
		expect(await response.json()).toEqual({ message: 'We could not find order Z-1. Is the number right?' });
	});

	it.each([
		['503', 'A-5030', 'The shop cannot be asked right now. Please try again later.'],
		['a cut-off connection', 'A-5000', 'The shop cannot be reached right now.'],
	])('answers 502 when the shop is down (%s), after one more try', async (_name, orderId, message) => {
		const response = await ask(orderId);
		expect(response.status).toBe(502);
		expect(await response.json()).toEqual({ message });
		const tries = (await simulatorRequests()).filter(({ path }) => path === `/orders/${orderId}`);
		expect(tries).toHaveLength(2);
	});

	it('answers 504 when the shop is too slow', async () => {
		const response = await ask('A-5040');
		expect(response.status).toBe(504);
		expect(await response.json()).toEqual({ message: 'The shop is too slow right now.' });
	});

	it('does not let an order id reach out of its place in the URL', async () => {
		const response = await ask('../_simulator/requests');
		expect(response.status).toBe(404);
	});

	it('made one execution for each call, and none failed', async () => {
		const executions = await route.settled(7);
		expect(executions).toHaveLength(7);
		expect(executions.map(({ status }) => status)).toEqual(Array(7).fill('success'));
	});
});
