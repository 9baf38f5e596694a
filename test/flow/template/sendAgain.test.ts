import { pauseBeforeSendingAgain } from '../../../flow/template/sendAgain';
import type { SendProblem } from '../../../flow/template/sendProblem';

const problem = (change: Partial<SendProblem>): SendProblem => ({ class: 'retryNow', httpStatus: 400, text: '', advice: '', ...change });
const pause = (change: Partial<SendProblem>, tries = 1, maxRetries = 3) => pauseBeforeSendingAgain(problem(change), tries, maxRetries, 0);

it('waits longer each time', () => {
	expect([1, 2, 3].map((tries) => pause({}, tries))).toEqual([500, 1_000, 2_000]);
});

it('waits up to twice as long, by chance', () => {
	expect(pauseBeforeSendingAgain(problem({}), 1, 3, 0.5)).toBe(750);
});

it('ends after so many times', () => {
	expect(pause({}, 4)).toBeUndefined();
	expect(pause({}, 1, 0)).toBeUndefined();
});

it('waits for as long as the provider says, unless that is long', () => {
	expect(pause({ class: 'retryLater', retryAfterMs: 6_000 })).toBe(6_000);
	expect(pause({ class: 'retryLater', retryAfterMs: 3_600_000 })).toBeUndefined();
	expect(pause({ class: 'retryLater' })).toBeUndefined();
});

it.each(['accountProblem', 'fixRequest', 'neverSend'] as const)('does not send again what is %s', (problemClass) => {
	expect(pause({ class: problemClass, retryAfterMs: 1 })).toBeUndefined();
});

it('does not send again what may have been sent', () => {
	expect(pause({ mayHaveBeenSent: true })).toBeUndefined();
});

it.each([undefined, 408, 425, 429])('leaves alone what the request was repeated for before: %s', (httpStatus) => {
	expect(pause({ httpStatus, retryAfterMs: 1 })).toBeUndefined();
});
