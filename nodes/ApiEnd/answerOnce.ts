import type { IDataObject, IExecuteFunctions, IN8nHttpFullResponse } from 'n8n-workflow';

import type { CallerSession, Silence } from '../../flow/route/callerSession';
import { answerPlan } from '../../flow/route/callerSession';
import { isKept } from '../shared/runNotes';
import { readAnswer } from './answer';
import { forgetAnswer, keepAnswer } from './keepAnswer';

/**
 * Gives the answer for one item: to the caller who waits, or to be fetched by the one who does not.
 *
 * @returns what became of it, for the item
 */
export async function answerOnce(
	context: IExecuteFunctions,
	index: number,
	session: CallerSession | undefined,
): Promise<IDataObject> {
	const { silence, keep } = answerPlan(session, new Date());
	if (session === undefined || (silence && !keep)) return unsent(context, index, session, silence as Silence);

	const answer = await readAnswer(context, index);
	return silence ? await keepOnly(context, index, { session, answer, silence }) : await send(context, index, { session, answer, keep });
}

async function send(
	context: IExecuteFunctions,
	index: number,
	{ session, answer, keep }: { session: CallerSession; answer: IN8nHttpFullResponse; keep: boolean },
): Promise<IDataObject> {
	const kept = keep && isKept(session) ? await keepAnswer(context, session, answer).catch((error: Error) => error) : undefined;
	if (kept === 'taken') return unsent(context, index, session, answeredElsewhere());
	let isSent = false;
	try {
		await context.sendResponse(answer);
		isSent = true;
	} finally {
		// Only what was sent may stay, so that another API End can answer.
		if (!isSent && kept === 'kept' && isKept(session)) await forgetAnswer(session).catch(() => undefined);
	}
	// Only now: an answer that could not be given must not keep another End from giving one.
	session.answeredBy = context.getNode().name;

	const result = { sent: true, statusCode: answer.statusCode, requestId: session.requestId };
	const fault = kept instanceof Error ? kept.message : kept === 'tooLarge' ? TOO_LARGE : undefined;
	if (fault === undefined) return result;
	if (kept instanceof Error) context.logger.error(`API End could not keep an answer: ${fault}`, { requestId: session.requestId });
	warn(context, index, `The caller was answered, but a repeated call will not get this answer again. ${fault}`);
	return { ...result, kept: false };
}

async function keepOnly(
	context: IExecuteFunctions,
	index: number,
	{ session, answer, silence }: { session: CallerSession; answer: IN8nHttpFullResponse; silence: Silence },
): Promise<IDataObject> {
	const kept = isKept(session) ? await keepAnswer(context, session, answer) : 'taken';
	if (kept === 'taken') return unsent(context, index, session, answeredElsewhere());

	session.answeredBy = context.getNode().name;
	const { requestId } = session;
	if (kept === 'tooLarge') {
		warn(context, index, TOO_LARGE);
		return { sent: false, kept: false, reason: silence.reason, detail: TOO_LARGE, requestId };
	}
	// To an asynchronous caller nothing else could be done.
	if (silence.reason !== 'asynchronous') warn(context, index, silence.detail);
	return { sent: false, kept: true, statusCode: answer.statusCode, ...silence, requestId };
}

const TOO_LARGE = 'The answer has more than 1 MiB, and is not kept.';

function answeredElsewhere(): Silence {
	return { reason: 'already-answered', detail: 'There is an answer to this call already. A caller is answered once.' };
}

function unsent(context: IExecuteFunctions, index: number, session: CallerSession | undefined, silence: Silence): IDataObject {
	warn(context, index, silence.detail);
	return { sent: false, ...silence, ...(session && { requestId: session.requestId }) };
}

function warn(context: IExecuteFunctions, index: number, message: string): void {
	if (index === 0) context.addExecutionHints({ message, type: 'warning', location: 'outputPane' });
}
