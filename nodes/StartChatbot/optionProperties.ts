import type { INodeProperties } from 'n8n-workflow';

import { defaultCountryOption } from '../shared/country';
import { whileAgentTalksOption } from '../shared/muteOption';
import { retriesOption, timeoutOption } from '../shared/requestOptions';
import { resultFieldOption } from '../shared/resultField';
import { optOutChannelOption } from '../shared/optOutOption';
import { OPT_OUT_CHANNELS, USUAL_RETRIES } from './panel';

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
			optOutChannelOption(OPT_OUT_CHANNELS, 'whatsapp', {
				unchecked: 'For chatbots that answer only who has written first, as the law allows',
				description: 'For who is on the list no session is started, and one that goes on is ended before the next reply',
			}),
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
			retriesOption('How often a request to the chatbot or the provider is repeated where that cannot hand on or send anything twice', USUAL_RETRIES),
			resultFieldOption('chatbot', 'how the session ended, with variables and transcript'),
			timeoutOption('How long one request to the chatbot or the provider may take'),
			whileAgentTalksOption({
				anyway: 'Talk Anyway',
				description: 'Whether to stay silent towards a person whom Start Conversation has handed to human agents: no session is started, and what a chatbot says meanwhile is not sent',
			}),
		],
	},
];
