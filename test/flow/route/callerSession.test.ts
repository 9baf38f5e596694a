import type { CallerSession, Keeping } from '../../../flow/route/callerSession';
import { answerPlan } from '../../../flow/route/callerSession';

const ANSWER_BY = '2026-11-20T12:00:30.000Z';
const keeping: Keeping = { scope: 'route:w:n', untilMs: Date.parse('2026-11-21T12:00:00Z'), always: false };
const session = (change: Partial<CallerSession> = {}): CallerSession => ({
	requestId: 'r-1',
	answerBy: ANSWER_BY,
	...change,
});
const planAt = (instant: string, change: Partial<CallerSession> = {}) => answerPlan(session(change), new Date(instant));
const silenceAt = (instant: string, change: Partial<CallerSession> = {}) => planAt(instant, change).silence;

describe('a caller is answered', () => {
	it('until the last millisecond', () => {
		expect(silenceAt('2026-11-20T12:00:29.999Z')).toBeUndefined();
	});
});

describe('a caller is not answered', () => {
	it('when there is none', () => {
		expect(answerPlan(undefined, new Date())).toEqual({
			keep: false,
			silence: {
				reason: 'no-caller',
				detail:
					'Nobody was answered: this run was not started by a Dynamic API Trigger. API End answers only in the flow that the trigger starts, not in a sub-workflow.',
			},
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
		expect(planAt('2026-11-20T12:00:00Z', { answeredBy: 'Say Yes', keeping: { ...keeping, always: true } })).toEqual({
			keep: false,
			silence: {
				reason: 'already-answered',
				detail: 'The caller had been answered by "Say Yes". A caller is answered once.',
			},
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

describe('an answer is kept', () => {
	it('for an asynchronous caller, who is told where it is', () => {
		const { keep, silence } = planAt('2026-11-20T12:00:00Z', { answerBy: undefined, keeping });
		expect(keep).toBe(true);
		expect(silence).toEqual({
			reason: 'asynchronous',
			detail: 'The route is asynchronous: the caller got 202 at once, and finds this answer by the status of the request.',
		});
	});

	it('for a caller who has had a 504', () => {
		const { keep, silence } = planAt('2026-11-20T12:01:00Z', { keeping });
		expect(keep).toBe(true);
		expect(silence?.reason).toBe('too-late');
		expect(silence?.detail).toContain('The answer is kept');
	});

	it('besides being sent, when the call may be repeated', () => {
		expect(planAt('2026-11-20T12:00:00Z', { keeping: { ...keeping, always: true } })).toEqual({ keep: true });
	});

	it('besides being sent, in the last two seconds, when it may come too late', () => {
		expect(planAt('2026-11-20T12:00:28.000Z', { keeping })).toEqual({ keep: false });
		expect(planAt('2026-11-20T12:00:28.001Z', { keeping })).toEqual({ keep: true });
	});
});

describe('an answer is not kept', () => {
	it('when nothing is, or for a caller who waits for it', () => {
		expect(planAt('2026-11-20T12:00:00Z')).toEqual({ keep: false });
		expect(planAt('2026-11-20T12:00:00Z', { keeping })).toEqual({ keep: false });
		expect(planAt('2026-11-20T12:01:00Z').keep).toBe(false);
	});

	it.each([ANSWER_BY, undefined])('when the time for which it would be kept is over (answer by %s)', (answerBy) => {
		const plan = planAt('2026-11-21T12:00:00Z', { answerBy, keeping: { ...keeping, always: true } });
		expect(plan.keep).toBe(false);
		expect(plan.silence?.detail).not.toContain('this answer');
	});
});
