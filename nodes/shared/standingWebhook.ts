import type { IExecuteFunctions, IHookFunctions, INode, IWebhookDescription, WorkflowExecuteMode } from 'n8n-workflow';
import { NodeHelpers } from 'n8n-workflow';

import { resumeUrl } from './parked/park';
import { webhookBases } from './webhookAddress';

/** n8n knows two names of webhooks; the other one, `default`, is that under which a parked run is woken. */
export const STANDING = 'setup';

/**
 * The webhook of a node that is no trigger, at a URL that stays the same for all its runs: calls reach it as long as the flow
 * is published, whether a run waits already or not.
 *
 * @param methods those that it takes, as n8n wants them
 * @param when an expression of n8n without its braces: for which panels there is one
 */
export function standingWebhook(methods = 'POST', when = 'true'): IWebhookDescription {
	return {
		name: STANDING,
		// While a flow is tried out in the editor, n8n would wait for a call before it runs anything.
		httpMethod: `={{ $workflow.active && (${when}) ? "${methods}" : "" }}` as IWebhookDescription['httpMethod'],
		// Without a path n8n takes the ID of the webhook, which nobody can guess and which stays with the node.
		path: '',
		isFullPath: true,
		responseMode: 'onReceived',
		responseData: 'noData',
		ndvHideUrl: true,
	};
}

/**
 * What takes the same calls while a flow is tried out in the editor, or is not published: the run itself, once it is parked.
 *
 * @param path the last part of its URL; no other webhook of a node that parks in the same run may have it
 * @param methods as for {@link standingWebhook}
 */
export function triedOutWebhook(path: string, methods = 'POST'): IWebhookDescription {
	return { ...standingWebhook(), httpMethod: methods as IWebhookDescription['httpMethod'], path, restartWebhook: true };
}

/**
 * What n8n asks of a node with such a webhook. Publishing is the moment to find a panel that cannot work.
 *
 * @param check throws what is wrong with the panel, in words for the builder; it may register the URL elsewhere
 * @param end is called when the flow is not published any more
 */
export function standingWebhookMethods(check: (context: IHookFunctions) => Promise<unknown>, end: (context: IHookFunctions) => Promise<unknown> = async () => undefined) {
	return {
		[STANDING]: {
			async checkExists(this: IHookFunctions): Promise<boolean> {
				return false;
			},
			async create(this: IHookFunctions): Promise<boolean> {
				await check(this);
				return true;
			},
			async delete(this: IHookFunctions): Promise<boolean> {
				await end(this);
				return true;
			},
		},
	};
}

/** Runs that n8n starts by what a published flow has registered. */
const OF_PUBLISHED: ReadonlySet<string> = new Set<WorkflowExecuteMode>(['trigger', 'webhook']);

/**
 * Tells whether a run is one of a published flow. What n8n keeps of a run does not tell that: in queue mode workers think that
 * none is published, and a run that has waited that each is. So its mode tells it, which stays the same.
 */
function isPublished(context: IExecuteFunctions): boolean {
	const mode = context.getMode();
	return OF_PUBLISHED.has(mode) || (mode !== 'manual' && context.getWorkflow().active);
}

/**
 * @param node whose webhook it is; by default that of the node that runs
 * @returns the URL under which calls reach the node, whichever of its runs they are for; undefined while the flow is tried out
 *   in the editor or is not published, where nothing listens there
 */
export function standingUrl(context: IExecuteFunctions, node: INode = context.getNode()): string | undefined {
	if (!isPublished(context)) return undefined;
	const { id } = context.getWorkflow();
	const { production } = webhookBases(process.env);
	return NodeHelpers.getNodeWebhookUrl(production, String(id), node, '', true).replace(/\/$/, '');
}

/**
 * @param path that of the {@link triedOutWebhook}
 * @param node as for {@link standingUrl}
 * @returns the URL to call: that of the standing webhook, or of the run while the flow is tried out
 * @throws Error when the address that n8n gives itself makes none
 */
export function callUrl(context: IExecuteFunctions, path: string, node?: INode): string {
	return standingUrl(context, node) ?? resumeUrl(context, path);
}
