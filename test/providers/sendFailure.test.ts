import type { SendProblem } from '../../flow/template/sendProblem';
import { problemOf, sendFailure, withoutNumber } from '../../providers/sendFailure';
import type { Answer } from './support/fakeService';
import { outcomeOf } from './support/fakeService';

const problemFor = (answer: Answer) => sendFailure(outcomeOf(answer), 'Acme', { code: 'E7', text: 'words' });

describe('a request with messages that failed', () => {
	it.each<[string, Answer, SendProblem['class'], boolean]>([
		['400', { status: 400 }, 'fixRequest', false],
		['401', { status: 401 }, 'accountProblem', false],
		['402', { status: 402 }, 'accountProblem', false],
		['403', { status: 403 }, 'accountProblem', false],
		['404', { status: 404 }, 'accountProblem', false],
		['408', { status: 408 }, 'retryNow', false],
		['413', { status: 413 }, 'fixRequest', false],
		['425', { status: 425 }, 'retryNow', false],
		['429', { status: 429 }, 'retryLater', false],
		['500', { status: 500 }, 'retryLater', true],
		['503', { status: 503 }, 'retryLater', true],
		['a redirect', { status: 302 }, 'accountProblem', true],
		['a success that says nothing of the messages', { status: 200 }, 'accountProblem', true],
		['a host that is not known', { cause: 'dns' }, 'retryLater', false],
		['nobody there', { cause: 'refused' }, 'retryLater', false],
		['a certificate that is not in order', { cause: 'tls' }, 'accountProblem', false],
		['an address that n8n may not call', { cause: 'blocked' }, 'accountProblem', false],
		['no answer in time', { cause: 'timeout' }, 'retryLater', true],
		['a connection that broke off', { cause: 'cut-off' }, 'retryLater', true],
		['an answer that is too large', { cause: 'response-too-large' }, 'retryLater', true],
		['anything else', { cause: 'unknown' }, 'retryLater', true],
	])('by %s', (_, answer, problemClass, mayHaveBeenSent) => {
		const problem = problemFor(answer);
		expect([problem.class, problem.mayHaveBeenSent ?? false]).toEqual([problemClass, mayHaveBeenSent]);
		expect(problem.code).toBe('E7');
		expect(problem.advice).toMatch(/^[A-Z].*\.$/);
		expect(problem.httpStatus).toBe('status' in answer ? answer.status : undefined);
		// Who reads that it may have gone out must not find the advice to send it again at once.
		expect(problem.advice.startsWith('Send it again')).toBe(!mayHaveBeenSent && ['retryNow', 'retryLater'].includes(problemClass) && 'status' in answer);
	});

	it('says what the service says', () => {
		expect(problemFor({ status: 400 }).text).toBe('Acme refused the request (400). It says: words');
		expect(problemFor({ status: 500 }).text).toBe('Acme answered with the error 500. It is not known whether the message was sent. It says: words');
	});

	it.each([
		['7', 7000],
		['soon', undefined],
	])('by 429 with Retry-After: %s', (value, retryAfterMs) => {
		const outcome = outcomeOf({ status: 429 });
		const asked = { ...outcome, reply: outcome.reply && { ...outcome.reply, headers: { 'retry-after': value } } };
		expect(sendFailure(asked, 'Acme').retryAfterMs).toBe(retryAfterMs);
	});

	it('has no code when the service gives none', () => {
		expect(sendFailure(outcomeOf({ status: 400 }), 'Acme')).not.toHaveProperty('code');
	});
});

describe('a problem by a code', () => {
	const MEANING = { class: 'neverSend', text: 'The person has opted out.', advice: 'Send nothing.', optedOut: true } as const;

	it('has what the table says and what the service says', () => {
		expect(problemOf(MEANING, { code: '26', text: 'STOP', field: 'to', httpStatus: 400 })).toEqual({
			...MEANING,
			code: '26',
			text: 'The person has opted out. It says: STOP',
			field: 'to',
			httpStatus: 400,
		});
		expect(problemOf(MEANING, {})).toEqual(MEANING);
	});
});

describe('the number of the person', () => {
	const problem: SendProblem = { class: 'neverSend', text: '+31612345678 is not known; 31612345678 neither, but 31687654321 is.', advice: 'Check it.' };

	it('is not repeated', () => {
		expect(withoutNumber(problem, '+31612345678').text).toBe('[number] is not known; [number] neither, but 31687654321 is.');
	});

	it.each(['', '+', '31', '+31'])('that is none, "%s", changes nothing', (phone) => {
		expect(withoutNumber(problem, phone)).toEqual(problem);
	});
});
