import type { INodeProperties } from 'n8n-workflow';

const SEND = { operation: ['send'] };

/** What Send to Ticket asks for. */
export const sendProperties: INodeProperties[] = [
	{
		displayName: 'Ticket ID',
		name: 'ticketId',
		type: 'string',
		default: '={{ $json.ticket_id }}',
		placeholder: 'e.g. 1234567',
		description: 'Have the Flowbot send it along, or take it from a Trengo element before this one',
		displayOptions: { show: SEND },
	},
	{
		displayName: 'Contents',
		name: 'contentsToSend',
		type: 'json',
		default: '={{ $json.dynamicContent.contents }}',
		description:
			'What a Dynamic Content element has built or fetched. Images, videos and files go as their caption and link, because Trengo takes no file by its URL here.',
		displayOptions: { show: SEND },
	},
];
