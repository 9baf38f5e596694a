import type { HttpRequest } from '../../../flow/http/message';
import type { SendOutcome, TemplateMessage } from '../../../flow/template/gateway';
import { TemplateListError } from '../../../flow/template/gateway';
import { infobipTemplates } from '../../../providers/infobip/templates';
import type { Answer } from '../support/fakeService';
import { fakeService } from '../support/fakeService';
import { filled, messageTo } from '../support/templateMessages';

const BASE = 'https://xyz.api.infobip.com';

interface SentMessage {
	to: string;
	messageId: string;
}

const sentIn = ({ body = '' }: HttpRequest) => (JSON.parse(body) as { messages: SentMessage[] }).messages;

const row = ({ to, messageId }: SentMessage, status: object = { groupId: 1, groupName: 'PENDING', id: 7, name: 'PENDING_ENROUTE' }) => {
	return { to, messageCount: 1, messageId, status };
};

const takesAll = (request: HttpRequest): Answer => ({ status: 200, body: { messages: sentIn(request).map((one) => row(one)), bulkId: 'bulk-1' } });

const refusal = (validationErrors: object = {}, text = 'Bad request'): Answer => {
	return { status: 400, body: { requestError: { serviceException: { messageId: 'BAD_REQUEST', text, validationErrors } } } };
};

async function send(messages: readonly TemplateMessage[], answer: (request: HttpRequest, count: number) => Answer) {
	const service = fakeService(answer);
	const outcomes = await infobipTemplates(service.sendRequest, { baseUrl: BASE, sender: '447860099299' }).send(messages);
	return { outcomes, requests: service.requests.map((request) => sentIn(request).map(({ messageId }) => messageId)) };
}

const many = (count: number) => Array.from({ length: count }, (_, index) => messageTo(index + 1));
const summaryOf = (outcome: SendOutcome) => (outcome.accepted ? 'accepted' : outcome.problem.class);
const problemOf = (outcome: SendOutcome) => (outcome.accepted ? undefined : outcome.problem);

