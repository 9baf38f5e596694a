import type { INodeProperties } from 'n8n-workflow';

import { defaultCountryOption } from '../shared/country';
import { whileAgentTalksOption } from '../shared/muteOption';
import { LONGEST_TIMER_MS } from '../shared/number';
import { resultFieldOption } from '../shared/resultField';

const START = { operation: ['start'] };

/** The part of the panel that says what happens besides. */
export const optionProperties: INodeProperties[] = [
	{
		// These are numbers to read, and not IDs to choose.
		displayName: 'Analytics (Last 30 Days)',
		name: 'analyticsInPanel',
		type: 'options',
		noDataExpression: true,
		typeOptions: { loadOptionsMethod: 'loadAnalytics' },
		options: [{ name: 'Sessions Started', value: '' }],
		default: '',
		description: 'How many sessions this node has started, and how they were left. Open the list to see the numbers; what is chosen in it does not matter.',
		displayOptions: { show: START },
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		displayOptions: { show: START },
		options: [
			{
				displayName: 'Check Opt-Out List',
				name: 'optOutChannel',
				type: 'options',
				noDataExpression: true,
				options: [
					{ name: 'Do Not Check', value: 'none', description: 'For chatbots that answer only who has written first, as the law allows' },
					{ name: 'Opted Out of All Channels', value: 'all' },
					{ name: 'Opted Out of WhatsApp', value: 'whatsapp', description: 'Or of all channels' },
				],
				default: 'whatsapp',
				description: 'For who is on the list no session is started, and one that goes on is ended before the next reply',
			},
			defaultCountryOption,
			{
				displayName: 'If a Session Goes On',
				name: 'ifRunning',
				type: 'options',
				noDataExpression: true,
				options: [
					{ name: 'End It', value: 'replace', description: 'Its run goes on by Session Ended Externally, and a new session starts' },
					{ name: 'Hand the Message On to It', value: 'handOn', description: 'No new session starts, and this run goes on by Session Not Started. For people who send several messages at once.' },
				],
				default: 'replace',
				description: 'What to do when the participant has a session already',
			},
			{
				displayName: 'Number of Retries',
				name: 'maxRetries',
				type: 'number',
				typeOptions: { minValue: 0, maxValue: 20, numberPrecision: 0 },
				default: 2,
				description: 'How often a request to the chatbot or the provider is repeated where that cannot hand on or send anything twice',
			},
			resultFieldOption('chatbot', 'how the session ended, with variables and transcript'),
			{
				displayName: 'Timeout (Ms)',
				name: 'timeout',
				type: 'number',
				typeOptions: { minValue: 1, maxValue: LONGEST_TIMER_MS },
				default: 30000,
				description: 'How long one request to the chatbot or the provider may take',
			},
			whileAgentTalksOption({
				anyway: 'Talk Anyway',
				description: 'Whether to stay silent towards a person whom Start Conversation has handed to human agents: no session is started, and what a chatbot says meanwhile is not sent',
			}),
		],
	},
];
