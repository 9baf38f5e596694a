import type { IWebhookFunctions } from 'n8n-workflow';

import { RequestLog } from '../../../flow/route/requestLog';
import { StoreUnavailable } from '../../../flow/store/flowStore';
import { SqliteStore } from '../../../flow/store/sqliteStore';
import { useFlowStore } from '../../../flow/store/theStore';
import { CallNotes } from '../../../nodes/DynamicApiTrigger/callNotes';
import type { KeptCall } from '../../../nodes/DynamicApiTrigger/keptCall';
import { recordOf } from '../../../nodes/DynamicApiTrigger/keptCall';
import { heartbeat } from '../../../nodes/shared/keepingStore';

const RECEIVED = new Date('2026-11-20T12:00:00Z');
const UNTIL = RECEIVED.getTime() + 3_600_000;
const error = jest.fn();
const getRunExecutionData = jest.fn();
const context = { logger: { error, warn: jest.fn() }, additionalData: { getRunExecutionData } } as unknown as IWebhookFunctions;
const LOCATION = { Location: '/webhook/a?request-status=r-1' };

let store: SqliteStore;
let log: RequestLog;
beforeEach(() => {
	jest.useFakeTimers({ now: RECEIVED, doNotFake: ['performance'] });
	store = new SqliteStore(':memory:', Date.now);
	useFlowStore(store);
	log = new RequestLog(store, 'route:w:n');
	error.mockClear();
	getRunExecutionData.mockReset();
});
afterEach(() => {
	heartbeat.end();
	jest.useRealTimers();
});
afterAll(() => useFlowStore());

const keptOf = (change: Partial<KeptCall> = {}): KeptCall => ({
	scope: 'route:w:n',
	requestId: 'r-1',
	receivedAtMs: RECEIVED.getTime(),
	mode: 'sync',
	keptUntilMs: UNTIL,
	keyUntilMs: UNTIL,
	statusUntilMs: UNTIL,
	isRecorded: true,
	location: LOCATION,
	...change,
});
async function notesOf(change: Partial<KeptCall> = {}) {
	const kept = keptOf(change);
	if (kept.isRecorded) await log.open(await recordOf(kept));
	return new CallNotes(context, kept);
}
const away = () => jest.spyOn(store, 'get').mockRejectedValue(new StoreUnavailable('The disk is full.'));

describe('a synchronous call', () => {
	it('of which nothing is kept is not noted', async () => {
		const notes = await notesOf({ isRecorded: false, keptUntilMs: 0, keyUntilMs: 0, statusUntilMs: 0 });
		expect(notes.ofHeld()).toEqual({});
		await notes.giveUp();
		expect(await log.find('r-1')).toBeUndefined();
	});

	it('that is only noted if it is late is noted at its 504', async () => {
		const { onTimeout, onEnd } = (await notesOf({ isRecorded: false })).ofHeld();
		expect(await onEnd?.('failed')).toBe('failed');
		expect(await log.find('r-1')).toBeUndefined();
		expect(await onTimeout?.()).toEqual(LOCATION);
		expect(await log.find('r-1')).toMatchObject({ mode: 'sync', takenBy: heartbeat.processId, statusUntilMs: UNTIL });
	});

	it('points nowhere when its status is not kept, or cannot be', async () => {
		expect(await (await notesOf({ statusUntilMs: 0 })).ofHeld().onTimeout?.()).toEqual({});

		const { onTimeout } = (await notesOf({ isRecorded: false })).ofHeld();
		jest.spyOn(store, 'compareAndSet').mockRejectedValue(new StoreUnavailable('The disk is full.'));
		expect(await onTimeout?.()).toEqual({});
		expect(error).toHaveBeenCalledWith(expect.stringContaining('The disk is full.'), { requestId: 'r-1' });
	});

	it('whose run never began is given up, so that a repetition can run', async () => {
		const { onEnd } = (await notesOf()).ofHeld();
		expect(await onEnd?.('failed')).toBe('not-started');
		expect(await log.find('r-1')).toMatchObject({ givenUp: true });
	});

	it('whose run began has failed, or ended', async () => {
		const { onEnd } = (await notesOf()).ofHeld();
		await log.change('r-1', (record) => ({ ...record, executionId: '7' }));
		expect(await onEnd?.('failed')).toBe('failed');
		expect(await log.outcome('r-1')).toBe('error');
		expect(await log.find('r-1')).not.toHaveProperty('givenUp');
	});

	it('keeps the outcome that the run itself has noted', async () => {
		const { onEnd } = (await notesOf()).ofHeld();
		await log.change('r-1', (record) => ({ ...record, executionId: '7' }));
		await log.noteOutcome('r-1', 'error', UNTIL);
		expect(await onEnd?.('ended-without-answer')).toBe('ended-without-answer');
		expect(await log.outcome('r-1')).toBe('error');
	});

	it('that is parked has not ended, whatever n8n says in queue mode', async () => {
		const { onEnd } = (await notesOf()).ofHeld();
		await log.change('r-1', (record) => ({ ...record, executionId: '7' }));
		for (const data of [{ waitTill: new Date() }, { executionData: { nodeExecutionStack: [{}] } }]) {
			getRunExecutionData.mockResolvedValueOnce(data);
			expect(await onEnd?.('ended-without-answer')).toBe('goes-on');
		}
		getRunExecutionData.mockRejectedValueOnce(new Error('the database is away'));
		expect(await onEnd?.('ended-without-answer')).toBe('ended-without-answer');
		expect(await log.outcome('r-1')).toBeUndefined();

		expect(await onEnd?.('ended-without-answer')).toBe('ended-without-answer');
		expect(await log.outcome('r-1')).toBe('success');
	});

	it('that is parked has not ended, also when it is only noted if it is late', async () => {
		const notes = await notesOf({ isRecorded: false });
		await log.open({ ...(await recordOf(keptOf())), executionId: '7' });
		getRunExecutionData.mockResolvedValueOnce({ waitTill: new Date() });
		expect(await notes.ofHeld().onEnd?.('ended-without-answer')).toBe('goes-on');
	});

	it('is noted later when the store is away, and its caller does not wait for that', async () => {
		const { onEnd } = (await notesOf()).ofHeld();
		const get = away();
		expect(await onEnd?.('failed')).toBe('failed');
		await jest.advanceTimersByTimeAsync(60_000);
		get.mockRestore();
		expect(await log.find('r-1')).not.toHaveProperty('givenUp');
		await jest.advanceTimersByTimeAsync(5000);
		expect(await log.find('r-1')).toMatchObject({ givenUp: true });
		expect(error).toHaveBeenCalledTimes(1);
	});
});

