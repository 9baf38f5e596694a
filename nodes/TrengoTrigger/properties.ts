import type { INodeProperties } from 'n8n-workflow';

import type { TrengoEventType } from '../../providers/trengo/webhookEvent';
import { TRENGO_EVENT_TYPES } from '../../providers/trengo/webhookEvent';
import { eventOptionProperties } from '../shared/events/panel';

/** What builders see of each type of event. */
const LABELS: Readonly<Record<TrengoEventType, { name: string; description: string }>> = {
	INBOUND: { name: 'Message Received', description: 'A contact has written' },
	NOTE: { name: 'Internal Note Added', description: 'Somebody has left a note on a ticket' },
	OUTBOUND: { name: 'Message Sent', description: 'A user, or Trengo itself, has answered' },
	TICKET_ASSIGNED: { name: 'Ticket Assigned', description: 'A ticket was given to a user or a team' },
	TICKET_CLOSED: { name: 'Ticket Closed', description: 'A conversation is resolved' },
	TICKET_LABEL_ADDED: { name: 'Ticket Label Added', description: 'A label was put on a ticket' },
	TICKET_LABEL_DELETED: { name: 'Ticket Label Removed', description: 'A label was taken off a ticket' },
	TICKET_MARKED_AS_SPAM: { name: 'Ticket Marked as Spam', description: 'A ticket was put aside as spam' },
	TICKET_REOPENED: { name: 'Ticket Reopened', description: 'A closed ticket is open again' },
	TICKET_UNMARKED_AS_SPAM: { name: 'Ticket Unmarked as Spam', description: 'A ticket was no spam after all' },
	VOICE_CALL_ENDED: { name: 'Voice Call Ended', description: 'A call is over' },
	VOICE_CALL_MISSED: { name: 'Voice Call Missed', description: 'Nobody has taken a call' },
	VOICE_CALL_RECORDED: { name: 'Voice Call Recorded', description: 'The recording of a call is there' },
	VOICE_CALL_ROUTE_NUMBER: { name: 'Voice Call Routed', description: 'A call was led on to a number' },
	VOICE_CALL_STARTED: { name: 'Voice Call Started', description: 'A call has begun' },
};

const notice: INodeProperties = {
	displayName:
		'Nothing is to be set up at Trengo: publishing the flow registers a webhook there for each event that is chosen, and unpublishing removes them. Trengo signs each call, and the signature is checked. When the token of the credential changes to one of another account, unpublish the flow before, and publish it after.',
	name: 'notice',
	type: 'notice',
	default: '',
};

const events: INodeProperties = {
	displayName: 'Events',
	name: 'events',
	type: 'multiOptions',
	noDataExpression: true,
	options: TRENGO_EVENT_TYPES.map((value) => ({ value, ...LABELS[value] })).toSorted((one, other) => (one.name < other.name ? -1 : 1)),
	default: ['INBOUND'],
	description: 'Which events start the flow. Each event is an item of its own, and <code>event</code> tells which one it is.',
};

const options: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add Option',
	default: {},
	options: eventOptionProperties('For how long an event is recognized when Trengo delivers it again; for how long it does so, it does not say'),
};

/** The panel, from what a builder sets first to what most never touch. */
export const properties: INodeProperties[] = [notice, events, options];
