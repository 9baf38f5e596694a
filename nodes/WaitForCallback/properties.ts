import type { INodeProperties } from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';

import { resultFieldOption } from '../shared/resultField';
import { callProperties } from './callProperties';
import { waitProperties } from './waitProperties';

const operation: INodeProperties = {
	displayName: 'Operation',
	name: 'operation',
	type: 'options',
	noDataExpression: true,
	options: [
		{
			name: 'Prepare',
			value: 'prepare',
			description: 'Make the reference and the callback URL, to be handed to the outside system before the flow waits',
			action: 'Prepare a callback',
		},
		{
			name: 'Wait',
			value: 'wait',
			description: 'Wait until the outside system has called back, or time is up',
			action: 'Wait for a callback',
		},
	],
	default: 'wait',
};

const prepareProperties: INodeProperties[] = [
	{
		displayName:
			'The item gets a <strong>reference</strong> and a <strong>URL</strong>. Hand them to the outside system in the next node, then wait with a second Wait for Callback. A callback counts as soon as this node has run, also before the flow waits.',
		name: 'prepareNotice',
		type: 'notice',
		default: '',
	},
	{
		displayName: 'Own Reference',
		name: 'ownReference',
		type: 'string',
		default: '',
		placeholder: 'e.g. {{ $json.orderId }}',
		description: 'Such as an order number, where callers show a token or a signature. Empty: a new random UUID.',
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		options: [
			resultFieldOption('callback', 'reference and URL'),
			{
				displayName: 'Valid For (Hours)',
				name: 'validHours',
				type: 'number',
				typeOptions: { minValue: 0.01, maxValue: 8784 },
				default: 168,
				description: 'For how long a callback counts if the flow does not begin to wait for it',
			},
			{
				displayName: 'Wait Node',
				name: 'waitNode',
				type: 'string',
				default: '',
				placeholder: 'e.g. Wait for Payment',
				description: 'The name of the Wait for Callback that waits. Empty: the next one that comes after this node.',
			},
		],
	},
];

/** The panel: for each operation, from what a builder sets first to what most never touch. */
export const properties: INodeProperties[] = [
	operation,
	...updateDisplayOptions({ show: { operation: ['prepare'] } }, prepareProperties),
	...updateDisplayOptions({ show: { operation: ['wait'] } }, [...waitProperties, ...callProperties]),
];
