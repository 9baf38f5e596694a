import type { INode } from 'n8n-workflow';

import { Callbacks } from '../../flow/callback/callbacks';
import { flowStore } from '../../flow/store/theStore';

/** The last part of the URL under which a run that waits is woken; no other node of the run listens there. */
export const RESUME_PATH = 'callback';

/** The last part of the URL under which a run takes its callbacks itself while its flow is tried out. */
export const TRIED_OUT_PATH = 'callback-call';

/** The line in which runs stand that are woken late, because n8n was down. */
export const CALLBACKS_LINE = 'callbacks';

/**
 * @param context where the flow is known
 * @param node the one that waits
 * @returns the callbacks that it waits for
 */
export function callbacksOf(context: { getWorkflow(): { id?: string } }, { id }: Pick<INode, 'id'>): Callbacks {
	return new Callbacks(flowStore(), `${context.getWorkflow().id}:${id}`);
}
