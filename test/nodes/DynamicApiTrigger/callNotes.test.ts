import type { IWebhookFunctions } from 'n8n-workflow';

import { RequestLog } from '../../../flow/route/requestLog';
import { StoreUnavailable } from '../../../flow/store/flowStore';
import { SqliteStore } from '../../../flow/store/sqliteStore';
import { useFlowStore } from '../../../flow/store/theStore';
import type { AdmittedCall } from '../../../nodes/DynamicApiTrigger/admittedCall';
import { CallNotes } from '../../../nodes/DynamicApiTrigger/callNotes';
import type { KeptCall } from '../../../nodes/DynamicApiTrigger/keptCall';
import { recordOf } from '../../../nodes/DynamicApiTrigger/keptCall';
import { heartbeat } from '../../../nodes/shared/keepingStore';

const RECEIVED = new Date('2026-11-20T12:00:00Z');
const UNTIL = RECEIVED.getTime() + 3_600_000;
const error = jest.fn();
const context = { logger: { error } } as unknown as IWebhookFunctions;
const admitted = { panel: { timeoutMs: 1000 }, requestId: 'r-1', receivedAt: RECEIVED } as AdmittedCall;
const LOCATION = { Location: '/webhook/a?request-status=r-1' };

let store: SqliteStore;
let log: RequestLog;
beforeEach(() => {
	jest.useFakeTimers({ now: RECEIVED, doNotFake: ['performance'] });
	store = new SqliteStore(':memory:', Date.now);
	useFlowStore(store);
	log = new RequestLog(store, 'route:w:n');
	error.mockClear();
});
afterEach(() => {
	heartbeat.end();
	jest.useRealTimers();
});
afterAll(() => useFlowStore());

const keptOf = (change: Partial<KeptCall> = {}): KeptCall => ({
	scope: 'route:w:n',
	requestId: 'r-1',
	keptUntilMs: UNTIL,
	keyUntilMs: UNTIL,
	statusUntilMs: UNTIL,
	isRecorded: true,
	location: LOCATION,
	...change,
});
async function notesOf(change: Partial<KeptCall> = {}) {
	const kept = keptOf(change);
	if (kept.isRecorded) await log.open(await recordOf(kept, admitted));
	return new CallNotes(context, admitted, kept);
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
