import type { HttpRequest } from '../../../flow/http/message';
import type { HttpOutcome } from '../../../flow/http/send';
import type { FilledTemplate } from '../../../flow/template/filledTemplate';
import type { SendOutcome, TemplateMessage } from '../../../flow/template/gateway';
import { clickatellTemplates } from '../../../providers/clickatell/templates';
import type { Answer } from '../support/fakeService';
import { fakeService, outcomeOf } from '../support/fakeService';
import { filled, messageTo } from '../support/templateMessages';

const BASE = 'https://platform.clickatell.com';

interface SentMessage {
	to: string;
	clientMessageId: string;
	hsm?: unknown;
}

const sentIn = ({ body = '' }: HttpRequest) => (JSON.parse(body) as { messages: SentMessage[] }).messages;

const accepted = ({ to, clientMessageId }: SentMessage) => ({ apiMessageId: `api-${clientMessageId}`, accepted: true, to, clientMessageId, error: null });

const refused = ({ to, clientMessageId }: SentMessage, code: number, description = 'words') => ({ accepted: false, to, clientMessageId, error: { code, description } });

const takesAll = (request: HttpRequest): Answer => ({ status: 202, body: { messages: sentIn(request).map(accepted), error: null } });

async function send(messages: readonly TemplateMessage[], answer: (request: HttpRequest, count: number) => Answer) {
	const service = fakeService(answer);
	const outcomes = await clickatellTemplates(service.sendRequest, { baseUrl: BASE }).send(messages);
	return { outcomes, requests: service.requests.map(sentIn) };
}

const problemsOf = (outcomes: readonly SendOutcome[]) => outcomes.map((outcome) => (outcome.accepted ? undefined : outcome.problem));

describe('a request to Clickatell', () => {
	const gateway = clickatellTemplates(fakeService(takesAll).sendRequest, { baseUrl: ` ${BASE}/ ` });

	it('has the values of the body by the numbers of their placeholders', () => {
		expect(gateway.requestOf([messageTo(1), messageTo(2, filled())])).toEqual({
			method: 'POST',
			url: `${BASE}/v1/message`,
			headers: { accept: 'application/json', 'content-type': 'application/json' },
			body: JSON.stringify({
				messages: [
					{
						hsm: { template: 'order_shipped', parameters: { 1: 'Ann', 2: 'A-1001' } },
						to: '31612340001',
						channel: 'whatsapp',
						clientMessageId: 'message-1',
					},
					{ hsm: { template: 'order_shipped' }, to: '31612340002', channel: 'whatsapp', clientMessageId: 'message-2' },
				],
			}),
		});
	});

	it('is the one that is sent', async () => {
		const service = fakeService(takesAll);
		const messages = [messageTo(1), messageTo(2)];
		await clickatellTemplates(service.sendRequest, { baseUrl: BASE }).send(messages);
		expect(service.requests).toEqual([gateway.requestOf(messages)]);
	});

	it.each([
		['the older form', { hsm: { template: 'other' } }],
		['the newer form', { template: { templateName: 'other', buttons: [{ listPosition: 1 }] }, previewFirstUrl: true }],
	])("has the provider's own JSON as it is: %s", (_, raw) => {
		const request = gateway.requestOf([messageTo(1, { name: 'order_shipped', language: 'en', raw })]);
		expect(sentIn(request)).toEqual([{ ...raw, to: '31612340001', channel: 'whatsapp', clientMessageId: 'message-1' }]);
	});

	it("goes to nobody else, whatever the provider's own JSON says", () => {
		const raw = { hsm: { template: 'other' }, to: '31699999999', channel: 'sms', clientMessageId: 'theirs' };
		const request = gateway.requestOf([messageTo(1, { name: 'order_shipped', language: 'en', raw })]);
		expect(sentIn(request)).toEqual([{ hsm: raw.hsm, to: '31612340001', channel: 'whatsapp', clientMessageId: 'message-1' }]);
	});

	it('takes 200 messages at the most', () => {
		expect(gateway.batchSize).toBe(200);
	});

	it.each(['', 'platform.clickatell.com', 'http://platform.clickatell.com'])('is not made with the base URL %j', (baseUrl) => {
		expect(() => clickatellTemplates(fakeService(takesAll).sendRequest, { baseUrl })).toThrow('Base URL of the credential');
	});
});

