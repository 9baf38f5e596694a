import { pairsOf } from './pairs';

/** A URL that cannot be called; the message says what to mend and does not show the query. */
export class UrlError extends Error {
	constructor(message: string) {
		super(message);
		this.name = 'UrlError';
	}
}

/**
 * Makes the URL of a call.
 *
 * @param written what the builder wrote: an absolute http or https URL, or a path when there is a base URL
 * @param baseUrl the base URL of the connection, if any. The connection's key goes with the call, so the URL must lie
 *   under it
 * @param query names and values to add, lists as one parameter for each entry; rows without a name are passed over
 * @returns the absolute URL
 * @throws UrlError for an empty, relative or foreign URL
 */
export function callUrl(
	written: string,
	baseUrl: string | undefined,
	query: ReadonlyArray<{ name: string; value: unknown }>,
): string {
	const url = baseUrl ? underBase(written.trim(), httpUrl(baseUrl, 'The base URL of the connection')) : httpUrl(written, 'The URL');
	const named = query.filter(({ name }) => name !== '');
	for (const [name, text] of pairsOf(named.map(({ name, value }) => [name, value]))) url.searchParams.append(name, text);
	return url.href;
}

/**
 * @param url an absolute URL
 * @param baseUrl the base URL of a connection
 * @returns whether the URL is the base URL or lies under it, also as servers read it that decode slashes first
 */
export function liesUnder(url: string, baseUrl: string): boolean {
	return isUnder(new URL(url), new URL(baseUrl));
}

function underBase(written: string, base: URL): URL {
	const url = /^[a-z][a-z0-9+.-]*:/i.test(written)
		? httpUrl(written, 'The URL')
		: new URL(`${base.origin}${folderOf(base)}${written.replace(/^\/+/, '')}`);

	if (!isUnder(url, base)) {
		throw new UrlError(`The URL does not lie under the base URL of the connection (${base.origin}${base.pathname}), so its key is not sent there.`);
	}
	// The base URL itself, written as an empty path, keeps its form.
	if (/^(?:$|[?#])/.test(written)) url.pathname = base.pathname;
	return url;
}

function isUnder(url: URL, base: URL): boolean {
	return url.origin === base.origin && resolved(`${url.pathname}/`).startsWith(resolved(folderOf(base)));
}

function folderOf({ pathname }: URL): string {
	return pathname.endsWith('/') ? pathname : `${pathname}/`;
}

/** A path as servers may read it that decode its slashes before they resolve its dots. */
function resolved(path: string): string {
	return new URL(`http://any.invalid${path.replace(/%(?:2f|5c)/gi, '/')}`).pathname;
}

function httpUrl(text: string, name: string): URL {
	const trimmed = text.trim();
	if (trimmed === '') throw new UrlError(`${name} is empty. Write for example https://api.example.com/orders.`);
	if (!URL.canParse(trimmed)) {
		throw new UrlError(`${name} is not a URL. It must begin with http:// or https://; a path alone needs a connection with a base URL.`);
	}
	const url = new URL(trimmed);
	if (url.protocol !== 'http:' && url.protocol !== 'https:') {
		throw new UrlError(`${name} begins with ${url.protocol}//, but must begin with http:// or https://.`);
	}
	return url;
}
