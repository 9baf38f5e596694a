import { randomUUID } from 'node:crypto';

import type { INodeParameters } from 'n8n-workflow';

import { logged } from '../../support/engine';
import { AUTHORIZED, callBack, GUARDED, kindOf, waitFlow } from './waiting';

/** Callers show a token, so that callbacks are taken before anybody waits. */
const guarded = (parameters: INodeParameters = {}) => waitFlow({ ...GUARDED, ...parameters });

describe('A callback is refused', () => {
	it.each<[string, INodeParameters, Parameters<typeof callBack>[3], number, string]>([
		['without a token', GUARDED, {}, 401, 'unauthorized'],
		['by another method', {}, { method: 'GET' }, 405, 'method-not-allowed'],
		['from another address', { options: { allowedAddresses: '198.51.100.0/24' } }, {}, 403, 'address-not-allowed'],
		['when it is too large', { options: { maxBodyKib: 1 } }, { body: { text: 'x'.repeat(2000) } }, 413, 'body-too-large'],
		['with a reference of nobody', {}, {}, 404, 'callback-unknown'],
	])('%s', async (_why, parameters, request, status, kind) => {
		const refused = await callBack(waitFlow(parameters), randomUUID(), {}, request);
		expect([refused.status, kindOf(refused)]).toEqual([status, kind]);
		expect(refused.headers['Content-Type']).toBe('application/problem+json');
		expect(refused.items).toEqual([]);
	});

	it('without a reference, and is told where to send it', async () => {
		const refused = await callBack(waitFlow({ options: { referencePath: '$.ref' } }), undefined);
		expect(refused.status).toBe(400);
		expect(refused.document.detail).toMatch(/header "reference".*query parameter "reference".*\$\.ref/);
	});

	it('when it is nested so deep that it cannot be kept', async () => {
		let deep: unknown = 1;
		for (let depth = 0; depth < 100_000; depth++) deep = [deep];
		const body = { deep };
		// It cannot be written as text, so it is handed over as n8n would have read it.
		const refused = await callBack(guarded(), 'deep', {}, { ...AUTHORIZED, parsed: body });
		expect([refused.status, kindOf(refused)]).toEqual([400, 'body-unreadable']);
	});

	it.each(['__proto__', 'constructor', 'prototype'])('when it brings the name %s, which objects inherit', async (name) => {
		const refused = await callBack(guarded(), randomUUID(), JSON.parse(`{"${name}":{"a":1}}`) as object, AUTHORIZED);
		expect(refused.status).toBe(422);
	});

	it('with 422 that names the fields, but only by whoever knows the reference', async () => {
		const attributes = { rows: [{ name: 'amount', type: 'number', required: true }] };
		const refused = await callBack(guarded({ attributes }), 'order-1', { amount: 'much' }, AUTHORIZED);
		expect([refused.status, refused.document.errors]).toEqual([422, [{ pointer: '#/amount', detail: 'must be a number, but is a text' }]]);
		expect((await callBack(waitFlow({ attributes }), randomUUID(), { amount: 'much' })).status).toBe(404);
		expect((await callBack(guarded({ attributes }), 'order-1', { amount: 5 }, AUTHORIZED)).status).toBe(202);
	});

	it.each<[INodeParameters, string]>([
		[{ options: { methods: [] } }, 'Allowed Methods'],
		[{ options: { keptHeaders: 'Authorization' } }, 'carries a secret'],
		[{ options: { referenceHeader: 'not a header' } }, 'Reference Header'],
		[{ options: { referencePath: 'ref' } }, 'must begin with "$"'],
		[{ answer: { body: '{' } }, 'not valid JSON'],
		[{ answer: { statusCode: 500 } }, 'Status Code'],
		[{ attributesFrom: 'schema', schema: '[]' }, 'JSON Schema'],
	])('with 500 when the panel cannot be used, and the log says why: %j', async (parameters, message) => {
		const refused = await callBack(waitFlow(parameters), randomUUID());
		expect([refused.status, kindOf(refused)]).toEqual([500, 'route-misconfigured']);
		expect(logged.at(-1)).toContain(message);
		expect(JSON.stringify(refused.document)).not.toContain(message);
	});
});

describe('A callback before the wait', () => {
	it('is kept where callers show a token, and not where they show nothing or the builder does not want it', async () => {
		expect((await callBack(guarded(), 'order-1', {}, AUTHORIZED)).status).toBe(202);
		expect((await callBack(guarded({ options: { keepEarlyMinutes: 0 } }), 'order-2', {}, AUTHORIZED)).status).toBe(404);
		expect((await callBack(waitFlow(), randomUUID())).status).toBe(404);
	});
});

describe('The answer', () => {
	it.each<[INodeParameters, number, unknown]>([
		[{}, 202, { status: 'accepted' }],
		[{ answer: { statusCode: 200, body: '{"ok":true}' } }, 200, { ok: true }],
		[{ answer: { statusCode: 204 } }, 204, {}],
		[{ answer: { body: '' } }, 202, {}],
	])('is as the builder wants: %j', async (parameters, status, document) => {
		const taken = await callBack(guarded(parameters), randomUUID(), {}, AUTHORIZED);
		expect([taken.status, taken.document]).toEqual([status, document]);
	});

	it('can send a person on to a page', async () => {
		const answer = { statusCode: 303, body: '', headers: { rows: [{ name: 'Location', value: 'https://shop.example.com/thanks' }] } };
		const taken = await callBack(guarded({ answer }), randomUUID(), {}, AUTHORIZED);
		expect([taken.status, taken.headers.location]).toEqual([303, 'https://shop.example.com/thanks']);
	});
});
