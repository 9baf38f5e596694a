import type { IExecuteFunctions, INode, IWebhookFunctions, IWorkflowExecuteAdditionalData, Workflow } from 'n8n-workflow';

/** What n8n-core's contexts have, though n8n-workflow's types do not show it. */
interface Insides {
	additionalData: IWorkflowExecuteAdditionalData;
	workflow: Workflow;
	node: INode;
}

type Execute = IExecuteFunctions['executeWorkflow'];

/**
 * n8n lets a node call another flow while it runs, and not when it is woken; it has all that is needed for that then, too.
 *
 * @param context of an element that runs, or is woken
 * @param executionId the parked run, which n8n does not tell a node that is woken
 * @returns a context that can call other flows
 */
export function executing(context: IExecuteFunctions | IWebhookFunctions, executionId: string): IExecuteFunctions {
	if ('getInputData' in context) return context;
	const { additionalData, workflow, node } = context as unknown as Insides;
	// The other flow has nothing to say to whoever has woken this one.
	const own = Object.create(additionalData, { executionId: { value: executionId }, httpResponse: { value: undefined } }) as IWorkflowExecuteAdditionalData;
	const executeWorkflow = async function (this: Insides, ...[info, inputData, parentCallbackManager, options]: Parameters<Execute>) {
		return await this.additionalData.executeWorkflow(info, this.additionalData, {
			...options,
			parentWorkflowId: workflow.id,
			parentWorkflowSettings: workflow.settings,
			inputData,
			node,
			parentCallbackManager,
		} as never);
	};
	return Object.create(context, {
		additionalData: { value: own },
		executeWorkflow: { value: executeWorkflow },
		getExecutionId: { value: () => executionId },
	}) as IExecuteFunctions;
}
