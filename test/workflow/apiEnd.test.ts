import type { IDataObject, IN8nHttpFullResponse, INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { ApiEnd } from '../../nodes/ApiEnd/ApiEnd.node';
import { DynamicApiTrigger } from '../../nodes/DynamicApiTrigger/DynamicApiTrigger.node';
import type { Flow, FlowNode } from '../support/engine';
import { passOn, runFlow } from '../support/engine';

/** The item with which n8n starts the run after the trigger has taken a call. */
const taken = (variables: IDataObject = {}, waitsSeconds = 30): Partial<INodeExecutionData> => ({
	json: { ...variables, request: { id: 'req-1', answerBy: new Date(Date.now() + waitsSeconds * 1000).toISOString() } },
});

/** The same on an asynchronous route, where the caller does not wait. */
const takenAsync: Partial<INodeExecutionData> = { json: { request: { id: 'req-1' } } };

const route = (parameters: INodeParameters = {}): FlowNode => ({
	name: 'Route',
	nodeType: new DynamicApiTrigger(),
	parameters,
});

const end = (parameters: INodeParameters = {}, further: Partial<FlowNode> = {}): FlowNode => ({
	name: 'API End',
	nodeType: new ApiEnd(),
	parameters,
	...further,
});

/** A trigger and an API End; gives also the one answer that the caller got. */
async function answered(parameters: INodeParameters, items = [taken()], flow: Partial<Flow> = {}) {
	const finished = await runFlow({ nodes: [route(), end(parameters)], items, ...flow });
	const [answer] = finished.answers as IN8nHttpFullResponse[];
	return { ...finished, answer, text: answer && (answer.body as unknown as Buffer).toString('utf8') };
}

const headerRows = (values: Record<string, string>) => ({
	rows: Object.entries(values).map(([name, value]) => ({ name, value })),
});

describe('API End', () => {
	it('answers with fields that keep their types', async () => {
		const fields = headerRows({ status: 'ok', order: '={{ $json.order }}', count: '={{ 2 }}', none: '={{ null }}' });
		const { answer, text, answers, outputs } = await answered({ fields }, [taken({ order: { id: 7 } })]);

		expect(answers).toHaveLength(1);
		expect(answer).toMatchObject({ statusCode: 200, headers: { 'content-type': 'application/json; charset=utf-8' } });
		expect(answer.body).toBeInstanceOf(Buffer);
		expect(JSON.parse(text)).toEqual({ status: 'ok', order: { id: 7 }, count: 2, none: null });
		expect(outputs('API End')[0][0]).toMatchObject({
			json: { order: { id: 7 }, answer: { sent: true, statusCode: 200, requestId: 'req-1' } },
			pairedItem: { item: 0 },
		});
	});

	it.each([
		['JSON that was written', '{ "note": "Zoë" }', '{"note":"Zoë"}'],
		['JSON that an expression gives', '={{ [$json.id, { a: 1 }] }}', '[1,{"a":1}]'],
		['JSON text with variables in it', '={ "id": {{ $json.id }} }', '{"id":1}'],
		['a plain JSON value', '"done"', '"done"'],
	])('answers with %s', async (_what, json, expected) => {
		const { text } = await answered({ jsonFrom: 'json', json }, [taken({ id: 1 })]);

		expect(text).toBe(expected);
	});

	it('answers with the item or with all items', async () => {
		const only = await answered({ jsonFrom: 'item' }, [taken({ id: 1 })]);
		expect(JSON.parse(only.text)).toMatchObject({ id: 1, request: { id: 'req-1' } });

		const split = { ...passOn, execute: async () => [[{ json: { id: 1 } }, { json: { id: 2 } }]] };
		const nodes = [route(), { name: 'Split', nodeType: split }, end({ jsonFrom: 'items' })];
		const all = await answered({}, [taken()], { nodes });
		expect(all.answers).toHaveLength(1);
		expect(JSON.parse(all.text)).toEqual([{ id: 1 }, { id: 2 }]);
	});

	it('answers with text of any type, with its own status and headers', async () => {
		const headers = headerRows({ 'Cache-Control': 'no-store', 'X-Flow': '={{ $json.name }}' });
		const parameters = {
			respondWith: 'text',
			text: '<p>{{ name }}</p>',
			textType: 'text/html',
			statusCode: 422,
			headers,
		};
		const { answer, text } = await answered(parameters, [taken({ name: 'orders' })]);

		expect(text).toBe('<p>{{ name }}</p>');
		expect(answer).toMatchObject({
			statusCode: 422,
			headers: { 'content-type': 'text/html', 'cache-control': 'no-store', 'x-flow': 'orders' },
		});
	});

	it('answers without content', async () => {
		const { answer, text } = await answered({ respondWith: 'noContent' });

		expect(answer).toMatchObject({ statusCode: 204, headers: {} });
		expect(text).toBe('');
	});

	it('answers with a redirect', async () => {
		const { answer } = await answered({
			respondWith: 'redirect',
			redirectUrl: 'https://example.com/thank you?a=%20',
			redirectStatus: 302,
		});

		expect(answer).toMatchObject({ statusCode: 302, headers: { location: 'https://example.com/thank%20you?a=%20' } });
	});

	it('answers with a file', async () => {
		const file = { data: Buffer.from([0, 255, 1]).toString('base64'), mimeType: 'image/png', fileName: 'label.png' };
		const { answer, outputs } = await answered({ respondWith: 'binary' }, [{ ...taken(), binary: { data: file } }]);

		expect(answer).toMatchObject({ statusCode: 200, headers: { 'content-type': 'image/png' } });
		expect(answer.body).toEqual(Buffer.from([0, 255, 1]));
		expect(outputs('API End')[0][0].binary).toEqual({ data: file });
	});

	it('answers once, and further ones tell that the caller had been answered and by which node', async () => {
		const nodes = [
			route(),
			end({}, { name: 'First End' }),
			end({ options: { resultField: 'second' } }, { name: 'Second End' }),
		];
		const { answers, outputs, task, run } = await runFlow({ nodes, items: [taken()] });

		expect(run.status).toBe('success');
		expect(answers).toHaveLength(1);
		expect(outputs('Second End')[0][0].json).toMatchObject({
			answer: { sent: true },
			second: { sent: false, reason: 'already-answered', requestId: 'req-1' },
		});
		expect(task('First End')?.hints ?? []).toEqual([]);
		expect(task('Second End')?.hints).toEqual([
			expect.objectContaining({ type: 'warning', message: expect.stringContaining('"First End"') }),
		]);
	});

	it('leaves the answer to a later one when its own could not be given', async () => {
		const failing = end({}, { name: 'First End', onError: 'continueRegularOutput' });
		const { answers, outputs } = await runFlow({
			nodes: [route(), failing, end({}, { name: 'Second End' })],
			items: [taken()],
			lostAnswers: 1,
		});

		expect(answers).toHaveLength(1);
		expect(outputs('Second End')[0][0].json.answer).toMatchObject({ sent: true });
	});

	it('answers once for several items', async () => {
		const split = { ...passOn, execute: async () => [[{ json: { id: 1 } }, { json: { id: 2 } }]] };
		const nodes = [route(), { name: 'Split', nodeType: split }, end({ fields: headerRows({ id: '={{ $json.id }}' }) })];
		const { answers, outputs, text } = await answered({}, [taken()], { nodes });

		expect(answers).toHaveLength(1);
		expect(text).toBe('{"id":1}');
		expect(outputs('API End')[0].map(({ json }) => (json.answer as IDataObject).sent)).toEqual([true, false]);
	});

	it.each([
		['the route is asynchronous', [route({ answer: 'async' }), end()], [takenAsync], 'asynchronous'],
		['no trigger started the run', [{ name: 'Start', nodeType: passOn }, end()], [{}], 'no-caller'],
		['the caller has gone', [route(), end()], [taken({}, -1)], 'too-late'],
	])('answers nobody and says so when %s', async (_when, nodes, items, reason) => {
		const { answers, outputs, task, run } = await runFlow({ nodes, items });

		expect(run.status).toBe('success');
		expect(answers).toHaveLength(0);
		expect(outputs('API End')[0][0].json.answer).toMatchObject({ sent: false, reason, detail: expect.any(String) });
		expect(task('API End')?.hints).toEqual([expect.objectContaining({ type: 'warning', location: 'outputPane' })]);
	});

	it('knows its caller behind other nodes, and under another name for the details', async () => {
		const { request, ...variables } = taken({ id: 1 }).json as IDataObject;
		const nodes = [
			route({ options: { detailsField: 'callDetails' } }),
			{ name: 'Forgetful', nodeType: { ...passOn, execute: async () => [[{ json: {} }]] } },
			end(),
		];
		const { answers, outputs, run } = await runFlow({
			nodes,
			items: [{ json: { ...variables, callDetails: request } as IDataObject }],
		});

		expect(answers).toHaveLength(1);
		expect(outputs('API End')[0][0].json).toMatchObject({ answer: { sent: true, requestId: 'req-1' } });
		expect(run.data.resultData.metadata).toEqual({ requestId: 'req-1' });
	});
});

describe('An API End that cannot answer', () => {
	it.each([
		[
			'JSON with a fault in it',
			{ jsonFrom: 'json', json: '{\n  "a": 1,\n}' },
			/^The answer is not valid JSON: .* at line 3, column 1\.$/,
		],
		['a header with a line break', { headers: headerRows({ 'X-A': '={{ "a\\r\\nSet-Cookie: b" }}' }) }, /line break/],
		['a header name that is none', { headers: headerRows({ 'X A': 'a' }) }, /"X A" is not a header name/],
		[
			'a content type with a line break',
			{ respondWith: 'text', textType: '={{ "text/html\\r\\nX-A: b" }}' },
			/line break/,
		],
		['a redirect to a script', { respondWith: 'redirect', redirectUrl: 'javascript:alert(1)' }, /must begin with http/],
		[
			'a redirect to another host without a scheme',
			{ respondWith: 'redirect', redirectUrl: '//evil.example.com' },
			/must begin with http/,
		],
		['a status code that is none', { statusCode: '={{ 99 }}' }, /from 200 to 599/],
		['a file that is not there', { respondWith: 'binary' }, /binary file 'data'/],
	])('stops the run with words for the remedy: %s', async (_what, parameters, words) => {
		const { answers, error, run, task } = await answered(parameters);

		expect(run.status).toBe('error');
		expect(answers).toHaveLength(0);
		expect(error).toMatch(words);
		expect(task('API End')?.error).toMatchObject({ name: 'NodeOperationError', context: { itemIndex: 0 } });
	});

	it('keeps a line break in a redirect from being a header', async () => {
		const { answer } = await answered({ respondWith: 'redirect', redirectUrl: '={{ "/a\\r\\nSet-Cookie: b" }}' });

		expect(answer.headers.location).toBe('/a%0D%0ASet-Cookie:%20b');
	});

	it('leaves by the error output with its variables, so that another one can answer', async () => {
		const finished = await runFlow({
			nodes: [
				route(),
				end({ jsonFrom: 'json', json: 'oops' }, { name: 'First End', onError: 'continueErrorOutput' }),
				end({ jsonFrom: 'item', statusCode: 500 }, { name: 'Second End' }),
			],
			wires: [
				['Route', 0, 'First End'],
				['First End', 1, 'Second End'],
			],
			items: [taken({ id: 1 })],
		});

		expect(finished.run.status).toBe('success');
		expect(finished.outputs('First End')[0]).toEqual([]);
		expect(finished.answers).toHaveLength(1);
		expect(finished.outputs('Second End')[0][0].json).toMatchObject({
			id: 1,
			error: expect.stringContaining('not valid JSON'),
			answer: { sent: true, statusCode: 500 },
		});
	});

	it('tells its result also when an earlier node failed', async () => {
		const failing = { ...passOn, execute: async () => [[{ json: {}, error: new Error('Shop is closed') as never }]] };
		const nodes = [route(), { name: 'Shop', nodeType: failing }, end({ jsonFrom: 'item', statusCode: 502 })];
		const { answer, outputs, text } = await answered({}, [taken()], { nodes });

		expect(answer.statusCode).toBe(502);
		expect(JSON.parse(text)).toEqual({ error: 'Shop is closed' });
		expect(outputs('API End')[0][0].json).toMatchObject({ error: 'Shop is closed', answer: { sent: true } });
	});
});
