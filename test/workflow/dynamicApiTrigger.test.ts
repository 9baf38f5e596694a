import type { IDataObject, IExecuteFunctions, INodeExecutionData, INodeParameters } from 'n8n-workflow';

import type { Keeping } from '../../flow/route/callerSession';
import type { RequestRecord } from '../../flow/route/requestLog';
import { RequestLog } from '../../flow/route/requestLog';
import { StoreUnavailable } from '../../flow/store/flowStore';
import { SqliteStore } from '../../flow/store/sqliteStore';
import { useFlowStore } from '../../flow/store/theStore';
import { ApiEnd } from '../../nodes/ApiEnd/ApiEnd.node';
import { DynamicApiTrigger } from '../../nodes/DynamicApiTrigger/DynamicApiTrigger.node';
import type { FlowNode } from '../support/engine';
import { logged, passOn, runFlow } from '../support/engine';

// What the trigger does inside the execution. Its other half, which answers calls, is tested in a real n8n.

const SCOPE = 'route:w:n';
const UNTIL = Date.now() + 3_600_000;
let store: SqliteStore;
let log: RequestLog;
beforeEach(() => {
	store = new SqliteStore(':memory:');
	useFlowStore(store);
	log = new RequestLog(store, SCOPE);
});
afterAll(() => useFlowStore());

const keeping: Keeping = { scope: SCOPE, untilMs: UNTIL, always: true };
const record = (change: Partial<RequestRecord> = {}): RequestRecord => ({
	requestId: 'req-1',
	receivedAtMs: Date.now(),
	mode: 'sync',
	takenBy: 'main',
	keptUntilMs: UNTIL,
	...change,
});
const taken = (ticket: object | undefined, answerInMs = 30_000): Array<Partial<INodeExecutionData>> => [
	{
		json: {
			order: 7,
			request: {
				id: 'req-1',
				headers: {},
				receivedAt: new Date().toISOString(),
				answerBy: new Date(Date.now() + answerInMs).toISOString(),
				...(ticket && { ticket: ticket as IDataObject }),
			},
		},
	},
];
const RECORDED = { keeping, isRecorded: true };
const ONLY_IF_LATE = { keeping: { ...keeping, always: false }, isRecorded: false };

const route = (further: Partial<FlowNode> = {}): FlowNode => ({ name: 'Route', nodeType: new DynamicApiTrigger(), ...further });
const after: FlowNode = { name: 'After', nodeType: passOn };
const end = (parameters: INodeParameters = {}): FlowNode => ({ name: 'End', nodeType: new ApiEnd(), parameters });
const doing = (name: string, work: (context: IExecuteFunctions) => Promise<void>): FlowNode => ({
	name,
	nodeType: {
		description: { ...passOn.description, name },
		async execute(this: IExecuteFunctions) {
			await work(this);
			return [this.getInputData()];
		},
	},
});
const failing = doing('fail', async () => await Promise.reject(new Error('on purpose')));
const parking = doing('park', async (context) => await context.putExecutionToWait(new Date(Date.now() + 600_000)));
const sleeping = (ms: number) => doing('sleep', async () => await new Promise((resolve) => setTimeout(resolve, ms)));

describe('a run of a call that is noted down', () => {
	it('notes that it has started, and how it ended; the flow does not see how', async () => {
		await log.open(record());
		const { outputs, run } = await runFlow({ nodes: [route(), after], items: taken(RECORDED) });
		expect(run.status).toBe('success');
		expect(outputs('After')[0][0].json).toEqual({ order: 7, request: { id: 'req-1', headers: {}, receivedAt: expect.any(String), answerBy: expect.any(String) } });
		expect(await log.find('req-1')).toMatchObject({ executionId: '1', startedBy: expect.stringMatching(/^[0-9a-f-]{36}$/) });
		expect(await log.outcome('req-1')).toBe('success');
	});

	it('notes that it failed', async () => {
		await log.open(record());
		await runFlow({ nodes: [route(), failing], items: taken(RECORDED) });
		expect(await log.outcome('req-1')).toBe('error');
	});

	it('notes no end while it is parked', async () => {
		await log.open(record());
		const { run } = await runFlow({ nodes: [route(), parking], items: taken(RECORDED) });
		expect(run.status).toBe('waiting');
		// It may go on elsewhere: the end of this process is none of the run.
		expect(await log.find('req-1')).toMatchObject({ executionId: '1', mayMove: true });
		expect(await log.outcome('req-1')).toBeUndefined();
	});

	it('has not moved when it was not parked', async () => {
		await log.open(record());
		await runFlow({ nodes: [route(), after], items: taken(RECORDED) });
		expect(await log.find('req-1')).not.toHaveProperty('mayMove');
	});

	it('goes on as it is when n8n gives the same execution to another worker', async () => {
		await log.open(record({ executionId: '1', startedBy: 'another worker' }));
		const { outputs } = await runFlow({ nodes: [route(), after], items: taken(RECORDED) });
		expect(outputs('After')[0]).toHaveLength(1);
		expect(await log.find('req-1')).not.toMatchObject({ startedBy: 'another worker' });
	});

	it('goes on when what is known of the call has grown too old', async () => {
		const { outputs } = await runFlow({ nodes: [route(), after], items: taken(RECORDED) });
		expect(outputs('After')[0]).toHaveLength(1);
	});

	it('is not stopped by a store that goes away meanwhile', async () => {
		await log.open(record());
		jest.spyOn(store, 'put').mockRejectedValue(new StoreUnavailable('The disk is full.'));
		const { run } = await runFlow({ nodes: [route(), after], items: taken(RECORDED) });
		expect(run.status).toBe('success');
		expect(logged.some((line) => line.includes('The end of a run could not be noted: The disk is full.'))).toBe(true);
	});
});

