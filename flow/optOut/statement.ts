import type { OptOutEntry } from './optOuts';

type Statement = Pick<OptOutEntry, 'at' | 'reason' | 'source'>;

/** The source of what a stop word has put on the list, and a start word may take off it again. */
export const KEYWORD_SOURCE = 'keyword';

/**
 * Says what stands of two opt-outs from the same channel, under the same address:
 *
 * - with the same reason, or when the later one gives none: the earlier one, so that it is known since when not to send;
 * - with another reason: the later one, as the person's last word;
 * - when only one of them comes from a stop word: the other one, since the earlier time. A start word, which takes back
 *   stop words, must not take back what was said elsewhere.
 *
 * It makes no difference which of the two came to the list first, so that old lists can be imported at any time.
 *
 * @param held what is on the list
 * @param given what is added; of two from the same moment the one on the list counts as the earlier
 */
export function laterStatement(held: Statement, given: Statement): Statement {
	const [earlier, later] = Date.parse(given.at) < Date.parse(held.at) ? [given, held] : [held, given];
	if (isKeyword(earlier) !== isKeyword(later)) {
		const [keyword, lasting] = isKeyword(earlier) ? [earlier, later] : [later, earlier];
		return { ...lasting, reason: lasting.reason || keyword.reason, at: earlier.at };
	}
	return later.reason === '' || later.reason === earlier.reason ? earlier : later;
}

function isKeyword({ source }: Statement): boolean {
	return source === KEYWORD_SOURCE;
}
