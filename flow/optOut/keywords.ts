import { KEYWORD_LISTS } from './keywordLists';

/** What a message that is nothing but a keyword asks for. */
export type KeywordMeaning = 'start' | 'stop';

/** The words by which messages are recognised, in their plain form, each with its meaning; prepared once. */
export type KeywordSets = ReadonlyMap<string, KeywordMeaning>;

/** Which words are to be recognised. */
export interface KeywordChoice {
	/** The built-in lists by their languages; none for the own words alone. */
	languages: readonly string[];
	ownStop: readonly string[];
	ownStart: readonly string[];
}

/** No keyword is as long; a longer message is not even looked at. In UTF-16 units. */
const LONGEST_MESSAGE = 500;

/**
 * Prepares words for {@link recognise}. Own words come before built-in ones, so that a built-in word can be given the
 * other meaning; and where a word is in both lists, it is a stop word, because a message too many does more harm than one
 * too few.
 */
export function keywordSets({ languages, ownStop, ownStart }: KeywordChoice): KeywordSets {
	const lists = KEYWORD_LISTS.filter(({ language }) => languages.includes(language));
	const meanings = new Map<string, KeywordMeaning>();
	const put = (words: readonly string[], meaning: KeywordMeaning) => {
		for (const word of words.map(plain).filter((text) => text !== '')) if (!meanings.has(word)) meanings.set(word, meaning);
	};
	put(ownStop, 'stop');
	put(ownStart, 'start');
	put(lists.flatMap(({ stop }) => stop), 'stop');
	put(lists.flatMap(({ start }) => start), 'start');
	return meanings;
}

/**
 * Recognises a stop word or a start word, and only when it is the whole message: "Stop!!" and "Arrêt" are one, and
 * "please stop sending" is none.
 *
 * @param message what the person has written
 */
export function recognise(message: string, words: KeywordSets): KeywordMeaning | undefined {
	return message.length > LONGEST_MESSAGE ? undefined : words.get(plain(message));
}

/** Accents, Arabic vowel signs, hamzas and lengthened lines, and what makes an emoji of a character. Vowels of other scripts are no ornament. */
const ORNAMENTS = /[\u0300-\u036f\u064b-\u065f\u0670\ufe00-\ufe0f]|\u0640/g;

/** Characters that cannot be seen, such as marks of the direction of writing. */
const INVISIBLE = /\p{Cf}/gu;

/** From the first letter or digit to the last; vowel signs of many scripts are marks, and stand at the end of words. */
const CORE = /[\p{L}\p{N}](?:.*[\p{L}\p{M}\p{N}])?/su;

/**
 * Brings a text into the form in which words are compared: without case, accents, and whatever stands around it. Letters
 * of which Unicode does not say that they are others with an accent, such as the Polish l with a stroke, are so here.
 */
function plain(text: string): string {
	const folded = text.normalize('NFKD').replace(ORNAMENTS, '').replace(INVISIBLE, '').toLowerCase().toUpperCase().toLowerCase();
	const core = CORE.exec(folded.replaceAll('ł', 'l').normalize('NFC'))?.[0] ?? '';
	return core.replaceAll('’', "'").replace(/[\s\p{Pd}]+/gu, ' ');
}