describe('a run that must not do the work of its call', () => {
	const others: Array<[string, Partial<RequestRecord>]> = [
		['because the call was given up', { givenUp: true }],
		['because another execution does it', { executionId: '0', startedBy: 'somebody' }],
	];

	it.each(others)('stops with an error %s', async (_why, change) => {
		await log.open(record(change));
		const { outputs, error, run, task } = await runFlow({ nodes: [route(), after], items: taken(RECORDED) });
		expect(run.status).toBe('error');
		expect(error).toContain('a later one with the same idempotency key has taken its place');
		expect(task('Route')?.error).toMatchObject({ name: 'NodeOperationError' });
		expect(outputs('After')).toEqual([]);
		expect(await log.find('req-1')).toEqual(expect.objectContaining(change));
	});

	it.each(['continueRegularOutput', 'continueErrorOutput'] as const)('runs nothing even with "%s"', async (onError) => {
		await log.open(record({ givenUp: true }));
		const { task } = await runFlow({ nodes: [route({ onError }), after], items: taken(RECORDED) });
		expect(task('After')).toBeUndefined();
	});

	it('stops with an error when the store is away, for nobody knows whether it is to run', async () => {
		await log.open(record());
		jest.spyOn(store, 'get').mockRejectedValue(new StoreUnavailable('The disk cannot be read or written.'));
		const { error, task } = await runFlow({ nodes: [route(), after], items: taken(RECORDED) });
		expect(error).toBe('The disk cannot be read or written.');
		expect(task('After')).toBeUndefined();

		const { task: taskThen } = await runFlow({ nodes: [route({ onError: 'continueRegularOutput' }), after], items: taken(RECORDED) });
		expect(taskThen('After')).toBeUndefined();
	});
});

describe('a run of a synchronous call that is only noted down if it is late', () => {
	it('notes nothing when the caller is answered in time', async () => {
		const writes = [jest.spyOn(store, 'put'), jest.spyOn(store, 'claim'), jest.spyOn(store, 'compareAndSet')];
		const { answers, run } = await runFlow({ nodes: [route(), end(), sleeping(50)], items: taken(ONLY_IF_LATE) });
		expect(run.status).toBe('success');
		expect(answers).toHaveLength(1);
		for (const write of writes) expect(write).not.toHaveBeenCalled();
	});

	it('notes nothing when the caller was answered in time and the flow goes on for long', async () => {
		await runFlow({ nodes: [route(), end(), sleeping(300)], items: taken(ONLY_IF_LATE, 100) });
		expect(await log.find('req-1')).toBeUndefined();
		expect(await log.outcome('req-1')).toBeUndefined();
	});

	it('notes that it runs when the time is up, and how it ends', async () => {
		let during: RequestRecord | undefined;
		const looking = doing('look', async () => void (during = await log.find('req-1')));
		await runFlow({ nodes: [route(), sleeping(300), looking, end({ jsonFrom: 'item' })], items: taken(ONLY_IF_LATE, 100) });
		expect(during).toMatchObject({ executionId: '1', mode: 'sync', statusUntilMs: UNTIL, startedBy: expect.any(String) });
		expect(await log.outcome('req-1')).toBe('success');
		expect(await log.answer('req-1')).toMatchObject({ statusCode: 200 });
	});

	it('adds itself to what was noted when the caller got the 504', async () => {
		await log.open(record({ takenBy: 'main', statusUntilMs: UNTIL }));
		await runFlow({ nodes: [route(), sleeping(50)], items: taken(ONLY_IF_LATE, 10) });
		expect(await log.find('req-1')).toMatchObject({ takenBy: 'main', executionId: '1' });
		expect(await log.outcome('req-1')).toBe('success');
	});

	it('notes itself when it is parked, for then nobody could do it later', async () => {
		await runFlow({ nodes: [route(), parking], items: taken(ONLY_IF_LATE) });
		expect(await log.find('req-1')).toMatchObject({ executionId: '1', mayMove: true });
		expect(await log.outcome('req-1')).toBeUndefined();
	});
});

it('a run of a call of which nothing is kept needs no store', async () => {
	useFlowStore(new Proxy(store, { get: () => () => Promise.reject(new Error('nobody should ask')) }));
	const { outputs } = await runFlow({ nodes: [route(), after, end()], items: taken(undefined) });
	expect(outputs('End')[0][0].json.answer).toMatchObject({ sent: true });
});
