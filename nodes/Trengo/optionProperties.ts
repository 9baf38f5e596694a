import type { INodeProperties } from 'n8n-workflow';

import { defaultCountryOption } from '../shared/country';
import { whileAgentTalksOption } from '../shared/muteOption';
import { retriesOption, timeoutOption, turnOption } from '../shared/requestOptions';
import { resultFieldOption } from '../shared/resultField';
import { ticketOptOutsOption } from '../shared/trengoReceiver';

const forOperations = (...operation: string[]) => ({ show: { '/operation': operation } });

/** What most builders never touch. */
export const optionProperties: INodeProperties[] = [
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		options: [
			{
				displayName: 'Check Channel',
				name: 'checkChannel',
				type: 'boolean',
				default: true,
				noDataExpression: true,
				description: "Whether to look the channel up in the account's list, so that an identifier that does not suit it is refused before anything is asked for",
				displayOptions: forOperations('call', 'identify', 'track'),
			},
			{ ...ticketOptOutsOption, displayOptions: forOperations('sendMessage') },
			{
				displayName: 'Contact ID',
				name: 'contactId',
				type: 'string',
				default: '',
				placeholder: 'e.g. 98765',
				description: 'The ID of the contact at Trengo, which is then not looked for. Empty: it is looked for by its identifier.',
				displayOptions: forOperations('identify', 'track'),
			},
			{ ...defaultCountryOption, displayOptions: forOperations('call', 'identify', 'track') },
			{
				displayName: 'Email Subject',
				name: 'emailSubject',
				type: 'string',
				default: '',
				placeholder: 'e.g. Your order',
				description: 'The subject of a message to a ticket of an email channel. Empty: that of the ticket.',
				displayOptions: forOperations('sendMessage'),
			},
			{
				displayName: 'Idempotency Key',
				name: 'idempotencyKey',
				type: 'string',
				default: '',
				placeholder: 'e.g. completed-{{ $json.orderId }}',
				description:
					'Your own ID of what is done: within a day it is done once, whoever asks. Empty: the messageId of a call, which stays the same when the call is sent again; otherwise each item of each run is done once.',
				displayOptions: forOperations('addNote', 'call', 'sendMessage', 'track'),
			},
			retriesOption('How often a request is repeated where that cannot do anything twice, as after "too many requests"'),
			resultFieldOption('trengo', 'what came of it'),
			{
				displayName: 'Ticket Result ID',
				name: 'resultId',
				type: 'string',
				default: '',
				placeholder: 'e.g. 3',
				description: 'The ID of the result that agents choose when they close a ticket. Empty: none.',
				displayOptions: forOperations('close'),
			},
			timeoutOption(),
			turnOption('How long a request may wait so that all that use the token together send no more than 120 requests a minute. Longer, and the item leaves by Failed with the time from which it can be tried again.'),
			{ ...whileAgentTalksOption('by Refused'), displayOptions: forOperations('sendMessage') },
		],
	},
];
