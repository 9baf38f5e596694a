import type { Answer } from '../route/answer';
import { textAnswer } from '../route/answer';
import type { Content } from './content';
import { isFaulty } from './content';
import { readContents } from './readContents';

/**
 * Makes the answer that Trengo gets when the flow gives none in time, fails, or ends without one: with a problem in its
 * place, Trengo would skip the step without a word.
 *
 * @param document what the builder wrote: `{ "contents": [...] }`, or the list alone
 * @throws Error that names the first fault
 */
export function fallbackAnswer(document: unknown): Answer {
	const checked = readContents(document, 'refuse');
	if (isFaulty(checked)) throw new Error(`Fallback Answer cannot be used. ${checked.faults[0].at}: ${checked.faults[0].text}`);
	return contentsAnswer(checked.contents);
}

/** @returns contents as Trengo takes them */
export function contentsAnswer(contents: Content[]): Answer {
	return textAnswer(200, [{ name: 'cache-control', value: 'no-store' }], JSON.stringify({ contents }), 'application/json; charset=utf-8');
}