describe('a template that Clickatell has no documented form for', () => {
	it.each<[string, Partial<FilledTemplate>]>([
		['a value in its header', { header: { format: 'text', value: { placeholder: '1', text: 'x' } } }],
		['a value in its header', { header: { format: 'image', media: { url: 'https://shop.example/a.png' } } }],
		['a value in its buttons', { buttons: [{ index: 0, kind: 'url', tail: 'A-1001' }] }],
		['cards', { cards: [{ body: [], buttons: [] }] }],
		['an offer that expires', { offerExpiresMs: 1 }],
		['named placeholders', { body: [{ placeholder: 'first_name', text: 'Ann' }] }],
	])('stays behind with words about %s, and the others go', async (what, rest) => {
		const { outcomes, requests } = await send([messageTo(1, filled([], rest)), messageTo(2)], takesAll);
		expect(outcomes).toEqual([
			{
				accepted: false,
				problem: {
					class: 'fixRequest',
					text: `Clickatell has no documented form for a template with ${what}.`,
					advice: expect.stringContaining("the provider's own JSON"),
				},
			},
			{ accepted: true, messageId: 'api-message-2', details: {} },
		]);
		expect(requests.map((sent) => sent.map(({ clientMessageId }) => clientMessageId))).toEqual([['message-2']]);
	});

	it.each([[null], ['hsm'], [[{ hsm: {} }]], [{}], [{ text: 'Hello' }]])('is no JSON like %j', async (raw) => {
		const { outcomes, requests } = await send([messageTo(1, { name: 'x', language: 'en', raw })], takesAll);
		expect(problemsOf(outcomes)).toEqual([expect.objectContaining({ class: 'fixRequest', advice: 'Write an object with "template" or with "hsm".' })]);
		expect(requests).toEqual([]);
	});
});

describe('the answer of Clickatell', () => {
	const three = [messageTo(1), messageTo(2), messageTo(3)];

	it('tells the messages apart by our ids, in whatever order it has them', async () => {
		const { outcomes } = await send(three, (request) => {
			const [first, second, third] = sentIn(request);
			return { status: 207, body: { messages: [accepted(third), refused(first, 26), accepted(second)], error: null } };
		});
		expect(outcomes).toEqual([
			expect.objectContaining({ accepted: false, problem: expect.objectContaining({ code: '26' }) }),
			{ accepted: true, messageId: 'api-message-2', details: {} },
			{ accepted: true, messageId: 'api-message-3', details: {} },
		]);
	});

	it('tells them apart by their places, when it leaves our ids out and the receivers fit', async () => {
		const { outcomes } = await send(three, (request) => {
			const messages = sentIn(request).map(accepted).map((row, index) => ({ ...row, clientMessageId: undefined, ...(index === 1 && { to: '31600000000' }) }));
			return { status: 202, body: { messages } };
		});
		expect(outcomes.map((outcome) => outcome.accepted)).toEqual([true, false, true]);
		expect(problemsOf(outcomes)[1]).toMatchObject({ mayHaveBeenSent: true });
	});

	it('may have been sent, when it says nothing of a message', async () => {
		const { outcomes } = await send(three, (request) => ({ status: 202, body: { messages: [accepted(sentIn(request)[0])] } }));
		expect(problemsOf(outcomes)).toEqual([undefined, expect.objectContaining({ mayHaveBeenSent: true }), expect.objectContaining({ mayHaveBeenSent: true })]);
	});

	it('has our id for the message, when it gives none', async () => {
		const { outcomes } = await send([messageTo(1)], (request) => ({ status: 202, body: { messages: sentIn(request).map(({ to, clientMessageId }) => ({ accepted: true, to, clientMessageId })) } }));
		expect(outcomes).toEqual([{ accepted: true, messageId: 'message-1', details: {} }]);
	});

	it('opts the person out, and does not repeat the number', async () => {
		const { outcomes } = await send([messageTo(1)], (request) => ({ status: 400, body: { messages: [refused(sentIn(request)[0], 26, 'Recipient opted out: 31612340001')] } }));
		expect(problemsOf(outcomes)).toEqual([
			{
				class: 'neverSend',
				code: '26',
				text: 'The person has opted out. It says: Recipient opted out: [number]',
				advice: 'Send this person nothing until they opt in again.',
				optedOut: true,
				httpStatus: 400,
			},
		]);
	});

	it.each<[number, number, string]>([
		[401, 1, 'accountProblem'],
		[400, 2, 'accountProblem'],
		[401, 7, 'accountProblem'],
		[402, 20, 'accountProblem'],
		[400, 21, 'fixRequest'],
		[400, 38, 'accountProblem'],
	])('with status %i and code %i holds for all messages, with the class %s', async (status, code, problemClass) => {
		const { outcomes, requests } = await send(three, () => ({ status, body: { messages: [], error: { code, description: 'words' } } }));
		expect(problemsOf(outcomes)).toEqual(three.map(() => expect.objectContaining({ class: problemClass, code: String(code), httpStatus: status })));
		expect(requests).toHaveLength(1);
	});

	it.each([23, 25, 26])('of a whole request that speaks of one message by the code %i is put to each of them', async (code) => {
		const bad = three[1].messageId;
		const { outcomes } = await send(three, (request) => {
			const isBad = sentIn(request).some(({ clientMessageId }) => clientMessageId === bad);
			return isBad ? { status: 400, body: { messages: [], error: { code, description: 'words' } } } : takesAll(request);
		});
		expect(outcomes.map((outcome) => outcome.accepted)).toEqual([true, false, true]);
		expect(problemsOf(outcomes)[1]).toMatchObject({ code: String(code) });
	});

	it('with a code of a message that did not exist before is passed on', async () => {
		const { outcomes } = await send([messageTo(1)], (request) => ({ status: 400, body: { messages: [refused(sentIn(request)[0], 977)] } }));
		expect(problemsOf(outcomes)).toEqual([expect.objectContaining({ class: 'fixRequest', code: '977', text: 'Clickatell refuses the message. It says: words' })]);
	});

	it.each<[string, Answer, string, boolean]>([
		['an error of its own', { status: 500, body: { error: { code: 18 } } }, 'retryNow', true],
		['an error of a gateway before it', { status: 502, body: '<html>' }, 'retryLater', true],
		['a page', { status: 200, body: '<html>' }, 'accountProblem', true],
		['a redirect', { status: 302 }, 'accountProblem', true],
		['no answer in time', { cause: 'timeout' }, 'retryLater', true],
		['nobody there', { cause: 'refused' }, 'retryLater', false],
	])('that is %s is not asked for again', async (_, answer, problemClass, mayHaveBeenSent) => {
		const { outcomes, requests } = await send([messageTo(1)], () => answer);
		const [problem] = problemsOf(outcomes);
		expect([problem?.class, problem?.mayHaveBeenSent ?? false]).toEqual([problemClass, mayHaveBeenSent]);
		expect(requests).toHaveLength(1);
	});

	it('is not sent for no messages', async () => {
		expect(await send([], takesAll)).toEqual({ outcomes: [], requests: [] });
	});
});

