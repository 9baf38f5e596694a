import type { INodeProperties } from 'n8n-workflow';

import { KEYWORD_LISTS } from '../../flow/optOut/keywordLists';
import { only } from './listProperties';

/** Which words are recognised. */
export const keywordProperties: INodeProperties[] = [
	{
		displayName: 'Built-In Words',
		name: 'languages',
		type: 'multiOptions',
		options: KEYWORD_LISTS.map(({ language, label, stop }) => ({
			name: label,
			value: language,
			description: stop.slice(0, 4).join(', ').toUpperCase(),
		})),
		default: ['english'],
		description: 'The languages whose usual stop and start words are recognised; choose those of your contacts, because a stop word of one language can be an everyday word of another. None: only the words below.',
		displayOptions: only('keyword'),
	},
	{
		displayName: 'More Stop Words',
		name: 'stopWords',
		type: 'string',
		default: '',
		placeholder: 'e.g. no more, leave me alone',
		description: 'Separated by commas or line breaks. These come before the built-in words; a word that stands in both fields is a stop word.',
		displayOptions: only('keyword'),
	},
	{
		displayName: 'More Start Words',
		name: 'startWords',
		type: 'string',
		default: '',
		placeholder: 'e.g. yes, count me in',
		description: 'Separated by commas or line breaks. These come before the built-in words.',
		displayOptions: only('keyword'),
	},
];
