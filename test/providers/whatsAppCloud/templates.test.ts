import type { HttpRequest } from '../../../flow/http/message';
import type { SendOutcome, TemplateMessage } from '../../../flow/template/gateway';
import { TemplateListError } from '../../../flow/template/gateway';
import type { WhatsAppCloudSettings } from '../../../providers/whatsAppCloud/templates';
import { whatsAppCloudTemplates } from '../../../providers/whatsAppCloud/templates';
import type { Answer } from '../support/fakeService';
import { fakeService } from '../support/fakeService';
import { filled, messageTo } from '../support/templateMessages';

const SETTINGS: WhatsAppCloudSettings = {
	baseUrl: 'https://graph.facebook.com',
	version: 'v23.0',
	phoneNumberId: '106540352242922',
	businessAccountId: '102290129340398',
};

const bodyOf = ({ body = '' }: HttpRequest) => JSON.parse(body) as { to: string; template: object };

const takes = (request: HttpRequest): Answer => {
	const { to } = bodyOf(request);
	const body = { messaging_product: 'whatsapp', contacts: [{ input: to, wa_id: to }], messages: [{ id: `wamid.${to}`, message_status: 'accepted' }] };
	return { status: 200, body };
};

const graphError = (status: number, code: number, rest: object = {}): Answer => {
	return { status, body: { error: { message: `(#${code}) Words`, type: 'OAuthException', code, fbtrace_id: 'A', ...rest } } };
};

async function send(messages: readonly TemplateMessage[], answer: (request: HttpRequest, count: number) => Answer) {
	const service = fakeService(answer);
	const outcomes = await whatsAppCloudTemplates(service.sendRequest, SETTINGS).send(messages);
	return { outcomes, requests: service.requests };
}

const problemOf = (outcome: SendOutcome) => (outcome.accepted ? undefined : outcome.problem);

