import { Heartbeat } from '../../../flow/route/heartbeat';
import type { KeyOutcome } from '../../../flow/route/idempotency';
import { claimCall } from '../../../flow/route/idempotency';
import type { RequestRecord } from '../../../flow/route/requestLog';
import { RequestLog } from '../../../flow/route/requestLog';
import type { Progress } from '../../../flow/route/runState';
import { SqliteStore } from '../../../flow/store/sqliteStore';

const UNTIL = Date.now() + 3_600_000;
let log: RequestLog;
/** What n8n says of the executions, and which processes have died. */
let progress: Record<string, Progress>;
let dead: Set<string>;
let calls: number;
beforeEach(() => {
	log = new RequestLog(new SqliteStore(':memory:'), 'route:w:n');
	progress = {};
	dead = new Set();
	calls = 0;
});

const sources = () => ({
	log,
	progress: async (executionId: string) => progress[executionId] ?? 'running',
	isAlive: async (processId: string) => !dead.has(processId),
});

/** A call comes in, with the same key unless another is given. */
async function call(change: { key?: string; fingerprint?: string; record?: Partial<RequestRecord> } = {}): Promise<KeyOutcome & { id: string }> {
	const requestId = `r-${++calls}`;
	const record: RequestRecord = { requestId, receivedAtMs: calls, mode: 'sync', takenBy: 'main', keptUntilMs: UNTIL, ...change.record };
	const outcome = await claimCall({ key: change.key ?? 'k', fingerprint: change.fingerprint ?? 'f', record, keyUntilMs: UNTIL }, sources());
	return { ...outcome, id: requestId };
}

const problemOf = (outcome: KeyOutcome) => ('refusal' in outcome ? outcome.refusal.problem.type.split(':').at(-1) : undefined);
const start = (requestId: string, executionId = '7') =>
	log.change(requestId, (record) => ({ ...record, executionId, startedBy: 'worker' }));
const ANSWER = { statusCode: 201, headers: { 'x-flow': 'yes' }, body: Buffer.from('done') };
const answered = (requestId: string) =>
	log.keepAnswer(requestId, { ...ANSWER, body: ANSWER.body.toString('base64') }, UNTIL);

describe('the first call with a key', () => {
	it('is run, and what is to be known of it is kept', async () => {
		expect(await call()).toEqual({ decision: 'run', id: 'r-1' });
		expect(await log.find('r-1')).toMatchObject({ requestId: 'r-1', takenBy: 'main' });
	});

	it('is run for each key', async () => {
		expect((await call({ key: 'a' })).decision).toBe('run');
		expect((await call({ key: 'b' })).decision).toBe('run');
	});

	it('is one of a hundred that come at once', async () => {
		const outcomes = await Promise.all(Array.from({ length: 100 }, async () => await call()));
		expect(outcomes.filter(({ decision }) => decision === 'run')).toHaveLength(1);
		expect(outcomes.filter((outcome) => problemOf(outcome) === 'request-in-progress')).toHaveLength(99);
	});
});

describe('a call whose process has not been heard of for a while', () => {
	const OLD = 60_000;
	afterEach(() => jest.useRealTimers());

	it('keeps its key when that process lives and takes further calls', async () => {
		jest.useFakeTimers({ now: Date.now() });
		const store = new SqliteStore(':memory:', Date.now);
		const heartbeat = new Heartbeat(() => store);
		await heartbeat.begin();
		jest.setSystemTime(Date.now() + OLD);
		const takenBy = await heartbeat.begin();
		log = new RequestLog(store, 'route:w:n', Date.now);
		const here = { ...sources(), isAlive: async (id: string) => await heartbeat.isAlive(id) };
		const outcomes = await Promise.all(
			Array.from({ length: 100 }, async (_, n) => {
				const untilMs = Date.now() + 3_600_000;
				const record: RequestRecord = { requestId: `c-${n}`, receivedAtMs: Date.now(), mode: 'sync', takenBy, keptUntilMs: untilMs };
				return await claimCall({ key: 'k', fingerprint: 'f', record, keyUntilMs: untilMs }, here);
			}),
		);
		heartbeat.end();
		expect(outcomes.filter(({ decision }) => decision === 'run')).toHaveLength(1);
	});
});

