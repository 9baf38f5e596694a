import type { IContextObject, IExecuteFunctions } from 'n8n-workflow';

import type { CallerSession } from '../../flow/route/callerSession';

/** n8n's flow context is shared by all nodes of a run, also on another worker and after a wait. */
const KEY = 'flowElementsCaller';

/** Notes down the caller at the start of a run. */
export function openCallerSession(context: IExecuteFunctions, session: CallerSession): void {
	flowContext(context)[KEY] = session;
}

/** @returns the caller of this run, or undefined when the run was not started by a Dynamic API Trigger */
export function callerSession(context: IExecuteFunctions): CallerSession | undefined {
	return flowContext(context)[KEY] as CallerSession | undefined;
}

function flowContext(context: IExecuteFunctions): IContextObject {
	return context.getContext('flow');
}
