import type { INodeProperties } from 'n8n-workflow';

import { buildProperties } from './buildProperties';
import { fetchProperties } from './fetchProperties';
import { optionProperties } from './optionProperties';
import { sendProperties } from './sendProperties';

const operation: INodeProperties = {
	displayName: 'Operation',
	name: 'operation',
	type: 'options',
	noDataExpression: true,
	options: [
		{ name: 'Build', value: 'build', action: 'Build content', description: 'Make and check the content that an API End answers a Flowbot with' },
		{ name: 'Fetch', value: 'fetch', action: 'Fetch content', description: "Send what is known to a URL and take the content that comes back, as the Flowbot's own step does" },
		{ name: 'Send to Ticket', value: 'send', action: 'Send content to a ticket', description: 'Send content as messages, for example when the answer came too late' },
	],
	default: 'build',
};

/** The panel of Dynamic Content. */
export const properties: INodeProperties[] = [operation, ...buildProperties, ...fetchProperties, ...sendProperties, optionProperties];
