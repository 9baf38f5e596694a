import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { IWebhookFunctions } from 'n8n-workflow';

import type { RouteCall } from '../../../flow/route/admission';
import { callDetails, requestContent } from '../../../nodes/DynamicApiTrigger/call';
import { readCall } from '../../../nodes/shared/route/receivedCall';

const read = (request: object) =>
	readCall({
		getRequestObject: () => ({ method: 'POST', ip: '192.0.2.7', headers: {}, params: {}, query: {}, ...request }),
	} as unknown as IWebhookFunctions);

describe('a call as n8n hands it over', () => {
	it('is read whole', () => {
		const request = {
			method: 'post',
			ip: '::ffff:192.0.2.7',
			headers: { 'content-type': 'application/json; charset=utf-8' },
			params: { orderId: 'A-1' },
			query: { lang: 'nl' },
			body: { a: 1 },
			rawBody: Buffer.from('{"a":1}'),
			contentType: 'application/json',
		};
		expect(read(request)).toEqual({
			method: 'POST',
			address: '192.0.2.7',
			headers: request.headers,
			path: { orderId: 'A-1' },
			query: { lang: 'nl' },
			body: { mediaType: 'application/json', raw: request.rawBody, parsed: { a: 1 } },
			bodyBytes: 7,
		});
	});

	it('may have neither an address nor a body', () => {
		expect(read({ ip: undefined })).toMatchObject({
			address: '',
			body: { mediaType: undefined, raw: Buffer.alloc(0), parsed: undefined },
			bodyBytes: 0,
		});
	});

	it.each<[string, object, number]>([
		['by the bytes that came', { rawBody: Buffer.from('12345'), headers: { 'content-length': '9' } }, 5],
		['by the Content-Length of a multipart body', { headers: { 'content-length': '900' } }, 900],
		[
			'by the files of a multipart body',
			{ body: { files: { a: { size: 300 }, b: [{ size: 20 }, { size: 1 }] } } },
			321,
		],
		['by the fields of a chunked multipart body', { body: { data: { note: 'é'.repeat(100) } } }, 211],
		['by the larger of the two', { headers: { 'content-length': '5' }, body: { files: { a: { size: 300 } } } }, 300],
	])('is measured %s', (_, request, bytes) => {
		expect(read(request).bodyBytes).toBe(bytes);
	});
});

describe('the details of a call', () => {
	const call: RouteCall = {
		method: 'POST',
		address: '192.0.2.7',
		headers: {
			authorization: 'Bearer hush',
			cookie: 'hush',
			'proxy-authorization': 'hush',
			'x-api-key': 'hush',
			'x-api-token': 'hush',
			'x-hub-signature': 'hush',
			'content-type': 'application/json',
			'x-trace': ['1', '2'],
		},
		path: {},
		query: {},
		body: { mediaType: 'application/json', raw: Buffer.alloc(0), parsed: {} },
		bodyBytes: 0,
	};
	const receivedAt = new Date('2026-11-20T12:00:00.000Z');

	it('hold no header that carries a secret', () => {
		expect(callDetails(call, { id: 'r-1', receivedAt, secretHeaders: ['X-Hub-Signature'] })).toEqual({
			id: 'r-1',
			method: 'POST',
			address: '192.0.2.7',
			headers: { 'content-type': 'application/json', 'x-trace': ['1', '2'] },
			receivedAt: '2026-11-20T12:00:00.000Z',
		});
	});

	it('hold a signature only where it is none of this route', () => {
		expect(callDetails(call, { id: 'r-1', receivedAt, secretHeaders: [] }).headers).toHaveProperty(
			'x-hub-signature',
			'hush',
		);
	});

	it('hold the idempotency key, and what the trigger tells itself, when there is something', () => {
		const ticket = { keeping: { scope: 'route:w:n', untilMs: 1, always: true }, isRecorded: true };
		const details = callDetails(call, { id: 'r-1', receivedAt, secretHeaders: [], idempotencyKey: 'k', ticket });
		expect(details).toMatchObject({ idempotencyKey: 'k', ticket });
	});
});

describe('what a call carries', () => {
	const folder = mkdtempSync(join(tmpdir(), 'flow-elements-call-'));
	afterAll(() => rmSync(folder, { recursive: true }));
	const contentOf = async (request: object) => {
		const context = {
			getRequestObject: () => ({ method: 'POST', ip: '192.0.2.7', headers: {}, params: {}, query: {}, ...request }),
		} as unknown as IWebhookFunctions;
		return await requestContent(context, readCall(context));
	};

	it('is the bytes of its body', async () => {
		const rawBody = Buffer.from('{"a":1}');
		expect(await contentOf({ contentType: 'application/json', rawBody, body: { a: 1 } })).toEqual(rawBody);
		expect(await contentOf({})).toEqual(Buffer.alloc(0));
	});

	it('is what is in a multipart body', async () => {
		const filepath = join(folder, 'upload');
		writeFileSync(filepath, 'abc');
		const files = { label: [{ filepath, originalFilename: 'a.txt', mimetype: 'text/plain', size: 3 }, { filepath, size: 3 }] };
		const sha256 = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
		expect(await contentOf({ contentType: 'multipart/form-data', body: { data: { order: '7' }, files } })).toEqual({
			fields: { order: '7' },
			files: [
				{ field: 'label', name: 'a.txt', mediaType: 'text/plain', sha256 },
				{ field: 'label', name: '', mediaType: '', sha256 },
			],
		});
		expect(await contentOf({ contentType: 'multipart/form-data', body: undefined })).toEqual({ fields: {}, files: [] });
	});
});
