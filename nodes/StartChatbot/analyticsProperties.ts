import type { INodeProperties } from 'n8n-workflow';

const ANALYTICS = { show: { operation: ['analytics'] } };

/** The part of the panel that asks for the numbers. */
export const analyticsProperties: INodeProperties[] = [
	{
		displayName: 'Flow',
		name: 'analyzedWorkflow',
		type: 'workflowSelector',
		default: '',
		description: 'The flow that has the Start Chatbot. Empty: this one.',
		displayOptions: ANALYTICS,
	},
	{
		displayName: 'Node',
		name: 'analyzedNode',
		type: 'string',
		default: '',
		placeholder: 'e.g. Start Chatbot',
		description: 'The name of one Start Chatbot in it. Empty: all of them.',
		displayOptions: ANALYTICS,
	},
	{
		displayName: 'Days',
		name: 'days',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 400, numberPrecision: 0 },
		default: 30,
		description: 'How many days to look back, that of today included. Days are those of UTC.',
		displayOptions: ANALYTICS,
	},
];
