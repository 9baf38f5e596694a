import type { INodeProperties } from 'n8n-workflow';

const TRACKED = { show: { trackParticipant: [true] } };

/** Whether a call creates or updates its participant, and from which attributes. */
export const participant: INodeProperties[] = [
	{
		displayName: 'Track Participant',
		name: 'trackParticipant',
		type: 'boolean',
		default: false,
		description:
			'Whether a call creates or updates the participant it is about, who is known by phone number, email address or both. The flow finds the participant under <code>participant</code>. A call that does not say whom it is about gets 422.',
	},
	{
		displayName: 'Phone Attribute',
		name: 'phoneAttribute',
		type: 'string',
		default: 'phone',
		placeholder: 'e.g. phone',
		description: 'The attribute with the phone number. Without a country code it is read by Default Country under Options. Empty: none.',
		displayOptions: TRACKED,
	},
	{
		displayName: 'Email Attribute',
		name: 'emailAttribute',
		type: 'string',
		default: 'email',
		placeholder: 'e.g. email',
		description: 'The attribute with the email address. Empty: none.',
		displayOptions: TRACKED,
	},
	{
		displayName: 'Attributes to Keep',
		name: 'keepAttributes',
		type: 'options',
		options: [
			{ name: 'All', value: 'all', description: 'All attributes that the call brings' },
			{ name: 'Chosen', value: 'chosen', description: 'Those that are named below' },
			{ name: 'None', value: 'none', description: 'Nothing but how the participant is known' },
		],
		default: 'all',
		description: 'Which attributes of the call become attributes of the participant. They take the place of earlier values; attributes that a call leaves out stay.',
		displayOptions: TRACKED,
	},
	{
		displayName: 'Chosen Attributes',
		name: 'keptAttributes',
		type: 'string',
		default: '',
		placeholder: 'e.g. firstName, language',
		description: 'Names separated by commas; an expression may also give a list',
		displayOptions: { show: { ...TRACKED.show, keepAttributes: ['chosen'] } },
	},
	{
		displayName: 'Provider IDs',
		name: 'providerIds',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true, sortable: true },
		placeholder: 'Add Provider ID',
		default: {},
		description: 'IDs under which providers know the participant. Who comes with such an ID is known by it, too.',
		displayOptions: TRACKED,
		options: [
			{
				displayName: 'Provider ID',
				name: 'rows',
				values: [
					{
						displayName: 'Provider',
						name: 'provider',
						type: 'string',
						default: '',
						placeholder: 'e.g. infobip',
						description: 'A name of lower-case letters, digits and hyphens',
					},
					{
						displayName: 'Attribute',
						name: 'attribute',
						type: 'string',
						default: '',
						placeholder: 'e.g. infobipPersonId',
						description: 'The attribute with the ID',
					},
				],
			},
		],
	},
];
