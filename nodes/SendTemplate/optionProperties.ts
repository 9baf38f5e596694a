import type { INodeProperties } from 'n8n-workflow';

import { defaultCountryOption } from '../shared/country';
import { whileAgentTalksOption } from '../shared/muteOption';
import { retriesOption, timeoutOption, turnOption } from '../shared/requestOptions';
import { resultFieldOption } from '../shared/resultField';
import { optOutChannelOption } from '../shared/optOutOption';
import { OPT_OUT_CHANNELS } from './panel';

/** Providers that tell what became of a message. */
const REPORTING = ['clickatell', 'infobip', 'whatsAppCloud'];

/** The part of the panel that says what happens besides sending. */
export const optionProperties: INodeProperties[] = [
	{
		displayName: 'Wait For',
		name: 'waitFor',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'Nothing', value: 'none', description: 'Go on as soon as the provider has taken the message' },
			{ name: 'Delivered', value: 'delivered', description: 'Go on when the message has reached the phone, or has failed' },
			{
				name: 'Read',
				value: 'read',
				description: 'Go on when the person has read the message, or it has failed. Many people have read reports switched off: they leave by Delivered when time is up.',
			},
		],
		default: 'none',
		description: 'What has to happen to the message before the flow goes on',
		displayOptions: { show: { provider: REPORTING } },
	},
	{
		displayName:
			'The reports come in by a <strong>Message Events Trigger</strong> for the same account in any published flow, whatever events it starts that flow for. Items wait for each other: all go on when the last one is decided.',
		name: 'waitNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { provider: REPORTING, waitFor: ['delivered', 'read'] } },
	},
	{
		displayName: 'Wait at Most (Hours)',
		name: 'waitHours',
		type: 'number',
		noDataExpression: true,
		typeOptions: { minValue: 0.001, maxValue: 700 },
		default: 24,
		description: 'Who is not decided then leaves by Timed Out, or by Delivered when the message was delivered but not read',
		displayOptions: { show: { provider: REPORTING, waitFor: ['delivered', 'read'] } },
	},
	{
		displayName: 'Dry Run',
		name: 'dryRun',
		type: 'boolean',
		default: false,
		description: 'Whether to send nothing, and only show the message as the person would see it and the exact request',
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		options: [
			optOutChannelOption(OPT_OUT_CHANNELS, 'whatsapp', {
				unchecked: 'For messages that must reach everybody, as the law allows',
				description: 'Who is on the list is not sent anything and leaves by Refused',
			}),
			{
				displayName: 'Check Template',
				name: 'checkTemplate',
				type: 'boolean',
				default: true,
				noDataExpression: true,
				description: "Whether to compare with the account's list before sending, so that a template that has changed or is not approved is told by name",
				displayOptions: { hide: { '/provider': ['clickatell'] } },
			},
			defaultCountryOption,
			{
				displayName: 'Language',
				name: 'language',
				type: 'string',
				default: '',
				placeholder: 'e.g. en_GB',
				description: 'For a template that is chosen by name. Empty: the only language that it has.',
				displayOptions: { show: { '/provider': ['infobip', 'whatsAppCloud'] } },
			},
			{
				displayName: 'Message ID',
				name: 'messageId',
				type: 'string',
				default: '',
				placeholder: 'e.g. shipped-{{ $json.orderId }}',
				description: 'Your own ID of the message, as an idempotency key: within a day it is sent once, whoever asks. Empty: each item of each run is one message.',
			},
			{
				displayName: 'Messages per Second',
				name: 'perSecond',
				type: 'number',
				typeOptions: { minValue: 1, maxValue: 1000, numberPrecision: 0 },
				default: 80,
				description: 'How many the sender may send over all runs, if Meta has set another limit for it than 80',
				displayOptions: { show: { '/provider': ['whatsAppCloud'] } },
			},
			retriesOption('How often a request is repeated where that cannot send anything twice, as after "too many requests"'),
			{
				displayName: 'Phone Number ID',
				name: 'phoneNumberId',
				type: 'string',
				default: '',
				placeholder: 'e.g. 106540352242922',
				description: 'The sender. Empty: the one in the credential.',
				displayOptions: { show: { '/provider': ['whatsAppCloud'] } },
			},
			resultFieldOption('sendTemplate', 'what became of the message'),
			timeoutOption(),
			turnOption("How long an item may wait so that the provider's speed limit is kept. Longer, and it leaves by Failed with the time from which it can be sent."),
			whileAgentTalksOption('by Refused'),
		],
	},
];
