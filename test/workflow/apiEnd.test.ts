import type { IDataObject, IN8nHttpFullResponse, INodeExecutionData, INodeParameters } from 'n8n-workflow';

import type { Keeping } from '../../flow/route/callerSession';
import { answerFrom } from '../../flow/route/keptAnswer';
import { RequestLog } from '../../flow/route/requestLog';
import { StoreUnavailable } from '../../flow/store/flowStore';
import { SqliteStore } from '../../flow/store/sqliteStore';
import { useFlowStore } from '../../flow/store/theStore';
import { ApiEnd } from '../../nodes/ApiEnd/ApiEnd.node';
import { DynamicApiTrigger } from '../../nodes/DynamicApiTrigger/DynamicApiTrigger.node';
import type { Flow, FlowNode } from '../support/engine';
import { passOn, runFlow } from '../support/engine';

/** The item with which n8n starts the run after the trigger has taken a call. */
const taken = (variables: IDataObject = {}, waitsSeconds = 30): Partial<INodeExecutionData> => ({
	json: { ...variables, request: { id: 'req-1', headers: {}, answerBy: new Date(Date.now() + waitsSeconds * 1000).toISOString() } },
});

/** The same on an asynchronous route, where the caller does not wait. */
const takenAsync: Partial<INodeExecutionData> = { json: { request: { id: 'req-1', headers: {} } } };

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

