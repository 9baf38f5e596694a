/** Lists of Trengo by pages. */

const PAGE_SIZE = 25;

/**
 * @param entries the whole list
 * @param request asks for one of its pages
 * @param tellsEnd whether the list says how many pages it has; that of contacts does not
 */
export function pageOf(entries, { path, query, headers }, tellsEnd = true) {
	const page = Number(query.page ?? 1);
	const last = Math.max(1, Math.ceil(entries.length / PAGE_SIZE));
	const from = (page - 1) * PAGE_SIZE;
	const url = `http://${headers.host}${path}`;
	const at = (number) => `${url}?page=${number}`;
	const to = Math.min(from + PAGE_SIZE, entries.length);
	const end = tellsEnd ? { last_page: last, total: entries.length } : {};
	return {
		data: entries.slice(from, from + PAGE_SIZE),
		links: { first: at(1), ...(tellsEnd && { last: at(last) }), prev: page > 1 ? at(page - 1) : null, next: page < last ? at(page + 1) : null },
		meta: { current_page: page, from: from + 1, path: url, per_page: PAGE_SIZE, to, ...end },
	};
}
