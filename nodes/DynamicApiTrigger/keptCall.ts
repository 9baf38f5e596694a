import type { IWebhookFunctions } from 'n8n-workflow';

import type { RequestRecord } from '../../flow/route/requestLog';
import { statusReference } from '../../flow/route/requestStatus';
import type { RunSources } from '../../flow/route/runState';
import { heartbeat, requestLog } from '../shared/keepingStore';
import { progressOfRuns } from '../shared/runs';
import type { AdmittedCall } from './admittedCall';
import { webhookBases, webhookEndpoint } from '../shared/webhookAddress';

/** What is kept of a call, and where. */
export interface KeptCall {
	scope: string;
	requestId: string;
	/** Unix time in milliseconds. */
	receivedAtMs: number;
	mode: RequestRecord['mode'];
	/** Unix time in milliseconds; 0 when nothing is kept. */
	keptUntilMs: number;
	keyUntilMs: number;
	statusUntilMs: number;
	/** Whether it is noted down before the flow starts; for others only if it comes to that. */
	isRecorded: boolean;
	/** Where its status can be asked for, if it can. */
	location: { Location?: string };
}

/** @returns what is kept of a call, and for how long */
export function keptOf(context: IWebhookFunctions, { panel, requestId, receivedAt }: AdmittedCall, key: string | undefined): KeptCall {
	const receivedAtMs = receivedAt.getTime();
	// The test URL listens for one call only, so nobody could ask there.
	const keepsStatus = panel.keepStatusMs > 0 && context.getMode() !== 'manual';
	const statusUntilMs = keepsStatus ? receivedAtMs + panel.keepStatusMs : 0;
	const keyUntilMs = panel.key && key !== undefined ? receivedAtMs + panel.key.keepMs : 0;
	return {
		scope: scopeOf(context),
		requestId,
		receivedAtMs,
		mode: panel.timeoutMs === undefined ? 'async' : 'sync',
		keptUntilMs: Math.max(statusUntilMs, keyUntilMs),
		keyUntilMs,
		statusUntilMs,
		isRecorded: key !== undefined || (keepsStatus && panel.timeoutMs === undefined),
		location: keepsStatus ? locationOf(context, requestId) : {},
	};
}

/** @returns where the status of a call can be asked for */
export function locationOf(context: IWebhookFunctions, requestId: string): { Location: string } {
	const { originalUrl } = context.getRequestObject();
	const webhooks = { publicUrl: webhookBases(process.env).production, endpoint: webhookEndpoint(process.env) };
	return { Location: statusReference(originalUrl, webhooks, requestId) };
}

/** @throws StoreUnavailable */
export async function recordOf({ requestId, receivedAtMs, mode, keptUntilMs, statusUntilMs }: KeptCall): Promise<RequestRecord> {
	return {
		requestId,
		receivedAtMs,
		mode,
		takenBy: await heartbeat.begin(),
		keptUntilMs,
		...(statusUntilMs > 0 && { statusUntilMs }),
	};
}

/** Where to look for what became of earlier calls to the route. */
export function runSources(context: IWebhookFunctions): RunSources {
	return {
		log: requestLog({ scope: scopeOf(context) }),
		progress: progressOfRuns(context),
		isAlive: async (processId) => await heartbeat.isAlive(processId),
	};
}

/** The name of the route in the flow store. What a builder tries out in the editor is another matter than what is published. */
export function scopeOf(context: IWebhookFunctions): string {
	const kind = context.getMode() === 'manual' ? 'route-test' : 'route';
	return `${kind}:${context.getWorkflow().id}:${context.getNode().id}`;
}
