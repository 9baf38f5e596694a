import type { INodeProperties } from 'n8n-workflow';

import { HIDDEN_BY_PRESET } from './presetProperties';

const KEYED = { hide: { idempotency: ['off'], preset: ['trengoDynamicContent'] } };

/** Whether calls can be repeated, and where their key stands. */
export const idempotency: INodeProperties[] = [
	{
		displayName: 'Idempotency Key',
		name: 'idempotency',
		type: 'options',
		options: [
			{ name: 'Off', value: 'off', description: 'Each call starts the flow, also when a caller repeats it' },
			{ name: 'Optional', value: 'optional', description: 'A call that comes with a key starts the flow once, however often it is repeated' },
			{ name: 'Required', value: 'required', description: 'The same, and a call without a key gets 400' },
		],
		default: 'off',
		displayOptions: HIDDEN_BY_PRESET,
		description:
			'Makes calls safe to repeat: the same call with the same key gets the first answer again, and nothing is run twice. Another call with the same key gets 422.',
	},
	{
		displayName: 'Key From',
		name: 'idempotencyFrom',
		type: 'options',
		options: [
			{ name: 'Expression on the Call', value: 'expression', description: 'For callers that send no key but something unique, such as an order number' },
			{ name: 'Header', value: 'header' },
			{ name: 'Signature', value: 'signature', description: 'For signed routes: whoever has listened in cannot have the flow run again' },
		],
		default: 'header',
		displayOptions: KEYED,
	},
	{
		displayName: 'Key Header',
		name: 'idempotencyHeader',
		type: 'string',
		default: 'Idempotency-Key',
		displayOptions: { ...KEYED, show: { idempotencyFrom: ['header'] } },
	},
	{
		displayName: 'Key Expression',
		name: 'idempotencyExpression',
		type: 'string',
		default: '',
		placeholder: 'e.g. {{ $json.body.orderId }}',
		description:
			'Finds the key in the call: one expression and no text around it, so that a call without the field has no key. It sees <code>body</code>, <code>query</code>, <code>params</code> (of the path) and <code>headers</code> (names in lower case).',
		displayOptions: { ...KEYED, show: { idempotencyFrom: ['expression'] } },
	},
	{
		displayName: 'Keep Keys For (Hours)',
		name: 'keepKeysHours',
		type: 'number',
		typeOptions: { minValue: 0.001, maxValue: 8760 },
		default: 24,
		description: 'For how long, from the first call on, a key stands for that call. After that it is as good as new.',
		displayOptions: KEYED,
	},
];
