import type { RequestRecord } from '../../../flow/route/requestLog';
import { RequestLog } from '../../../flow/route/requestLog';
import type { Progress, RunData } from '../../../flow/route/runState';
import { progressOf, runState } from '../../../flow/route/runState';
import { SqliteStore } from '../../../flow/store/sqliteStore';

describe('the progress of a run, by what n8n has stored of it', () => {
	it.each<[Progress, string, RunData | undefined]>([
		['gone', 'there is nothing', undefined],
		['running', 'it has not begun', { resultData: {}, executionData: { nodeExecutionStack: [{}] } }],
		['running', 'nodes are left to run', { resultData: { lastNodeExecuted: 'A' }, executionData: { nodeExecutionStack: [{}] } }],
		['running', 'no node has run yet', { resultData: {}, executionData: { nodeExecutionStack: [] } }],
		['running', 'nothing can be seen', {}],
		['running', 'nothing can be seen of the stack', { resultData: { lastNodeExecuted: 'A' }, executionData: null }],
		['waiting', 'it is parked', { resultData: { lastNodeExecuted: 'A' }, executionData: { nodeExecutionStack: [{}] }, waitTill: new Date() }],
		['success', 'nothing is left to run', { resultData: { lastNodeExecuted: 'A' }, executionData: { nodeExecutionStack: [] } }],
		['error', 'it failed', { resultData: { error: {}, lastNodeExecuted: 'A' }, executionData: { nodeExecutionStack: [] } }],
		['error', 'it failed when it went on after a wait', { resultData: { error: {} }, waitTill: new Date() }],
	])('is "%s" when %s', (progress, _when, data) => {
		expect(progressOf(data)).toBe(progress);
	});
});

describe('the state of a run', () => {
	const log = new RequestLog(new SqliteStore(':memory:'), 'route');
	const UNTIL = Date.now() + 60_000;
	let made = 0;
	const stateOf = async (change: Partial<RequestRecord>, seen: { progress?: Progress; alive?: boolean; outcome?: 'success' | 'error' } = {}) => {
		const record: RequestRecord = { requestId: `r-${made++}`, receivedAtMs: 0, mode: 'sync', takenBy: 'p-1', keptUntilMs: UNTIL, ...change };
		if (seen.outcome) await log.noteOutcome(record.requestId, seen.outcome, UNTIL);
		return await runState(record, {
			log,
			progress: async () => seen.progress ?? 'running',
			isAlive: async () => seen.alive ?? true,
		});
	};
	const started = { executionId: '7', startedBy: 'p-2' };

	it('is what was noted at its end, whatever n8n says', async () => {
		expect(await stateOf(started, { outcome: 'success', progress: 'gone' })).toBe('success');
		expect(await stateOf(started, { outcome: 'error', progress: 'running' })).toBe('error');
	});

	it.each<Progress>(['running', 'waiting', 'success', 'error'])('is what n8n says: %s', async (progress) => {
		expect(await stateOf(started, { progress })).toBe(progress);
	});

	it('is running before n8n has made an execution', async () => {
		expect(await stateOf({}, { progress: 'gone', alive: false })).toBe('running');
	});

	it('is unknown when n8n has forgotten it', async () => {
		expect(await stateOf(started, { progress: 'gone' })).toBe('unknown');
	});

	it('is error when its process died, although n8n says that it runs', async () => {
		expect(await stateOf(started, { progress: 'running', alive: false })).toBe('error');
		expect(await stateOf({ executionId: '7' }, { progress: 'running', alive: false })).toBe('running');
	});

	it('is not error when its process died while it is parked', async () => {
		expect(await stateOf(started, { progress: 'waiting', alive: false })).toBe('waiting');
	});

	it('is not error when the process died in which it was before it was parked', async () => {
		expect(await stateOf({ ...started, mayMove: true }, { progress: 'running', alive: false })).toBe('running');
	});

	it('is running when n8n cannot be asked, whatever has died', async () => {
		expect(await stateOf(started, { progress: 'untold', alive: false })).toBe('running');
	});

	it('is error when it was given up', async () => {
		expect(await stateOf({ givenUp: true }, { alive: true })).toBe('error');
	});
});
