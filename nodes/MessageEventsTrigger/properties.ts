import type { INodeProperties } from 'n8n-workflow';

import type { MessageProvider } from '../../flow/message/messageEvent';
import { eventOptionProperties } from '../shared/events/panel';
import { messageProvider } from '../shared/messageAccounts';

const provider = messageProvider('Who tells of the messages');

const NOTICES: Record<MessageProvider, string> = {
	clickatell:
		"Put the <strong>Production URL</strong> above into Clickatell's portal: open the integration whose API key is in the credential, and enter it as callback URL for message statuses and for replies. Clickatell does not sign its calls. Enter there, and in the credential, a user name and a password; without them nothing protects the URL but that nobody can guess it.",
	infobip:
		"Put the <strong>Production URL</strong> above into Infobip's portal: as the address to which your sender forwards inbound messages, and in a subscription to delivery and seen reports. Enter there, and in the credential as Webhook User and Webhook Password, a user name and a password (Basic); without them nothing protects the URL but that nobody can guess it.",
	trengo:
		"Nothing is to be set up at Trengo: publishing the flow registers webhooks there, and unpublishing removes them. Trengo signs each call, and the signature is checked. Trengo tells of messages that come in (<strong>Message Received</strong>) and that go out (<strong>Message Sent</strong>), and of nothing else that can be chosen here.",
	whatsAppCloud:
		"Publish the flow first. Then open your app in Meta's dashboard, and under WhatsApp, Configuration, enter the <strong>Production URL</strong> above as callback URL and the Verify Token of the credential, and subscribe to the field <strong>messages</strong>. Meta signs each call with the app's secret, and the signature is checked.",
};

const notices: INodeProperties[] = Object.entries(NOTICES).map(([name, displayName]) => ({
	displayName,
	name: `${name}Notice`,
	type: 'notice',
	default: '',
	displayOptions: { show: { provider: [name] } },
}));

const sharing: INodeProperties = {
	displayName:
		'Several published flows can listen to the same account. Enter the URL of one of them: it hands everything on to the others, and each gets each event once. Flows with the same credential stay together when its key or secret changes; with different credentials, unpublish and publish them then.',
	name: 'sharingNotice',
	type: 'notice',
	default: '',
	displayOptions: { hide: { provider: ['trengo'] } },
};

const events: INodeProperties = {
	displayName: 'Events',
	name: 'events',
	type: 'multiOptions',
	noDataExpression: true,
	options: [
		{ name: 'Delivered', value: 'delivered', description: 'A message of ours has reached the phone' },
		{ name: 'Failed', value: 'failed', description: 'A message of ours will not be delivered' },
		{ name: 'Message Received', value: 'message', description: 'Somebody has written to us, or tapped a button' },
		{ name: 'Message Sent', value: 'sent', description: 'A message of ours has left the provider' },
		{ name: 'Other', value: 'other', description: 'Whatever else the provider tells, also what did not exist when this was written' },
		{ name: 'Read', value: 'read', description: 'The person has read a message of ours' },
	],
	default: ['message'],
	description: 'Which events start the flow. A Send Template that waits for a report gets it whatever is chosen here.',
};

const options: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add Option',
	default: {},
	options: [
		{
			displayName: 'Keep Last Inbound Message',
			name: 'keepLastInbound',
			type: 'boolean',
			default: true,
			description:
				'Whether a message that comes in is kept with its sender, as the attribute <code>LastInboundMessage</code> of the participant. A sender whom nobody knows yet becomes a participant.',
		},
		...eventOptionProperties('For how long an event is recognized when the provider delivers it again. Meta does so for up to seven days.'),
	],
};

/** The panel, from what a builder sets first to what most never touch. */
export const properties: INodeProperties[] = [provider, ...notices, sharing, events, options];
