import { gzipSync } from 'node:zlib';

import type { INodeParameters } from 'n8n-workflow';

import { deadUrl, json, startApi } from '../../support/apiServer';
import { BRANCH, call, inContext, valuesOf } from './call';

const ORDER = {
	order: { status: 'sent', lines: [{ sku: 'a' }, { sku: 'b' }] },
	zero: 0,
	no: false,
	blank: '',
	nothing: null,
	'a b': 'spaced',
};

const bodyVariables = (paths: Record<string, string>): INodeParameters => ({
	rows: Object.entries(paths).map(([variable, path]) => ({ variable, path })),
});

const PATHS = {
	status: '$.order.status',
	zero: '$.zero',
	no: '$.no',
	blank: '$.blank',
	nothing: '$.nothing',
	spaced: "$['a b']",
	second: '$.order.lines[1].sku',
	object: '$.order',
	list: '$.order.lines',
	several: '$..sku',
	absent: '$.order.colour',
};

describe('Variables from the response', () => {
	it('take single values as they are, and null for anything else', async () => {
		const { url } = await startApi(() => ORDER);
		const { branches } = await call({ url, bodyVariables: bodyVariables(PATHS) });

		expect(branches[BRANCH.success][0].json).toMatchObject({
			status: 'sent',
			zero: 0,
			no: false,
			blank: '',
			nothing: null,
			spaced: 'spaced',
			second: 'b',
			object: null,
			list: null,
			several: null,
			absent: null,
		});
	});

	it('take objects and lists where that is allowed', async () => {
		const { url } = await startApi(() => ORDER);
		const { branches } = await call({ url, bodyVariables: bodyVariables(PATHS), options: { captureStructures: true } });

		expect(branches[BRANCH.success][0].json).toMatchObject({
			object: ORDER.order,
			list: ORDER.order.lines,
			several: ['a', 'b'],
			zero: 0,
			absent: null,
		});
	});

	it('take headers by their names in any case', async () => {
		const { url } = await startApi((_request, response) => json(response, 200, {}, { 'X-Rate-Left': '7' }));
		const headerVariables = {
			rows: [
				{ variable: 'left', header: 'x-rate-LEFT' },
				{ variable: 'none', header: 'x-none' },
			],
		};
		const { branches } = await call({ url, headerVariables });

		expect(branches[BRANCH.success][0].json).toMatchObject({ left: '7', none: null });
	});

	it('are taken from error responses, too, and are null without a response', async () => {
		const { url } = await startApi((_request, response) => json(response, 422, { code: 'no-stock' }));
		const variables = {
			bodyVariables: bodyVariables({ code: '$.code' }),
			headerVariables: { rows: [{ variable: 'type', header: 'content-type' }] },
		};
		const refused = await call({ url, ...variables });
		const unheard = await call({ url: await deadUrl(), ...variables });

		expect(refused.branches[BRANCH.clientError][0].json).toMatchObject({ code: 'no-stock', type: 'application/json' });
		expect(unheard.branches[BRANCH.noResponse][0].json).toMatchObject({ code: null, type: null });
	});

	it('overwrite variables of the same name that came in', async () => {
		const { url } = await startApi(() => ORDER);
		const { branches } = await call(
			{ url, bodyVariables: bodyVariables({ status: '$.order.status' }) },
			{ items: [{ json: { status: 'new', id: 1 } }] },
		);

		expect(branches[BRANCH.success][0].json).toMatchObject({ status: 'sent', id: 1 });
	});
});

