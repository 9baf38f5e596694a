import type { IExecuteFunctions, INodeExecutionData, INodeType, INodeTypeDescription } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { CONNECTION } from '../shared/connection';
import { MESSAGE_CREDENTIALS } from '../shared/messageAccounts';
import { configuredOutputs } from './outputs';
import { properties } from './properties';
import { workAll } from './workAll';

export class DynamicContent implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Dynamic Content',
		name: 'dynamicContent',
		icon: { light: 'file:dynamicContent.svg', dark: 'file:dynamicContent.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{ { build: "build", fetch: "fetch from a URL", send: "send to ticket" }[$parameter["operation"]] }}',
		description: "Builds and checks what the step Dynamic Content of a Flowbot shows, or fetches it from a URL as the step does",
		defaults: { name: 'Dynamic Content' },
		// An AI agent reads no branches, so that it would take a refusal for content.
		usableAsTool: undefined,
		inputs: [NodeConnectionTypes.Main],
		outputs: `={{(${configuredOutputs.toString()})($parameter)}}`,
		credentials: [
			{ name: MESSAGE_CREDENTIALS.trengo, required: true, displayOptions: { show: { operation: ['send'] } } },
			{ name: CONNECTION, required: true, displayOptions: { show: { operation: ['fetch'], authentication: ['connection'] } } },
		],
		properties,
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await workAll(this);
	}
}
