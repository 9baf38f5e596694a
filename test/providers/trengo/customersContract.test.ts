import { setTimeout } from 'node:timers/promises';

import { FlowElementsTrengoApi } from '../../../credentials/FlowElementsTrengoApi.credentials';
import type { HttpRequest } from '../../../flow/http/message';
import { trengoContacts } from '../../../providers/trengo/contacts';
import { trengoList } from '../../../providers/trengo/lists';
import { trengoTickets } from '../../../providers/trengo/tickets';
import type { FetchSender } from '../../support/fetchSender';
import { fetchSender } from '../../support/fetchSender';
import { control } from '../../support/messagingAccounts';
import { describeWithDocuments, startPrism, startPrismBefore, violationsIn } from '../../support/prism';
import { keyHeaders } from '../../support/providerKeys';
import type { Relay } from '../../support/relay';
import { startRelay } from '../../support/relay';
import type { ServerProcess } from '../../support/serverProcess';
import { startSimulator } from '../../support/simulator';
import { refusalsOf, spoil, withoutKey } from '../support/contract';

jest.setTimeout(60_000);

const DOCUMENT = 'trengo-observed.json';
const ANN = { type: 'email', value: 'ann@example.com' };

async function senderTo(baseUrl: string, token: string, change?: (request: HttpRequest) => HttpRequest): Promise<FetchSender> {
	return fetchSender(await keyHeaders(new FlowElementsTrengoApi(), { baseUrl, token }, baseUrl), change);
}

/** Asks for everything that elements ask of contacts and tickets. */
async function everything({ sendRequest }: FetchSender, baseUrl: string, ids: { channel: string; contact?: string; ticket?: string }): Promise<void> {
	const contacts = trengoContacts(sendRequest, { baseUrl });
	const tickets = trengoTickets(sendRequest, { baseUrl });
	await contacts.find(ANN);
	await contacts.find({ type: 'phone', value: '+31612345678' });
	const made = await contacts.create({ channelId: ids.channel, identifier: ANN.value, name: 'Ann Lee' });
	const contact = ids.contact ?? ('value' in made ? made.value.id : '1');
	await contacts.update(contact, { name: 'Ann', groupIds: ['81'] });
	await contacts.get(contact);
	await contacts.setCustomField(contact, '61', 'gold');
	await contacts.addNote(contact, 'Called.');
	const opened = await tickets.create({ contactId: contact, channelId: ids.channel, subject: 'Order Completed' });
	await tickets.create({ contactId: contact, channelId: ids.channel });
	const ticket = ids.ticket ?? ('value' in opened ? opened.value.id : '1');
	await tickets.get(ticket);
	await tickets.message(ticket, { text: 'Hello', subject: 'Your order' });
	await tickets.message(ticket, { text: 'VIP', isNote: true });
	await tickets.assign(ticket, { userId: '71' }, 'Please call.');
	await tickets.assign(ticket, { teamId: '31' });
	await tickets.addLabel(ticket, '51');
	await tickets.removeLabel(ticket, '51');
	await tickets.setCustomField(ticket, '63', 'A-1001');
	await tickets.close(ticket);
	await tickets.reopen(ticket);
	for (const list of ['channels', 'customFields', 'labels'] as const) await trengoList(sendRequest, { baseUrl }, list);
}

describeWithDocuments('requests about contacts and tickets, by the document of what clients of Trengo do', [DOCUMENT], () => {
	let server: ServerProcess;
	beforeAll(async () => (server = await startPrism(DOCUMENT)));
	afterAll(async () => await server?.stop());

	it('are as it says', async () => {
		const sender = await senderTo(server.url, 'k');
		await everything(sender, server.url, { channel: '4400', contact: '12', ticket: '99' });
		expect(refusalsOf(sender)).toEqual([]);
		expect(sender.requests.length).toBeGreaterThan(20);
	});

	it.each<[string, (request: HttpRequest) => HttpRequest, number]>([
		['no identifier', spoil((body: object) => ({ ...body, identifier: undefined })), 422],
		['no token', withoutKey, 401],
	])('are refused with %s, so that these tests can fail', async (_, change, status) => {
		const sender = await senderTo(server.url, 'k', change);
		await trengoContacts(sender.sendRequest, { baseUrl: server.url }).create({ channelId: '4400', identifier: ANN.value });
		expect(refusalsOf(sender)).toEqual([expect.objectContaining({ status })]);
	});

	it.each<[string, (request: HttpRequest) => HttpRequest]>([
		['a name for a number', spoil((body: object) => ({ ...body, contact_id: [] }))],
		['no channel', spoil((body: object) => ({ ...body, channel_id: undefined }))],
	])('are refused with %s, so that these tests can fail', async (_, change) => {
		const sender = await senderTo(server.url, 'k', change);
		await trengoTickets(sender.sendRequest, { baseUrl: server.url }).create({ contactId: '12', channelId: '4400' });
		expect(refusalsOf(sender)).toEqual([expect.objectContaining({ status: 422 })]);
	});
});

