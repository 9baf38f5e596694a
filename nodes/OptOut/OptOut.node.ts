import type { IExecuteFunctions, INodeExecutionData, INodeType, INodeTypeDescription } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { INFOBIP } from '../shared/infobipAccount';
import { configuredOutputs } from './outputs';
import { properties } from './properties';
import { workOnList } from './workOnList';

export class OptOut implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Opt-Out',
		name: 'optOut',
		icon: { light: 'file:optOut.svg', dark: 'file:optOut.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle:
			'={{ { add: "add", export: "export", import: "import", keyword: "check message for keyword", remove: "remove", verify: "verify" }[$parameter["operation"]] }}',
		description: 'Adds, removes and verifies addresses on the opt-out list that every sending element honours',
		defaults: { name: 'Opt-Out' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: `={{(${configuredOutputs.toString()})($parameter)}}`,
		credentials: [
			{
				name: INFOBIP,
				required: true,
				displayOptions: { show: { operation: ['add', 'keyword', 'remove'], mirror: [true] } },
			},
		],
		properties,
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await workOnList(this);
	}
}
