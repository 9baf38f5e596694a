import type { Answer } from '../../../flow/route/answer';
import { answerFrom, keptForm, MOST_KEPT_BYTES, shownAnswer } from '../../../flow/route/keptAnswer';

const answer = (body: Buffer | string, type?: string, headers: Record<string, string> = {}): Answer => ({
	statusCode: 201,
	headers: { ...(type !== undefined && { 'content-type': type }), ...headers },
	body: Buffer.from(body as string),
});
const throughStore = (one: Answer) => answerFrom(JSON.parse(JSON.stringify(keptForm(one))));

describe('an answer that is kept', () => {
	it.each([
		['text', answer('Zoë', 'text/plain')],
		['bytes', answer(Buffer.from([0, 255, 13, 10]), 'image/png', { 'x-flow': 'yes' })],
		['nothing', answer('')],
		['as much as can be kept', answer(Buffer.alloc(MOST_KEPT_BYTES, 7), 'image/png')],
	])('comes back as it was: %s', (_what, one) => {
		expect(throughStore(one)).toEqual(one);
	});

	it('is not kept beyond 1 MiB', () => {
		const kept = keptForm(answer(Buffer.alloc(MOST_KEPT_BYTES + 1)));
		expect(kept).toEqual({ tooLarge: true });
		expect(answerFrom(kept)).toBeUndefined();
	});

	it('loses the headers that n8n takes from flows, and those of the transmission', () => {
		const headers = { 'Content-Security-Policy': 'none', 'strict-transport-security': 'a', 'clear-site-data': '*', 'content-length': '9', 'transfer-encoding': 'chunked', 'x-flow': 'yes' };
		expect(throughStore(answer('a', undefined, headers))?.headers).toEqual({ 'x-flow': 'yes' });
	});
});

describe('an answer in a JSON document', () => {
	it.each<[string, Answer, object]>([
		['JSON by its value', answer('{"a":[1]}', 'application/json; charset=utf-8'), { body: { a: [1] } }],
		['JSON of a kind of its own', answer('{"a":1}', 'application/problem+json'), { body: { a: 1 } }],
		['JSON null', answer('null', 'application/json'), { body: null }],
		['JSON with a fault as text', answer('{"a":', 'application/json'), { body: '{"a":' }],
		['text', answer('Zoë', 'text/plain; charset=utf-8'), { body: 'Zoë' }],
		['XML as text', answer('<a/>', 'application/xml'), { body: '<a/>' }],
		['XML of a kind of its own as text', answer('<svg/>', 'image/svg+xml'), { body: '<svg/>' }],
		['other bytes in base64', answer(Buffer.from([0, 255]), 'image/png'), { body: 'AP8=', encoding: 'base64' }],
		['bytes of no type in base64', answer('abc'), { body: 'YWJj', encoding: 'base64' }],
		['text that is not UTF-8 in base64', answer(Buffer.from([0xe9]), 'text/plain'), { body: '6Q==', encoding: 'base64' }],
	])('shows %s', (_what, one, shown) => {
		expect(shownAnswer(one)).toEqual({ statusCode: 201, headers: one.headers, ...shown });
	});

	it('shows no body where there is none', () => {
		expect(shownAnswer(answer('', 'application/json'))).toEqual({ statusCode: 201, headers: { 'content-type': 'application/json' } });
	});

	it('finds the content type in whatever case it is written', () => {
		expect(shownAnswer(answer('1', undefined, { 'Content-Type': 'Application/JSON' })).body).toBe(1);
	});
});
