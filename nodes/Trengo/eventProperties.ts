import type { INodeProperties } from 'n8n-workflow';

import { only } from './show';

/** The part of the panel that says which events become tickets. */
export const eventProperties: INodeProperties[] = [
	{
		displayName: 'Event',
		name: 'event',
		type: 'string',
		default: '={{ $json.event }}',
		placeholder: 'e.g. Order Completed',
		description: 'The name of the event',
		displayOptions: only('track'),
	},
	{
		displayName: 'Properties',
		name: 'eventProperties',
		type: 'json',
		default: '={{ $json.properties ?? {} }}',
		description: 'What is known of the event, for the subject of its ticket',
		displayOptions: only('track'),
	},
	{
		displayName: 'Event Map',
		name: 'eventMap',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		placeholder: 'Add Event',
		default: {},
		description: 'The events that become tickets. Names are compared exactly; an event that is not here leaves by Not Mapped.',
		options: [
			{
				displayName: 'Event',
				name: 'rows',
				values: [
					{
						displayName: 'Event',
						name: 'event',
						type: 'string',
						default: '',
						placeholder: 'e.g. Order Completed',
						description: 'The name of the event, with its capitals and spaces',
					},
					{
						displayName: 'Subject',
						name: 'subject',
						type: 'string',
						// An expression would read braces as its own.
						noDataExpression: true,
						default: '',
						placeholder: 'e.g. {{ event }} of value {{ revenue }}',
						description:
							'The subject of the ticket, for email channels only. In double braces stand the event or one of its properties; all else stays as it is. Empty: none.',
					},
					{
						displayName: 'Channel Name or ID',
						name: 'channel',
						type: 'options',
						typeOptions: { loadOptionsMethod: 'channels' },
						default: '',
						description:
							'The channel of this event\'s tickets, in place of the one above. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
					},
				],
			},
		],
		displayOptions: only('call', 'track'),
	},
];
