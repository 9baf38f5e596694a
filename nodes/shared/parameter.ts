import type { IExecuteFunctions, IWebhookFunctions } from 'n8n-workflow';

/** Where an element that parks reads its panel: when it runs, and when it is woken. */
export type PanelContext = IExecuteFunctions | IWebhookFunctions;

/** Reads a parameter; in the two contexts the same question is asked in different ways. */
export function parameterOf<Value>(context: PanelContext, name: string, index: number, fallback: Value): Value {
	return 'getInputData' in context
		? (context.getNodeParameter(name, index, fallback) as Value)
		: (context.getNodeParameter(name, fallback) as Value);
}