describe("Clickatell's rate limit, a 400 with the code 43", () => {
	const LIMITED: Answer = { status: 400, body: { messages: [], error: { code: 43, description: 'Rate limit' } } };

	it('is a failure to try again soon, and is left to whoever sends', async () => {
		const { outcomes, requests } = await send([messageTo(1), messageTo(2)], () => LIMITED);
		expect(requests).toHaveLength(1);
		for (const problem of problemsOf(outcomes)) {
			expect(problem).toMatchObject({ class: 'retryLater', code: '43', httpStatus: 400, retryAfterMs: 1_000 });
			expect(problem).not.toHaveProperty('mayHaveBeenSent');
		}
	});

	it('of single messages is theirs only', async () => {
		const { outcomes } = await send([messageTo(1), messageTo(2), messageTo(3)], (request) => {
			const [first, second, third] = sentIn(request);
			return { status: 207, body: { messages: [accepted(first), refused(second, 43), refused(third, 25)] } };
		});
		expect(outcomes).toEqual([
			{ accepted: true, messageId: 'api-message-1', details: {} },
			expect.objectContaining({ problem: expect.objectContaining({ code: '43' }) }),
			expect.objectContaining({ problem: expect.objectContaining({ code: '25' }) }),
		]);
	});

	it.each([['2', 2_000], ['600', 600_000]])('with Retry-After: %s says so', async (seconds, retryAfterMs) => {
		const limited = outcomeOf(LIMITED);
		const outcome: HttpOutcome = { ...limited, reply: limited.reply && { ...limited.reply, headers: { 'retry-after': seconds } } };
		const [sent] = await clickatellTemplates(async () => await Promise.resolve(outcome), { baseUrl: BASE }).send([messageTo(1)]);
		expect(problemsOf([sent])).toEqual([expect.objectContaining({ class: 'retryLater', retryAfterMs })]);
	});
});
