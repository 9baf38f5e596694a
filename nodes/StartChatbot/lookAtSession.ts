import type { INodeExecutionData, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { drain, TURN_LEASE_MS } from '../../flow/session/drain';
import { ended, expired } from '../../flow/session/rules';
import type { Session, SessionEnd } from '../../flow/session/session';
import { deadlineOf } from '../../flow/session/session';
import { Sessions } from '../../flow/session/sessions';
import { flowStore } from '../../flow/store/theStore';
import { newsTicket } from '../shared/chatbot/door';
import { goOnWith } from '../shared/parked/afterWait';
import { executionOf } from '../shared/parked/door';
import { isLetGo, noteLetGo } from '../shared/parked/letGo';
import type { PanelContext } from '../shared/parameter';
import { chatbotOf, tellEnd } from './chatbot';
import { countOutputs } from './outputs';
import type { NodeChoice } from './panel';
import { readNodeChoice } from './panel';
import type { ChatbotResult } from './result';
import { endedItem, forgottenItem, resultOf } from './result';
import { isForWorker, turnOnWorker } from './turnOnWorker';

/** So much before its time the waker knocks, at the most. */
const EARLY_MS = 500;
/** Whoever is at it is done soon. */
const BUSY_MS = 1_000;

/**
 * Hands on what has come in for a session, and lets its run go on when it has ended; whoever knocks is told when to come
 * again.
 */
export async function lookAtSession(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	try {
		return await look(context);
	} catch (error) {
		// Thrown on, it would make n8n let the run go on with an empty item.
		context.logger.warn(`Start Chatbot "${context.getNode().name}" cannot look after its session now. ${(error as Error).message}`);
		return { webhookResponse: { notNow: true } };
	}
}

async function look(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	const { ticket } = (context.getBodyData() ?? {}) as { ticket?: unknown };
	const choice = await readNodeChoice(context);
	const [item] = context.evaluateExpression('{{ $input.all() }}') as unknown as INodeExecutionData[];
	const result = resultOf(item, choice);
	const wait = result?.wait;
	if (!wait || (ticket !== wait.ticket && ticket !== newsTicket(wait.ticket))) return { webhookResponse: { stale: true } };
	if (isLetGo(wait.ticket)) return { webhookResponse: { busy: true } };

	if (await isForWorker(choice, result)) return turnOnWorker(context, item);
	const looked = await lookAfter(context, choice, result);
	// Whoever is at it sees the news, too, unless they die; and the end of the wait has a timer of its own.
	if (looked === 'busy') return { webhookResponse: { heldUntilMs: Date.now() + (ticket === wait.ticket ? BUSY_MS : TURN_LEASE_MS) } };
	if (looked !== 'forgotten' && !looked.end) return { webhookResponse: ticket === wait.ticket ? { heldUntilMs: deadlineOf(looked) } : { stale: true } };
	if (isLetGo(wait.ticket)) return { webhookResponse: { busy: true } };
	noteLetGo(wait.ticket);
	const leaving = looked === 'forgotten' ? forgottenItem(item, result, choice) : endedItem(item, looked as Session & { end: SessionEnd }, choice, wait);
	return goOnWith(context, [leaving], countOutputs(choice.exits));
}

/**
 * Hands on what has come in for a session, and ends it when its time is up.
 *
 * @returns the session as it is now; `busy` when somebody else is at it, `forgotten` when the store does not have it any more
 * @throws StoreUnavailable, and when the run is cancelled
 */
export async function lookAfter(context: PanelContext, choice: NodeChoice, { sessionId = '' }: ChatbotResult): Promise<Session | 'busy' | 'forgotten'> {
	const store = flowStore();
	const sessions = new Sessions(store);
	const session = await sessions.get(sessionId);
	if (!session) return 'forgotten';

	const chatbot = await chatbotOf(context, choice, session, executionOf(session.run.url) ?? '').catch((error: Error) => error);
	if (chatbot instanceof Error) {
		// A credential was deleted, for instance: without it there is no chatbot any more.
		return (await sessions.change(session.id, (now) => ended(now, { exit: 'deactivated', reason: chatbot.message })))?.after ?? 'forgotten';
	}
	if ((await drain(store, session.id, chatbot)) === 'busy') return 'busy';
	const now = (await sessions.change(session.id, (one) => expired(one, Date.now() + EARLY_MS)))?.after;
	if (now?.end) await tellEnd(sessions, chatbot, now);
	return now ?? 'forgotten';
}
