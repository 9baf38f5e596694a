import type { INodeProperties } from 'n8n-workflow';

const FETCH = { operation: ['fetch'] };

const rows = (displayName: string, name: string, row: string, placeholder: string, description: string): INodeProperties => ({
	displayName,
	name,
	type: 'fixedCollection',
	typeOptions: { multipleValues: true },
	placeholder: `Add ${row}`,
	default: {},
	description,
	displayOptions: { show: FETCH },
	options: [
		{
			displayName: row,
			name: 'rows',
			values: [
				{ displayName: 'Name', name: 'name', type: 'string', default: '', placeholder },
				{ displayName: 'Value', name: 'value', type: 'string', default: '' },
			],
		},
	],
});

/** What Fetch asks for. */
export const fetchProperties: INodeProperties[] = [
	{
		displayName: 'URL',
		name: 'url',
		type: 'string',
		default: '',
		placeholder: 'e.g. https://shop.example.com/flowbot',
		description: 'Where the data is sent to by POST. With a connection that has a base URL, only the path is needed.',
		displayOptions: { show: FETCH },
	},
	{
		displayName: 'Connection',
		name: 'authentication',
		type: 'options',
		options: [
			{ name: 'None', value: 'none', description: 'The service needs no key' },
			{ name: 'Saved Connection', value: 'connection', description: 'Base URL, key and default headers that are set up once and used by many elements' },
		],
		default: 'none',
		displayOptions: { show: FETCH },
	},
	rows('Headers', 'headers', 'Header', 'e.g. Content-Type', 'The body is JSON, unless Content-Type says application/x-www-form-urlencoded'),
	{
		displayName:
			'Always sent: <code>participant_id</code>, <code>participant_phone</code>, <code>participant_email</code>, <code>channel</code>, <code>flow_id</code>, <code>flow_name</code>, <code>run_id</code>, <code>time</code> and <code>last_message</code>. They are taken from the participant and the variables of the item; what is not known is empty.',
		name: 'fetchNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: FETCH },
	},
	rows('Body Parameters to Add', 'bodyParameters', 'Parameter', 'e.g. order_id', 'What is sent besides; an expression keeps the type of its value'),
];