describe('templates sent by Infobip', () => {
	it('are accepted under our IDs', async () => {
		const { outcomes } = await send(many(2), takesAll);
		expect(outcomes).toEqual([
			{ accepted: true, messageId: 'message-1', details: { status: 'PENDING_ENROUTE', bulkId: 'bulk-1' } },
			{ accepted: true, messageId: 'message-2', details: { status: 'PENDING_ENROUTE', bulkId: 'bulk-1' } },
		]);
	});

	it('are told apart by their IDs, in whatever order the answer has them', async () => {
		const rejected = { groupId: 5, groupName: 'REJECTED', id: 12, name: 'REJECTED_NOT_ENOUGH_CREDITS' };
		const { outcomes } = await send(many(3), (request) => {
			const rows = sentIn(request).map((one) => row(one, one.messageId === 'message-2' ? rejected : undefined));
			return { status: 200, body: { messages: rows.reverse() } };
		});
		expect(outcomes.map(summaryOf)).toEqual(['accepted', 'accountProblem', 'accepted']);
	});

	it('are told apart by place and receiver when Infobip has given them other IDs', async () => {
		const { outcomes } = await send(many(2), (request) => {
			return { status: 200, body: { messages: sentIn(request).map((one, index) => row({ ...one, messageId: `other-${index}`, to: index ? '31600000000' : one.to })) } };
		});
		expect(outcomes[0]).toMatchObject({ accepted: true, messageId: 'other-0' });
		expect(problemOf(outcomes[1])).toMatchObject({ mayHaveBeenSent: true });
	});

	it('carry where reports are to go, and JSON of the flow in place of values', () => {
		const { sendRequest } = fakeService(takesAll);
		const raw = { body: { placeholders: [] }, buttons: [{ type: 'CATALOG' }] };
		const message = { ...messageTo(1, { name: 'catalog', language: 'en', raw }), notifyUrl: 'https://n8n.example/webhook/a' };
		const { body } = infobipTemplates(sendRequest, { baseUrl: BASE, sender: '+44 7860 099299' }).requestOf([message]);
		expect(JSON.parse(body ?? '')).toEqual({
			messages: [
				{
					from: '447860099299',
					to: '31612340001',
					messageId: 'message-1',
					content: { templateName: 'catalog', language: 'en', templateData: raw },
					notifyUrl: 'https://n8n.example/webhook/a',
				},
			],
		});
	});

	it.each([['a list', []], ['text', '{}'], ['null', null]])('are not sent with JSON that is %s', async (_, raw) => {
		const { outcomes, requests } = await send([messageTo(1, { name: 'catalog', language: 'en', raw }), messageTo(2)], takesAll);
		expect(outcomes.map(summaryOf)).toEqual(['fixRequest', 'accepted']);
		expect(problemOf(outcomes[0])).toMatchObject({ text: "The JSON of the template is not an object, as Infobip's templateData is." });
		expect(requests).toEqual([['message-2']]);
	});

	it('are not sent with media that has no URL', async () => {
		const header = { format: 'image' as const, media: { id: '1003' } };
		const { outcomes, requests } = await send([messageTo(1, filled([], { header }))], takesAll);
		expect(problemOf(outcomes[0])).toMatchObject({ class: 'fixRequest', advice: 'Give the URL under which everybody can fetch it.' });
		expect(requests).toEqual([]);
	});

	it('that a 200 has as rejected were not sent', async () => {
		const status = {
			groupId: 5,
			groupName: 'REJECTED',
			id: 14,
			name: 'REJECTED_DESTINATION_BLOCKLISTED',
			description: 'The destination 31612340001 is on the blocklist',
			action: 'Remove it',
		};
		const { outcomes } = await send(many(1), (request) => ({ status: 200, body: { messages: sentIn(request).map((one) => row(one, status)) } }));
		expect(outcomes).toEqual([
			{
				accepted: false,
				problem: {
					class: 'neverSend',
					code: 'REJECTED_DESTINATION_BLOCKLISTED',
					text: 'The number is on the blocklist of the account. It says: The destination [number] is on the blocklist',
					advice: 'Do not send to this person again.',
					optedOut: true,
				},
			},
		]);
	});

	it.each([
		['undeliverable', { groupId: 2, name: 'UNDELIVERABLE_NOT_DELIVERED' }, 'neverSend'],
		['expired', { groupId: 4, name: 'EXPIRED_EXPIRED' }, 'retryLater'],
		['rejected, by its word alone', { groupName: 'REJECTED' }, 'fixRequest'],
		['delivered already', { groupId: 3, name: 'DELIVERED_TO_HANDSET' }, 'accepted'],
		['in a group that there is not', { groupId: 9, name: 'NEW' }, 'accepted'],
		['not told', undefined, 'accepted'],
	])('whose status is %s', async (_, status, summary) => {
		const { outcomes } = await send(many(1), (request) => ({ status: 200, body: { messages: sentIn(request).map((one) => ({ ...one, status })) } }));
		expect(outcomes.map(summaryOf)).toEqual([summary]);
	});
});

