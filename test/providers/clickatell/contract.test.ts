import { FlowElementsClickatellApi } from '../../../credentials/FlowElementsClickatellApi.credentials';
import type { HttpRequest } from '../../../flow/http/message';
import { clickatellTemplates } from '../../../providers/clickatell/templates';
import { fetchSender } from '../../support/fetchSender';
import { describeWithDocuments, startPrism } from '../../support/prism';
import { keyHeaders } from '../../support/providerKeys';
import type { ServerProcess } from '../../support/serverProcess';
import { refusalsOf, spoil, withoutKey } from '../support/contract';
import { fixturesFor, messageOf } from '../support/templateFixtures';
import { filled, messageTo } from '../support/templateMessages';

jest.setTimeout(60_000);

type Message = { to: string; hsm?: object };

const spoilFirst = (change: (message: Message) => unknown) => spoil(({ messages: [first] }: { messages: Message[] }) => ({ messages: [change(first)] }));

describeWithDocuments('templates by Clickatell, by the document of what is public of its API', ['clickatell-observed.json'], () => {
	let server: ServerProcess;
	beforeAll(async () => (server = await startPrism('clickatell-observed.json')));
	afterAll(async () => await server?.stop());

	async function sender(change?: (request: HttpRequest) => HttpRequest) {
		return fetchSender(await keyHeaders(new FlowElementsClickatellApi(), { baseUrl: server.url, apiKey: 'k' }, server.url), change);
	}

	it.each(fixturesFor('clickatell'))('are sent as it says: $name', async (fixture) => {
		const sending = await sender();
		await clickatellTemplates(sending.sendRequest, { baseUrl: server.url }).send([messageOf(fixture)]);
		expect(refusalsOf(sending)).toEqual([]);
		expect(sending.outcomes.map(({ reply }) => reply?.status)).toEqual([202]);
	});

	it('are sent 200 at a time as it says', async () => {
		const sending = await sender();
		await clickatellTemplates(sending.sendRequest, { baseUrl: server.url }).send(Array.from({ length: 200 }, (_, index) => messageTo(index)));
		expect(refusalsOf(sending)).toEqual([]);
		expect(sending.requests).toHaveLength(1);
	});

	it("are sent with the provider's own JSON as it says", async () => {
		const sending = await sender();
		const raw = { template: { templateName: 'order_shipped', body: { parameters: { 1: 'Ann' } } } };
		await clickatellTemplates(sending.sendRequest, { baseUrl: server.url }).send([messageTo(1, { name: 'order_shipped', language: 'en', raw })]);
		expect(refusalsOf(sending)).toEqual([]);
	});

	it.each<[string, (request: HttpRequest) => HttpRequest, number]>([
		['no receiver', spoilFirst((message) => ({ ...message, to: undefined })), 400],
		['a receiver that is a number', spoilFirst((message) => ({ ...message, to: 31612345678 })), 400],
		['a channel that there is not', spoilFirst((message) => ({ ...message, channel: 'fax' })), 400],
		['no template', spoilFirst((message) => ({ ...message, hsm: { parameters: {} } })), 400],
		['a value that is a number', spoilFirst((message) => ({ ...message, hsm: { template: 'a', parameters: { 1: 7 } } })), 400],
		['values in a list', spoilFirst((message) => ({ ...message, hsm: { template: 'a', parameters: ['Ann'] } })), 400],
		['no messages', spoil(() => ({ messages: [] })), 400],
		['201 messages', spoil(({ messages: [first] }: { messages: Message[] }) => ({ messages: new Array<Message>(201).fill(first) })), 400],
		['no key', withoutKey, 401],
	])('are refused with %s, so that these tests can fail', async (_, change, status) => {
		const sending = await sender(change);
		const outcomes = await clickatellTemplates(sending.sendRequest, { baseUrl: server.url }).send([messageTo(1, filled(['Ann']))]);
		expect(outcomes).toEqual([expect.objectContaining({ accepted: false })]);
		expect(refusalsOf(sending)).toEqual([expect.objectContaining({ status })]);
	});

	it('have a credential that is tested as it says', async () => {
		const { url } = new FlowElementsClickatellApi().test.request as { url: string };
		const statusWith = async (change?: (request: HttpRequest) => HttpRequest) => {
			const sending = await sender(change);
			return (await sending.sendRequest({ method: 'GET', url: `${server.url}${url}`, headers: {} })).reply?.status;
		};
		expect([await statusWith(), await statusWith(withoutKey)]).toEqual([200, 401]);
	});
});
