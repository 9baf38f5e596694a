import type { HttpOutcome } from '../../flow/http/send';
import { asObject, objectIn } from '../answerBody';
import { requestFailure } from '../requestFailure';
import type { SendRequest } from '../sendRequest';
import { serviceUrl } from '../serviceUrl';
import { readTrengoError } from './requestError';

/** A list of Trengo that cannot be read; the message says why. */
export class TrengoListError extends Error {
	override readonly name = 'TrengoListError';

	constructor(
		message: string,
		readonly httpStatus?: number,
		/** What came of asking, where that is why. */
		readonly outcome?: HttpOutcome,
	) {
		super(message);
	}
}

/** Does something with a list of Trengo, and something else when it cannot be read. */
export async function unlessListFails<Value, Otherwise = Value>(
	work: () => Promise<Value>,
	otherwise: (error: TrengoListError) => Otherwise,
): Promise<Value | Otherwise> {
	try {
		return await work();
	} catch (error) {
		if (error instanceof TrengoListError) return otherwise(error);
		throw error;
	}
}

/** With 25 entries on a page this is far more than an account has. */
const MOST_PAGES = 400;

/**
 * Reads all pages of a list of Trengo. Where the next page is, Trengo tells by a link; what is followed is the number of
 * the page, so that the token goes nowhere but to the credential's address.
 *
 * @param base what `trengoBase` gave
 * @param path of the list, e.g. `/webhooks`
 * @param query what narrows the list down
 * @param mostPages a longer list counts as one that does not end
 * @returns the entries
 * @throws TrengoListError
 */
export async function allPages(
	sendRequest: SendRequest,
	base: string,
	path: string,
	{ query = [], mostPages = MOST_PAGES }: { query?: ReadonlyArray<{ name: string; value: unknown }>; mostPages?: number } = {},
): Promise<Array<Record<string, unknown>>> {
	const entries: Array<Record<string, unknown>> = [];
	for (let page = 1; page <= mostPages; page++) {
		const url = serviceUrl(base, path, [{ name: 'page', value: page }, ...query]);
		const outcome = await sendRequest({ method: 'GET', url, headers: { accept: 'application/json' } });
		const { data, links } = objectIn(outcome.reply?.body);
		if (outcome.class !== 'success' || !Array.isArray(data)) throw unread(outcome);

		entries.push(...data.map(asObject));
		if (data.length === 0 || typeof asObject(links).next !== 'string') return entries;
	}
	throw new TrengoListError(`The list at Trengo does not end: it has more than ${mostPages} pages.`);
}

function unread(outcome: HttpOutcome): TrengoListError {
	const error = readTrengoError(outcome.reply?.body);
	const { message } = requestFailure(outcome, { service: 'Trengo', aim: 'another try goes better', error });
	return new TrengoListError(message, outcome.reply?.status, outcome);
}
