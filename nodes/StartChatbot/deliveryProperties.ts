import type { INodeCredentialDescription, INodeProperties } from 'n8n-workflow';

import { messageCredentials, messageProvider } from '../shared/messageAccounts';

const START = { operation: ['start'] };
const BY_PROVIDER = { ...START, delivery: ['provider'] };

/** The part of the panel that says how what the chatbot says reaches the participant. */
export const deliveryProperties: INodeProperties[] = [
	{
		displayName: 'Send Replies By',
		name: 'delivery',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'Nothing', value: 'none', description: 'Continue Chatbot gives the replies in its item; or the chatbot itself sends them' },
			{ name: 'Provider', value: 'provider', description: 'As WhatsApp texts; choices become a numbered list' },
			{ name: 'Workflow', value: 'workflow', description: 'A workflow of yours gets the participant and the replies, for any other channel' },
		],
		default: 'provider',
		description: 'How what the chatbot says reaches the participant',
		displayOptions: { show: START },
	},
	{ ...messageProvider('Who sends the replies. WhatsApp takes texts only within 24 hours of the last message of the person.'), displayOptions: { show: BY_PROVIDER } },
	{
		displayName: 'Sender',
		name: 'sender',
		type: 'string',
		default: '={{ $json.sender ?? $json.participant?.attributes?.LastInboundMessage?.sender }}',
		placeholder: 'e.g. 447860099299',
		description: 'The WhatsApp number that is registered with Infobip: the one to which the participant has written, unless you change it',
		displayOptions: { show: { ...BY_PROVIDER, provider: ['infobip'] } },
	},
	{
		displayName: 'Phone Number ID',
		name: 'phoneNumberId',
		type: 'string',
		default: '={{ $json.raw?.metadata?.phone_number_id }}',
		placeholder: 'e.g. 106540352242922',
		description: 'The sender: the one to which the participant has written, as far as the item tells. Empty: the one in the credential.',
		displayOptions: { show: { ...BY_PROVIDER, provider: ['whatsAppCloud'] } },
	},
	{
		displayName: 'Ticket ID',
		name: 'ticketId',
		type: 'string',
		default: '={{ $json.raw?.ticket_id }}',
		placeholder: 'e.g. 123456',
		description: "Trengo's ticket in which the participant has written",
		displayOptions: { show: { ...BY_PROVIDER, provider: ['trengo'] } },
	},
	{
		displayName: 'Workflow That Sends',
		name: 'deliveryWorkflow',
		type: 'workflowSelector',
		default: '',
		description: 'It begins with "When Executed by Another Workflow" and gets participant, sessionId, channel and replies, each with its type and texts',
		displayOptions: { show: { ...START, delivery: ['workflow'] } },
	},
];

/**
 * The credentials of the providers that send replies.
 *
 * @param except those that engines ask for, too, each with the engines that do: n8n asks for a type once
 */
export function deliveryCredentials(except: Readonly<Record<string, string[]>>): INodeCredentialDescription[] {
	return messageCredentials().map(({ displayOptions, ...credential }) => ({
		...credential,
		displayOptions: { hide: { ...displayOptions?.hide, operation: ['analytics'], delivery: ['none', 'workflow'], ...(except[credential.name] && { engine: except[credential.name] }) } },
	}));
}
