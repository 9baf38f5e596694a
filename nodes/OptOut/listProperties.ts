import type { INodeProperties } from 'n8n-workflow';

import { CHANNELS } from '../../flow/optOut/channels';

/** @returns when a field is shown: with these operations */
export const only = (...operation: string[]) => ({ show: { operation } });

const operation: INodeProperties = {
	displayName: 'Operation',
	name: 'operation',
	type: 'options',
	noDataExpression: true,
	options: [
		{
			name: 'Add',
			value: 'add',
			action: 'Add to the opt out list',
			description: 'Put a phone number or an email address on the list',
		},
		{
			name: 'Check Message for Keyword',
			value: 'keyword',
			action: 'Check a message for an opt out keyword',
			description: 'Put the sender of a stop word such as STOP on the list, and take off it again what a stop word had put there when the sender writes a start word',
		},
		{ name: 'Export', value: 'export', action: 'Export the opt out list', description: 'Write the whole list into a CSV file' },
		{ name: 'Import', value: 'import', action: 'Import an opt out list', description: 'Add all rows of a CSV file to the list' },
		{
			name: 'Remove',
			value: 'remove',
			action: 'Remove from the opt out list',
			description: 'Take a phone number or an email address off the list',
		},
		{
			name: 'Verify',
			value: 'verify',
			action: 'Verify against the opt out list',
			description: 'Branch by whether a phone number or an email address is on the list',
		},
	],
	default: 'add',
};

const notice: INodeProperties = {
	displayName:
		'This instance has one list, for all flows. Every element of this package that messages people or adds them to flows asks it first, and lets who is on it leave by its own branch. Call API knows no recipients: put Verify in front of it.',
	name: 'notice',
	type: 'notice',
	default: '',
};

const contact: INodeProperties[] = [
	{
		displayName: 'Message',
		name: 'message',
		type: 'string',
		default: '',
		placeholder: 'e.g. {{ $json.text }}',
		description: 'What the person has written. A keyword counts only when it is the whole message; case, accents and punctuation make no difference.',
		displayOptions: only('keyword'),
	},
	{
		displayName: 'Phone',
		name: 'phone',
		type: 'string',
		default: '={{ $json.participant?.phone ?? $json.phone }}',
		placeholder: 'e.g. +31612345678',
		description: 'Phone number, email address, or both',
		displayOptions: only('add', 'keyword', 'remove', 'verify'),
	},
	{
		displayName: 'Email',
		name: 'email',
		type: 'string',
		default: '={{ $json.participant?.email ?? $json.email }}',
		placeholder: 'e.g. name@example.com',
		description: 'Phone number, email address, or both',
		displayOptions: only('add', 'keyword', 'remove', 'verify'),
	},
];

const ALL_CHANNELS = { name: 'All Channels', value: 'all' };
const ALL_FOR_VERIFYING = { ...ALL_CHANNELS, description: 'Asks only for opt-outs from all channels' };
const SINGLE_CHANNELS = CHANNELS.map(({ value, label }) => ({ name: label, value }));

const channel: INodeProperties[] = [
	{
		displayName: 'Channel',
		name: 'channel',
		type: 'options',
		options: [ALL_CHANNELS, ...SINGLE_CHANNELS],
		default: 'all',
		description:
			'From what the person opts out or in again. Email stands for the email address, every other channel for the phone number. Removing All Channels removes single ones, too.',
		displayOptions: only('add', 'keyword', 'remove'),
	},
	{
		displayName: 'Channel',
		name: 'channel',
		type: 'options',
		options: [ALL_CHANNELS, ...SINGLE_CHANNELS],
		default: 'all',
		description: 'For rows that name none',
		displayOptions: only('import'),
	},
	{
		displayName: 'Channel',
		name: 'channel',
		type: 'options',
		options: [ALL_FOR_VERIFYING, ...SINGLE_CHANNELS],
		default: 'whatsapp',
		description: 'By which the person is to be reached. An opt-out from all channels counts as well.',
		displayOptions: only('verify'),
	},
];

const reason: INodeProperties[] = [
	{
		displayName: 'Reason',
		name: 'reason',
		type: 'string',
		default: '',
		placeholder: 'e.g. Asked by phone',
		description: 'Is kept with the opt-out, and told where the person is refused',
		displayOptions: only('add'),
	},
	{
		displayName: 'Reason',
		name: 'reason',
		type: 'string',
		default: '',
		placeholder: 'e.g. Stop word',
		description: 'Is kept with the opt-out, and told where the person is refused. Empty: the message.',
		displayOptions: only('keyword'),
	},
];

/** What is to be done, and whom it is about. */
export const listProperties: INodeProperties[] = [operation, notice, ...contact, ...channel, ...reason];