describe('a request that Infobip refuses for one message', () => {
	it('is sent again without those that it names', async () => {
		const { outcomes, requests } = await send(many(4), (request, count) => {
			if (count > 1) return takesAll(request);
			return refusal({
				'messages[1].content.templateData.header.mediaUrl': ['is not a valid url', 'for 31612340002'],
				'messages[3].to': ['size must be between 1 and 150'],
			});
		});
		expect(requests).toEqual([['message-1', 'message-2', 'message-3', 'message-4'], ['message-1', 'message-3']]);
		expect(outcomes.map(summaryOf)).toEqual(['accepted', 'fixRequest', 'accepted', 'fixRequest']);
		expect(problemOf(outcomes[1])).toEqual({
			class: 'fixRequest',
			code: 'BAD_REQUEST',
			field: 'content.templateData.header.mediaUrl',
			text: 'Infobip refused the request (400). It says: messages[1].content.templateData.header.mediaUrl: is not a valid url, for [number]',
			advice: 'Mend what Infobip names, and send it again.',
			httpStatus: 400,
		});
		expect(problemOf(outcomes[3])).toMatchObject({ field: 'to' });
	});

	it('is divided when it names none, until the bad one is alone; nothing goes out twice', async () => {
		const taken: string[] = [];
		const { outcomes, requests } = await send(many(100), (request) => {
			const ids = sentIn(request).map(({ messageId }) => messageId);
			if (ids.includes('message-37')) return refusal({ 'content.templateData.header.placeholder': ['cannot have new-line'] });
			taken.push(...ids);
			return takesAll(request);
		});
		expect(outcomes.map(summaryOf)).toEqual(many(100).map(({ messageId }) => (messageId === 'message-37' ? 'fixRequest' : 'accepted')));
		expect(problemOf(outcomes[36])).toMatchObject({ field: 'content.templateData.header.placeholder', code: 'BAD_REQUEST' });
		expect(new Set(taken).size).toBe(taken.length);
		expect(requests.length).toBeLessThanOrEqual(16);
	});

	it('is given up when all are refused', async () => {
		const { outcomes, requests } = await send(many(100), () => refusal({}, 'Sender is not registered'));
		expect(requests).toHaveLength(50);
		expect(outcomes.map(summaryOf)).toEqual(many(100).map(() => 'fixRequest'));
		expect(problemOf(outcomes[99])?.text).toBe(
			'Infobip refused the messages with which this one was to be sent, and the search for those it does not like took too long. ' +
				'The last refusal: Infobip refused the request (400). It says: Sender is not registered',
		);
	});

	it('does not hide that the service fails on the rest', async () => {
		const { outcomes } = await send(many(4), (_, count) => (count === 1 ? refusal() : { status: 500 }));
		expect(outcomes.map(problemOf)).toEqual(many(4).map(() => expect.objectContaining({ class: 'retryLater', mayHaveBeenSent: true })));
	});

	it('is not followed by others when the key is the fault', async () => {
		const { outcomes, requests } = await send(many(4), (_, count) => (count === 1 ? refusal() : { status: 401 }));
		expect(requests).toHaveLength(2);
		expect(outcomes.map(summaryOf)).toEqual(many(4).map(() => 'accountProblem'));
	});
});

describe('a request to Infobip that fails as a whole', () => {
	it.each<[string, Answer, object]>([
		['no key', { status: 401, body: { requestError: { serviceException: { messageId: 'UNAUTHORIZED', text: 'Invalid login details' } } } }, { class: 'accountProblem', code: 'UNAUTHORIZED' }],
		['no scope', { status: 403 }, { class: 'accountProblem' }],
		['another address', { status: 404 }, { class: 'accountProblem' }],
		['a rate that is too high', { status: 429 }, { class: 'retryLater', httpStatus: 429 }],
		['an error', { status: 503 }, { class: 'retryLater', mayHaveBeenSent: true }],
		['no answer', { cause: 'timeout' }, { class: 'retryLater', mayHaveBeenSent: true }],
		['nobody there', { cause: 'refused' }, { class: 'retryLater' }],
		['a page in place of an answer', { status: 200, body: '<html>' }, { class: 'accountProblem', mayHaveBeenSent: true }],
		['a redirect', { status: 302 }, { class: 'accountProblem', mayHaveBeenSent: true }],
	])('by %s fails for each message, once', async (_, answer, problem) => {
		const { outcomes, requests } = await send(many(3), () => answer);
		expect(outcomes.map(problemOf)).toEqual(many(3).map(() => expect.objectContaining(problem)));
		expect(requests).toHaveLength(1);
	});

	it('says that it may have been sent only when it may', async () => {
		const outcomes = await Promise.all(
			[{ cause: 'refused' as const }, { status: 401 }, { status: 429 }].map(async (answer) => (await send(many(1), () => answer)).outcomes[0]),
		);
		expect(outcomes.map((outcome) => problemOf(outcome)?.mayHaveBeenSent)).toEqual([undefined, undefined, undefined]);
	});

	it('is not made for no messages', async () => {
		expect(await send([], takesAll)).toEqual({ outcomes: [], requests: [] });
	});

	it('passes the cancelling of the run on', async () => {
		const gateway = infobipTemplates(() => Promise.reject(new Error('cancelled')), { baseUrl: BASE, sender: '447860099299' });
		await expect(gateway.send(many(1))).rejects.toThrow('cancelled');
	});
});