describe('An API End whose answer is kept', () => {
	const keeping: Keeping = { scope: 'route:w:n', untilMs: Date.now() + 3_600_000, always: false };
	const always = { ...keeping, always: true };
	let store: SqliteStore;
	let log: RequestLog;
	beforeEach(() => {
		store = new SqliteStore(':memory:');
		useFlowStore(store);
		log = new RequestLog(store, keeping.scope);
	});
	afterAll(() => useFlowStore());

	/** The item of a call of which something is kept. */
	const keptItem = (change: { keeping?: Keeping; waitsSeconds?: number; async?: boolean } = {}): Partial<INodeExecutionData> => {
		const { json } = taken({}, change.waitsSeconds ?? 30);
		const { answerBy, ...request } = json?.request as IDataObject;
		const ticket = { keeping: change.keeping ?? keeping, isRecorded: true };
		return { ...(json && { json: { ...json, request: { ...request, ...(!change.async && { answerBy }), ticket } as IDataObject } }) };
	};
	const keptText = async () => {
		const kept = await log.answer('req-1');
		return kept && answerFrom(kept)?.body.toString();
	};
	const saying = (text: string, name = 'API End') => end({ respondWith: 'text', text }, { name });

	it('keeps it for an asynchronous caller, and says so without a warning', async () => {
		const { answers, outputs, task } = await runFlow({ nodes: [route(), saying('done')], items: [keptItem({ async: true })] });

		expect(answers).toHaveLength(0);
		expect(await keptText()).toBe('done');
		expect(outputs('API End')[0][0].json.answer).toEqual({
			sent: false,
			kept: true,
			statusCode: 200,
			reason: 'asynchronous',
			detail: expect.stringContaining('finds this answer by the status of the request'),
			requestId: 'req-1',
		});
		expect(task('API End')?.hints ?? []).toEqual([]);
	});

	it('keeps it for a caller who has had a 504, with a warning', async () => {
		const { answers, outputs, task } = await runFlow({ nodes: [route(), saying('late')], items: [keptItem({ waitsSeconds: -1 })] });

		expect(answers).toHaveLength(0);
		expect(await keptText()).toBe('late');
		expect(outputs('API End')[0][0].json.answer).toMatchObject({ sent: false, kept: true, reason: 'too-late' });
		expect(task('API End')?.hints).toHaveLength(1);
	});

	it('keeps only the first one', async () => {
		const nodes = [route(), saying('first', 'First End'), saying('second', 'Second End')];
		const { outputs } = await runFlow({ nodes, items: [keptItem({ async: true })] });

		expect(await keptText()).toBe('first');
		expect(outputs('Second End')[0][0].json.answer).toMatchObject({ sent: false, reason: 'already-answered' });
	});

	it('keeps and sends it when the call may be repeated', async () => {
		const { answers, outputs } = await runFlow({ nodes: [route(), saying('once')], items: [keptItem({ keeping: always })] });

		expect(answers).toHaveLength(1);
		expect(await keptText()).toBe('once');
		expect(outputs('API End')[0][0].json.answer).toEqual({ sent: true, statusCode: 200, requestId: 'req-1' });
	});

	it('keeps nothing for a caller who waits, but does in the last moment', async () => {
		await runFlow({ nodes: [route(), saying('in time')], items: [keptItem()] });
		expect(await keptText()).toBeUndefined();

		const { answers } = await runFlow({ nodes: [route(), saying('just in time')], items: [keptItem({ waitsSeconds: 1 })] });
		expect(answers).toHaveLength(1);
		expect(await keptText()).toBe('just in time');
	});

	it('takes it back when it could not be sent, so that another one can answer', async () => {
		const failing = end({ respondWith: 'text', text: 'lost' }, { name: 'First End', onError: 'continueRegularOutput' });
		const { answers, outputs } = await runFlow({
			nodes: [route(), failing, saying('second', 'Second End')],
			items: [keptItem({ keeping: always })],
			lostAnswers: 1,
		});

		expect(answers).toHaveLength(1);
		expect(await keptText()).toBe('second');
		expect(outputs('Second End')[0][0].json.answer).toMatchObject({ sent: true });
	});

	it('sends nothing when there is an answer already', async () => {
		await log.keepAnswer('req-1', { tooLarge: true }, keeping.untilMs);
		const { answers, outputs } = await runFlow({ nodes: [route(), saying('again')], items: [keptItem({ keeping: always })] });

		expect(answers).toHaveLength(0);
		expect(outputs('API End')[0][0].json.answer).toMatchObject({ sent: false, reason: 'already-answered' });
	});

	it('sends what is too large to keep, and says that a repetition will not get it', async () => {
		const large = '={{ "x".repeat(1024 * 1024 + 1) }}';
		const sent = await runFlow({ nodes: [route(), saying(large)], items: [keptItem({ keeping: always })] });
		expect(sent.answers).toHaveLength(1);
		expect(sent.outputs('API End')[0][0].json.answer).toMatchObject({ sent: true, kept: false });
		expect(sent.task('API End')?.hints).toEqual([expect.objectContaining({ message: expect.stringContaining('more than 1 MiB') })]);
		expect(await log.answer('req-1')).toEqual({ tooLarge: true });

		await log.forgetAnswer('req-1');
		const unsent = await runFlow({ nodes: [route(), saying(large)], items: [keptItem({ async: true })] });
		expect(unsent.outputs('API End')[0][0].json.answer).toMatchObject({ sent: false, kept: false, reason: 'asynchronous' });
	});

	it('answers the caller who waits also when the store is away, and warns', async () => {
		jest.spyOn(store, 'claim').mockRejectedValue(new StoreUnavailable('The disk is full.'));
		const { answers, outputs, run, task } = await runFlow({ nodes: [route(), saying('done')], items: [keptItem({ keeping: always })] });

		expect(run.status).toBe('success');
		expect(answers).toHaveLength(1);
		expect(outputs('API End')[0][0].json.answer).toMatchObject({ sent: true, kept: false });
		expect(task('API End')?.hints).toEqual([expect.objectContaining({ message: expect.stringContaining('The disk is full.') })]);
	});

	it('stops the run when the store is away and nobody waits, for then the answer would be lost', async () => {
		jest.spyOn(store, 'claim').mockRejectedValue(new StoreUnavailable('The disk is full.'));
		const { error, run } = await runFlow({ nodes: [route(), saying('done')], items: [keptItem({ async: true })] });

		expect(run.status).toBe('error');
		expect(error).toBe('The disk is full.');
	});

	it('says as before that nobody is answered when the time to keep is over', async () => {
		const over = { ...keeping, untilMs: Date.now() - 1 };
		const { outputs } = await runFlow({ nodes: [route(), saying('done')], items: [keptItem({ async: true, keeping: over })] });

		expect(outputs('API End')[0][0].json.answer).toMatchObject({ sent: false, reason: 'asynchronous' });
		expect(outputs('API End')[0][0].json.answer).not.toHaveProperty('kept');
	});

	it('notes how the run ended, also where the trigger has not', async () => {
		// As after a wait: another process goes on, which the trigger never ran in.
		const session = { requestId: 'req-1', keeping };
		const resumed: FlowNode = {
			name: 'Resumed',
			nodeType: {
				...passOn,
				async execute() {
					this.getContext('flow').flowElementsCaller = session;
					return [this.getInputData()];
				},
			},
		};
		await runFlow({ nodes: [resumed, saying('done')], items: [{}] });

		expect(await keptText()).toBe('done');
		expect(await log.outcome('req-1')).toBe('success');
	});
});
