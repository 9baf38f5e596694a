import type { IExecuteFunctions, INodeExecutionData, INodeType, INodeTypeDescription } from 'n8n-workflow';
import { NodeConnectionTypes, NodeOperationError } from 'n8n-workflow';

import { resultFieldOf } from '../shared/resultField';
import { callerSession } from '../shared/callerSession';
import { failedItem, passedOn } from '../shared/item';
import { answerOnce } from './answerOnce';
import { properties } from './properties';

export class ApiEnd implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'API End',
		name: 'apiEnd',
		icon: { light: 'file:apiEnd.svg', dark: 'file:apiEnd.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{ { binary: "File", json: "JSON", noContent: "No content", redirect: "Redirect", text: "Text" }[$parameter["respondWith"]] }}',
		description: "Ends the flow's API session and answers the caller of the Dynamic API Trigger",
		defaults: { name: 'API End' },
		// An AI agent has no business answering the caller on the flow's behalf.
		usableAsTool: undefined,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		properties: [
			{
				displayName:
					'Answers whoever called the Dynamic API Trigger that started this flow, once. Put one at the end of every branch, before any node that waits.',
				name: 'notice',
				type: 'notice',
				default: '',
			},
			...properties,
		],
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const session = callerSession(this);
		const results: INodeExecutionData[] = [];

		for (const [index, item] of this.getInputData().entries()) {
			try {
				const field = resultFieldOf(this.getNodeParameter('options.resultField', index, ''), 'answer');
				results.push(passedOn(item, index, { [field]: await answerOnce(this, index, session) }));
			} catch (error) {
				if (!this.continueOnFail()) throw new NodeOperationError(this.getNode(), error as Error, { itemIndex: index });
				results.push(failedItem(this, item, index, error as Error));
			}
		}
		return [results];
	}
}