describe('the settings of Infobip', () => {
	it.each(['', '  ', 'Acme', '4478x', '1'.repeat(25), '..'])('have no sender %j', (sender) => {
		expect(() => infobipTemplates(fakeService(takesAll).sendRequest, { baseUrl: BASE, sender })).toThrow('Sender must be the WhatsApp number');
	});

	it.each(['447860099299', '+447860099299', '00447860099299', ' +44 (78) 600.992-99 '])('have the sender %j', async (sender) => {
		const service = fakeService(() => ({ status: 200, body: { templates: [] } }));
		expect(await infobipTemplates(service.sendRequest, { baseUrl: BASE, sender }).list()).toEqual([]);
		expect(service.requests[0].url).toBe(`${BASE}/whatsapp/2/senders/447860099299/templates`);
	});

	it('have no address without https', () => {
		const settings = { baseUrl: 'http://xyz.api.infobip.com', sender: '447860099299' };
		expect(() => infobipTemplates(fakeService(takesAll).sendRequest, settings)).toThrow('must begin with https://');
	});
});

describe('the templates of an Infobip sender', () => {
	const list = async (answer: Answer) => await infobipTemplates(fakeService(() => answer).sendRequest, { baseUrl: BASE, sender: '447860099299' }).list();

	it('are read with all their parts', async () => {
		const template = {
			id: '111',
			businessAccountId: 222,
			name: 'order_shipped',
			language: 'en_GB',
			status: 'APPROVED',
			category: 'UTILITY',
			quality: 'HIGH',
			structure: {
				type: 'MEDIA',
				header: { format: 'TEXT', text: 'Order {{1}}' },
				body: { text: 'Hello {{1}}, \n it is on its way. ', examples: ['Ann'] },
				footer: { text: 'Acme' },
				buttons: [
					{ type: 'QUICK_REPLY', text: 'Thanks' },
					{ type: 'URL', text: 'Track', url: 'https://shop.example/{{1}}' },
					{ type: 'PHONE_NUMBER', text: 'Call', phoneNumber: '31201234567' },
					{ type: 'COPY_CODE', text: 'Copy' },
					{ type: 'FLOW', text: 'Form', flowId: 1, flowAction: 'NAVIGATE' },
					{ type: 'VOICE_CALL', text: 'Ring' },
				],
				limitedTimeOffer: { text: 'Soon over', hasExpiration: true },
			},
		};
		expect(await list({ status: 200, body: { templates: [template] } })).toEqual([
			{
				id: '111',
				name: 'order_shipped',
				language: 'en_GB',
				category: 'UTILITY',
				approval: 'approved',
				status: 'APPROVED',
				header: { format: 'text', text: 'Order {{1}}' },
				body: 'Hello {{1}}, \n it is on its way. ',
				footer: 'Acme',
				buttons: [
					{ kind: 'quickReply', text: 'Thanks' },
					{ kind: 'url', text: 'Track', url: 'https://shop.example/{{1}}' },
					{ kind: 'phone', text: 'Call' },
					{ kind: 'copyCode', text: 'Copy' },
					{ kind: 'flow', text: 'Form' },
					{ kind: 'other', text: 'Ring' },
				],
				hasExpiringOffer: true,
			},
		]);
	});

	it('have cards', async () => {
		const card = { header: { format: 'VIDEO' }, body: { text: '{{1}}' }, buttons: [{ type: 'URL', text: 'Buy', url: 'https://shop.example/{{1}}' }] };
		const template = { name: 'a', language: 'en', structure: { body: { text: 'b' }, carousel: { cards: [card] }, limitedTimeOffer: { text: 'c' } } };
		expect(await list({ status: 200, body: { templates: [template] } })).toEqual([
			{
				name: 'a',
				language: 'en',
				approval: 'notApproved',
				status: 'UNKNOWN',
				body: 'b',
				buttons: [],
				cards: [{ header: { format: 'video' }, body: '{{1}}', buttons: [{ kind: 'url', text: 'Buy', url: 'https://shop.example/{{1}}' }] }],
			},
		]);
	});

	it.each([
		['APPROVED', 'approved'],
		['FLAGGED', 'warned'],
		['REINSTATED', 'warned'],
		...['IN_APPEAL', 'PENDING', 'REJECTED', 'PENDING_DELETION', 'DELETED', 'FIRST_PAUSED', 'SECOND_PAUSED', 'DISABLED', 'NEW'].map((status) => [status, 'notApproved']),
	])('with the status %s are %s', async (status, approval) => {
		const template = { name: 'a', language: 'en', status, structure: { body: { text: 'b' } } };
		expect(await list({ status: 200, body: { templates: [template] } })).toEqual([expect.objectContaining({ status, approval })]);
	});

	it('for one-time passwords take the password as the end of a URL', async () => {
		const buttons = [{ type: 'COPY_CODE', text: 'Copy code' }];
		const template = { name: 'a', language: 'en', category: 'AUTHENTICATION', structure: { body: { text: '{{1}} is your code.' }, buttons } };
		expect(await list({ status: 200, body: { templates: [template] } })).toEqual([
			expect.objectContaining({ buttons: [{ kind: 'url', text: 'Copy code', url: 'https://www.whatsapp.com/otp/code/?code={{1}}' }] }),
		]);
	});

	it('say what no form can fill in', async () => {
		const structure = { type: 'UNSUPPORTED', header: { format: 'PRODUCT' }, body: { text: 'b' }, buttons: [{ type: 'MULTI_PRODUCT', text: 'See' }, { type: 'CATALOG', text: 'All' }] };
		const template = { name: 'a', language: 'en', subCategory: 'ORDER_STATUS', structure };
		const [{ unsupported, buttons }] = await list({ status: 200, body: { templates: [template] } });
		expect(unsupported).toEqual(['structure', 'orderStatus', 'header PRODUCT', 'button MULTI_PRODUCT']);
		expect(buttons).toEqual([{ kind: 'other', text: 'See' }, { kind: 'other', text: 'All' }]);
	});

	it('are left out when they have no name or no language, and what else they have may be anything', async () => {
		const odd = [null, 1, {}, { name: 'a' }, { language: 'en' }, { name: 'a', language: 'en', structure: { header: [], body: 1, buttons: {}, carousel: { cards: 1 } } }];
		expect(await list({ status: 200, body: { templates: odd } })).toEqual([
			{ name: 'a', language: 'en', approval: 'notApproved', status: 'UNKNOWN', body: '', buttons: [] },
		]);
	});

	it.each<[Answer, string]>([
		[{ status: 401 }, 'Infobip does not accept the API key (401). Check it in the credential.'],
		[{ status: 403 }, 'Infobip does not allow this with the API key (403). Check what the key may do.'],
		[{ status: 404 }, 'Infobip knows no such sender. Check the Sender, and the Base URL in the credential.'],
		[{ status: 429 }, 'Infobip takes no more requests for now (429).'],
		[{ status: 200, body: '[]' }, 'Infobip gave an answer that it should not give (200). Check the address in the credential.'],
		[{ cause: 'dns' }, 'Infobip gave no response. The host name is not known. Check the URL. The request did not arrive.'],
	])('cannot be read: %j', async (answer, words) => {
		const error = await list(answer).catch((caught: unknown) => caught as Error);
		expect(error).toBeInstanceOf(TemplateListError);
		expect((error as Error).message).toContain(words);
	});
});
