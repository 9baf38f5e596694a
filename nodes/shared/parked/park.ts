import type { IExecuteFunctions, INodeExecutionData, IWebhookDescription } from 'n8n-workflow';

import { canKnock, isOutOfReach } from './door';
import type { Note } from './waking';
import { NET_MS, wakeAt } from './waking';

/** n8n looks once a minute which waits are over; its timers are exact for waits that are longer than that. */
const SHORTEST_EXACT_WAIT_MS = 70_000;

/**
 * The webhook under which a parked run is woken.
 *
 * @param path the last part of the resume URL; no other node of the run may listen there
 */
export function wakingWebhook(path: string): IWebhookDescription {
	return {
		name: 'default',
		httpMethod: 'POST',
		responseMode: 'onReceived',
		responseData: '={{ ({ letGo: true }) }}',
		path,
		isFullPath: true,
		restartWebhook: true,
	};
}

/** What n8n asks of every node with a webhook. It makes the URL of a waiting run itself; nothing is registered elsewhere. */
export const wakingWebhookMethods = {
	default: {
		async checkExists(): Promise<boolean> {
			return true;
		},
		async create(): Promise<boolean> {
			return true;
		},
		async delete(): Promise<boolean> {
			return true;
		},
	},
};

/**
 * @param path the last part, as for {@link wakingWebhook}
 * @returns the URL under which the run is woken when it is parked
 * @throws Error when the address that n8n gives itself makes none
 */
export function resumeUrl(context: IExecuteFunctions, path: string): string {
	const url = `${context.evaluateExpression('{{ $execution.resumeUrl }}', 0)}/${path}`;
	if (!URL.canParse(url)) throw new Error(`n8n's own address makes no URL. Set WEBHOOK_URL to one with its scheme, e.g. https://n8n.example.com/.`);
	return url;
}

/**
 * The same, for a run that could not go on in time without being woken there.
 *
 * @throws Error when n8n is certainly not there
 */
export async function knockableUrl(context: IExecuteFunctions, path: string): Promise<string> {
	const url = resumeUrl(context, path);
	if (await isOutOfReach(url)) throw new Error(`This n8n does not reach itself at ${new URL(url).origin}. Set WEBHOOK_URL to an address that it reaches.`);
	return url;
}

/**
 * Parks the run: n8n keeps it, and the waker knocks at its door when it is time.
 *
 * @param items what waits, as the element will find it when it is woken
 * @param wait when to knock (Unix time in milliseconds), for how long after it n8n's own timer stands behind (in
 *   milliseconds), at which path, and what is noted down
 * @throws StoreUnavailable when nothing would wake it
 */
export async function park(
	context: IExecuteFunctions,
	items: INodeExecutionData[],
	{ untilMs, netMs = NET_MS, path, ticket, line }: { untilMs: number; netMs?: number; path: string } & Pick<Note, 'ticket' | 'line'>,
): Promise<void> {
	const url = resumeUrl(context, path);
	const isReached = await canKnock(url);
	await wakeAt(untilMs, { url, ticket, line });
	await context.putExecutionToWait(new Date(untilMs + (isReached ? netMs : SHORTEST_EXACT_WAIT_MS)));
	if (!isReached) {
		context.addExecutionHints({
			message: `This n8n does not reach itself at ${new URL(url).origin}, so items are late by about a minute. Set WEBHOOK_URL to an address that it reaches.`,
			type: 'warning',
			location: 'outputPane',
		});
	}
	// When time is up, n8n passes on what came in; so that has to be what is parked.
	context.getExecuteData().data.main = [items];
}
