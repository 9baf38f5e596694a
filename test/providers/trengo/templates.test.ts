import type { HttpRequest } from '../../../flow/http/message';
import type { HttpOutcome } from '../../../flow/http/send';
import type { FilledTemplate } from '../../../flow/template/filledTemplate';
import type { SendProblem } from '../../../flow/template/sendProblem';
import { trengoTemplates } from '../../../providers/trengo/templates';
import type { Answer } from '../support/fakeService';
import { fakeService, outcomeOf } from '../support/fakeService';
import { filled, messageTo } from '../support/templateMessages';

const BASE = 'https://app.trengo.com/api/v2';

const SENT: Answer = {
	status: 200,
	body: { message: { id: 901, ticket_id: 55, contact_id: 7, message: 'Hello Ann', type: 'OUTBOUND', body_type: 'TEXT', ticket: { id: 55 } } },
};

const bodyOf = ({ body = '' }: HttpRequest) => JSON.parse(body) as unknown;

async function problemFor(outcome: HttpOutcome, content: FilledTemplate = filled(['Ann'])): Promise<SendProblem | undefined> {
	const [sent] = await trengoTemplates(() => Promise.resolve(outcome), { baseUrl: BASE }).send([messageTo(1, content)]);
	return sent.accepted ? undefined : sent.problem;
}

describe('a request to Trengo', () => {
	const { sendRequest, requests } = fakeService(() => SENT);
	const gateway = trengoTemplates(sendRequest, { baseUrl: `${BASE}/` });

	it('has the ID of the template, the number and the values of the body', () => {
		const request = gateway.requestOf([messageTo(1)]);
		expect(request).toEqual({
			method: 'POST',
			url: `${BASE}/wa_sessions`,
			headers: { accept: 'application/json', 'content-type': 'application/json' },
			body: expect.any(String),
		});
		expect(bodyOf(request)).toEqual({
			recipient_phone_number: '+31612340001',
			hsm_id: 4711,
			params: [
				{ type: 'body', key: '{{1}}', value: 'Ann' },
				{ type: 'body', key: '{{2}}', value: 'A-1001' },
			],
		});
	});

	it('has the placeholder as it stands in the template, and no values for a template without', () => {
		const named = filled([], { body: [{ placeholder: 'first_name', text: 'Ann' }] });
		expect(bodyOf(gateway.requestOf([messageTo(1, named)]))).toMatchObject({ params: [{ type: 'body', key: '{{first_name}}', value: 'Ann' }] });
		expect(bodyOf(gateway.requestOf([messageTo(1, filled())]))).toMatchObject({ params: [] });
	});

	it('is the one that is sent', async () => {
		await gateway.send([messageTo(1)]);
		expect(requests).toEqual([gateway.requestOf([messageTo(1)])]);
		expect(gateway.batchSize).toBe(1);
	});

	it.each<[string, unknown, object]>([
		['a list of values', [{ type: 'header', key: '{{1}}', value: 'x' }], { params: [{ type: 'header', key: '{{1}}', value: 'x' }] }],
		['an object', { params: [], source: 'klaviyo' }, { params: [], source: 'klaviyo' }],
		['an object that names somebody else', { params: [], recipient_phone_number: '+31699999999', hsm_id: 1 }, { params: [] }],
	])("has the provider's own JSON as it is: %s", (_, raw, expected) => {
		const request = gateway.requestOf([messageTo(1, { id: '4711', name: 'x', language: 'en', raw })]);
		expect(bodyOf(request)).toEqual({ ...expected, recipient_phone_number: '+31612340001', hsm_id: 4711 });
	});
});

describe('a message that Trengo cannot be sent', () => {
	it.each<[string, FilledTemplate]>([
		['Trengo knows a template by its ID, which is a whole number.', filled([], { id: undefined })],
		['Trengo knows a template by its ID, which is a whole number.', filled([], { id: 'order_shipped' })],
		['Trengo knows a template by its ID, which is a whole number.', filled([], { id: '47.11' })],
		['Trengo knows a template by its ID, which is a whole number.', filled([], { id: '12345678901234567890' })],
		['Trengo has no documented form for a template with a value in its header.', filled([], { header: { format: 'location', latitude: 1, longitude: 2 } })],
		['Trengo has no documented form for a template with a value in its buttons.', filled([], { buttons: [{ index: 0, kind: 'copyCode', code: 'X' }] })],
		['Trengo has no documented form for a template with cards.', filled([], { cards: [] })],
		['Trengo has no documented form for a template with an offer that expires.', filled([], { offerExpiresMs: 0 })],
	])('"%s" stays behind without a request, and the next one goes', async (text, content) => {
		const { sendRequest, requests } = fakeService(() => SENT);
		const outcomes = await trengoTemplates(sendRequest, { baseUrl: BASE }).send([messageTo(1, content), messageTo(2)]);
		expect(outcomes).toEqual([
			{ accepted: false, problem: { class: 'fixRequest', text, advice: expect.stringMatching(/\.$/) } },
			expect.objectContaining({ accepted: true }),
		]);
		expect(requests).toHaveLength(1);
	});

	it.each([[null], ['params'], [7]])('has as JSON %j', async (raw) => {
		const { sendRequest, requests } = fakeService(() => SENT);
		const [outcome] = await trengoTemplates(sendRequest, { baseUrl: BASE }).send([messageTo(1, { id: '1', name: 'x', language: 'en', raw })]);
		expect(outcome).toMatchObject({ accepted: false, problem: { class: 'fixRequest' } });
		expect(requests).toEqual([]);
	});

	it('has as JSON the ticket of somebody', async () => {
		const { sendRequest, requests } = fakeService(() => SENT);
		const raw = { params: [], ticket_id: 55 };
		const [outcome] = await trengoTemplates(sendRequest, { baseUrl: BASE }).send([messageTo(1, { id: '1', name: 'x', language: 'en', raw })]);
		expect(outcome).toMatchObject({ accepted: false, problem: { class: 'fixRequest', advice: 'Take "ticket_id" out of it.' } });
		expect(requests).toEqual([]);
	});
});