describe('a template sent by the WhatsApp Cloud API', () => {
	it("is accepted under Meta's ID", async () => {
		const { outcomes, requests } = await send([messageTo(1), messageTo(2)], takes);
		expect(outcomes).toEqual([
			{ accepted: true, messageId: 'wamid.31612340001', details: { status: 'accepted', whatsAppId: '31612340001' } },
			{ accepted: true, messageId: 'wamid.31612340002', details: { status: 'accepted', whatsAppId: '31612340002' } },
		]);
		expect(requests).toHaveLength(2);
	});

	it('is the request that it says', async () => {
		const { requests } = await send([messageTo(1)], takes);
		const { requestOf, batchSize } = whatsAppCloudTemplates(fakeService(takes).sendRequest, SETTINGS);
		expect(requests).toEqual([requestOf([messageTo(1)])]);
		expect(batchSize).toBe(1);
	});

	it.each([
		['a list of components', [{ type: 'body', parameters: [] }]],
		['an object with components', { components: [{ type: 'body', parameters: [] }], name: 'other' }],
	])('can have JSON of the flow: %s', async (_, raw) => {
		const { requests } = await send([messageTo(1, { name: 'catalog', language: 'en', raw })], takes);
		expect(bodyOf(requests[0]).template).toEqual({ name: 'catalog', language: { code: 'en' }, components: [{ type: 'body', parameters: [] }] });
	});

	it.each([['text', '[]'], ['null', null], ['an object without components', { body: [] }]])('is not sent with JSON that is %s', async (_, raw) => {
		const { outcomes, requests } = await send([messageTo(1, { name: 'catalog', language: 'en', raw }), messageTo(2)], takes);
		expect(problemOf(outcomes[0])).toMatchObject({ class: 'fixRequest', text: 'The JSON of the template is not a list of components, as Meta takes it.' });
		expect(outcomes[1]).toMatchObject({ accepted: true });
		expect(requests).toHaveLength(1);
	});

	it('without values has no components', async () => {
		const { requests } = await send([messageTo(1, filled())], takes);
		expect(bodyOf(requests[0]).template).toEqual({ name: 'order_shipped', language: { code: 'en' } });
	});

	it.each<[string, Answer, object]>([
		['opted out of marketing', graphError(400, 131050), { class: 'neverSend', code: '131050' }],
		['cannot be reached', graphError(400, 131026), { class: 'neverSend', code: '131026' }],
		['has had enough', graphError(400, 131049), { class: 'retryLater', retryAfterMs: 86_400_000 }],
		['has just had another', graphError(400, 131056), { class: 'retryLater', retryAfterMs: 6000 }],
		['is one too many a second', graphError(429, 130429), { class: 'retryLater', httpStatus: 429 }],
		['is missing', graphError(404, 132001), { class: 'fixRequest', code: '132001' }],
		['is paused', graphError(400, 132015), { class: 'fixRequest', code: '132015' }],
		['has too few values', graphError(400, 132000), { class: 'fixRequest' }],
		['has no token', graphError(401, 190), { class: 'accountProblem' }],
		['has no permission', graphError(403, 294), { class: 'accountProblem', text: expect.stringContaining('The token may not do this.') }],
		['is not paid for', graphError(400, 131042), { class: 'accountProblem' }],
		['meets a fault of Meta', graphError(500, 131000), { class: 'retryNow' }],
		['meets a new fault that passes', graphError(500, 999_999, { is_transient: true }), { class: 'retryNow', code: '999999' }],
		['meets a new fault', graphError(400, 999_999), { class: 'fixRequest', code: '999999', text: 'Meta refused the request (400). It says: (#999999) Words' }],
		['meets a new fault that may have come too late', graphError(500, 999_999), { class: 'retryLater', mayHaveBeenSent: true }],
		['meets a gateway', { status: 502, body: '<html>' }, { class: 'retryLater', mayHaveBeenSent: true }],
		['gets no answer', { cause: 'cut-off' }, { class: 'retryLater', mayHaveBeenSent: true }],
		['finds nobody', { cause: 'refused' }, { class: 'retryLater' }],
		['gets an answer of another kind', { status: 200, body: { success: true } }, { class: 'accountProblem', mayHaveBeenSent: true }],
	])('that %s is not accepted', async (_, answer, problem) => {
		const { outcomes, requests } = await send([messageTo(1)], () => answer);
		expect(outcomes).toEqual([{ accepted: false, problem: expect.objectContaining(problem) }]);
		expect(requests).toHaveLength(1);
	});

	it('says that it may have been sent only when it may', async () => {
		const certain = [graphError(400, 131000), graphError(500, 131026), graphError(429, 130429), graphError(400, 100), { cause: 'refused' as const }];
		const unsure = [graphError(500, 131000), graphError(503, 2), graphError(500, 1)];
		const told = async (answer: Answer) => problemOf((await send([messageTo(1)], () => answer)).outcomes[0])?.mayHaveBeenSent;
		expect(await Promise.all(certain.map(told))).toEqual(certain.map(() => undefined));
		expect(await Promise.all(unsure.map(told))).toEqual(unsure.map(() => true));
	});

	it("has Meta's details in its problem, and not the number", async () => {
		const details = 'Recipient +31612340001 is not available';
		const { outcomes } = await send([messageTo(1)], () => graphError(400, 131026, { error_data: { messaging_product: 'whatsapp', details } }));
		expect(problemOf(outcomes[0])).toEqual({
			class: 'neverSend',
			code: '131026',
			httpStatus: 400,
			text: expect.stringMatching(/ It says: \(#131026\) Words - Recipient \[number\] is not available$/),
			advice: 'Reach the person in another way.',
		});
	});

	it('passes the cancelling of the run on', async () => {
		const gateway = whatsAppCloudTemplates(() => Promise.reject(new Error('cancelled')), SETTINGS);
		await expect(gateway.send([messageTo(1)])).rejects.toThrow('cancelled');
	});
});

describe('the settings of the WhatsApp Cloud API', () => {
	it.each<[Partial<WhatsAppCloudSettings>, string]>([
		[{ version: '' }, 'Version of the credential must be a version of the Graph API, for example v23.0.'],
		[{ version: '23.0' }, 'Version of the credential must be a version'],
		[{ version: 'v23.0/../v1.0' }, 'Version of the credential must be a version'],
		[{ phoneNumberId: ' ' }, 'Phone Number ID of the credential is empty. Fill it in.'],
		[{ phoneNumberId: '..' }, 'Phone Number ID of the credential cannot be "..".'],
		[{ baseUrl: 'http://graph.facebook.com' }, 'must begin with https://'],
	])('cannot be %j', (settings, words) => {
		expect(() => whatsAppCloudTemplates(fakeService(takes).sendRequest, { ...SETTINGS, ...settings })).toThrow(words);
	});

	it('lead to no other path', () => {
		const { requestOf } = whatsAppCloudTemplates(fakeService(takes).sendRequest, { ...SETTINGS, baseUrl: 'https://graph.facebook.com/ ', phoneNumberId: ' a/b?c#d ' });
		expect(requestOf([messageTo(1)]).url).toBe('https://graph.facebook.com/v23.0/a%2Fb%3Fc%23d/messages');
	});

	it('need no business account as long as nothing is listed', async () => {
		const gateway = whatsAppCloudTemplates(fakeService(takes).sendRequest, { ...SETTINGS, businessAccountId: '' });
		expect(await gateway.send([messageTo(1)])).toEqual([expect.objectContaining({ accepted: true })]);
		await expect(gateway.list()).rejects.toThrow(new TemplateListError('Business Account ID of the credential is empty. Fill it in.'));
	});
});

describe('the templates of a WhatsApp Business account', () => {
	async function list(answer: (request: HttpRequest, count: number) => Answer) {
		const service = fakeService(answer);
		return { templates: await whatsAppCloudTemplates(service.sendRequest, SETTINGS).list(), urls: service.requests.map(({ url }) => new URL(url)) };
	}
	const listed = async (...data: unknown[]) => (await list(() => ({ status: 200, body: { data } }))).templates;

	it('are read from all pages, by their cursors', async () => {
		const page = (name: string, after: string, next?: string): Answer => {
			const data = [{ name, language: 'en', status: 'APPROVED', components: [] }];
			return { status: 200, body: { data, paging: { cursors: { before: 'b', after }, ...(next !== undefined && { next }) } } };
		};
		const { templates, urls } = await list((_, count) => {
			return [page('a', 'A=1', 'https://evil.example/?access_token=hush'), page('b', 'B', 'https://graph.facebook.com/x'), page('c', 'C')][count - 1];
		});
		expect(templates.map(({ name }) => name)).toEqual(['a', 'b', 'c']);
		expect(urls.map(({ origin, pathname }) => origin + pathname)).toEqual(Array(3).fill('https://graph.facebook.com/v23.0/102290129340398/message_templates'));
		expect(urls.map(({ searchParams }) => Object.fromEntries(searchParams))).toEqual([
			{ fields: 'id,name,language,status,category,components', limit: '100' },
			{ fields: 'id,name,language,status,category,components', limit: '100', after: 'A=1' },
			{ fields: 'id,name,language,status,category,components', limit: '100', after: 'B' },
		]);
	});

	it('are not read for ever when the pages never end', async () => {
		const endless = (after: string): Answer => ({ status: 200, body: { data: [], paging: { cursors: { after }, next: 'https://graph.facebook.com/x' } } });
		expect((await list(() => endless('A'))).urls).toHaveLength(2);
		expect((await list((_, count) => endless(String(count)))).urls).toHaveLength(200);
	});

	it('are read with all their parts', async () => {
		const template = {
			id: '1192339204654487',
			name: 'order_shipped',
			language: 'en_GB',
			status: 'APPROVED',
			category: 'MARKETING',
			parameter_format: 'NAMED',
			components: [
				{ type: 'HEADER', format: 'TEXT', text: 'Order {{order}}' },
				{ type: 'BODY', text: 'Hello {{first_name}}, \n it is on its way. ', example: {} },
				{ type: 'FOOTER', text: 'Acme' },
				{
					type: 'BUTTONS',
					buttons: [
						{ type: 'QUICK_REPLY', text: 'Thanks' },
						{ type: 'URL', text: 'Track', url: 'https://shop.example/{{1}}', example: ['https://shop.example/1'] },
						{ type: 'PHONE_NUMBER', text: 'Call', phone_number: '31201234567' },
						{ type: 'COPY_CODE', text: 'Copy', example: ['A'] },
						{ type: 'FLOW', text: 'Form', flow_id: 1 },
						{ type: 'OTP', otp_type: 'COPY_CODE', text: 'Copy code' },
						{ type: 'VOICE_CALL', text: 'Ring' },
					],
				},
				{ type: 'limited_time_offer', limited_time_offer: { text: 'Soon over', has_expiration: true } },
			],
		};
		expect(await listed(template)).toEqual([
			{
				id: '1192339204654487',
				name: 'order_shipped',
				language: 'en_GB',
				category: 'MARKETING',
				approval: 'approved',
				status: 'APPROVED',
				header: { format: 'text', text: 'Order {{order}}' },
				body: 'Hello {{first_name}}, \n it is on its way. ',
				footer: 'Acme',
				buttons: [
					{ kind: 'quickReply', text: 'Thanks' },
					{ kind: 'url', text: 'Track', url: 'https://shop.example/{{1}}' },
					{ kind: 'phone', text: 'Call' },
					{ kind: 'copyCode', text: 'Copy' },
					{ kind: 'flow', text: 'Form' },
					{ kind: 'url', text: 'Copy code', url: 'https://www.whatsapp.com/otp/code/?code={{1}}' },
					{ kind: 'other', text: 'Ring' },
				],
				hasExpiringOffer: true,
			},
		]);
	});

	it('have cards', async () => {
		const card = { components: [{ type: 'HEADER', format: 'IMAGE' }, { type: 'BODY', text: '{{1}}' }, { type: 'BUTTONS', buttons: [{ type: 'QUICK_REPLY', text: 'More' }] }] };
		const components = [{ type: 'BODY', text: 'b' }, { type: 'CAROUSEL', cards: [card] }];
		expect(await listed({ name: 'a', language: 'en', components })).toEqual([
			{
				name: 'a',
				language: 'en',
				approval: 'notApproved',
				status: 'UNKNOWN',
				body: 'b',
				buttons: [],
				cards: [{ header: { format: 'image' }, body: '{{1}}', buttons: [{ kind: 'quickReply', text: 'More' }] }],
			},
		]);
	});

	it('say what no form can fill in', async () => {
		const components = [{ type: 'HEADER', format: 'PRODUCT' }, { type: 'BUTTONS', buttons: [{ type: 'MPM', text: 'See' }, { type: 'CATALOG', text: 'All' }] }, { type: 'ORDER_STATUS' }];
		expect(await listed({ name: 'a', language: 'en', components })).toEqual([
			expect.objectContaining({ unsupported: ['header PRODUCT', 'button MPM', 'ORDER_STATUS'] }),
		]);
	});

	it('are left out when they have no name or no language, and what else they have may be anything', async () => {
		const odd = [null, 1, {}, { name: 'a' }, { language: 'en' }, { name: 'a', language: 'en', components: [null, 5, { type: 'BODY', text: 1 }, { type: 'BUTTONS', buttons: {} }] }];
		expect(await listed(...odd)).toEqual([expect.objectContaining({ name: 'a', body: '', buttons: [] })]);
	});

	it.each<[Answer, string]>([
		[graphError(401, 190), 'Meta does not accept the API key (401). Check it in the credential. It says: (#190) Words Check Business Account ID and Access Token in the credential.'],
		[graphError(400, 100), 'Meta refused the request (400).'],
		[{ status: 200, body: '{"data":{}}' }, 'Meta gave an answer that it should not give (200).'],
		[{ cause: 'timeout' }, 'Meta gave no response.'],
	])('cannot be read: %j', async (answer, words) => {
		const error = await list(() => answer).catch((caught: unknown) => caught as Error);
		expect(error).toBeInstanceOf(TemplateListError);
		expect((error as Error).message).toContain(words);
	});
});
