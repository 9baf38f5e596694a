import { FlowElementsInfobipApi } from '../../credentials/FlowElementsInfobipApi.credentials';
import { FlowElementsWhatsAppCloudApi } from '../../credentials/FlowElementsWhatsAppCloudApi.credentials';
import type { HttpRequest } from '../../flow/http/message';
import { infobipTemplates } from '../../providers/infobip/templates';
import { whatsAppCloudTemplates } from '../../providers/whatsAppCloud/templates';
import type { FetchSender } from '../support/fetchSender';
import { fetchSender } from '../support/fetchSender';
import { describeWithDocuments, startPrism } from '../support/prism';
import { keyHeaders } from '../support/providerKeys';
import type { ServerProcess } from '../support/serverProcess';
import { refusalsOf, spoil, withoutKey } from './support/contract';
import { fixturesFor, messageOf } from './support/templateFixtures';

jest.setTimeout(60_000);

type Message = Record<string, never> & { content: { templateData: Record<string, unknown> } };

/** Spoils the data of the first message. */
const spoilData = (change: (data: Record<string, unknown>) => unknown) =>
	spoil(({ messages: [message] }: { messages: Message[] }) => {
		const { content } = message;
		return { messages: [{ ...message, content: { ...content, templateData: change(content.templateData) } }] };
	});

describeWithDocuments("templates by Infobip, by Infobip's OpenAPI document", ['infobip-whatsapp.json'], () => {
	let server: ServerProcess;
	beforeAll(async () => (server = await startPrism('infobip-whatsapp.json')));
	afterAll(async () => await server?.stop());

	async function gateway(change?: (request: HttpRequest) => HttpRequest) {
		const key = await keyHeaders(new FlowElementsInfobipApi(), { baseUrl: server.url, apiKey: 'k' }, server.url);
		const sender = fetchSender(key, change);
		return { sender, templates: infobipTemplates(sender.sendRequest, { baseUrl: server.url, sender: '447860099299' }) };
	}

	it.each(fixturesFor('infobip'))('are sent as it says: $name', async (fixture) => {
		const { sender, templates } = await gateway();
		await templates.send([{ ...messageOf(fixture), notifyUrl: 'https://n8n.example/webhook/reports' }]);
		expect(refusalsOf(sender)).toEqual([]);
		expect(sender.requests).toHaveLength(1);
	});

	it('are sent many at a time as it says', async () => {
		const { sender, templates } = await gateway();
		await templates.send(fixturesFor('infobip').map((fixture, index) => ({ ...messageOf(fixture), messageId: `message-${index}` })));
		expect(refusalsOf(sender)).toEqual([]);
		expect(sender.requests).toHaveLength(1);
	});

	it.each<[string, string, (request: HttpRequest) => HttpRequest, number]>([
		['no text for the body', 'hello_world', spoilData(() => ({})), 400],
		['a value that is a number', 'promo_code', spoilData(() => ({ body: { placeholders: [25] } })), 400],
		['a picture that is nowhere', 'shipping_photo', spoilData((data) => ({ ...data, header: { type: 'IMAGE' } })), 400],
		['a header that there is not', 'shipping_photo', spoilData((data) => ({ ...data, header: { type: 'AUDIO', mediaUrl: 'https://a.example/b' } })), 400],
		['a document without a name', 'invoice', spoilData((data) => ({ ...data, header: { type: 'DOCUMENT', mediaUrl: 'https://a.example/b' } })), 400],
		['a place beyond the pole', 'meeting_point', spoilData((data) => ({ ...data, header: { type: 'LOCATION', latitude: 91, longitude: 0 } })), 400],
		['a code that is too long', 'promo_code', spoilData((data) => ({ ...data, buttons: [{ type: 'COPY_CODE', parameter: '1234567890123456' }] })), 400],
		['a card without a header', 'promo_carousel', spoilData((data) => ({ ...data, carousel: { cards: [{ body: { placeholders: [] } }] } })), 400],
		['an end that is no instant', 'limited_offer', spoilData((data) => ({ ...data, limitedTimeOffer: { expirationTime: 'tomorrow' } })), 400],
		['no receiver', 'hello_world', spoil(({ messages: [message] }: { messages: Message[] }) => ({ messages: [{ ...message, to: undefined }] })), 400],
		['no key', 'hello_world', withoutKey, 401],
	])('are refused with %s, so that these tests can fail', async (_, name, change, status) => {
		const { sender, templates } = await gateway(change);
		const [fixture] = fixturesFor('infobip').filter((one) => one.name === name);
		expect(await templates.send([messageOf(fixture)])).toEqual([expect.objectContaining({ accepted: false })]);
		expect(refusalsOf(sender)).toEqual([expect.objectContaining({ status })]);
	});

	it('are listed as it says', async () => {
		const { sender, templates } = await gateway();
		expect(await templates.list()).toEqual([expect.objectContaining({ name: expect.any(String), language: expect.any(String), body: expect.any(String) })]);
		expect(refusalsOf(sender)).toEqual([]);
	});

	it('are not listed without a key, so that these tests can fail', async () => {
		const { templates } = await gateway(withoutKey);
		await expect(templates.list()).rejects.toThrow('Infobip does not accept the API key (401). Check it in the credential.');
	});
});

