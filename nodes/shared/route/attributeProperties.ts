import type { INodeProperties } from 'n8n-workflow';

const DECLARED = { show: { attributesFrom: ['declared'] } };

/**
 * What callers send, and by which rules it is checked.
 *
 * @param description what becomes of it
 */
export const attributeProperties = (description: string): INodeProperties[] => [
	{
		displayName: 'Attributes',
		name: 'attributesFrom',
		type: 'options',
		options: [
			{
				name: 'Declared Below',
				value: 'declared',
				description: 'Name the attributes that callers send, with their types',
			},
			{ name: 'JSON Schema', value: 'schema', description: 'Describe the attributes by a JSON Schema' },
		],
		default: 'declared',
		description,
	},
	{
		displayName: 'Declared Attributes',
		name: 'attributes',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true, sortable: true },
		placeholder: 'Add Attribute',
		default: {},
		displayOptions: DECLARED,
		options: [
			{
				displayName: 'Attribute',
				name: 'rows',
				values: [
					{
						displayName: 'Name',
						name: 'name',
						type: 'string',
						default: '',
						placeholder: 'e.g. orderId',
						description: 'As callers send it and as the flow reads it',
					},
					{
						displayName: 'Type',
						name: 'type',
						type: 'options',
						options: [
							{ name: 'Boolean', value: 'boolean' },
							{ name: 'Date', value: 'date', description: 'A date, or a date and time with its zone (ISO 8601)' },
							{ name: 'Email', value: 'email' },
							{ name: 'List', value: 'list' },
							{ name: 'Number', value: 'number' },
							{ name: 'Object', value: 'object' },
							{ name: 'Phone', value: 'phone', description: 'Comes out in E.164 form, e.g. +31612345678' },
							{ name: 'String', value: 'string' },
						],
						default: 'string',
					},
					{
						displayName: 'Required',
						name: 'required',
						type: 'boolean',
						default: false,
						description: 'Whether a call without it is refused',
					},
					{
						displayName: 'Default',
						name: 'defaultText',
						type: 'string',
						default: '',
						description: 'The value for callers that leave it out',
					},
				],
			},
		],
	},
	{
		displayName: 'JSON Schema',
		name: 'schema',
		type: 'json',
		typeOptions: { rows: 8 },
		default: '{\n  "type": "object",\n  "properties": {\n    "phone": { "type": "string", "format": "phone" }\n  },\n  "required": ["phone"]\n}',
		description:
			'For the object of all attributes; draft 2020-12, or draft-07 when its $schema says so. "format": "phone" is understood, and gives E.164.',
		displayOptions: { show: { attributesFrom: ['schema'] } },
	},
];
