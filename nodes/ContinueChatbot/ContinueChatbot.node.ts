import type { IExecuteFunctions, INodeExecutionData, INodeType, INodeTypeDescription } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { continueAll } from './continueAll';
import { properties } from './properties';
import { OUTPUTS } from './result';

export class ContinueChatbot implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Continue Chatbot',
		name: 'continueChatbot',
		icon: { light: 'file:continueChatbot.svg', dark: 'file:continueChatbot.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{ $parameter["operation"] === "end" ? "End session" : "Hand on message" }}',
		description: 'Hands a message on to the chatbot with which the participant has a session, and lets all others pass',
		defaults: { name: 'Continue Chatbot' },
		// An AI agent reads no branches.
		usableAsTool: undefined,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main, NodeConnectionTypes.Main],
		outputNames: OUTPUTS,
		properties,
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await continueAll(this);
	}
}
