import type { INodeProperties } from 'n8n-workflow';

import { personProperties } from '../shared/chatbot/person';
import { defaultCountryOption } from '../shared/country';
import { whileAgentTalksOption } from '../shared/muteOption';
import { resultFieldOption } from '../shared/resultField';

const MESSAGE = { operation: ['message'] };
const END = { operation: ['end'] };

const field = (displayName: string, name: string, value: string, description: string): INodeProperties => {
	return { displayName, name, type: 'string', default: value, description, displayOptions: { show: MESSAGE } };
};

/** The panel: what is done, for whom, and with what. */
export const properties: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'End Session', value: 'end', action: 'End a chatbot session', description: 'End the session of a participant from any flow, as a Close Session element does' },
			{ name: 'Hand On Message', value: 'message', action: 'Hand on a message to a chatbot session', description: 'Give a message to the chatbot with which the participant has a session' },
		],
		default: 'message',
	},
	{
		displayName:
			'The chatbot and the way of its replies are those of the <strong>Start Chatbot</strong> that has started the session; nothing of it need be set here.',
		name: 'notice',
		type: 'notice',
		default: '',
		displayOptions: { show: MESSAGE },
	},
	...personProperties({ operation: ['end', 'message'] }),
	field('Message', 'message', '={{ $json.text }}', 'What the participant has written'),
	field('Payload', 'payload', '={{ $json.payload }}', 'What stands behind the button that the participant has tapped, if it was one'),
	field('Message ID', 'messageId', '={{ $json.messageId }}', 'By it a message that comes twice is handed on once'),
	field('Written At', 'at', '={{ $json.at }}', 'When the participant has written it; messages of one participant are handed on in this order. Empty: now.'),
	{
		displayName: 'Exit',
		name: 'exit',
		type: 'options',
		options: [
			{ name: 'Closed by the Chatbot', value: 'closedByElement', description: 'All is done' },
			{ name: 'Redirect to Agent Failed', value: 'redirectToAgentFailed', description: 'A person is to go on: the flow of Start Chatbot hands over' },
			{ name: 'Session Ended by User', value: 'endedByUser', description: 'The participant has had enough' },
		],
		default: 'closedByElement',
		description: 'By which exit the run of Start Chatbot goes on',
		displayOptions: { show: END },
	},
	{
		displayName: 'Reason',
		name: 'reason',
		type: 'string',
		default: '',
		placeholder: 'e.g. The order was found by an agent',
		description: 'In your own words; the run of Start Chatbot is told it',
		displayOptions: { show: END },
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		options: [
			defaultCountryOption,
			{
				displayName: 'Wait for Replies (Seconds)',
				name: 'waitSeconds',
				type: 'number',
				typeOptions: { minValue: 0, maxValue: 600 },
				default: 60,
				description: 'How long to wait until the chatbot has answered, so that the item tells its replies. They are sent all the same.',
				displayOptions: { show: { '/operation': ['message'] } },
			},
			resultFieldOption('chatbot', 'what became of the message'),
			{
				...whileAgentTalksOption({
					anyway: 'Hand On Anyway',
					description: 'Whether to stay silent towards a person whom Start Conversation has handed to human agents: the message is for them, is not handed on, and leaves by In Session',
				}),
				displayOptions: { show: { '/operation': ['message'] } },
			},
			{
				displayName: 'Words for an Agent',
				name: 'agentWords',
				type: 'string',
				default: 'agent, human',
				placeholder: 'e.g. agent, human, help desk',
				description: 'Separated by commas. A message that is nothing but one of them is not handed on: it ends the session by Redirect to Agent Failed, behind which the flow hands over to people.',
				displayOptions: { show: { '/operation': ['message'] } },
			},
			{
				displayName: 'Words That End the Session',
				name: 'endWords',
				type: 'string',
				default: 'stop, quit, exit',
				placeholder: 'e.g. stop, quit',
				description: 'Separated by commas. A message that is nothing but one of them is not handed on: it ends the session by Session Ended by User.',
				displayOptions: { show: { '/operation': ['message'] } },
			},
		],
	},
];
