import type { INodeProperties } from 'n8n-workflow';

import { choice, only } from './show';

const identifies = (identifyBy: string, ...operation: string[]) => ({ show: { operation, identifyBy: [identifyBy] } });

/** The part of the panel that says whom it is about, and what is kept of them. */
export const contactProperties: INodeProperties[] = [
	{
		displayName: 'Call',
		name: 'call',
		type: 'json',
		default: '={{ $json }}',
		description:
			'The whole identify or track call as Segment or RudderStack sends it: traits, context, properties. Where a Dynamic API Trigger starts the flow, its attributes are the call.',
		displayOptions: only('call'),
	},
	choice(
		{
			displayName: 'Channel',
			name: 'channel',
			description: 'The channel of the contact and of its tickets. A call can name another one, as the external ID trengoChannelId.',
			displayOptions: only('call', 'identify', 'track'),
		},
		{ list: 'searchChannels', placeholder: 'e.g. 4401' },
	),
	{
		displayName: 'Channel Identifier',
		name: 'identifyBy',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'Email', value: 'email', description: 'For email channels' },
			{ name: 'Phone', value: 'phone', description: 'For WhatsApp, SMS and voice channels' },
		],
		default: 'email',
		description: 'By what the channel knows people',
		displayOptions: only('call', 'identify', 'track'),
	},
	{
		displayName: 'Email',
		name: 'email',
		type: 'string',
		default: '={{ $json.participant?.email ?? $json.email }}',
		placeholder: 'e.g. name@example.com',
		description: 'The email address of the contact',
		displayOptions: identifies('email', 'identify', 'track'),
	},
	{
		displayName: 'Phone',
		name: 'phone',
		type: 'string',
		default: '={{ $json.participant?.phone ?? $json.phone }}',
		placeholder: 'e.g. +31612345678',
		description: 'The phone number of the contact',
		displayOptions: identifies('phone', 'identify', 'track'),
	},
	{
		displayName: 'Deduplicate',
		name: 'deduplicate',
		type: 'boolean',
		default: true,
		noDataExpression: true,
		description:
			'Whether a contact with exactly this identifier is looked for first and updated. Off: a new one is made each time. A contact whose ID is given is never looked for.',
		displayOptions: only('call', 'identify'),
	},
	{
		displayName:
			'An <strong>email channel</strong> has each address once: made again, Trengo gives back the contact that there is. A <strong>phone channel</strong> takes a number as often as it comes: with Deduplicate off, each time makes another contact of the same person.',
		name: 'duplicatesNotice',
		type: 'notice',
		default: '',
		displayOptions: only('call', 'identify'),
	},
	{
		displayName: 'Create Missing Contact',
		name: 'createContact',
		type: 'boolean',
		default: false,
		noDataExpression: true,
		description: 'Whether the contact of an event is made when there is none. Off: the event leaves by Refused.',
		displayOptions: only('call', 'track'),
	},
	{
		displayName: 'Name',
		name: 'name',
		type: 'string',
		default: '={{ $json.name }}',
		placeholder: 'e.g. Ann Lee',
		description: 'The name that the contact is given. Empty: it keeps the one that it has.',
		displayOptions: only('identify'),
	},
	{
		displayName: 'Custom Fields',
		name: 'customFields',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		placeholder: 'Add Field',
		default: {},
		description: 'Fields of the contact that are filled in; one whose value is empty is left as it is',
		options: [
			{
				displayName: 'Field',
				name: 'rows',
				values: [
					{
						displayName: 'Field Name or ID',
						name: 'field',
						type: 'options',
						typeOptions: { loadOptionsMethod: 'contactFields' },
						default: '',
						description:
							'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
					},
					{ displayName: 'Value', name: 'value', type: 'string', default: '' },
				],
			},
		],
		displayOptions: only('call', 'identify'),
	},
	{
		displayName: 'Contact Group Names or IDs',
		name: 'groups',
		type: 'multiOptions',
		typeOptions: { loadOptionsMethod: 'contactGroups' },
		default: [],
		description:
			'The groups of the contact, in place of those that it is in; none chosen leaves them as they are. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
		displayOptions: only('call', 'identify'),
	},
];
