import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import type { Channel } from '../../flow/optOut/channels';
import { channelOf } from '../../flow/optOut/channels';
import type { KeywordSets } from '../../flow/optOut/keywords';
import { keywordSets } from '../../flow/optOut/keywords';
import { remembering } from '../../flow/memo';
import { countryOf } from '../shared/country';
import { explained } from '../shared/explained';
import { resultFieldOf } from '../shared/resultField';
import { textOf } from '../shared/values';
import type { Operation } from './outputs';

/** What the panel says for one item, whatever the operation. */
export interface ItemChoice {
	channel: Channel | 'all';
	/** As people write it. */
	contact: { phone: unknown; email: unknown };
	/** ISO 3166-1 alpha-2. */
	defaultCountry: string | undefined;
	reason: string;
	/** Empty for the operation's own. */
	source: string;
	resultField: string;
}

/** What else it says for a message. */
export interface KeywordChoice {
	message: string;
	words: KeywordSets;
}

/** Many items are checked for the same words; they are prepared once. */
const wordSets = remembering<KeywordSets>(100);

/** @returns what is done with the list; it is the same for all items */
export function operationOf(context: IExecuteFunctions): Operation {
	return context.getNodeParameter('operation', 0) as Operation;
}

/**
 * Reads the panel for one item.
 *
 * @throws NodeOperationError for anything that cannot be used, with words that name the field
 */
export async function readItem(context: IExecuteFunctions, index: number): Promise<ItemChoice> {
	const parameter = (name: string) => context.getNodeParameter(name, index, '') as unknown;
	return await explained(
		context,
		() => {
			const options = context.getNodeParameter('options', index, {}) as IDataObject;
			return {
				channel: readChannel(parameter('channel')),
				contact: { phone: parameter('phone'), email: parameter('email') },
				defaultCountry: countryOf(options.defaultCountry),
				reason: textOf(parameter('reason')),
				source: textOf(options.source),
				resultField: resultFieldOf(options.resultField, 'optOut'),
			};
		},
		index,
	);
}

/** Reads what is to be looked for in a message. */
export function readKeyword(context: IExecuteFunctions, index: number): KeywordChoice {
	const parameter = (name: string) => context.getNodeParameter(name, index, '') as unknown;
	const choice = {
		languages: listOf(parameter('languages')),
		ownStop: listOf(parameter('stopWords')),
		ownStart: listOf(parameter('startWords')),
	};
	// A message can be a picture, of which an expression gives an object or nothing; then it is no text.
	return { message: textOf(parameter('message')), words: wordSets(JSON.stringify(choice), () => keywordSets(choice)) };
}

/** An operation without the field, and an expression that gives nothing, mean all channels. */
function readChannel(value: unknown): Channel | 'all' {
	const text = textOf(value);
	const channel = text.trim() === '' ? 'all' : channelOf(text);
	if (channel === undefined) throw new Error('Channel is none that is known. Choose one, or check the expression in it.');
	return channel;
}

/** Words in one text, or in a list that an expression gives. */
function listOf(value: unknown): string[] {
	const texts = Array.isArray(value) ? value.map(textOf) : [textOf(value)];
	return texts.flatMap((text) => text.split(/[,،;\n]/));
}
