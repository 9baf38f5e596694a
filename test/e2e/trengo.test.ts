import { randomUUID } from 'node:crypto';

import { publishExample, simulatorAccounts } from './support/examples';
import type { Route } from './support/n8n';
import { flow, json, node, publish, rest, SIMULATOR, simulatorRequests } from './support/n8n';
import './support/patience';

const EMAIL = { __rl: true, mode: 'id', value: '4400' };
const BRANCHES = ['Done', 'Refused', 'Failed', 'Not Mapped'];

const newEmail = () => `ann.${randomUUID()}@example.com`;

/** What Trengo is to do with the next requests, in place of answering them. */
async function plan(...faults: object[]): Promise<void> {
	const response = await fetch(`${SIMULATOR}/_simulator/faults/trengo`, { method: 'PUT', ...json(faults) });
	if (!response.ok) throw new Error(`The simulator answered ${response.status}.`);
}
afterEach(async () => void (await fetch(`${SIMULATOR}/_simulator/faults/trengo`, { method: 'DELETE' })));

/** @returns what Trengo was asked to make for an address: contacts, or tickets of a contact */
async function made(path: string, mark: string): Promise<unknown[]> {
	const requests = await simulatorRequests();
	return requests.filter(({ method, path: asked, body }) => method === 'POST' && asked === `/api/v2${path}` && body.includes(mark)).map(({ body }) => JSON.parse(body) as unknown);
}

describe('Trengo in a real n8n', () => {
	let identifies: Route;
	let tracks: Route;

	async function routeWith(parameters: Record<string, unknown>, branches: string[]): Promise<Route> {
		const { flowElementsTrengoApi: id } = await simulatorAccounts(['flowElementsTrengoApi']);
		const start = node('dynamicApiTrigger', 'Start', { path: randomUUID() });
		const trengo = node('trengo', 'Trengo', { channel: EMAIL, ...parameters }, { credentials: { flowElementsTrengoApi: { id, name: 'Trengo' } } });
		const ends = branches.map((name) =>
			node('apiEnd', name, { fields: { rows: [{ name: 'branch', value: name }, { name: 'trengo', value: '={{ $json.trengo }}' }] } }),
		);
		return await publish(flow([start, trengo, ...ends], [['Start', 'Trengo'], ...branches.map((name, at): [string, string, number] => ['Trengo', name, at])]));
	}

	beforeAll(async () => {
		identifies = await routeWith({ operation: 'identify', email: '={{ $json.email }}', name: '={{ $json.name }}' }, BRANCHES.slice(0, 3));
		tracks = await routeWith({ operation: 'track', email: '={{ $json.email }}', eventMap: { rows: [{ event: 'Order Completed', subject: '{{ event }}: {{ total }} & more' }] } }, BRANCHES);
	}, 60_000);

	async function told(route: Route, body: object): Promise<{ branch: string; trengo: Record<string, unknown> }> {
		const response = await route.call(json(body));
		return (await response.json()) as never;
	}

	it('makes one contact of ten calls that identify one address at once', async () => {
		const email = newEmail();
		const all = await Promise.all(Array.from({ length: 10 }, async () => await told(identifies, { email, name: 'Ann' })));
		expect(all.map(({ branch }) => branch)).toEqual(Array.from({ length: 10 }, () => 'Done'));
		expect(new Set(all.map(({ trengo }) => trengo.contactId)).size).toBe(1);
		expect(await made('/channels/4400/contacts', email)).toHaveLength(1);
	});

	it('makes a ticket of an event, with its subject', async () => {
		const email = newEmail();
		const { trengo: contact } = await told(identifies, { email, name: 'Ann' });
		const { branch, trengo } = await told(tracks, { email, event: 'Order Completed', properties: { total: '9 < 10' } });
		expect(branch).toBe('Done');
		expect(trengo).toMatchObject({ status: 'done', contactId: contact.contactId, ticketId: expect.stringMatching(/^\d+$/), subject: 'Order Completed: 9 < 10 & more' });
		expect(await made('/tickets', String(contact.contactId))).toEqual([{ contact_id: Number(contact.contactId), channel_id: 4400, subject: 'Order Completed: 9 < 10 & more' }]);
	});

	it('lets an event go by that is not in the map', async () => {
		const { branch, trengo } = await told(tracks, { email: newEmail(), event: 'order completed' });
		expect(branch).toBe('Not Mapped');
		expect(trengo).toMatchObject({ status: 'notMapped', code: 'eventNotMapped', event: 'order completed' });
	});

	it('refuses what Trengo refuses, in its Dutch', async () => {
		const { branch, trengo } = await told(tracks, { email: 'prive@shop.example', event: 'Order Completed' });
		expect(branch).toBe('Refused');
		expect(trengo).toMatchObject({ status: 'refused', code: 'contact', field: 'contact_id', httpStatus: 422, contactId: '9001' });
		expect(trengo.text).toContain('Een privécontact kan niet met dit kanaal worden gebruikt.');
	});

	it('names the field that is missing', async () => {
		const { branch, trengo } = await told(identifies, { name: 'Ann' });
		expect(branch).toBe('Refused');
		expect(trengo).toMatchObject({ code: 'identifierMissing', field: 'Email' });
	});

	it('waits when Trengo asks for it, and then goes on', async () => {
		await plan({ method: 'POST', path: '/contacts', status: 429, retryAfter: 2 });
		const beganMs = Date.now();
		expect((await told(identifies, { email: newEmail() })).branch).toBe('Done');
		expect(Date.now() - beganMs).toBeGreaterThanOrEqual(2000);
	});

	it('fails when Trengo breaks down, and says what is not known', async () => {
		const email = newEmail();
		await plan({ method: 'POST', path: '/contacts', status: 500, message: 'Server Error' });
		const { branch, trengo } = await told(identifies, { email });
		expect(branch).toBe('Failed');
		expect(trengo).toMatchObject({ status: 'failed', class: 'retryLater', mayHaveBeenSent: true, httpStatus: 500 });
		expect(await made('/channels/4400/contacts', email)).toHaveLength(1);
	});
});

