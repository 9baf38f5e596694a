/** The headers of a call, names in lower case, as Node.js gives them. */
export type CallHeaders = Record<string, string | string[] | undefined>;

/** @returns the value of a header, the first one when it came several times; undefined when it did not come */
export function headerOf(headers: CallHeaders, name: string): string | undefined {
	const value = headers[name.toLowerCase()];
	return Array.isArray(value) ? value[0] : value;
}
