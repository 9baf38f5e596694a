import { LONGEST_URL } from './content';

/**
 * Reads the URL from which Trengo is to get a file.
 *
 * @returns the URL in its normal form, or what is wrong with it; the URL itself is not repeated, because it may open a file
 */
export function mediaUrl(value: unknown): { url: string } | { fault: string } {
	if (typeof value !== 'string' || value.trim() === '') return { fault: 'The URL is empty. Write for example https://www.example.com/lamp.jpg.' };
	const written = value.trim();
	if (written.length > LONGEST_URL) return { fault: `The URL has more than ${LONGEST_URL} characters.` };
	const url = URL.parse(written);
	if (!url) return { fault: 'The URL is none. It must begin with https://.' };
	if (url.protocol !== 'https:') return { fault: 'The URL must begin with https://, because Trengo gets the file from there.' };
	if (url.username !== '' || url.password !== '') return { fault: 'The URL holds a user or a password, which everybody in the chat would get.' };
	return { url: url.href };
}