describe('the panel', () => {
	async function listed(method: string, kind: 'options' | 'resource-locator-results', more: object = {}): Promise<Array<{ name: string; value: string }>> {
		const { flowElementsTrengoApi: id } = await simulatorAccounts(['flowElementsTrengoApi']);
		const about = {
			path: 'parameters.channel',
			nodeTypeAndVersion: { name: 'n8n-nodes-flow-elements.trengo', version: 1 },
			methodName: method,
			currentNodeParameters: { operation: 'identify' },
			credentials: { flowElementsTrengoApi: { id, name: 'Trengo' } },
			...more,
		};
		const answer = await rest<unknown>('POST', `/dynamic-node-parameters/${kind}`, about);
		return (Array.isArray(answer) ? answer : (answer as { results: unknown[] }).results) as never;
	}

	it('lists what the account has', async () => {
		expect(await listed('searchChannels', 'resource-locator-results', { filter: 'mail' })).toEqual([
			{ name: 'Mail of Eva (email)', value: '4403' },
			{ name: 'Shop mail (email)', value: '4400' },
		]);
		expect(await listed('searchUsers', 'resource-locator-results')).toHaveLength(27);
		expect(await listed('searchTeams', 'resource-locator-results')).toEqual([{ name: 'Sales', value: '31' }, { name: 'Support', value: '32' }]);
		expect(await listed('searchLabels', 'resource-locator-results')).toHaveLength(3);
		// The field of a ticket is none of a contact.
		expect((await listed('contactFields', 'options')).map(({ value }) => value)).toEqual(['62', '61']);
		expect(await listed('contactGroups', 'options')).toHaveLength(2);
		// Nothing chosen means the channel of the node.
		expect(await listed('channels', 'options')).toHaveLength(6);
	});
});

describe('the example crm-event-to-ticket', () => {
	let route: Route;
	beforeAll(async () => {
		({ route } = await publishExample('crm-event-to-ticket'));
	}, 60_000);

	const call = async (body: object) => {
		const response = await route.call(json({ messageId: randomUUID(), ...body }));
		return { status: response.status, body: (await response.json()) as Record<string, unknown> };
	};

	it('takes the calls of a platform as they are', async () => {
		const email = newEmail();
		const identified = await call({ type: 'identify', userId: 'u-1', context: { traits: { email } }, traits: { firstName: 'Ann' } });
		expect(identified).toMatchObject({ status: 200, body: { contactId: expect.any(String) } });
		const track = { type: 'track', event: 'Order Completed', messageId: randomUUID(), context: { traits: { email } }, properties: { order_id: 'A-1001', revenue: 49.95 } };
		const tracked = await call(track);
		expect(tracked).toMatchObject({ status: 200, body: { contactId: identified.body.contactId, ticketId: expect.any(String) } });
		expect(await made('/tickets', String(identified.body.contactId))).toMatchObject([{ subject: 'Order A-1001 of value 49.95' }]);
		expect(await made(`/tickets/${String(tracked.body.ticketId)}/messages`, 'A-1001')).toEqual([{ internal_note: true, message: expect.stringContaining('"revenue": 49.95') }]);

		// The platform sends the call again.
		expect(await call(track)).toEqual(tracked);
		expect(await made('/tickets', String(identified.body.contactId))).toHaveLength(1);
	});

	it('tells the platform not to send again what cannot be used', async () => {
		expect(await call({ type: 'track', event: 'Order Completed', properties: {} })).toMatchObject({ status: 422, body: { field: expect.stringContaining('traits.email') } });
	});

	it('does nothing about other events and other calls', async () => {
		expect(await call({ type: 'track', event: 'Product Viewed', properties: { email: newEmail() } })).toMatchObject({ status: 200, body: { message: 'The event is not in the Event Map.' } });
		expect(await call({ type: 'page', name: 'Home' })).toMatchObject({ status: 200 });
	});

	it('has the platform send again what failed', async () => {
		await plan({ method: 'POST', path: '/tickets', status: 503 });
		const { contactId, ...email } = { contactId: '9004', email: 'joann@shop.example' };
		const failed = await call({ type: 'track', event: 'Support Requested', properties: email, context: { externalId: [{ type: 'trengoContactId', id: contactId }] } });
		expect(failed).toMatchObject({ status: 503 });
	});
});
