import { setTimeout as sleep } from 'node:timers/promises';

import type { Chatbot } from '../../../flow/session/drain';
import { drain } from '../../../flow/session/drain';
import type { BotAnswer, BotCall, BotTurn } from '../../../flow/session/engine';
import { readBotCallback } from '../../../flow/session/botAnswer';
import { withArrival } from '../../../flow/session/rules';
import type { Arrival, Session } from '../../../flow/session/session';
import { Sessions } from '../../../flow/session/sessions';
import { SqliteStore } from '../../../flow/store/sqliteStore';
import { chatSession } from '../../support/chatSession';

let store: SqliteStore;
let sessions: Sessions;
beforeEach(() => {
	store = new SqliteStore(':memory:');
	sessions = new Sessions(store);
});
afterEach(async () => await store.close());

const opened = async (more: Partial<Session> = {}) => await sessions.open(chatSession(more), { id: 'p' }, { keepsRunning: false });
const write = async (text: string) => await arrive({ kind: 'message', id: text, text, at: new Date().toISOString() });
const callBack = async (body: unknown) => await arrive({ kind: 'callback', id: JSON.stringify(body), body, at: new Date().toISOString() });
const arrive = async (arrival: Arrival) => await sessions.change('session', (now) => withArrival(now, arrival, arrival.id).session);
const says = (text: string, more: Partial<BotAnswer> = {}): BotAnswer => ({ answered: true, replies: [{ type: 'text', text }], ...more });

/** A chatbot that answers as it is told, and what it was told and what the participant was sent. */
function chatbot(answer: (call: BotCall) => BotTurn | Promise<BotTurn>, more: Partial<Chatbot> = {}) {
	const told: string[] = [];
	const sent: string[] = [];
	const hear = (kind: string) => async (call: BotCall) => {
		told.push(`${kind} ${call.message.text}`);
		return await answer(call);
	};
	const made: Chatbot = {
		engine: { start: hear('start'), message: hear('message'), readCallback: readBotCallback },
		deliversTogether: false,
		deliver: async (_session, replies) => {
			await sleep(1);
			sent.push(...replies.map((reply) => (reply.type === 'text' ? reply.text : '')));
			return undefined;
		},
		silence: async () => await Promise.resolve(undefined),
		...more,
	};
	return { made, told, sent };
}

const endOf = async () => (await sessions.get('session'))?.end;

it('The first message starts the chatbot, later ones are handed on in order, and each answer is said after its message', async () => {
	await opened();
	for (const text of ['a', 'b', 'c']) await write(text);
	const { made, told, sent } = chatbot(({ message }) => says(`Heard ${message.text}`));
	expect(await drain(store, 'session', made)).toBe('done');
	expect(told).toEqual(['start a', 'message b', 'message c']);
	expect(sent).toEqual(['Heard a', 'Heard b', 'Heard c']);
});

it('Of many who hand on at once, one does it, and whatever comes in meanwhile is handed on, too', async () => {
	await opened();
	const { made, told } = chatbot(async ({ message }) => {
		await sleep(5);
		return says(message.text);
	});
	const came = await Promise.all(
		Array.from({ length: 20 }, async (_, n) => {
			await write(`m${n}`);
			return await drain(store, 'session', made);
		}),
	);
	expect(came).toContain('busy');
	expect(told).toHaveLength(20);
	expect(new Set(told).size).toBe(20);
	expect((await sessions.get('session'))?.inbox).toEqual([]);
});

it('What the chatbot calls back with while its last turn goes on is said before its last words, and its variables are kept', async () => {
	await opened({ hasBegun: true });
	await write('a');
	const { made, sent } = chatbot(async () => {
		await callBack({ reply: 'By callback', variables: { paid: true }, done: true, exit: 'endedByUser' });
		await write('too late');
		return says('Bye', { end: { exit: 'closedByElement' } });
	});
	await drain(store, 'session', made);
	expect(sent).toEqual(['By callback', 'Bye']);
	expect(await sessions.get('session')).toMatchObject({ inbox: [], variables: { paid: true }, end: { exit: 'closedByElement' } });
});

it('A callback that ends the session ends it once, and what comes after is not handed on', async () => {
	await opened({ hasBegun: true });
	await callBack({ reply: 'Bye', done: true, reason: 'All said' });
	await write('b');
	const { made, told, sent } = chatbot(() => says('Never'));
	await drain(store, 'session', made);
	expect([told, sent]).toEqual([[], ['Bye']]);
	expect(await endOf()).toMatchObject({ exit: 'closedByElement', reason: 'All said' });
});

it.each([[false, 'notStarted'], [true, 'deactivated']])('A chatbot that cannot be reached in a session that has begun (%s) ends it: %s', async (hasBegun, exit) => {
	await opened({ hasBegun });
	await write('a');
	const { made, sent } = chatbot(() => ({ answered: false, failure: 'unreachable', message: 'It is down.' }));
	await drain(store, 'session', made);
	expect(sent).toEqual([]);
	expect(await endOf()).toMatchObject({ exit, reason: 'It is down.' });
});

it('What somebody was handing on when they died is not handed on again; what waits behind it is', async () => {
	await opened({ hasBegun: true, turn: { token: 'of the dead', arrivalId: 'a' }, transcript: [{ id: 'a', from: 'participant', at: '', text: 'a' }] });
	await write('b');
	const { made, told } = chatbot(() => says('Yes'));
	await drain(store, 'session', made);
	expect(told).toEqual(['message b']);
	expect((await sessions.get('session'))?.transcript[0]).toMatchObject({ id: 'a', isCutOff: true });
});

it('What a session has still to say is dropped when it was ended from outside while its chatbot thought', async () => {
	await opened({ hasBegun: true });
	await write('a');
	const { made, sent } = chatbot(async () => {
		await sessions.open(chatSession({ id: 'next' }), { id: 'p' }, { keepsRunning: false });
		return says('Too late');
	});
	await drain(store, 'session', made);
	expect(sent).toEqual([]);
	expect(await sessions.get('session')).toMatchObject({ outbox: [], end: { exit: 'endedExternally' } });
	expect((await sessions.get('session'))?.turn).toBeUndefined();
});

it('A reply that cannot be sent is marked in the transcript, and the session goes on', async () => {
	await opened();
	await write('a');
	const { made } = chatbot(() => says('Hello'), { deliver: async () => await Promise.resolve('The number is not on WhatsApp.') });
	await drain(store, 'session', made);
	expect((await sessions.get('session'))?.transcript.at(-1)).toMatchObject({ from: 'bot', notDelivered: 'The number is not on WhatsApp.' });
	expect(await endOf()).toBeUndefined();
});

it.each([
	['muted', undefined],
	['optedOut', { exit: 'endedByUser', reason: 'Not now.' }],
] as const)('A participant who is %s is sent nothing', async (kind, end) => {
	await opened();
	await write('a');
	const { made, sent } = chatbot(() => ({ answered: true, replies: [{ type: 'text', text: '1' }, { type: 'text', text: '2' }] }), { silence: async () => await Promise.resolve({ kind, reason: 'Not now.' }) });
	await drain(store, 'session', made);
	expect(sent).toEqual([]);
	const now = await sessions.get('session');
	expect(now?.transcript.some(({ notDelivered }) => notDelivered === 'Not now.')).toBe(true);
	if (end) expect(now?.end).toMatchObject(end);
	else expect(now?.end).toBeUndefined();
});
