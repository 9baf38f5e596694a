import type { INodeProperties } from 'n8n-workflow';

import { only } from './listProperties';

/** Where the list that is imported comes from. */
export const csvProperties: INodeProperties[] = [
	{
		displayName: 'CSV From',
		name: 'csvFrom',
		type: 'options',
		options: [
			{ name: 'File', value: 'file', description: 'Binary data of the item' },
			{ name: 'Text', value: 'text' },
		],
		default: 'file',
		description:
			'The first row names the columns: address, phone or email, and if there are any channel, reason, source, at, type, in any order',
		displayOptions: only('import'),
	},
	{
		displayName: 'Input Binary Field',
		name: 'binaryField',
		type: 'string',
		default: 'data',
		hint: 'The name of the input field with the file',
		displayOptions: { show: { operation: ['import'], csvFrom: ['file'] } },
	},
	{
		displayName: 'CSV',
		name: 'csv',
		type: 'string',
		typeOptions: { rows: 5 },
		default: '',
		placeholder: 'phone,channel,reason\n+31612345678,whatsapp,moved',
		displayOptions: { show: { operation: ['import'], csvFrom: ['text'] } },
	},
];
