import type { HttpRequest } from '../../flow/http/message';
import type { TextGateway, TextMessage } from '../../flow/message/textGateway';
import { clickatellTexts } from '../../providers/clickatell/texts';
import { infobipTexts } from '../../providers/infobip/texts';
import type { SendRequest } from '../../providers/sendRequest';
import { trengoTexts } from '../../providers/trengo/texts';
import type { Answer } from './support/fakeService';
import { fakeService } from './support/fakeService';
import { hostileBodies } from './support/hostileBodies';

const MESSAGE: TextMessage = { messageId: 'message-1', to: '+31612345678', text: 'Hello *Ann*\nbye', ticketId: ' 55 ' };
const JSON_HEADERS = { accept: 'application/json', 'content-type': 'application/json' };

interface Case {
	gateway: (sendRequest: SendRequest) => TextGateway;
	url: string;
	body: object;
	taken: Answer;
	accepted: object;
}

const CASES: Record<string, Case> = {
	Clickatell: {
		gateway: (sendRequest) => clickatellTexts(sendRequest, { baseUrl: 'https://platform.clickatell.com' }),
		url: 'https://platform.clickatell.com/v1/message',
		body: { messages: [{ to: '31612345678', channel: 'whatsapp', content: MESSAGE.text, clientMessageId: 'message-1' }] },
		taken: { status: 202, body: { messages: [{ apiMessageId: 'a-1', accepted: true, to: '31612345678', clientMessageId: 'message-1', error: null }], error: null } },
		accepted: { accepted: true, messageId: 'a-1', details: {} },
	},
	Infobip: {
		gateway: (sendRequest) => infobipTexts(sendRequest, { baseUrl: 'https://x.api.infobip.com', sender: '+44 7860 099299' }),
		url: 'https://x.api.infobip.com/whatsapp/1/message/text',
		body: { from: '447860099299', to: '31612345678', messageId: 'message-1', content: { text: MESSAGE.text } },
		taken: { status: 200, body: { to: '31612345678', messageCount: 1, messageId: 'message-1', status: { groupId: 1, groupName: 'PENDING', id: 7, name: 'PENDING_ENROUTE' } } },
		accepted: { accepted: true, messageId: 'message-1', details: { status: 'PENDING_ENROUTE' } },
	},
	Trengo: {
		gateway: (sendRequest) => trengoTexts(sendRequest, { baseUrl: 'https://app.trengo.com/api/v2' }),
		url: 'https://app.trengo.com/api/v2/tickets/55/messages',
		body: { message: MESSAGE.text, internal_note: false },
		taken: { status: 200, body: { message: { id: 901, ticket_id: 55, contact_id: 7, type: 'OUTBOUND' } } },
		accepted: { accepted: true, messageId: '901', details: { ticketId: '55', contactId: '7' } },
	},
};

async function send(name: string, answer: Answer, message: Partial<TextMessage> = {}) {
	const service = fakeService(() => answer);
	const outcome = await CASES[name].gateway(service.sendRequest).send({ ...MESSAGE, ...message });
	return { outcome, requests: service.requests };
}

const parsed = ({ body = '', ...request }: HttpRequest) => ({ ...request, body: JSON.parse(body) as unknown });

describe.each(Object.keys(CASES))('a text sent by %s', (name) => {
	const { url, body, taken, accepted } = CASES[name];

	it('is one request, and accepted', async () => {
		const { outcome, requests } = await send(name, taken);
		expect(outcome).toEqual(accepted);
		expect(requests.map(parsed)).toEqual([{ method: 'POST', url, headers: JSON_HEADERS, body }]);
	});

	it.each<[string, Answer, object]>([
		['gets no answer', { cause: 'timeout' }, { class: 'retryLater', mayHaveBeenSent: true }],
		['finds nobody', { cause: 'refused' }, { class: 'retryLater' }],
		['meets a gateway that fails', { status: 502, body: '<html>' }, { class: 'retryLater', mayHaveBeenSent: true }],
		['is one too many', { status: 429, body: {} }, { class: 'retryLater' }],
		['has the wrong key', { status: 401, body: {} }, { class: 'accountProblem' }],
		['gets an answer of another kind', { status: 200, body: [] }, { mayHaveBeenSent: true }],
	])('that %s is not accepted, and sent once', async (_, answer, problem) => {
		const { outcome, requests } = await send(name, answer);
		expect(outcome).toEqual({ accepted: false, problem: expect.objectContaining(problem) });
		expect(requests).toHaveLength(1);
	});

	it('says that it may have been sent only when it may', async () => {
		for (const answer of [{ cause: 'refused' as const }, { status: 429 }, { status: 401 }]) {
			const { outcome } = await send(name, answer);
			expect(outcome).not.toHaveProperty('problem.mayHaveBeenSent');
		}
	});

	it.each(hostileBodies())('is not harmed by %s in an answer', async (_, hostile) => {
		let text: string | undefined;
		try {
			text = JSON.stringify(hostile);
		} catch {
			text = '['.repeat(20_000);
		}
		for (const status of [200, 400]) await expect(send(name, { status, body: text ?? '' })).resolves.toHaveProperty('outcome.accepted', false);
	});

	it('passes the cancelling of the run on', async () => {
		const gateway = CASES[name].gateway(() => Promise.reject(new Error('cancelled')));
		await expect(gateway.send(MESSAGE)).rejects.toThrow('cancelled');
	});
});

