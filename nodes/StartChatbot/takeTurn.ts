import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import type { Session, SessionEnd } from '../../flow/session/session';
import { deadlineOf } from '../../flow/session/session';
import { Sessions } from '../../flow/session/sessions';
import { flowStore } from '../../flow/store/theStore';
import { wakeSession } from '../shared/chatbot/door';
import { NET_MS, wakeNoMore } from '../shared/parked/waking';
import { park } from '../shared/parked/park';
import { goOn } from './goOn';
import { lookAfter } from './lookAtSession';
import type { NodeChoice } from './panel';
import { readNodeChoice } from './panel';
import type { ChatbotResult } from './result';
import { endedItem, forgottenItem, resultOf } from './result';
import { RESUME_PATH } from './startSession';

/** What waits in the item of a session that goes on. */
type Waiting = ChatbotResult & Required<Pick<ChatbotResult, 'wait'>>;

/** Looks after the session of a run that was parked and has been woken for it, and parks the run again unless it has ended. */
export async function takeTurn(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const choice = await readNodeChoice(context);
	const [item] = context.getInputData();
	const result = resultOf(item, choice) as Waiting;
	try {
		const looked = await lookAfter(context, choice, result);
		if (looked === 'forgotten') return await goOn(context, [forgottenItem(item, result, choice)]);
		const session = looked === 'busy' ? await seenLater(result) : looked;
		if (session?.end) return await goOn(context, [endedItem(item, session as Session & { end: SessionEnd }, choice, result.wait)]);
		return await parkedAgain(context, item, result, session ? deadlineOf(session) : result.wait.untilMs, choice);
	} catch (error) {
		// Nothing would wake the run any more.
		const reason = `This flow cannot wait for the end of the session. ${(error as Error).message}`;
		return await goOn(context, [forgottenItem(item, result, choice, reason)]);
	}
}

/** Whoever has died while they looked after the session keeps others away for some seconds. */
async function seenLater({ sessionId = '' }: ChatbotResult): Promise<Session | undefined> {
	const session = await new Sessions(flowStore()).get(sessionId);
	if (session && !session.end) await wakeSession(session);
	return session;
}

async function parkedAgain(context: IExecuteFunctions, item: INodeExecutionData, result: Waiting, deadlineMs: number, choice: NodeChoice): Promise<INodeExecutionData[][]> {
	const { wait, sessionId = '' } = result;
	const untilMs = Math.max(deadlineMs, Date.now());
	const waiting = { ...item, json: { ...item.json, [choice.resultField]: { ...result, wait: { ...wait, untilMs } } as unknown as IDataObject } };
	await park(context, [waiting], { untilMs, netMs: choice.limits.totalMs + NET_MS, path: RESUME_PATH, ticket: wait.ticket, line: sessionId });
	if (untilMs !== wait.untilMs) await wakeNoMore(wait.untilMs, wait);
	return [[waiting]];
}
