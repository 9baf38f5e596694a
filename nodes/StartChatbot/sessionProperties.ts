import type { INodeProperties } from 'n8n-workflow';

import { personProperties } from '../shared/chatbot/person';
import { EXIT_NAMES } from './outputs';

const START = { operation: ['start'] };

const EXIT_CAUSES: Record<keyof typeof EXIT_NAMES, string> = {
	closedByElement: 'The chatbot is done: it has reached its end, or has said so',
	deactivated: 'The chatbot is not there any more: it could not be reached, or was switched off',
	endedByUser: 'The participant has ended it by a word, or by opting out; or the chatbot says so',
	endedExternally: 'Another session of the same participant has started',
	notStarted: 'The chatbot could not be reached, or the participant may not be sent anything',
	redirectToAgentFailed: 'The participant or the chatbot asked for a person. The chatbot has nobody to hand over to, so the flow does it: put Start Conversation behind this branch.',
};

/** The part of the panel that says what happens. */
export const operationProperties: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'Get Analytics', value: 'analytics', action: 'Get analytics', description: 'How many sessions a Start Chatbot has started, and how they were left' },
			{ name: 'Start Session', value: 'start', action: 'Start a chatbot session', description: 'Hand the participant to a chatbot, and go on when the session ends' },
		],
		default: 'start',
	},
	{
		displayName:
			'One run is one participant: put <strong>Add to Flow</strong> before a flow for many. Later messages are handed on by a <strong>Continue Chatbot</strong> behind a Message Events Trigger.',
		name: 'notice',
		type: 'notice',
		default: '',
		displayOptions: { show: START },
	},
];

/** The part of the panel that says who talks with the chatbot, what about, and how it ends. */
export const sessionProperties: INodeProperties[] = [
	...personProperties(START),
	{
		displayName: 'Message Received by Chatbot',
		name: 'messageFrom',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'Last Inbound Message', value: 'lastInbound', description: 'What the participant has written to us last, on any channel; where no messages are kept, the text of the item' },
			{ name: 'Other Text', value: 'text' },
		],
		default: 'lastInbound',
		description: 'With what the chatbot begins',
		displayOptions: { show: START },
	},
	{
		displayName: 'Text',
		name: 'message',
		type: 'string',
		default: '',
		placeholder: 'e.g. I want to return order A-1',
		description: 'What the chatbot is told first. Empty: it begins by itself, if it can.',
		displayOptions: { show: { ...START, messageFrom: ['text'] } },
	},
	{
		displayName: 'Context Variables',
		name: 'variables',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		placeholder: 'Add Variable',
		default: {},
		description: 'What the chatbot is to know besides the message',
		options: [
			{
				displayName: 'Variable',
				name: 'rows',
				values: [
					{ displayName: 'Name', name: 'name', type: 'string', default: '', placeholder: 'e.g. orderId' },
					{ displayName: 'Value', name: 'value', type: 'string', default: '' },
				],
			},
		],
		displayOptions: { show: START },
	},
	{
		displayName: 'Exit Branches',
		name: 'exits',
		type: 'multiOptions',
		noDataExpression: true,
		options: Object.entries(EXIT_NAMES).map(([value, name]) => ({ name, value, description: EXIT_CAUSES[value as keyof typeof EXIT_NAMES] })),
		default: [],
		description:
			'The exits that get a branch of their own, in the order in which they are chosen. Choose another one later at the end, so that wires stay where they are. Session Expired by Timeout always has one; all others leave by In All Other Cases.',
		displayOptions: { show: START },
	},
	{
		displayName: 'End After Silence (Minutes)',
		name: 'idleMinutes',
		type: 'number',
		noDataExpression: true,
		typeOptions: { minValue: 0.01, maxValue: 44640 },
		default: 30,
		description: 'How long after the last message, of whichever of the two, the session expires',
		displayOptions: { show: START },
	},
	{
		displayName: 'End at the Latest After (Hours)',
		name: 'totalHours',
		type: 'number',
		noDataExpression: true,
		typeOptions: { minValue: 0.001, maxValue: 744 },
		default: 24,
		description: 'How long the session may last in all',
		displayOptions: { show: START },
	},
];
