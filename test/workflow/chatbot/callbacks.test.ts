import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import type { IDataObject } from 'n8n-workflow';

import { Sessions } from '../../../flow/session/sessions';
import type { HeldRun } from '../../support/heldRuns';
import { until } from '../../support/apiServer';
import type { Chat } from './chatting';
import { chat, inSession, left, own, participantOf, say } from './chatting';

/** Calls back as a chatbot that answers later does; here at the URL of the run, which takes what the standing URL takes. */
async function callBack(run: HeldRun, session: string, body: unknown, headers: Record<string, string> = {}): Promise<{ status: number; answer: IDataObject }> {
	const response = await fetch(`${run.url()}&session=${session}`, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) });
	return { status: response.status, answer: (await response.json().catch(() => ({}))) as IDataObject };
}

async function later(made: Chat = chat(() => ({}))): Promise<{ made: Chat; run: HeldRun; id: string }> {
	const run = await inSession(made);
	const participant = await participantOf();
	const session = participant && (await new Sessions(own.store).runningOf(participant));
	return { made, run, id: String(session?.id) };
}

describe('A chatbot that answers later', () => {
	it('is told where to, and its replies are sent in their order', async () => {
		const { made, run, id } = await later();
		expect(made.told[0].callbackUrl).toMatch(new RegExp(`/standing\\?session=${id}$`));
		for (let n = 0; n < 5; n++) expect(await callBack(run, id, { reply: `Reply ${n}` })).toMatchObject({ answer: { taken: true } });
		await until(() => made.sent.length === 5);
		expect(made.sent).toEqual([0, 1, 2, 3, 4].map((n) => `Reply ${n}`));
	});

	it('ends the session, sets variables, and is late after that', async () => {
		const { made, run, id } = await later();
		await callBack(run, id, { replies: ['Bye'], done: true, exit: 'endedByUser', variables: { score: 7 } });
		expect(await left(run)).toMatchObject({ branch: 'Session Ended by User', result: { variables: { score: 7 } } });
		expect(made.sent).toEqual(['Bye']);
	});

	it('is too late when the session has ended', async () => {
		const { run, id } = await later();
		await new Sessions(own.store).change(id, (session) => ({ ...session, end: { exit: 'endedByUser', at: session.startedAt } }));
		expect(await callBack(run, id, { reply: 'Late' })).toMatchObject({ status: 410, answer: { type: expect.stringContaining('session-ended') } });
	});

	it('may call back twice with the same, which is sent once until the participant has written again', async () => {
		const { made, run, id } = await later();
		await Promise.all([callBack(run, id, { reply: 'Same' }), callBack(run, id, { reply: 'Same' })]);
		expect(await callBack(run, id, { reply: 'Same' })).toMatchObject({ answer: { taken: false } });
		await say('What?');
		expect(await callBack(run, id, { reply: 'Same' })).toMatchObject({ answer: { taken: true } });
		expect(await callBack(run, id, { reply: 'Other' }, { 'idempotency-key': 'k-1' })).toMatchObject({ answer: { taken: true } });
		expect(await callBack(run, id, { reply: 'Another' }, { 'idempotency-key': 'k-1' })).toMatchObject({ answer: { taken: false } });
		await until(() => made.sent.length === 3);
		await sleep(200);
		expect(made.sent).toEqual(['Same', 'Same', 'Other']);
	});

	it('is not heard for a session that nobody knows, or of another node', async () => {
		const { made, run, id } = await later();
		for (const other of [randomUUID(), 'none', `${id}0`, '../x']) expect((await callBack(run, other, { reply: 'Forged' })).status).toBe(404);
		await new Sessions(own.store).change(id, (session) => ({ ...session, owner: { ...session.owner, nodeId: 'other' } }));
		expect((await callBack(run, id, { reply: 'Forged' })).status).toBe(404);
		await sleep(200);
		expect(made.sent).toEqual([]);
		expect(run.status).toBe('waiting');
	});

	it.each<[string, unknown, number]>([
		['replies that are none', { replies: {} }, 422],
		['nothing', {}, 422],
		['an exit that is none', { reply: 'x', exit: 'nowhere', done: true }, 422],
		['a reply of no known type', ['a', { type: 'picture' }], 422],
		['too much', { reply: 'x'.repeat(300_000) }, 413],
	])('is not heard with %s', async (_, body, status) => {
		const { made, run, id } = await later();
		expect((await callBack(run, id, body)).status).toBe(status);
		await sleep(100);
		expect(made.sent).toEqual([]);
		expect(run.status).toBe('waiting');
	});
});