describe('a call that cannot be noted before its flow starts', () => {
	const failing = async () => {
		throw new StoreUnavailable('No answer came in time.');
	};

	it('is given up, although all was noted and only the answer of the store was lost', async () => {
		const notes = await notesOf();
		await expect(notes.orGiveUp(failing)).rejects.toThrow(StoreUnavailable);
		await jest.advanceTimersByTimeAsync(0);
		expect(await log.find('r-1')).toMatchObject({ givenUp: true });
	});

	it('is given up before it can be noted, in case that what was sent to the store is done later', async () => {
		await expect(new CallNotes(context, keptOf()).orGiveUp(failing)).rejects.toThrow(StoreUnavailable);
		await jest.advanceTimersByTimeAsync(0);
		expect(await log.open(await recordOf(keptOf()))).toBe(false);
		expect(await log.find('r-1')).toMatchObject({ givenUp: true });
	});

	it('is given up once the store is back, and its caller does not wait for that', async () => {
		const notes = await notesOf();
		const change = jest.spyOn(store, 'compareAndSet').mockRejectedValue(new StoreUnavailable('away'));
		await expect(notes.orGiveUp(failing)).rejects.toThrow(StoreUnavailable);
		await jest.advanceTimersByTimeAsync(60_000);
		change.mockRestore();
		await jest.advanceTimersByTimeAsync(5000);
		expect(await log.find('r-1')).toMatchObject({ givenUp: true });
	});
});

describe('an asynchronous call', () => {
	it('of which nothing is kept is not noted', async () => {
		expect((await notesOf({ isRecorded: false, keptUntilMs: 0, statusUntilMs: 0 })).ofAcknowledged()).toEqual({});
	});

	it('has its execution noted, unless the run was faster', async () => {
		const { onStarted } = (await notesOf()).ofAcknowledged();
		await onStarted?.('7');
		expect(await log.find('r-1')).toMatchObject({ executionId: '7' });
		await onStarted?.('8');
		expect(await log.find('r-1')).toMatchObject({ executionId: '7' });
	});

	it('that could not be started is given up', async () => {
		const { onNotStarted } = (await notesOf()).ofAcknowledged();
		await onNotStarted?.();
		expect(await log.find('r-1')).toMatchObject({ givenUp: true });
	});

	it('is noted later when the store is away', async () => {
		const { onStarted } = (await notesOf()).ofAcknowledged();
		const get = away();
		await onStarted?.('7');
		get.mockRestore();
		await jest.advanceTimersByTimeAsync(5000);
		expect(await log.find('r-1')).toMatchObject({ executionId: '7' });
	});
});
