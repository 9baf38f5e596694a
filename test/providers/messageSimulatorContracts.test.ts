import type { MessageProvider } from '../../flow/message/messageEvent';
import type { FilledTemplate } from '../../flow/template/filledTemplate';
import type { TemplateCatalog, TemplateMessage } from '../../flow/template/gateway';
import { trengoWebhooks } from '../../providers/trengo/webhooks';
import { until } from '../support/apiServer';
import type { FetchSender } from '../support/fetchSender';
import { accountAt, baseUrlOf, control, messagingAccount } from '../support/messagingAccounts';
import type { OpenApiDocument } from '../support/prism';
import { describeWithDocuments, startPrismBefore, startPrismOn, violationsIn } from '../support/prism';
import type { Relay } from '../support/relay';
import { startRelay } from '../support/relay';
import type { ServerProcess } from '../support/serverProcess';
import { startSimulator } from '../support/simulator';

jest.setTimeout(60_000);

let simulator: ServerProcess;
beforeAll(async () => (simulator = await startSimulator()));
afterAll(async () => await simulator?.stop());

let count = 0;

function message(provider: MessageProvider, to: string): TemplateMessage {
	const content: FilledTemplate = {
		id: '101',
		name: 'order_shipped',
		language: 'en',
		body: ['Ann', 'A-1001'].map((text, index) => ({ placeholder: String(index + 1), text })),
		buttons: provider === 'infobip' || provider === 'whatsAppCloud' ? [{ index: 0, kind: 'url', tail: 'A-1001' }] : [],
	};
	return { messageId: `contract-${++count}`, to, content };
}

/** The statuses of the answers, and what the document has against them. */
function answersTo({ outcomes }: FetchSender): unknown[] {
	return outcomes.map(({ reply }) => {
		const violations = violationsIn(reply?.headers ?? {});
		return violations.length > 0 ? violations : reply?.status;
	});
}

/** Answers of the simulator to everything that the elements ask of a provider. */
function describeAnswers(provider: MessageProvider, document: string, tests: (behindPrism: () => BehindPrism) => void): void {
	describeWithDocuments(`answers of the simulator as ${provider}, by ${document}`, [document], () => {
		let relay: Relay;
		let server: ServerProcess;
		beforeAll(async () => {
			relay = await startRelay(baseUrlOf(provider, simulator.url));
			server = await startPrismBefore(document, relay.url);
		});
		afterAll(async () => {
			await server?.stop();
			await relay?.stop();
		});
		afterEach(() => delete relay.spoil);

		tests(() => ({
			relay,
			baseUrl: server.url,
			async answersToMessages(...numbers) {
				const { gateway, sender } = await accountAt(provider, server.url);
				for (const to of numbers) await gateway.send([message(provider, to)]);
				return answersTo(sender);
			},
			async answersToList(key) {
				const { gateway, sender } = await accountAt(provider, server.url, { key });
				await (gateway as TemplateCatalog).list().catch(() => []);
				return answersTo(sender);
			},
		}));
	});
}

interface BehindPrism {
	relay: Relay;
	baseUrl: string;
	/** Sends a message to each number. */
	answersToMessages(...numbers: string[]): Promise<unknown[]>;
	answersToList(key?: string): Promise<unknown[]>;
}

const OUTPUT_VIOLATIONS = [expect.stringContaining('response')];