describe('a text that is refused', () => {
	it.each<[string, Answer, object]>([
		['Clickatell', { status: 207, body: { messages: [{ accepted: false, to: '31612345678', clientMessageId: 'message-1', error: { code: 26, description: 'Opted out 31612345678' } }] } }, { class: 'neverSend', code: '26', optedOut: true, text: 'The person has opted out. It says: Opted out [number]' }],
		['Clickatell', { status: 400, body: { messages: [], error: { code: 43, description: 'Rate' } } }, { class: 'retryLater', code: '43', retryAfterMs: 1000 }],
		['Infobip', { status: 200, body: { messageId: 'm', status: { groupId: 5, name: 'REJECTED_DESTINATION_BLOCKLISTED', description: 'No 31612345678' } } }, { class: 'neverSend', code: 'REJECTED_DESTINATION_BLOCKLISTED', optedOut: true, text: expect.stringContaining('No [number]') }],
		['Infobip', { status: 400, body: { requestError: { serviceException: { messageId: 'BAD_REQUEST', text: 'Bad request', validationErrors: { 'content.text': ['size must be between 1 and 4096'] } } } } }, { class: 'fixRequest', code: 'BAD_REQUEST', field: 'content.text' }],
		['Trengo', { status: 422, body: { message: 'Message is outside the 24 hour window. Please use a template.' } }, { class: 'fixRequest', code: 'window', advice: 'Send an approved template.', text: expect.stringContaining('The person has not written within the last 24 hours.') }],
		['Trengo', { status: 404, body: { message: 'Not found.' } }, { class: 'fixRequest', code: '404', text: 'Trengo knows no such ticket. It says: Not found.' }],
		['Trengo', { status: 422, body: { message: 'Invalid', errors: { message: ['Required'] } } }, { class: 'fixRequest', code: '422', field: 'message', advice: 'Check the text, and whether the ticket is one of WhatsApp.' }],
		['Trengo', { status: 200, body: { message: 'The contact has opted out of receiving messages.' } }, { class: 'neverSend', code: 'optedOut' }],
	])('by %s has what its code means: %#', async (name, answer, problem) => {
		const { outcome } = await send(name, answer);
		expect(outcome).toEqual({ accepted: false, problem: expect.objectContaining(problem) });
	});

	it.each([
		[undefined, 'Trengo sends texts within a ticket only, and the ticket of this person is not known.'],
		[' ', 'Trengo sends texts within a ticket only, and the ticket of this person is not known.'],
		['5/5', 'The ticket is not one of Trengo: its ID must be a whole number.'],
		['..', 'The ticket is not one of Trengo: its ID must be a whole number.'],
	])('for want of a ticket at Trengo is not sent: %j', async (ticketId, text) => {
		const { outcome, requests } = await send('Trengo', CASES.Trengo.taken, { ticketId });
		expect(outcome).toEqual({ accepted: false, problem: { class: 'fixRequest', text, advice: "Hand on the ID of the ticket from Trengo's inbound message (ticket_id)." } });
		expect(requests).toHaveLength(0);
	});

	it('does not get that far with a sender that is none', () => {
		expect(() => infobipTexts(fakeService(() => CASES.Infobip.taken).sendRequest, { baseUrl: 'https://x.api.infobip.com', sender: 'Shop' })).toThrow(/^Sender must be the WhatsApp number/);
	});
});
