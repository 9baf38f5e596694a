import type { INodeProperties } from 'n8n-workflow';

import { contactProperties } from './contactProperties';
import { eventProperties } from './eventProperties';
import { optionProperties } from './optionProperties';
import { ticketProperties } from './ticketProperties';

const operation: INodeProperties = {
	displayName: 'Operation',
	name: 'operation',
	type: 'options',
	noDataExpression: true,
	options: [
		{ name: 'Add Internal Note', value: 'addNote', action: 'Add an internal note to a ticket', description: 'Write something that only the team sees' },
		{ name: 'Add Label', value: 'addLabel', action: 'Add a label to a ticket' },
		{ name: 'Assign Ticket', value: 'assign', action: 'Assign a ticket', description: 'Give a ticket to a team or a user' },
		{ name: 'Close Ticket', value: 'close', action: 'Close a ticket' },
		{ name: 'Identify Contact', value: 'identify', action: 'Identify a contact', description: 'Create or update a contact by its email address or phone number' },
		{ name: 'Remove Label', value: 'removeLabel', action: 'Remove a label from a ticket' },
		{ name: 'Reopen Ticket', value: 'reopen', action: 'Reopen a ticket' },
		{ name: 'Send Message', value: 'sendMessage', action: 'Send a message to a ticket', description: 'Write to the person' },
		{
			name: 'Take Segment or RudderStack Call',
			value: 'call',
			action: 'Take a segment or rudder stack call',
			description: 'Take a whole identify or track call as it is, and do what it says',
		},
		{ name: 'Track Event', value: 'track', action: 'Track an event', description: 'Make a ticket of an event of a contact' },
	],
	default: 'identify',
};

/** The panel, from what a builder sets first to what most never touch. */
export const properties: INodeProperties[] = [operation, ...contactProperties, ...eventProperties, ...ticketProperties, ...optionProperties];