describeAnswers('infobip', 'infobip-whatsapp.json', (behindPrism) => {
	it('are as it says', async () => {
		const { answersToList, answersToMessages, baseUrl } = behindPrism();
		expect(await answersToList()).toEqual([200]);
		expect(await answersToList('wrong-key')).toEqual([401]);
		expect(await answersToList('key-without-scopes')).toEqual([403]);
		expect(await answersToMessages('+31612340300', '+31612342001', '+31612342002')).toEqual([200, 200, 200]);
		expect(await answersToMessages('+31612342004')).toEqual([429]);
		expect(await answersToMessages('+31612342005')).toEqual([500]);

		const { gateway, sender } = await accountAt('infobip', baseUrl);
		await gateway.send([message('infobip', '+31612340301'), message('infobip', '+31612340302')]);
		const malformed = message('infobip', '+31612340303');
		await gateway.send([{ ...malformed, content: { ...malformed.content, raw: { body: { placeholders: ['a\nb', 'c'] } } } }]);
		expect(answersTo(sender)).toEqual([200, 400]);
	});

	it.each<[string, Relay['spoil']]>([
		['a status that there is not', ({ templates: [first] }: { templates: object[] }) => ({ templates: [{ ...first, status: 'FINE' }] })],
		['a template without its structure', ({ templates: [first] }: { templates: object[] }) => ({ templates: [{ ...first, structure: undefined }] })],
		['IDs that are numbers', ({ templates: [first] }: { templates: object[] }) => ({ templates: [{ ...first, id: 1 }] })],
	])('are refused with %s, so that these tests can fail', async (_, spoil) => {
		const { relay, answersToList } = behindPrism();
		relay.spoil = spoil;
		expect(await answersToList()).toEqual([expect.arrayContaining(OUTPUT_VIOLATIONS)]);
	});
});

describeAnswers('whatsAppCloud', 'meta-whatsapp.json', (behindPrism) => {
	it('are as it says', async () => {
		const { answersToList, answersToMessages, baseUrl } = behindPrism();
		expect(await answersToList()).toEqual([200, 200]);
		expect(await answersToMessages('+31612340300')).toEqual([200]);

		const { sender } = await accountAt('whatsAppCloud', baseUrl);
		await sender.sendRequest({ method: 'GET', url: `${baseUrl}/v23.0/15550002/phone_numbers`, headers: {} });
		expect(answersTo(sender)).toEqual([200]);
	});

	// For errors, the document has a form only with this request.
	it.each([
		['wrong-key', 401],
		['key-without-scopes', 403],
	])('are as it says with the key %s', async (key, status) => {
		const { baseUrl } = behindPrism();
		const { sender } = await accountAt('whatsAppCloud', baseUrl, { key });
		await sender.sendRequest({ method: 'GET', url: `${baseUrl}/v23.0/15550002/phone_numbers`, headers: {} });
		expect(answersTo(sender)).toEqual([status]);
	});

	it('are refused when they are not, so that these tests can fail', async () => {
		const { relay, answersToList, answersToMessages } = behindPrism();
		relay.spoil = ({ data }: { data: Array<{ components: object[] }> }) => ({ data: data.map((one) => ({ ...one, components: 'none' })) });
		expect(await answersToList()).toEqual([expect.arrayContaining(OUTPUT_VIOLATIONS)]);
		relay.spoil = (answer: object) => ({ ...answer, messages: [{ id: 1 }] });
		expect(await answersToMessages('+31612340300')).toEqual([expect.arrayContaining(OUTPUT_VIOLATIONS)]);
	});
});

describeAnswers('clickatell', 'clickatell-observed.json', (behindPrism) => {
	it('are as it says', async () => {
		const { answersToMessages, baseUrl } = behindPrism();
		expect(await answersToMessages('+31612340300', '+31612342001', '+31612342002')).toEqual([202, 207, 207]);
		expect(await answersToMessages('+31612342004')).toEqual([400]);
		const { gateway, sender } = await accountAt('clickatell', baseUrl, { key: 'wrong-key' });
		await gateway.send([message('clickatell', '+31612340300')]);
		expect(answersTo(sender)).toEqual([401]);
	});

	it('are refused when they are not, so that these tests can fail', async () => {
		const { relay, answersToMessages } = behindPrism();
		relay.spoil = ({ messages: [{ accepted, ...first }] }: { messages: Array<{ accepted: boolean }> }) => ({ messages: [{ ...first, taken: accepted }] });
		expect(await answersToMessages('+31612340300')).toEqual([expect.arrayContaining(OUTPUT_VIOLATIONS)]);
	});
});

