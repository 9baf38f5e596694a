import { setTimeout as sleep } from 'node:timers/promises';

import type { Route } from './support/n8n';
import { flow, json, node, publish } from './support/n8n';
import type { OwnN8n } from './support/ownN8n';
import { startOwnN8n } from './support/ownN8n';

const flowOf = (parameters: Record<string, unknown>) => {
	const trigger = node('dynamicApiTrigger', 'Called', { rateLimit: 'route', rateCalls: 2, ratePer: 'hour', ...parameters });
	return flow([trigger, node('apiEnd', 'End')], [['Called', 'End']]);
};
const limited = async (parameters: Record<string, unknown>) => await publish(flowOf(parameters));

async function statusesOf(route: Route, inits: RequestInit[]): Promise<number[]> {
	const statuses = [];
	for (const init of inits) statuses.push((await route.call(init)).status);
	return statuses;
}

describe('a route with a rate limit', () => {
	it('takes so many calls, and answers further ones with 429 and the time to wait, without an execution', async () => {
		const route = await limited({});
		const first = await route.call();
		expect(first.status).toBe(200);
		expect(first.headers.get('ratelimit-policy')).toBe('"default";q=2;w=3600');
		expect(first.headers.get('ratelimit')).toBe('"default";r=1');
		expect((await route.call()).headers.get('ratelimit')).toBe('"default";r=0');

		const third = await route.call();
		expect(third.status).toBe(429);
		const seconds = Number(third.headers.get('retry-after'));
		expect(seconds).toBeGreaterThan(3500);
		expect(seconds).toBeLessThanOrEqual(3600);
		expect(third.headers.get('ratelimit-policy')).toBe('"default";q=2;w=3600');
		expect(third.headers.get('ratelimit')).toBe(`"default";r=0;t=${seconds}`);
		expect(await third.json()).toMatchObject({
			type: 'urn:n8n-nodes-flow-elements:problem:rate-limited',
			detail: `This route takes 2 calls an hour. Repeat the call in ${seconds} s.`,
			requestId: third.headers.get('x-request-id'),
		});
		expect(await route.settled(2)).toHaveLength(2);
	});

	it('takes calls again when the caller has waited as long as it was told', async () => {
		const route = await limited({ ratePer: 'second', rateCalls: 1 });
		for (let n = 0; n < 3; n++) {
			expect((await route.call()).status).toBe(200);
			const refused = await route.call();
			if (refused.status !== 429) continue;
			await sleep(Number(refused.headers.get('retry-after')) * 1000);
		}
		expect((await route.call()).status).toBe(200);
	});

	it('takes no more when they come all at once', async () => {
		const route = await limited({ rateCalls: 5 });
		const responses = await Promise.all(Array.from({ length: 20 }, async () => await route.call()));
		expect(responses.filter(({ status }) => status === 200)).toHaveLength(5);
		expect(responses.filter(({ status }) => status === 429)).toHaveLength(15);
		expect(await route.settled(5)).toHaveLength(5);
	});

	it('does not count calls that it refuses for another reason, and counts repetitions', async () => {
		const route = await limited({ idempotency: 'optional', attributes: { rows: [{ name: 'order', required: true }] } });
		const keyed = json({ order: '7' }, { 'idempotency-key': 'k' });
		const refusals: RequestInit[] = [{ headers: { authorization: 'Bearer wrong' } }, json({}), { method: 'PUT' }];
		expect(await statusesOf(route, refusals)).toEqual([401, 422, 405]);
		const replayed = [await route.call(keyed), await route.call(keyed)][1];
		expect(replayed.headers.get('idempotency-replayed')).toBe('true');
		expect(replayed.headers.get('ratelimit')).toBe('"default";r=0');
		expect((await route.call(keyed)).status).toBe(429);
		expect(await route.settled(1)).toHaveLength(1);
	});

	it('has its limit for itself', async () => {
		const [one, other] = [await limited({ rateCalls: 1 }), await limited({ rateCalls: 1 })];
		expect(await statusesOf(one, [{}, {}])).toEqual([200, 429]);
		expect(await statusesOf(other, [{}, {}])).toEqual([200, 429]);
	});
});

describe('a limit for each caller', () => {
	const perCaller = (parameters: Record<string, unknown>) => limited({ rateLimit: 'caller', rateCalls: 1, ...parameters });

	it('tells callers apart by an attribute; those without it are one', async () => {
		const route = await perCaller({ rateCaller: 'attribute', rateAttribute: 'customer' });
		const calls = [{ customer: 'a' }, { customer: 'a' }, { customer: 'b' }, {}, { other: 1 }, { customer: '__proto__' }].map((body) => json(body));
		expect(await statusesOf(route, calls)).toEqual([200, 429, 200, 200, 429, 200]);
	});

	it('tells callers apart by the token', async () => {
		const until = new Date(Date.now() + 60_000).toISOString();
		const route = await perCaller({ rateCaller: 'token', tokenGeneration: 2, previousTokenValidUntil: until });
		const calls = [1, 2, 1, 2].map((generation) => ({ headers: { authorization: `Bearer ${route.token(generation)}` } }));
		expect(await statusesOf(route, calls)).toEqual([200, 200, 429, 429]);
	});

});

describe('a limit for each address', () => {
	let own: OwnN8n;
	beforeAll(async () => {
		own = await startOwnN8n({ N8N_PROXY_HOPS: '1' });
	}, 120_000);
	afterAll(async () => await own.stop(), 60_000);

	it('tells addresses apart as n8n sees them behind a proxy; an IPv6 network is one', async () => {
		const route = await own.api.publish(flowOf({ rateLimit: 'caller', rateCalls: 1 }));
		const from = (address: string) => ({ headers: { 'x-forwarded-for': address } });
		const addresses = ['192.0.2.7', '192.0.2.8', '192.0.2.7', '2001:db8::1', '2001:db8::ffff', '2001:db8:0:1::1'];
		expect(await statusesOf(route, addresses.map(from))).toEqual([200, 200, 429, 200, 429, 200]);
	});
});