describe('The body of the response', () => {
	const serving = async (body: string | Buffer, headers: Record<string, string>) =>
		(await startApi((_request, response) => void response.writeHead(200, headers).end(body))).url;

	it('is unzipped', async () => {
		const url = await serving(gzipSync('{"zipped":true}'), {
			'Content-Type': 'application/json',
			'Content-Encoding': 'gzip',
		});

		expect((await call({ url })).result.body).toEqual({ zipped: true });
	});

	it.each([
		['JSON by its type', '[1,2]', 'application/problem+json', [1, 2]],
		['JSON by the look of it', ' {"a":1}', 'text/plain', { a: 1 }],
		['text', '<p>Hello</p>', 'text/html', '<p>Hello</p>'],
		['text, when it should be JSON and is not', '{oops', 'application/json', '{oops'],
	])('is %s', async (_what, body, type, expected) => {
		const url = await serving(body, { 'Content-Type': type });

		expect((await call({ url })).result.body).toEqual(expected);
	});

	it('is text where that is asked for', async () => {
		const url = await serving('{"a":1}', { 'Content-Type': 'application/json' });

		expect((await call({ url, options: { expect: 'text' } })).result.body).toBe('{"a":1}');
	});

	it('is a file when it is no text, and files that came in stay', async () => {
		const bytes = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 255, 10]);
		const url = await serving(bytes, {
			'Content-Type': 'image/png',
			'Content-Disposition': 'attachment; filename="label.png"',
		});
		const other = { data: Buffer.from('x').toString('base64'), mimeType: 'text/plain' };
		const { branches } = await call({ url }, { items: [{ binary: { other } }] });

		const [{ binary, json: item }] = branches[BRANCH.success];
		expect(item.call).toMatchObject({ status: 200, body: null });
		expect(binary?.other).toEqual(other);
		expect(binary?.data).toMatchObject({ mimeType: 'image/png', fileName: 'label.png', bytes: bytes.length });
		expect(Buffer.from(binary?.data.data ?? '', 'base64')).toEqual(bytes);
	});

	it('may be as large as the limit and no larger, also when it is zipped', async () => {
		const limit = { options: { maxResponseKib: 2 } };
		const text = { 'Content-Type': 'text/plain' };
		const allowed = await call({ ...limit, url: await serving('x'.repeat(2048), text) });
		const tooLarge = await call({ ...limit, url: await serving('x'.repeat(2049), text) });
		const bomb = await call({
			...limit,
			url: await serving(gzipSync('x'.repeat(1_000_000)), { ...text, 'Content-Encoding': 'gzip' }),
		});

		expect(allowed.branches[BRANCH.success]).toHaveLength(1);
		for (const { branches, result } of [tooLarge, bomb]) {
			expect(branches[BRANCH.noResponse]).toHaveLength(1);
			expect(result).toMatchObject({ cause: 'response-too-large', tries: 1 });
		}
	});
});

describe('A response that cannot be put into its item', () => {
	const items = [1, 2, 3].map((id) => ({ json: { id } }));
	const deep = `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`;

	it('because it is nested too deep gives null for the variables, and the others are taken', async () => {
		const api = await startApi(({ path }, response) => {
			const body = path === '/2' ? deep : '{"x":"y"}';
			response.writeHead(200, { 'Content-Type': 'application/json' }).end(body);
		});
		const parameters = { url: `=${api.url}/{{ $json.id }}`, bodyVariables: bodyVariables({ x: '$..x' }) };
		const { run, branches } = await call({ ...parameters, options: { addToResult: [] } }, { items });

		expect(run.status).toBe('success');
		expect(valuesOf(branches, 'id')[BRANCH.success]).toEqual([1, 2, 3]);
		expect(valuesOf(branches, 'x')[BRANCH.success]).toEqual(['y', null, 'y']);
	});

	it.each([undefined, 'continueRegularOutput', 'continueErrorOutput'] as const)(
		'for another reason leaves by its branch all the same, and tells it, with On Error: %s',
		async (onError) => {
			const api = await startApi(({ path }, response) => {
				if (path !== '/2') return { ok: true };
				response.writeHead(200, { 'Content-Type': 'image/png', 'X-Trace': 'abc' }).end('bytes');
				return undefined;
			});
			const fullDisk = inContext(({ helpers }) => ({
				helpers: { ...helpers, prepareBinaryData: async () => await Promise.reject(new Error('The disk is full')) },
			}));
			const { run, branches } = await call(
				{
					url: `=${api.url}/{{ $json.id }}`,
					bodyVariables: bodyVariables({ ok: '$.ok' }),
					headerVariables: { rows: [{ variable: 'trace', header: 'X-Trace' }] },
				},
				{ items, node: { nodeType: fullDisk, ...(onError && { onError }) } },
			);

			expect(run.status).toBe('success');
			expect(api.requests).toHaveLength(3);
			expect(valuesOf(branches, 'id')[BRANCH.success]).toEqual([1, 2, 3]);
			expect(valuesOf(branches, 'ok')[BRANCH.success]).toEqual([true, null, true]);
			expect(branches[BRANCH.success][1].json).toEqual({
				id: 2,
				ok: null,
				trace: null,
				call: {
					status: 200,
					class: 'success',
					body: null,
					message: 'The request was sent, but its response could not be put into the item: The disk is full',
					tries: 1,
					durationMs: expect.any(Number),
				},
			});
		},
	);
});

describe('The error of an earlier node', () => {
	it('does not stand in the way of the result', async () => {
		const { url } = await startApi();
		const error = Object.assign(new Error('An earlier node failed'), { name: 'NodeApiError' }) as never;
		const { branches } = await call(
			{ url },
			{ items: [{ json: { error: 'An earlier node failed' }, error }], node: { onError: 'continueErrorOutput' } },
		);

		expect(branches[BRANCH.success][0].json).toMatchObject({ error: 'An earlier node failed', call: { status: 200 } });
	});
});
