import type { IExecuteFunctions, IHookFunctions, IWebhookFunctions } from 'n8n-workflow';

type AnyContext = IExecuteFunctions | IHookFunctions | IWebhookFunctions;

/** n8n-core's HookContext knows it, though n8n-workflow's types do not show it; the mode is told at the beginning only. */
interface Insides {
	webhookData?: { isTest?: boolean };
}

/** @returns whether a builder tries the flow out in the editor */
export function isTest(context: AnyContext): boolean {
	return context.getMode() === 'manual' || (context as Insides).webhookData?.isTest === true;
}

/** The name by which the flow store knows a trigger. What a builder tries out is another matter than what is published. */
export function listenerId(context: AnyContext): string {
	return `${context.getWorkflow().id}:${context.getNode().id}${isTest(context) ? ':test' : ''}`;
}
