import { BASE, inLine, json, node, publish } from '../e2e/support/n8n';
import { until, WEBHOOK_BASE, workersOf } from './support/queue';

const BASES = [BASE, WEBHOOK_BASE];
const end = () => node('apiEnd', 'End', { fields: { rows: [{ name: 'n', value: '={{ $json.n }}' }] } });
const pause = (seconds: number) => node('n8n-nodes-base.wait', 'Pause', { amount: seconds }, { typeVersion: 1.1 });
const trigger = (parameters: Record<string, unknown>) => node('dynamicApiTrigger', 'Called', parameters);

describe('idempotency over several processes', () => {
	it('makes one execution of 100 parallel calls with one key, half of them through the webhook process', async () => {
		const route = await publish(inLine(trigger({ idempotency: 'required' }), pause(1), end()));
		const request = json({ n: 7 }, { 'idempotency-key': 'one-key' });
		const answers = await Promise.all(Array.from({ length: 100 }, (_, n) => route.call({ base: BASES[n % 2], ...request })));
		// On a busy machine some of them come only when the first is answered, and get its answer again.
		const isReplay = (answer: Response) => answer.headers.get('idempotency-replayed') === 'true';
		expect(answers.filter((answer) => answer.status === 200 && !isReplay(answer))).toHaveLength(1);
		expect(answers.filter((answer) => answer.status === 409 || isReplay(answer))).toHaveLength(99);
		expect(await route.settled(1)).toHaveLength(1);

		for (const base of BASES) {
			const again = await route.call({ base, ...request });
			expect(again.headers.get('idempotency-replayed')).toBe('true');
			expect(await again.json()).toEqual({ n: 7 });
		}
		expect(await route.executions()).toHaveLength(1);
	});
});

describe('the rate limit over several processes', () => {
	it('counts the calls of all processes as one', async () => {
		const route = await publish(inLine(trigger({ rateLimit: 'route', rateCalls: 5, ratePer: 'hour' }), end()));
		const answers = await Promise.all(Array.from({ length: 12 }, (_, n) => route.call({ base: BASES[n % 2], ...json({ n }) })));
		expect(answers.map(({ status }) => status).sort()).toEqual([...Array(5).fill(200), ...Array(7).fill(429)]);
		expect(await route.settled(5)).toHaveLength(5);
	});
});

describe('the status of a call over several processes', () => {
	it('is told by each of them, with the answer that a worker has kept', async () => {
		const route = await publish(inLine(trigger({ answer: 'async' }), pause(1), end()));
		const accepted = await route.call({ base: WEBHOOK_BASE, ...json({ n: 7 }) });
		expect(accepted.status).toBe(202);
		const location = accepted.headers.get('location') as string;
		const ask = async (base: string) => {
			const response = await fetch(new URL(location, base), { headers: { authorization: `Bearer ${route.token()}` } });
			return (await response.json()) as { status: string; answer?: { body: unknown } };
		};
		expect(['running', 'waiting']).toContain((await ask(BASE)).status);
		await until(async () => (await ask(BASE)).status === 'success');
		for (const base of BASES) expect((await ask(base)).answer?.body).toEqual({ n: 7 });
		const [{ id }] = await route.executions();
		expect((await workersOf(id)).length).toBeGreaterThan(0);
	});

	it('can be followed after a 504, too', async () => {
		const route = await publish(inLine(trigger({ timeoutSeconds: 0.5 }), pause(2), end()));
		const late = await route.call(json({ n: 8 }));
		expect(late.status).toBe(504);
		const location = new URL(late.headers.get('location') as string, BASE);
		const ask = async () => (await (await fetch(location, { headers: { authorization: `Bearer ${route.token()}` } })).json()) as { status: string; answer?: { body: unknown } };
		await until(async () => (await ask()).status === 'success');
		expect((await ask()).answer?.body).toEqual({ n: 8 });
	});
});
