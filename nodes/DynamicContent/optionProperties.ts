import type { INodeProperties } from 'n8n-workflow';

import { whileAgentTalksOption } from '../shared/muteOption';
import { resultFieldOption } from '../shared/resultField';
import { ticketOptOutsOption } from '../shared/trengoReceiver';

const forOperations = (...operation: string[]) => ({ show: { '/operation': operation } });

/** What most never touch. */
export const optionProperties: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add Option',
	default: {},
	options: [
		{
			displayName: 'Channel',
			name: 'channel',
			type: 'string',
			default: '',
			placeholder: 'e.g. whatsapp',
			description: 'What is sent as channel, in place of what the item tells',
			displayOptions: forOperations('fetch'),
		},
		{
			displayName: 'Check File Sizes',
			name: 'checkSizes',
			type: 'boolean',
			default: true,
			description: 'Whether the servers of files are asked how large these are. Trengo takes no more than 20 MB. Where nobody tells, the file passes with a note.',
			displayOptions: forOperations('build', 'fetch'),
		},
		{ ...ticketOptOutsOption, displayOptions: forOperations('send') },
		{
			displayName: 'Last Message',
			name: 'lastMessage',
			type: 'string',
			default: '',
			description: 'What is sent as last_message, in place of what the item tells',
			displayOptions: forOperations('fetch'),
		},
		{
			displayName: 'Longest Pauses (Seconds)',
			name: 'pauseSeconds',
			type: 'number',
			typeOptions: { minValue: 0, maxValue: 120 },
			default: 15,
			description: 'How long all delays together may hold the run up; longer ones are shortened, and the item tells by how much',
			displayOptions: forOperations('send'),
		},
		resultFieldOption('dynamicContent', 'the content and what became of it'),
		{
			displayName: 'Size Timeout (Ms)',
			name: 'sizeTimeout',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: 5000 },
			default: 800,
			description: 'How long the server of a file has to tell its size, in milliseconds',
			displayOptions: forOperations('build', 'fetch'),
		},
		{
			displayName: 'Timeout (Ms)',
			name: 'timeout',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: 5000,
			description: 'How long the service has to answer, in milliseconds. Then the step is skipped; the call is not repeated, because the service may have taken it.',
			displayOptions: forOperations('fetch'),
		},
		{ ...whileAgentTalksOption('by Refused'), displayOptions: forOperations('send') },
	],
};
