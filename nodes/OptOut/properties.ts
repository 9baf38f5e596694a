import type { INodeProperties } from 'n8n-workflow';

import { defaultCountryOption } from '../shared/country';
import { resultFieldOption } from '../shared/resultField';
import { csvProperties } from './csvProperties';
import { keywordProperties } from './keywordProperties';
import { listProperties, only } from './listProperties';

const mirror: INodeProperties = {
	displayName: 'Mirror to Infobip',
	name: 'mirror',
	type: 'boolean',
	default: false,
	noDataExpression: true,
	description:
		"Whether to tell Infobip's blocklist as well, so that Infobip itself sends nothing more. All items go together; who could not be told leaves by Not Mirrored, and the list here holds all the same.",
	displayOptions: only('add', 'keyword', 'remove'),
};

const options: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add Option',
	default: {},
	options: [
		{ ...defaultCountryOption, displayOptions: { hide: { '/operation': ['export'] } } },
		resultFieldOption('optOut', 'what came of it'),
		{
			displayName: 'Source',
			name: 'source',
			type: 'string',
			default: '',
			placeholder: 'e.g. website',
			description: 'Where the opt-out comes from, kept with it. Empty: flow or import. A row of a CSV file can name its own.',
			displayOptions: { show: { '/operation': ['add', 'import'] } },
		},
	],
};

/** The panel, from what a builder sets first to what most never touch. */
export const properties: INodeProperties[] = [...listProperties, ...keywordProperties, ...csvProperties, mirror, options];
