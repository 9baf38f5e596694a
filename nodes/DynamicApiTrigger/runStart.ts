import type { IExecuteFunctions, INode } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { callerSession } from '../shared/callerSession';
import { isKept, noteEnd, noteIfLate, noteStart } from '../shared/runNotes';
import type { CallTicket } from './call';

/**
 * With these settings n8n starts the flow whatever the trigger does, also for a call that must not run, or not twice.
 *
 * @throws Error for such settings
 */
export function requireStoppable({ alwaysOutputData, continueOnFail, onError }: INode): void {
	const goesOn = continueOnFail === true || (onError !== undefined && onError !== 'stopWorkflow');
	if (!alwaysOutputData || !goesOn) return;
	throw new Error('With Always Output Data, and On Error set to Continue, the flow would run also when it must not. Change one of them under Settings.');
}

/**
 * Begins the run of a call of which something is kept.
 *
 * @returns whether the flow is to be run; not if the call was given up, and the node's settings want no error
 * @throws NodeOperationError when the call was given up, or when it cannot be found out because the store is away
 */
export async function beginKept(context: IExecuteFunctions, { isRecorded }: CallTicket, receivedAt: Date): Promise<boolean> {
	const session = callerSession(context);
	if (!isKept(session)) return true;
	if (!isRecorded) {
		noteIfLate(context, session, receivedAt);
		return true;
	}

	try {
		if (await noteStart(context, session)) {
			noteEnd(context, session);
			return true;
		}
		throw new Error('This call was given up before its run began, and a later one with the same idempotency key has taken its place. Nothing was done.');
	} catch (error) {
		// With "On Error: Continue" n8n would hand the item on, and the flow would run.
		if (context.continueOnFail()) {
			context.logger.error(`Dynamic API Trigger did not run a call: ${(error as Error).message}`);
			return false;
		}
		throw new NodeOperationError(context.getNode(), error as Error);
	}
}
