import { inNode } from './support/inNode';

/** Asks one simulator for paths, one after the other; a request that is left without an answer throws. */
async function ask(paths: string[]): Promise<unknown> {
	return await inNode(`
		import { startSimulator } from './simulator/server.mjs';
		const simulator = await startSimulator(0);
		const answers = {};
		for (const path of ${JSON.stringify(paths)}) {
			const response = await fetch(simulator.url + path, { signal: AbortSignal.timeout(2000) });
			answers[path] = [response.status, await response.json()];
		}
		await simulator.stop();
		console.log(JSON.stringify(answers));
	`);
}

const NO_ORDER = [404, { error: { code: 'order_not_found', message: 'There is no such order.' } }];

describe('the order API of the simulator', () => {
	it('knows its orders and nothing that every object has', async () => {
		expect(await ask(['/orders/__proto__', '/orders/constructor', '/orders/toString', '/orders/Z-1', '/orders/A-1001'])).toEqual({
			'/orders/__proto__': NO_ORDER,
			'/orders/constructor': NO_ORDER,
			'/orders/toString': NO_ORDER,
			'/orders/Z-1': NO_ORDER,
			'/orders/A-1001': [200, { order: expect.objectContaining({ status: 'shipped' }) }],
		});
	});

	it('answers 500 to what it cannot read, and goes on', async () => {
		expect(await ask(['/orders/%', '/orders/A-1002'])).toEqual({
			'/orders/%': [500, { error: { message: 'URI malformed' } }],
			'/orders/A-1002': [200, { order: expect.objectContaining({ total: 0 }) }],
		});
	});
});
