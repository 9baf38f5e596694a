import { remembering } from '../memo';
import type { KeywordSets } from '../optOut/keywords';
import { keywordSets, recognise } from '../optOut/keywords';

const sets = remembering<KeywordSets>(100);

/**
 * @param message what the participant has written
 * @param words separated by commas or line breaks
 * @returns whether the message is nothing but one of the words; case, accents and what stands around it do not matter
 */
export function isOneOf(message: string, words: string): boolean {
	const set = sets(words, () => keywordSets({ languages: [], ownStop: words.split(/[,،;\n]/), ownStart: [] }));
	return recognise(message, set) !== undefined;
}
