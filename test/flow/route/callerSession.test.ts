import type { CallerSession } from '../../../flow/route/callerSession';
import { silenceOf } from '../../../flow/route/callerSession';

const ANSWER_BY = '2026-11-20T12:00:30.000Z';
const session = (change: Partial<CallerSession> = {}): CallerSession => ({
	requestId: 'r-1',
	answerBy: ANSWER_BY,
	...change,
});
const silenceAt = (instant: string, change: Partial<CallerSession> = {}) =>
	silenceOf(session(change), new Date(instant));

describe('a caller is answered', () => {
	it('until the last millisecond', () => {
		expect(silenceAt('2026-11-20T12:00:29.999Z')).toBeUndefined();
	});
});

describe('a caller is not answered', () => {
	it('when there is none', () => {
		expect(silenceOf(undefined, new Date())).toEqual({
			reason: 'no-caller',
			detail:
				'Nobody was answered: this run was not started by a Dynamic API Trigger. API End answers only in the flow that the trigger starts, not in a sub-workflow.',
		});
	});

	it('when the route is asynchronous', () => {
		expect(silenceAt('2026-11-20T12:00:00Z', { answerBy: undefined })).toEqual({
			reason: 'asynchronous',
			detail:
				'Nobody was answered: the route is asynchronous, so the caller got 202 at once. Set Answer to Synchronous on the Dynamic API Trigger to answer here.',
		});
	});

	it('a second time', () => {
		expect(silenceAt('2026-11-20T12:00:00Z', { answeredBy: 'Say Yes' })).toEqual({
			reason: 'already-answered',
			detail: 'The caller had been answered by "Say Yes". A caller is answered once.',
		});
	});

	it.each([ANSWER_BY, '2026-11-20T12:00:30.001Z', '2027-01-01T00:00:00Z'])('after the 504, at %s', (instant) => {
		expect(silenceAt(instant)).toEqual({
			reason: 'too-late',
			detail: `The caller had gone with a 504 at ${ANSWER_BY}. Answer earlier, or raise Answer Within on the Dynamic API Trigger.`,
		});
	});

	it('and a caller who was answered in time is not said to have gone', () => {
		expect(silenceAt('2027-01-01T00:00:00Z', { answeredBy: 'Say Yes' })?.reason).toBe('already-answered');
	});
});