describeAnswers('trengo', 'trengo-observed.json', (behindPrism) => {
	it('are as it says', async () => {
		const { answersToList, answersToMessages } = behindPrism();
		expect(await answersToList()).toEqual([200, 200]);
		expect(await answersToList('wrong-key')).toEqual([401]);
		expect(await answersToMessages('+31612340300', '+31612342002', '+31612342009')).toEqual([200, 422, 422]);
		expect(await answersToMessages('+31612342004')).toEqual([429]);
	});

	it('are as it says about webhooks', async () => {
		const { sender } = await accountAt('trengo', behindPrism().baseUrl);
		const webhooks = trengoWebhooks(sender.sendRequest, { baseUrl: behindPrism().baseUrl });
		const { id } = await webhooks.create({ name: 'Test', type: 'INBOUND', url: 'https://n8n.example/webhook/1' });
		await webhooks.list();
		await webhooks.remove(id);
		await webhooks.remove(id);
		await webhooks.create({ name: '', type: 'INBOUND', url: 'https://n8n.example/webhook/1' }).catch(() => undefined);
		expect(answersTo(sender)).toEqual([200, 200, 200, 404, 422]);
	});

	it('are refused when they are not, so that these tests can fail', async () => {
		const { relay, answersToList, answersToMessages } = behindPrism();
		relay.spoil = ({ data: [first] }: { data: object[] }) => ({ data: [{ ...first, id: 'one' }] });
		expect(await answersToList()).toEqual([expect.arrayContaining(OUTPUT_VIOLATIONS)]);
		relay.spoil = ({ message: given }: { message: object }) => ({ message: { ...given, ticket_id: 'x' } });
		expect(await answersToMessages('+31612340300')).toEqual([expect.arrayContaining(OUTPUT_VIOLATIONS)]);
	});
});

/** Has a provider tell a server of one message, and checks that the server takes it all. */
async function expectTold(provider: MessageProvider, url: string, mark: string, reports: number): Promise<void> {
	await control(simulator.url, 'PUT', `callbacks/${provider}`, { url });
	await control(simulator.url, 'DELETE', 'deliveries');
	const { gateway } = await messagingAccount(provider, simulator.url);
	await gateway.send([message(provider, `+3161234${mark}`)]);
	await until(async () => (await deliveries(url)).length >= reports);
	expect(await deliveries(url)).toEqual(Array(reports).fill({ status: 200, violations: '' }));
}

async function deliveries(url: string): Promise<Array<{ status: number; violations: string }>> {
	const all = (await control(simulator.url, 'GET', 'deliveries')) as unknown as Array<{ url: string; status: number; answer: string }>;
	return all.filter((one) => one.url === url).map(({ status, answer }) => ({ status, violations: status === 200 ? '' : answer }));
}

interface Webhook {
	post: { requestBody: { content: Record<string, { schema: { $ref: string } }> } };
}

/** Infobip's document asks for next to nothing in a report; its examples have these. */
const REPORT_PARTS = {
	'receive-whatsapp-delivery-reports': ['status', 'error', 'messageId', 'doneAt', 'sentAt', 'to', 'price', 'messageCount'],
	'receive-whatsapp-seen-reports': ['messageId', 'from', 'to', 'sentAt', 'seenAt'],
	'receive-inbound-whatsapp-messages': [],
};

/** Prism serves no webhooks; so they become one path. */
function withWebhooksAsPath({ webhooks = {}, ...document }: OpenApiDocument): OpenApiDocument {
	const entryOf = (name: string): object => {
		const { $ref } = (webhooks[name] as Webhook).post.requestBody.content['application/json'].schema;
		const body = document.components.schemas[$ref.replace('#/components/schemas/', '')];
		return (body.properties as { results: { items: object } }).results.items;
	};
	const results = Object.entries(REPORT_PARTS).map(([name, required]) => ({ allOf: [entryOf(name), { type: 'object', required }] }));
	const schema = { type: 'object', required: ['results'], properties: { results: { type: 'array', minItems: 1, items: { anyOf: results } } } };
	const post = { requestBody: { required: true, content: { 'application/json': { schema } } }, responses: { 200: { description: 'Taken' } } };
	return { ...document, paths: { '/events': { post } } };
}

