import type { IExecuteFunctions, INodeExecutionData, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { hasWork } from '../../flow/session/drain';
import { Sessions } from '../../flow/session/sessions';
import { flowStore } from '../../flow/store/theStore';
import { notedFor, runAgain } from '../shared/parked/afterWait';
import type { NodeChoice } from './panel';
import type { ChatbotResult } from './result';

/** Under this name goes along that the node runs once more to look after its session. */
const TURN = 'flowElementsSessionTurn';

/**
 * Tells whether a worker has to look after a session. In queue mode a parked run is called in the main or a webhook process;
 * a webhook process runs no Code node (it has no task runner), so that a chatbot or a sender that is a workflow would hang.
 *
 * @throws StoreUnavailable
 */
export async function isForWorker({ delivery, engine }: NodeChoice, { sessionId = '' }: ChatbotResult): Promise<boolean> {
	const callsFlows = engine.kind === 'n8nWorkflow' || delivery.by === 'workflow';
	if (!callsFlows || process.env.EXECUTIONS_MODE !== 'queue') return false;
	const session = await new Sessions(flowStore()).get(sessionId);
	return session !== undefined && hasWork(session);
}

/** Has n8n run the node once more, which in queue mode is on a worker. */
export function turnOnWorker(context: IWebhookFunctions, item: INodeExecutionData): IWebhookResponseData {
	return runAgain(context, [item], { [TURN]: true });
}

/** @returns whether the node runs because of that */
export function isTurnOnWorker(context: IExecuteFunctions): boolean {
	return notedFor(context, TURN) === true;
}
