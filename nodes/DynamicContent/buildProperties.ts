import type { INodeProperties } from 'n8n-workflow';

const BUILD = { operation: ['build'] };
const MEDIA = { type: ['file', 'image', 'video'] };

/** What Build asks for. */
export const buildProperties: INodeProperties[] = [
	{
		displayName:
			'Lead Content into an API End with JSON Body set to Dynamic Content, and start the flow by a Dynamic API Trigger with the preset Trengo Dynamic Content.',
		name: 'buildNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: BUILD },
	},
	{
		displayName: 'Content From',
		name: 'contentFrom',
		type: 'options',
		options: [
			{ name: 'Fields Below', value: 'fields' },
			{ name: 'JSON', value: 'json', description: 'The contents as Trengo takes them, for example from an expression' },
		],
		default: 'fields',
		displayOptions: { show: BUILD },
	},
	{
		displayName: 'Contents',
		name: 'contents',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true, sortable: true },
		placeholder: 'Add Content',
		default: {},
		description: 'What the Flowbot shows, in this order; no more than 10',
		displayOptions: { show: { ...BUILD, contentFrom: ['fields'] } },
		options: [
			{
				displayName: 'Content',
				name: 'rows',
				// The type decides which of the others are there, so it comes first.
				values: [
					{
						displayName: 'Type',
						name: 'type',
						type: 'options',
						options: [
							{ name: 'Delay', value: 'delay' },
							{ name: 'File', value: 'file' },
							{ name: 'Image', value: 'image' },
							{ name: 'Text', value: 'text' },
							{ name: 'Video', value: 'video' },
						],
						default: 'text',
					},
					{
						displayName: 'Text',
						name: 'text',
						type: 'string',
						typeOptions: { rows: 3 },
						default: '',
						placeholder: 'e.g. Your order {{ $json.orderId }} is on its way.',
						displayOptions: { show: { type: ['text'] } },
					},
					{
						displayName: 'URL',
						name: 'url',
						type: 'string',
						default: '',
						placeholder: 'e.g. https://www.example.com/lamp.jpg',
						description: 'From where Trengo gets the file; it must begin with https://',
						displayOptions: { show: MEDIA },
					},
					{
						displayName: 'Caption',
						name: 'caption',
						type: 'string',
						default: '',
						placeholder: 'e.g. Our lime lamp',
						displayOptions: { show: MEDIA },
					},
					{
						displayName: 'Seconds',
						name: 'seconds',
						type: 'number',
						typeOptions: { minValue: 0, maxValue: 60 },
						default: 1,
						displayOptions: { show: { type: ['delay'] } },
					},
					{
						displayName: 'Show Typing',
						name: 'typing',
						type: 'boolean',
						default: true,
						description: 'Whether the person sees meanwhile that somebody writes',
						displayOptions: { show: { type: ['delay'] } },
					},
				],
			},
		],
	},
	{
		displayName: 'JSON',
		name: 'contentJson',
		type: 'json',
		typeOptions: { rows: 6 },
		default: '{\n  "contents": [\n    { "type": "text", "text": "Hello" }\n  ]\n}',
		description: 'An object with "contents", or the list alone',
		displayOptions: { show: { ...BUILD, contentFrom: ['json'] } },
	},
	{
		displayName: 'More Than 10 Contents',
		name: 'tooMany',
		type: 'options',
		options: [
			{ name: 'Cut', value: 'cut', description: 'The first 10 are kept, and the item tells how many were cut' },
			{ name: 'Refuse', value: 'refuse', description: 'The item leaves by Refused, or by Skipped' },
		],
		default: 'refuse',
		description: 'Trengo itself passes over what comes after the tenth',
		displayOptions: { show: { operation: ['build', 'fetch'] } },
	},
];