describe('a further call with the key', () => {
	it('gets the answer of the first, byte for byte', async () => {
		await call();
		await start('r-1');
		await answered('r-1');
		expect(await call()).toMatchObject({ decision: 'answer', answer: ANSWER, first: { requestId: 'r-1' } });
	});

	it.each(['running', 'waiting'] as const)('is told to come again while the first is %s', async (state) => {
		await call();
		await start('r-1');
		progress['7'] = state;
		const outcome = await call();
		expect(outcome).toMatchObject({ decision: 'refuse', refusal: { problem: { status: 409 }, headers: { 'Retry-After': '1' } }, first: { requestId: 'r-1' } });
		expect(problemOf(outcome)).toBe('request-in-progress');
	});

	it('is told to come again while the first stands in the queue of n8n, however long', async () => {
		await call();
		for (let n = 0; n < 3; n++) expect(problemOf(await call())).toBe('request-in-progress');
	});

	it('gets the problem of the first when its flow failed, or ended without an answer', async () => {
		await call();
		await start('r-1');
		progress['7'] = 'error';
		const failed = await call();
		expect(failed).toMatchObject({ decision: 'problem', first: { requestId: 'r-1' } });
		expect(problemOf(failed)).toBe('flow-failed');

		progress['7'] = 'success';
		expect(problemOf(await call())).toBe('flow-ended-without-answer');
	});

	it('gets the problem of the first when its process died', async () => {
		await call();
		await start('r-1');
		dead.add('worker').add('main');
		expect(problemOf(await call())).toBe('flow-failed');
	});

	it('is refused when nobody knows any more how the first ended, or its answer was too large', async () => {
		await call();
		await start('r-1');
		progress['7'] = 'gone';
		const unknown = await call();
		expect(unknown).toMatchObject({ decision: 'refuse', refusal: { problem: { status: 409 } } });
		expect(problemOf(unknown)).toBe('answer-not-kept');

		await log.keepAnswer('r-1', { tooLarge: true }, UNTIL);
		expect(problemOf(await call())).toBe('answer-not-kept');
	});

	it('is refused when it asks for something else, whatever became of the first', async () => {
		await call();
		expect(await call({ fingerprint: 'other' })).toMatchObject({ decision: 'refuse', refusal: { problem: { status: 422 } } });
		await start('r-1');
		await answered('r-1');
		expect(problemOf(await call({ fingerprint: 'other' }))).toBe('idempotency-key-reused');
		dead.add('main');
		expect(problemOf(await call({ fingerprint: 'other' }))).toBe('idempotency-key-reused');
	});

	it('gets an answer that was kept while n8n was asked', async () => {
		await call();
		await start('r-1');
		const slow = { ...sources(), progress: async () => ((await answered('r-1')) ? 'success' : 'running') as Progress };
		const record: RequestRecord = { requestId: 'r-2', receivedAtMs: 2, mode: 'sync', takenBy: 'main', keptUntilMs: UNTIL };
		expect(await claimCall({ key: 'k', fingerprint: 'f', record, keyUntilMs: UNTIL }, slow)).toMatchObject({ decision: 'answer' });
	});

	it('on an asynchronous route gets the acknowledgement of the first, also when API End has said something', async () => {
		const record = { mode: 'async' as const };
		await call({ record });
		expect(problemOf(await call({ record }))).toBe('request-in-progress');
		await start('r-1');
		await answered('r-1');
		await log.noteOutcome('r-1', 'error', UNTIL);
		expect(await call({ record })).toMatchObject({ decision: 'acknowledge', executionId: '7', first: { requestId: 'r-1' } });
	});
});

describe('a first call that will never run', () => {
	it('gives its key to the next one when its process died before n8n began with it', async () => {
		await call();
		dead.add('main');
		expect((await call({ record: { takenBy: 'other' } })).decision).toBe('run');
		expect(await log.find('r-1')).toMatchObject({ givenUp: true });
		expect(problemOf(await call())).toBe('request-in-progress');
	});

	it('gives it even if its process died before anything but the key was kept', async () => {
		await log.claimKey('k', { requestId: 'r-0', fingerprint: 'f', takenBy: 'gone', receivedAtMs: 0, untilMs: UNTIL });
		expect(problemOf(await call())).toBe('request-in-progress');
		dead.add('gone');
		expect((await call()).decision).toBe('run');
		expect(await log.find('r-0')).toMatchObject({ givenUp: true });
	});

	it('gives it if the store went away when nothing but the key was kept', async () => {
		await log.claimKey('k', { requestId: 'r-0', fingerprint: 'f', takenBy: 'main', receivedAtMs: 0, untilMs: UNTIL });
		expect(problemOf(await call({ record: { receivedAtMs: 30_000 } }))).toBe('request-in-progress');
		expect((await call({ record: { receivedAtMs: 30_001 } })).decision).toBe('run');
	});

	it('gives it when n8n could not start it, also to another request', async () => {
		await call();
		await log.change('r-1', (record) => ({ ...record, givenUp: true }));
		expect((await call({ fingerprint: 'other' })).decision).toBe('run');
	});

	it('gives it to one of many', async () => {
		await call();
		dead.add('main');
		const outcomes = await Promise.all(Array.from({ length: 50 }, async () => await call({ record: { takenBy: 'other' } })));
		expect(outcomes.filter(({ decision }) => decision === 'run')).toHaveLength(1);
		expect(outcomes.filter((outcome) => problemOf(outcome) === 'request-in-progress')).toHaveLength(49);
	});

	it('keeps it if it starts in that very moment', async () => {
		await call();
		dead.add('main');
		const starting = { ...sources(), isAlive: async (processId: string) => (await start('r-1')) === undefined || !dead.has(processId) };
		const record: RequestRecord = { requestId: 'r-2', receivedAtMs: 2, mode: 'sync', takenBy: 'other', keptUntilMs: UNTIL };
		const outcome = await claimCall({ key: 'k', fingerprint: 'f', record, keyUntilMs: UNTIL }, starting);
		expect(problemOf(outcome)).toBe('request-in-progress');
		expect(await log.find('r-1')).not.toHaveProperty('givenUp');
	});
});

it('a call that was given up while it waited here is not run', async () => {
	const open = jest.spyOn(log, 'open').mockResolvedValueOnce(false);
	expect(problemOf(await call())).toBe('request-in-progress');
	expect(open).toHaveBeenCalledTimes(1);
});