describeWithDocuments("what the simulator tells as Infobip, by Infobip's OpenAPI document", ['infobip-whatsapp.json'], () => {
	let server: ServerProcess;
	beforeAll(async () => (server = await startPrismOn('infobip-whatsapp.json', withWebhooksAsPath)));
	afterAll(async () => await server?.stop());
	const deliver = async (body: object) => (await control(simulator.url, 'POST', 'deliver/infobip', body)).status;

	it('is as it says', async () => {
		await expectTold('infobip', `${server.url}/events`, '0310', 2);
		await expectTold('infobip', `${server.url}/events`, '1003', 1);
		const inbound = async (given: object) =>
			await control(simulator.url, 'POST', 'inbound/infobip', { from: '+31612345678', text: 'Yes', replyTo: 'm-1', ...given });
		for (const type of ['TEXT', 'BUTTON', 'INTERACTIVE_BUTTON_REPLY', 'INTERACTIVE_LIST_REPLY', 'IMAGE']) {
			expect({ type, ...(await inbound({ type, payload: 'yes-1' })) }).toMatchObject({ type, status: 200 });
		}
	});

	it('is refused when it is not, so that these tests can fail', async () => {
		await control(simulator.url, 'PUT', 'callbacks/infobip', { url: `${server.url}/events` });
		expect(await deliver({ results: [] })).toBe(422);
		expect(await deliver({ results: [{ messageId: 'm-1', seenAt: '2026-11-20T12:00:00.000+0000' }] })).toBe(422);
		expect(await deliver({ results: [{ from: '31612345678', to: '447860099299', message: { type: 'TEXT', text: 'x' } }] })).toBe(422);
		expect((await control(simulator.url, 'POST', 'inbound/infobip', { from: '+31612345678', type: 'NEW' })).status).toBe(422);
	});
});

/**
 * The document has inbound messages ask for what only outbound ones have (messaging_product, to), and callers of ours
 * show a token, which Meta does not.
 */
function withInboundMessages({ paths, components, ...document }: OpenApiDocument): OpenApiDocument {
	const { post } = paths['/whatsapp/webhooks'] as { post: object };
	const { BaseMessageProperties: base } = components.schemas;
	const required = ['type'];
	return {
		...document,
		paths: { '/whatsapp/webhooks': { post: { ...post, security: [] } } },
		components: { ...components, schemas: { ...components.schemas, BaseMessageProperties: { ...base, required } } },
	};
}

describeWithDocuments("what the simulator tells as Meta, by Meta's OpenAPI document", ['meta-whatsapp.json'], () => {
	let server: ServerProcess;
	beforeAll(async () => (server = await startPrismOn('meta-whatsapp.json', withInboundMessages)));
	afterAll(async () => await server?.stop());
	const url = () => `${server.url}/whatsapp/webhooks`;

	it('is as it says', async () => {
		await expectTold('whatsAppCloud', url(), '0310', 3);
		await expectTold('whatsAppCloud', url(), '1003', 2);
		const inbound = async (given: object) =>
			await control(simulator.url, 'POST', 'inbound/whatsAppCloud', { from: '+31612345678', text: 'Yes', replyTo: 'wamid.1', ...given });
		for (const type of ['text', 'button', 'button_reply', 'list_reply', 'image']) {
			expect({ type, ...(await inbound({ type, payload: 'yes-1' })) }).toMatchObject({ type, status: 200 });
		}
	});

	it('is refused when it is not, so that these tests can fail', async () => {
		await control(simulator.url, 'PUT', 'callbacks/whatsAppCloud', { url: url() });
		const deliver = async (value: object) => {
			const body = { object: 'whatsapp_business_account', entry: [{ id: '15550002', changes: [{ field: 'messages', value }] }] };
			return (await control(simulator.url, 'POST', 'deliver/whatsAppCloud', body)).status;
		};
		const common = { messaging_product: 'whatsapp', metadata: { display_phone_number: '1', phone_number_id: '2' } };
		const status = { id: 'wamid.1', status: 'sent', timestamp: '1', recipient_id: '31612345678' };
		expect(await deliver({ ...common, statuses: [status] })).toBe(200);
		expect(await deliver({ ...common, statuses: [{ ...status, status: 'lost' }] })).toBe(422);
		expect(await deliver({ ...common, statuses: [{ ...status, timestamp: 1 }] })).toBe(422);
		expect(await deliver({ statuses: [status] })).toBe(422);
		expect(await deliver({ ...common, contacts: [], messages: [{ type: 'text' }] })).toBe(422);
	});
});
