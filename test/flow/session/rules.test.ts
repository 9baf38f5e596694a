import { afterCutOff, afterTurn, ended, expired, messageOf, withArrival, withTurn } from '../../../flow/session/rules';
import type { Arrival, Session } from '../../../flow/session/session';
import { deadlineOf } from '../../../flow/session/session';
import { chatSession } from '../../support/chatSession';
import { clockAt } from '../../support/clock';

const START = '2026-12-01T10:00:00.000Z';
const MINUTE = 60_000;

beforeEach(() => clockAt(START));
afterEach(() => jest.restoreAllMocks());

const session = (more: Partial<Session> = {}) => chatSession({ startedAt: START, lastMessageAt: START, limits: { idleMs: 30 * MINUTE, totalMs: 60 * MINUTE }, hasBegun: true, ...more });

const message = (id: string, second = 0): Arrival & { kind: 'message' } => ({ kind: 'message', id, text: `Text ${id}`, at: `2026-12-01T10:00:${String(second).padStart(2, '0')}.000Z` });
const waiting = (...arrivals: Arrival[]) => arrivals.reduce((now, arrival) => withArrival(now, arrival, arrival.id).session, session());

describe('What comes in', () => {
	it('stands in the order in which it was written', () => {
		const { inbox } = waiting(message('a', 1), message('c', 3), message('b', 2), message('d', 3));
		expect(inbox.map(({ id }) => id)).toEqual(['a', 'b', 'c', 'd']);
	});

	it('is taken once, and puts the end off', () => {
		clockAt('2026-12-01T10:20:00.000Z');
		const first = withArrival(session(), message('a'), 'key');
		expect(first.came).toBe('taken');
		// The clock goes on while the test runs.
		expect(new Date(deadlineOf(first.session)).toISOString()).toMatch(/^2026-12-01T10:50:0[0-5]/);
		const second = withArrival(first.session, message('a2'), 'key');
		expect(second).toEqual({ came: 'repeated', session: first.session });
	});

	it('is not taken when too much waits, or the session has ended', () => {
		const full = waiting(...Array.from({ length: 100 }, (_, n) => message(`m${n}`)));
		expect(withArrival(full, message('more'), 'more').came).toBe('full');
		expect(withArrival(ended(session(), { exit: 'endedByUser' }), message('late'), 'late').came).toBe('ended');
	});
});

describe('A turn', () => {
	const turn = (text = 'a') => withTurn(waiting(message(text)), 'token');

	it('has its message in the transcript, and what was said and set after it', () => {
		const after = afterTurn(turn(), { answered: true, replies: [{ type: 'choices', text: 'Size?', choices: [{ label: 'S' }, { label: 'M', payload: 'm' }] }], variables: { size: null }, engineSessionId: 'e' });
		expect(after).toMatchObject({ engineSessionId: 'e', variables: { size: null }, handedOn: 1, offered: [{ label: 'S' }, { label: 'M' }] });
		expect(after.transcript.map(({ text }) => text)).toEqual(['Text a', 'Size?\n1. S\n2. M']);
		expect(after.turn).toBeUndefined();
		expect(messageOf(after, { ...message('b'), text: ' 2 ' })).toMatchObject({ text: 'M', payload: 'm' });
	});

	it('that ends the session leaves its last words to be said, and nothing to be handed on', () => {
		const busy = { ...turn(), inbox: [message('b')] };
		const after = afterTurn(busy, { answered: true, replies: [{ type: 'text', text: 'Bye' }], end: { exit: 'endedByUser', reason: 'r' } });
		expect(after).toMatchObject({ inbox: [], end: { exit: 'endedByUser', reason: 'r', isKnownToBot: true } });
		expect(after.outbox).toHaveLength(1);
	});

	it.each([[false, 'notStarted'], [true, 'deactivated']])('that fails in a session that has begun (%s) ends it: %s', (hasBegun, exit) => {
		expect(afterTurn({ ...turn(), hasBegun }, { answered: false, failure: 'unreachable', message: 'Gone' }).end).toMatchObject({ exit, reason: 'Gone' });
	});

	it('of somebody who has died is marked, and of a session that had not begun ends it', () => {
		expect(afterCutOff(turn()).transcript).toMatchObject([{ text: 'Text a', isCutOff: true }]);
		expect(afterCutOff({ ...turn(), hasBegun: false }).end).toMatchObject({ exit: 'notStarted' });
	});
});

describe('The end', () => {
	it('comes once', () => {
		const once = ended(session({ outbox: [{ id: '1', reply: { type: 'text', text: 'Dropped' } }] }), { exit: 'endedExternally' });
		expect(once.outbox).toEqual([]);
		expect(ended(once, { exit: 'endedByUser' })).toBe(once);
	});

	it.each([
		[29, undefined],
		[30, 'expiredByTimeout'],
	])('after %i minutes of silence: %s', (minutes, exit) => {
		expect(expired(session(), Date.parse(START) + minutes * MINUTE).end?.exit).toBe(exit);
	});

	it('is put off by messages, but not beyond the whole time', () => {
		const talked = session({ lastMessageAt: '2026-12-01T10:50:00.000Z' });
		expect(expired(talked, Date.parse(START) + 59 * MINUTE).end).toBeUndefined();
		expect(expired(talked, Date.parse(START) + 60 * MINUTE).end).toMatchObject({ exit: 'expiredByTimeout' });
	});

	it.each<[string, Partial<Session>]>([
		['is still to be handed on', { inbox: [message('a')] }],
		['is just being handed on', { turn: { token: 't', arrivalId: 'a' } }],
		['is still to be said', { outbox: [{ id: '1', reply: { type: 'text', text: 'x' } }] }],
	])('waits while something %s', (_, more) => {
		expect(expired(session(more), Date.parse(START) + 24 * 60 * MINUTE).end).toBeUndefined();
	});
});
