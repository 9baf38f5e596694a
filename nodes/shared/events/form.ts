/** @returns the fields of a form; n8n reads a field that comes several times as a list, and here the last one counts */
export function formOf(rawBody: Buffer): Record<string, string> {
	return Object.fromEntries(new URLSearchParams(rawBody.toString('utf8')));
}
