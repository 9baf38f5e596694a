import { FlowElementsTrengoApi } from '../../../credentials/FlowElementsTrengoApi.credentials';
import type { HttpRequest } from '../../../flow/http/message';
import { trengoTemplates } from '../../../providers/trengo/templates';
import { trengoWebhooks } from '../../../providers/trengo/webhooks';
import { fetchSender } from '../../support/fetchSender';
import { describeWithDocuments, startPrism } from '../../support/prism';
import { keyHeaders } from '../../support/providerKeys';
import type { ServerProcess } from '../../support/serverProcess';
import { refusalsOf, spoil, withoutKey } from '../support/contract';
import { fixturesFor, messageOf } from '../support/templateFixtures';
import { messageTo } from '../support/templateMessages';

jest.setTimeout(60_000);

type Body = { recipient_phone_number: string; hsm_id: number; params: object[] };

describeWithDocuments('requests to Trengo, by the document of what its clients do', ['trengo-observed.json'], () => {
	let server: ServerProcess;
	beforeAll(async () => (server = await startPrism('trengo-observed.json')));
	afterAll(async () => await server?.stop());

	async function sender(change?: (request: HttpRequest) => HttpRequest) {
		return fetchSender(await keyHeaders(new FlowElementsTrengoApi(), { baseUrl: server.url, token: 'k' }, server.url), change);
	}

	describe('with a template', () => {
		it.each(fixturesFor('trengo'))('are as it says: $name', async (fixture) => {
			const sending = await sender();
			const message = messageOf({ ...fixture, template: { ...fixture.template, id: '4711' } });
			await trengoTemplates(sending.sendRequest, { baseUrl: server.url }).send([message]);
			expect(refusalsOf(sending)).toEqual([]);
			expect(sending.requests).toHaveLength(1);
		});

		it.each<[string, (request: HttpRequest) => HttpRequest, number]>([
			['no template', spoil((body: Body) => ({ ...body, hsm_id: undefined })), 422],
			['a template that is a text', spoil((body: Body) => ({ ...body, hsm_id: '4711' })), 422],
			['no receiver', spoil((body: Body) => ({ ...body, recipient_phone_number: undefined })), 422],
			['a receiver that is a word', spoil((body: Body) => ({ ...body, recipient_phone_number: 'Ann' })), 422],
			['values by name', spoil((body: Body) => ({ ...body, params: { 1: 'Ann' } })), 422],
			['a value without a key', spoil((body: Body) => ({ ...body, params: [{ type: 'body', value: 'Ann' }] })), 422],
			['a value that is a number', spoil((body: Body) => ({ ...body, params: [{ type: 'body', key: '{{1}}', value: 7 }] })), 422],
			['no token', withoutKey, 401],
		])('are refused with %s, so that these tests can fail', async (_, change, status) => {
			const sending = await sender(change);
			const outcomes = await trengoTemplates(sending.sendRequest, { baseUrl: server.url }).send([messageTo(1)]);
			expect(outcomes).toEqual([expect.objectContaining({ accepted: false })]);
			expect(refusalsOf(sending)).toEqual([expect.objectContaining({ status })]);
		});
	});

	describe('for the list of templates', () => {
		it('are as it says, and so is what is read of the answer', async () => {
			const sending = await sender();
			const templates = await trengoTemplates(sending.sendRequest, { baseUrl: server.url }).list();
			expect(templates).toEqual([expect.objectContaining({ id: expect.stringMatching(/^\d+$/), name: expect.any(String), body: expect.any(String) })]);
			expect(refusalsOf(sending)).toEqual([]);
		});

		it('are refused with a page that is a word, so that these tests can fail', async () => {
			const sending = await sender((request) => ({ ...request, url: request.url.replace('page=1', 'page=first') }));
			await expect(trengoTemplates(sending.sendRequest, { baseUrl: server.url }).list()).rejects.toThrow('Trengo refused the request (422).');
		});
	});

	describe('about webhooks', () => {
		const NEW = { name: 'n8n', type: 'INBOUND', url: 'https://n8n.example.com/webhook/abc?event=INBOUND' };

		it('are as it says', async () => {
			const sending = await sender();
			const webhooks = trengoWebhooks(sending.sendRequest, { baseUrl: server.url });
			expect(await webhooks.create(NEW)).toEqual({ id: expect.any(String), signingSecret: expect.any(String) });
			expect(await webhooks.list()).toEqual([expect.objectContaining({ id: expect.any(String) })]);
			await webhooks.remove('12');
			expect(refusalsOf(sending)).toEqual([]);
			expect(sending.requests.map(({ method }) => method)).toEqual(['POST', 'GET', 'DELETE']);
		});

		it.each(['INBOUND', 'OUTBOUND'])('are as it says for %s', async (type) => {
			const sending = await sender();
			await trengoWebhooks(sending.sendRequest, { baseUrl: server.url }).create({ ...NEW, type });
			expect(refusalsOf(sending)).toEqual([]);
		});

		it.each([
			['a type that there is not', { ...NEW, type: 'DELIVERED' }],
			['a URL that is none', { ...NEW, url: 'n8n' }],
		])('are refused with %s, so that these tests can fail', async (_, webhook) => {
			const sending = await sender();
			await expect(trengoWebhooks(sending.sendRequest, { baseUrl: server.url }).create(webhook)).rejects.toThrow('Trengo refused the request (422).');
		});

		it('are refused with an id that is a word, so that these tests can fail', async () => {
			const sending = await sender();
			await expect(trengoWebhooks(sending.sendRequest, { baseUrl: server.url }).remove('first')).rejects.toThrow('Trengo refused the request (422).');
		});
	});

	it('for the test of the credential are as it says', async () => {
		const { url } = new FlowElementsTrengoApi().test.request as { url: string };
		const statusWith = async (change?: (request: HttpRequest) => HttpRequest) => {
			const sending = await sender(change);
			return (await sending.sendRequest({ method: 'GET', url: `${server.url}${url}`, headers: {} })).reply?.status;
		};
		expect([await statusWith(), await statusWith(withoutKey)]).toEqual([200, 401]);
	});
});
