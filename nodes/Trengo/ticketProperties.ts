import type { INodeProperties } from 'n8n-workflow';

import { choice, only } from './show';

/** The part of the panel that says what becomes of a ticket. */
export const ticketProperties: INodeProperties[] = [
	{
		displayName: 'Ticket ID',
		name: 'ticketId',
		type: 'string',
		default: '={{ $json.trengo?.ticketId ?? $json.ticketId }}',
		placeholder: 'e.g. 123456',
		description: 'The ID of the ticket, as an earlier step or a webhook of Trengo tells it',
		displayOptions: only('addLabel', 'addNote', 'assign', 'close', 'removeLabel', 'reopen', 'sendMessage'),
	},
	{
		displayName: 'Message',
		name: 'message',
		type: 'string',
		typeOptions: { rows: 4 },
		default: '',
		placeholder: 'e.g. Your order is on its way.',
		description: 'What the person gets. By WhatsApp that goes only within 24 hours after their last message; later, use Send Template.',
		displayOptions: only('sendMessage'),
	},
	{
		displayName: 'Note',
		name: 'note',
		type: 'string',
		typeOptions: { rows: 4 },
		default: '',
		placeholder: 'e.g. Order A-1001, 49.95 euros',
		description: 'What only the team sees',
		displayOptions: only('addNote'),
	},
	{
		displayName: 'Assign To',
		name: 'assignTo',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'Team', value: 'team' },
			{ name: 'User', value: 'user' },
		],
		default: 'team',
		displayOptions: only('assign'),
	},
	choice(
		{ displayName: 'Team', name: 'team', description: 'The team that gets the ticket', displayOptions: { show: { operation: ['assign'], assignTo: ['team'] } } },
		{ list: 'searchTeams', placeholder: 'e.g. 31' },
	),
	choice(
		{ displayName: 'User', name: 'user', description: 'The user who gets the ticket', displayOptions: { show: { operation: ['assign'], assignTo: ['user'] } } },
		{ list: 'searchUsers', placeholder: 'e.g. 7' },
	),
	{
		displayName: 'Note',
		name: 'assignNote',
		type: 'string',
		typeOptions: { rows: 2 },
		default: '',
		placeholder: 'e.g. Please call back today.',
		description: 'A word to those who get the ticket. Empty: none.',
		displayOptions: only('assign'),
	},
	choice({ displayName: 'Label', name: 'label', description: 'The label of the ticket', displayOptions: only('addLabel', 'removeLabel') }, { list: 'searchLabels', placeholder: 'e.g. 12' }),
];
