import type { MediaSource } from './filledTemplate';
import type { MediaFormat } from './template';
import { LONGEST_URL } from './textValues';
import type { Reading } from './valueText';
import { textOf } from './valueText';

/** What each kind of header takes, by the ends of file names. (Infobip's and Meta's documents.) */
const TAKEN: Record<MediaFormat, readonly string[]> = {
	document: ['pdf', 'doc', 'docx', 'xls', 'xlsx', 'ppt', 'pptx', 'odt', 'ods', 'odp', 'rtf', 'txt', 'csv'],
	gif: ['mp4'],
	image: ['jpg', 'jpeg', 'png'],
	video: ['mp4', '3gp'],
};

const NAMES: Record<MediaFormat, string> = {
	document: 'a document (PDF, or a usual office file)',
	gif: 'a GIF, which is sent as an MP4 file',
	image: 'an image (JPG, JPEG or PNG)',
	video: 'a video (MP4 or 3GP)',
};

/**
 * Ends of file names that say what a file is. Any other end says nothing: `image.php?id=7` may well be an image.
 */
const TELLING: ReadonlySet<string> = new Set([
	...Object.values(TAKEN).flat(),
	...['avif', 'bmp', 'gif', 'heic', 'heif', 'svg', 'tif', 'tiff', 'webp'],
	...['3gpp', 'avi', 'm4v', 'mkv', 'mov', 'mpeg', 'mpg', 'webm', 'wmv'],
	...['aac', 'amr', 'flac', 'm4a', 'mp3', 'ogg', 'opus', 'wav'],
	...['7z', 'exe', 'gz', 'htm', 'html', 'json', 'md', 'rar', 'tar', 'xml', 'zip'],
]);

/** As uploads to providers are named; no URL looks like this. */
const UPLOAD_ID = /^\d+$/;

/**
 * Reads where the media of a header is.
 *
 * @param value an http or https URL, or the id that an upload to the provider gave
 */
export function mediaSourceOf(value: unknown, format: MediaFormat): Reading<MediaSource> {
	const reading = textOf(value);
	if ('fault' in reading) return reading;
	const text = reading.value.trim();
	if (UPLOAD_ID.test(text)) return { value: { id: text } };

	const fault = urlFault(text) ?? formatFault(text, format);
	return fault === undefined ? { value: { url: text } } : { fault };
}

/**
 * @param url a URL that can be read
 * @returns the name that the URL gives to its file, with its end, e.g. `invoice.pdf`; undefined when it gives none
 */
export function fileNameIn(url: string): string | undefined {
	const name = lastPartOf(url);
	return endOf(name) === undefined ? undefined : name;
}

function urlFault(text: string): string | undefined {
	if (!/^https?:\/\//i.test(text)) return 'The value is no URL that begins with https:// or http://. Give the URL of the file.';
	if (text.length > LONGEST_URL) return `The URL has more than ${LONGEST_URL} characters. Shorten it.`;
	if (/\s/.test(text)) return 'The URL has a space or a line break in it. Write %20 in its place.';
	return URL.canParse(text) ? undefined : 'The URL cannot be read. Check it, for example by opening it in a browser.';
}

function formatFault(url: string, format: MediaFormat): string | undefined {
	const end = endOf(lastPartOf(url))?.toLowerCase();
	if (end === undefined || TAKEN[format].includes(end) || !TELLING.has(end)) return undefined;
	return `The URL is of a .${end} file, but this header takes ${NAMES[format]}. Give the URL of such a file.`;
}

function lastPartOf(url: string): string {
	const { pathname } = new URL(url);
	const part = pathname.slice(pathname.lastIndexOf('/') + 1);
	try {
		return decodeURIComponent(part);
	} catch {
		// Percent signs that stand for nothing.
		return part;
	}
}

function endOf(name: string): string | undefined {
	return /[^.]\.([A-Za-z0-9]{1,5})$/.exec(name)?.[1];
}
