import type { IExecuteFunctions, INodeExecutionData, INodeType, INodeTypeDescription } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { scheduleHint } from '../shared/scheduleHint';
import { callAll } from './callAll';
import { CONNECTION } from '../shared/connection';
import { configuredOutputs } from './outputs';
import { properties } from './properties';

export class CallApi implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Call API',
		name: 'callApi',
		icon: { light: 'file:callApi.svg', dark: 'file:callApi.dark.svg' },
		group: ['output'],
		version: 1,
		subtitle: '={{ $parameter["method"] + ": " + $parameter["url"] }}',
		description: 'Calls a third-party API, captures variables from the response and branches by its class',
		defaults: { name: 'Call API' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: `={{(${configuredOutputs.toString()})($parameter)}}`,
		credentials: [
			{
				name: CONNECTION,
				required: true,
				displayOptions: { show: { authentication: ['connection'] } },
			},
		],
		hints: [scheduleHint],
		properties,
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await callAll(this);
	}
}