type Component = { type: string; parameters?: unknown[] };
type CloudBody = { template: { components?: Component[] } };

/** Spoils the components of the message. */
const spoilComponents = (change: (components: Component[]) => unknown) =>
	spoil((body: CloudBody) => ({ ...body, template: { ...body.template, components: change(body.template.components ?? []) } }));

describeWithDocuments("templates by the WhatsApp Cloud API, by Meta's OpenAPI document", ['meta-whatsapp.json'], () => {
	let server: ServerProcess;
	beforeAll(async () => (server = await startPrism('meta-whatsapp.json')));
	afterAll(async () => await server?.stop());

	const settings = () => ({ baseUrl: server.url, version: 'v23.0', phoneNumberId: '106540352242922', businessAccountId: '102290129340398' });

	async function gateway(change?: (request: HttpRequest) => HttpRequest) {
		const key = await keyHeaders(new FlowElementsWhatsAppCloudApi(), { baseUrl: server.url, accessToken: 'k' }, server.url);
		// Meta's document knows no clients but those with a version; that of Node.js has none.
		const sender: FetchSender = fetchSender({ ...key, 'user-agent': 'n8n/2.39.0' }, change);
		return { sender, templates: whatsAppCloudTemplates(sender.sendRequest, settings()) };
	}

	it.each(fixturesFor('whatsAppCloud'))('are sent as it says: $name', async (fixture) => {
		const { sender, templates } = await gateway();
		expect(await templates.send([messageOf(fixture)])).toEqual([{ accepted: true, messageId: expect.any(String), details: expect.any(Object) }]);
		expect(refusalsOf(sender)).toEqual([]);
	});

	it.each<[string, string, (request: HttpRequest) => HttpRequest, number]>([
		['a value without text', 'promo_code', spoilComponents(() => [{ type: 'body', parameters: [{ type: 'text' }] }]), 422],
		['a value of a kind that there is not', 'promo_code', spoilComponents(() => [{ type: 'body', parameters: [{ type: 'number', number: 1 }] }]), 422],
		['a component that there is not', 'promo_code', spoilComponents((components) => [...components, { type: 'footer', parameters: [] }]), 422],
		['a button at no place', 'promo_code', spoilComponents(([{ ...body }]) => [body, { type: 'button', sub_type: 'copy_code', parameters: [] }]), 422],
		['a place that is a word', 'promo_code', spoilComponents((components) => components.map((one) => ({ ...one, ...(one.type === 'button' && { index: 'first' }) }))), 422],
		['a header without a picture', 'shipping_photo', spoilComponents(() => [{ type: 'header', parameters: [{ type: 'image' }] }]), 422],
		['no language', 'hello_world', spoil((body: CloudBody) => ({ ...body, template: { ...body.template, language: {} } })), 422],
		['no receiver', 'hello_world', spoil((body: CloudBody) => ({ ...body, to: undefined })), 422],
		['no key', 'hello_world', withoutKey, 401],
	])('are refused with %s, so that these tests can fail', async (_, name, change, status) => {
		const { sender, templates } = await gateway(change);
		const [fixture] = fixturesFor('whatsAppCloud').filter((one) => one.name === name);
		expect(await templates.send([messageOf(fixture)])).toEqual([expect.objectContaining({ accepted: false })]);
		expect(refusalsOf(sender)).toEqual([expect.objectContaining({ status })]);
	});

	it('are listed as it says', async () => {
		const { sender, templates } = await gateway();
		expect(await templates.list()).toEqual([
			expect.objectContaining({ name: 'hello_world', language: 'en_US', status: 'APPROVED', approval: 'approved', header: { format: 'text', text: 'Hello World' } }),
			expect.objectContaining({ name: '2023_april_promo', buttons: [{ kind: 'quickReply', text: 'Stop promotions' }] }),
		]);
		expect(refusalsOf(sender)).toEqual([]);
	});

	it('are read as it says for the test of the credential', async () => {
		const sending = (await gateway()).sender;
		const { qs } = new FlowElementsWhatsAppCloudApi().test.request as { qs: Record<string, string> };
		const path = '/v23.0/102290129340398/message_templates';
		const { reply } = await sending.sendRequest({ method: 'GET', url: `${server.url}${path}?${new URLSearchParams(qs).toString()}`, headers: {} });
		expect([reply?.status, refusalsOf(sending)]).toEqual([200, []]);
	});
});