describe('the answer of Trengo', () => {
	it('names the message, its ticket and the contact', async () => {
		const { sendRequest } = fakeService(() => SENT);
		expect(await trengoTemplates(sendRequest, { baseUrl: BASE }).send([messageTo(1)])).toEqual([
			{ accepted: true, messageId: '901', details: { ticketId: '55', contactId: '7' } },
		]);
	});

	it('that has words in the place of the message is a refusal', async () => {
		expect(await problemFor(outcomeOf({ status: 200, body: { message: 'Template 4711 for +31612340001 was not sent' } }))).toEqual({
			class: 'fixRequest',
			code: '422',
			text: 'Trengo refuses the message. It says: Template 4711 for [number] was not sent',
			advice: 'Check the ID of the template, and that each placeholder has a value.',
			httpStatus: 200,
		});
	});

	it.each<[string, number, unknown, Partial<SendProblem>]>([
		['a token that is not known', 401, { message: 'Unauthenticated.', errors: [] }, { class: 'accountProblem', code: '401' }],
		['no money', 402, { message: 'x' }, { class: 'accountProblem', code: '402' }],
		['a token that may not', 403, { message: 'x' }, { class: 'accountProblem', code: '403' }],
		['no such template', 404, { message: 'No query results' }, { class: 'fixRequest', code: '404' }],
		['a number that cannot be reached', 422, { message: 'x', errors: { recipient_phone_number: ['y'] } }, { class: 'neverSend', code: 'receiver', field: 'recipient_phone_number' }],
		['a wrong template', 422, { message: 'x', errors: { hsm_id: ['y'] } }, { class: 'fixRequest', code: 'template', field: 'hsm_id' }],
		['a wrong value', 422, { message: 'x', errors: { 'params.0.value': ['y'] } }, { class: 'fixRequest', code: 'values', field: 'params.0.value' }],
		['the window', 422, { message: 'Message is outside the 24 hour window' }, { class: 'fixRequest', code: 'window' }],
		['an opt-out', 200, { message: 'The contact has opted out of receiving messages.' }, { class: 'neverSend', code: 'optedOut', optedOut: true }],
		['an opt-out in the words of a field', 422, { message: 'x', errors: { contact: ['The contact has opted out.'] } }, { class: 'neverSend', code: 'optedOut', field: 'contact' }],
		['something else', 422, { message: 'Bericht kon niet worden verzonden' }, { class: 'fixRequest', code: '422' }],
		['too many requests', 429, { message: 'Too Many Attempts.' }, { class: 'retryLater', code: '429' }],
		['what did not exist before', 418, { message: 'x' }, { class: 'fixRequest' }],
	])('that says %s is known by it', async (_, status, body, problem) => {
		const found = await problemFor(outcomeOf({ status, body }));
		expect(found).toMatchObject({ ...problem, httpStatus: status });
		expect(found).not.toHaveProperty('mayHaveBeenSent');
	});

	it('quotes what Trengo says of each field, once', async () => {
		const body = { message: 'The given data was invalid.', errors: { hsm_id: ['The hsm id field is required.'], params: ['The given data was invalid.', { a: 1 }] } };
		expect((await problemFor(outcomeOf({ status: 422, body })))?.text).toBe(
			'Trengo does not take this template. It says: The given data was invalid. The hsm id field is required.',
		);
	});

	it('says when to come again', async () => {
		const outcome = outcomeOf({ status: 429, body: {} });
		const asked = { ...outcome, reply: outcome.reply && { ...outcome.reply, headers: { 'retry-after': '17' } } };
		expect(await problemFor(asked)).toMatchObject({ class: 'retryLater', retryAfterMs: 17_000 });
	});

	it.each<[string, Answer]>([
		['an error of its own', { status: 500, body: { message: 'Server Error' } }],
		['a page', { status: 200, body: '<html>' }],
		['a message without an id', { status: 200, body: { message: { type: 'OUTBOUND' } } }],
		['a redirect', { status: 302 }],
		['no answer in time', { cause: 'timeout' }],
	])('that is %s leaves it open whether the message was sent', async (_, answer) => {
		expect(await problemFor(outcomeOf(answer))).toMatchObject({ mayHaveBeenSent: true });
	});

	it('that does not come from anybody says that nothing was sent', async () => {
		const problem = await problemFor(outcomeOf({ cause: 'refused' }));
		expect(problem).toMatchObject({ class: 'retryLater' });
		expect(problem).not.toHaveProperty('mayHaveBeenSent');
	});
});
