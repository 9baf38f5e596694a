import type { ReceivedBody } from '../../../flow/route/body';
import { readBody } from '../../../flow/route/body';

const received = (mediaType: string | undefined, raw: string, parsed?: unknown): ReceivedBody => ({
	mediaType,
	raw: Buffer.from(raw),
	parsed,
});

describe('the attributes of a body', () => {
	it.each<[string, ReceivedBody, object]>([
		['of JSON', received('application/json', '{"a":1}', { a: 1 }), { attributes: { a: 1 }, isText: false }],
		['of an empty JSON object', received('application/json', '{}', {}), { attributes: {}, isText: false }],
		[
			'of JSON by a vendor',
			received('application/vnd.api+json', '{"a":[1]}'),
			{ attributes: { a: [1] }, isText: false },
		],
		[
			'of problem details',
			received('application/problem+json', '{"a":null}'),
			{ attributes: { a: null }, isText: false },
		],
		[
			'of a form',
			received('application/x-www-form-urlencoded', 'a=1', { a: '1' }),
			{ attributes: { a: '1' }, isText: true },
		],
		[
			'of an empty form',
			received('application/x-www-form-urlencoded', '', undefined),
			{ attributes: {}, isText: true },
		],
		[
			'of a multipart body',
			received('multipart/form-data', '', { data: { a: '1' }, files: { f: {} } }),
			{ attributes: { a: '1' }, isText: true },
		],
		[
			'of a multipart body with files only',
			received('multipart/form-data', '', { files: { f: {} } }),
			{ attributes: {}, isText: true },
		],
		[
			'of a multipart body that n8n did not read',
			received('multipart/form-data', '', undefined),
			{ attributes: {}, isText: true },
		],
		['of no body', received(undefined, '', undefined), { attributes: {}, isText: false }],
		['of an empty body of a type that is not read', received('text/plain', '', ''), { attributes: {}, isText: false }],
		['of an empty JSON body', received('application/json', '', {}), { attributes: {}, isText: false }],
	])('%s', (_, body, expected) => {
		expect(readBody(body)).toEqual(expected);
	});

	it('are a copy', () => {
		const parsed = { a: 1 };
		expect((readBody(received('application/json', '{"a":1}', parsed)) as { attributes: object }).attributes).not.toBe(
			parsed,
		);
	});

	it.each([
		['application/json', JSON.parse('{"__proto__":{"admin":true}}') as object],
		['application/vnd.api+json', undefined],
	])('of %s keep the name __proto__ as a name', (mediaType, parsed) => {
		const { attributes } = readBody(received(mediaType, '{"__proto__":{"admin":true}}', parsed)) as {
			attributes: { admin?: boolean };
		};
		expect(Object.keys(attributes)).toEqual(['__proto__']);
		expect(attributes.admin).toBeUndefined();
	});
});

describe('a body is refused', () => {
	it('with 415 when it is of a multipart kind that n8n does not read', () => {
		expect(readBody(received('multipart/mixed', ''))).toMatchObject({ problem: { status: 415 } });
	});

	it.each<[string, unknown]>([
		['[1]', [1]],
		['null', null],
		['5', 5],
		['"text"', 'text'],
		['true', true],
	])('with 422 when it is the JSON %s', (raw, parsed) => {
		const refusal = {
			problem: {
				type: 'urn:n8n-nodes-flow-elements:problem:attributes-invalid',
				title: 'The attributes are not valid',
				status: 422,
				detail: 'The body must be a JSON object whose fields are the attributes.',
				errors: [{ pointer: '#', detail: 'must be an object' }],
			},
			headers: {},
		};
		expect(readBody(received('application/json', raw, parsed))).toEqual(refusal);
		expect(readBody(received('application/vnd.api+json', raw))).toEqual(refusal);
	});

	it.each(['{', '{"a":1,}', ' ', "{'secret':1}", '['.repeat(100_000)])('with 400 when a +json body is %.20j', (raw) => {
		expect(readBody(received('application/vnd.api+json', raw))).toEqual({
			problem: {
				type: 'urn:n8n-nodes-flow-elements:problem:body-unreadable',
				title: 'The body cannot be read',
				status: 400,
				detail: 'The body is not valid JSON.',
			},
			headers: {},
		});
	});

	it.each([
		['text/plain', 'The body is text/plain'],
		['application/xml', 'The body is application/xml'],
		['application/jsonp', 'The body is application/jsonp'],
		['text/json', 'The body is text/json'],
		[undefined, 'The body has no Content-Type header'],
	])('with 415 when its type is %s', (mediaType, start) => {
		expect(readBody(received(mediaType, '{"a":1}', '{"a":1}'))).toEqual({
			problem: {
				type: 'urn:n8n-nodes-flow-elements:problem:media-type-not-supported',
				title: 'The media type is not supported',
				status: 415,
				detail: `${start}; send application/json, application/x-www-form-urlencoded or multipart/form-data.`,
			},
			headers: { Accept: 'application/json, application/x-www-form-urlencoded, multipart/form-data' },
		});
	});
});