describeWithDocuments('answers of the simulator about contacts and tickets, by the same document', [DOCUMENT], () => {
	let simulator: ServerProcess;
	let relay: Relay;
	let server: ServerProcess;
	beforeAll(async () => {
		simulator = await startSimulator();
		relay = await startRelay(`${simulator.url}/api/v2`);
		server = await startPrismBefore(DOCUMENT, relay.url);
	});
	afterAll(async () => {
		await server?.stop();
		await relay?.stop();
		await simulator?.stop();
	});
	afterEach(() => delete relay.spoil);

	const answersTo = ({ outcomes }: FetchSender) => outcomes.map(({ reply }) => (violationsIn(reply?.headers ?? {}).length > 0 ? violationsIn(reply?.headers ?? {}) : reply?.status));

	it('are as it says', async () => {
		const sender = await senderTo(server.url, 'simulator-key');
		await everything(sender, server.url, { channel: '4400' });
		expect(new Set(answersTo(sender))).toEqual(new Set([200]));
	});

	it('are as it says when they refuse', async () => {
		const sender = await senderTo(server.url, 'simulator-key');
		const tickets = trengoTickets(sender.sendRequest, { baseUrl: server.url });
		await tickets.create({ contactId: '9001', channelId: '4400' });
		await tickets.get('7');
		await control(simulator.url, 'PUT', 'faults/trengo', { status: 429, times: 1 });
		await tickets.get('7');
		expect(answersTo(sender)).toEqual([422, 404, 404]);
		expect(sender.outcomes.at(-1)?.tries).toBe(2);
	});

	it('are refused when they are not, so that these tests can fail', async () => {
		relay.spoil = ({ data }: { data: object[] }) => ({ data: data.map((one) => ({ ...one, id: 'one' })) });
		const sender = await senderTo(server.url, 'simulator-key');
		await trengoContacts(sender.sendRequest, { baseUrl: server.url }).find({ type: 'email', value: 'double@shop.example' });
		expect(answersTo(sender)).toEqual([expect.arrayContaining([expect.stringContaining('response')])]);
	});
});

describe('the simulator as Trengo', () => {
	let simulator: ServerProcess;
	beforeAll(async () => (simulator = await startSimulator()));
	afterAll(async () => await simulator?.stop());

	async function account() {
		const baseUrl = `${simulator.url}/api/v2`;
		const { sendRequest } = await senderTo(baseUrl, 'simulator-key');
		return { contacts: trengoContacts(sendRequest, { baseUrl }), tickets: trengoTickets(sendRequest, { baseUrl }), list: async (name: 'users') => await trengoList(sendRequest, { baseUrl }, name) };
	}

	it('finds by parts, on several pages, and new contacts only after a while', async () => {
		const { contacts } = await account();
		expect(await contacts.find({ type: 'email', value: 'reader1@news.example' })).toMatchObject({ value: [{ name: 'Reader 1' }] });
		expect(await contacts.find({ type: 'email', value: 'double@shop.example' })).toMatchObject({ value: [{}, {}] });
		await contacts.create({ channelId: '4400', identifier: 'new@example.com' });
		expect(await contacts.find({ type: 'email', value: 'new@example.com' })).toEqual({ value: [] });
		await setTimeout(400);
		expect(await contacts.find({ type: 'email', value: 'new@example.com' })).toMatchObject({ value: [{}] });
	});

	it('has an address once, and a number as often as it comes', async () => {
		const { contacts } = await account();
		const twice = async (channelId: string, identifier: string) => {
			const made = [await contacts.create({ channelId, identifier }), await contacts.create({ channelId, identifier })];
			return new Set(made.map((one) => ('value' in one ? one.value.id : 'none'))).size;
		};
		expect(await twice('4400', 'twice@example.com')).toBe(1);
		expect(await twice('4401', '+31612345699')).toBe(2);
	});

	it('says in Dutch what it does not take', async () => {
		const { contacts, tickets } = await account();
		expect(await contacts.create({ channelId: '4400', identifier: '+31612345678' })).toMatchObject({ problem: { code: 'identifier', text: expect.stringContaining('ongeldig') } });
		expect(await tickets.create({ contactId: '9001', channelId: '4400' })).toMatchObject({ problem: { code: 'contact', text: expect.stringContaining('privécontact') } });
		expect(await tickets.create({ contactId: '9001', channelId: '4403' })).toMatchObject({ value: {} });
	});

	it('takes a message by WhatsApp only from those who have written', async () => {
		const { contacts, tickets } = await account();
		const made = await contacts.create({ channelId: '4401', identifier: '+31612345698' });
		const ticket = await tickets.create({ contactId: 'value' in made ? made.value.id : '', channelId: '4401' });
		const id = 'value' in ticket ? ticket.value.id : '';
		expect(await tickets.message(id, { text: 'Hello' })).toMatchObject({ problem: { code: 'window' } });
		expect(await tickets.message(id, { text: 'A note', isNote: true })).toMatchObject({ value: {} });
	});

	it('lists users on two pages', async () => {
		expect(await (await account()).list('users')).toHaveLength(27);
	});

	it('takes so many requests in a minute as it is told, and then says for how long none', async () => {
		await control(simulator.url, 'PUT', 'limits/trengo', { requests: 20 });
		const statuses = await Promise.all(
			Array.from({ length: 21 }, async () => {
				const response = await fetch(`${simulator.url}/api/v2/labels`, { headers: { authorization: 'Bearer simulator-key' } });
				return [response.status, Number(response.headers.get('retry-after'))] as const;
			}),
		);
		const refused = statuses.filter(([status]) => status === 429);
		expect(refused.length).toBeGreaterThan(0);
		expect(refused.every(([, seconds]) => seconds > 0 && seconds <= 60)).toBe(true);
	});
});
