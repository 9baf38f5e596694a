import type { INodeProperties } from 'n8n-workflow';

const THIS = { show: { participant: ['this'] } };
const ANOTHER = { show: { participant: ['another'] } };

/** The part of the panel that says who is added. */
export const participantProperties: INodeProperties[] = [
	{
		displayName: 'Who Is Added',
		name: 'participant',
		type: 'options',
		options: [
			{ name: 'This Participant', value: 'this', description: 'The one whom this flow is about. Both flows go on.' },
			{
				name: 'Another Participant',
				value: 'another',
				description: 'Somebody else, for instance a friend whose number this participant has sent',
			},
		],
		default: 'this',
		noDataExpression: true,
	},
	{
		displayName: 'Phone',
		name: 'phone',
		type: 'string',
		default: '={{ $json.participant?.phone ?? $json.phone }}',
		placeholder: 'e.g. +31 6 12345678',
		description: 'The participant\'s phone number, if there is one. By it the opt-out list is asked.',
		displayOptions: THIS,
	},
	{
		displayName: 'Email',
		name: 'email',
		type: 'string',
		default: '={{ $json.participant?.email ?? $json.email }}',
		placeholder: 'e.g. name@example.com',
		description: 'The participant\'s email address, if there is one. By it the opt-out list is asked.',
		displayOptions: THIS,
	},
	{
		displayName: 'Phone',
		name: 'phone',
		type: 'string',
		default: '',
		placeholder: 'e.g. {{ $json.friendPhone }}',
		description: 'The phone number of the other person; either this or the email address is needed',
		displayOptions: ANOTHER,
	},
	{
		displayName: 'Email',
		name: 'email',
		type: 'string',
		default: '',
		placeholder: 'e.g. {{ $json.friendEmail }}',
		description: 'The email address of the other person; either this or the phone number is needed',
		displayOptions: ANOTHER,
	},
	{
		displayName: 'Has Consented',
		name: 'consent',
		type: 'boolean',
		default: false,
		description:
			'Whether the other person has agreed to be contacted. Use an expression that reads the answer: true, yes or 1 mean that the person has; with anything else nobody is added.',
		displayOptions: ANOTHER,
	},
	{
		displayName: 'Profile Attributes',
		name: 'attributes',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true, sortable: true },
		placeholder: 'Add Attribute',
		default: {},
		description: 'What is to be known of the other person. The profile is created, or updated: given values replace, others stay.',
		displayOptions: ANOTHER,
		options: [
			{
				displayName: 'Attribute',
				name: 'rows',
				values: [
					{ displayName: 'Name', name: 'name', type: 'string', default: '', placeholder: 'e.g. firstName' },
					{ displayName: 'Value', name: 'value', type: 'string', default: '' },
				],
			},
		],
	},
];
