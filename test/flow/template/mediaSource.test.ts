import { mediaSourceOf } from '../../../flow/template/mediaSource';
import type { MediaFormat } from '../../../flow/template/template';

const URL_FAULT = 'The value is no URL that begins with https:// or http://. Give the URL of the file.';

describe('the media of a header', () => {
	it.each<[MediaFormat, string]>([
		['image', 'https://x.example/a.jpg'],
		['image', 'http://x.example/a.JPEG?size=2'],
		['image', 'HTTPS://x.example/a.b.png#top'],
		['video', 'https://x.example/a.mp4'],
		['video', 'https://x.example/a.3gp'],
		['gif', 'https://x.example/a.mp4'],
		['document', 'https://x.example/a.pdf'],
		['document', 'https://x.example/a.docx'],
		['document', 'https://x.example/%D7%97.xlsx'],
		// These do not say what they are.
		['image', 'https://x.example/image.php?file=a.pdf'],
		['image', 'https://x.example/a'],
		['image', 'https://x.example/'],
		['image', 'https://x.example'],
		['image', 'https://x.example/v1.2/a'],
		['video', 'https://x.example/.png'],
		['image', 'https://x.example/a.pdf/'],
		['image', 'https://x.example/100%'],
		['video', 'https://user:key@x.example:8443/a?b=c.png'],
		['video', `https://x.example/${'a'.repeat(2030)}`],
	])('of the format %s can be at %s', (format, url) => {
		expect(mediaSourceOf(url, format)).toEqual({ value: { url } });
	});

	it.each<[MediaFormat, string, string]>([
		['image', 'https://x.example/a.webp', 'The URL is of a .webp file, but this header takes an image (JPG, JPEG or PNG). Give the URL of such a file.'],
		['image', 'https://x.example/a.PDF?x', 'The URL is of a .pdf file, but this header takes an image (JPG, JPEG or PNG). Give the URL of such a file.'],
		['image', 'https://x.example/a%2Egif', 'The URL is of a .gif file, but this header takes an image (JPG, JPEG or PNG). Give the URL of such a file.'],
		['video', 'https://x.example/a.mov', 'The URL is of a .mov file, but this header takes a video (MP4 or 3GP). Give the URL of such a file.'],
		['gif', 'https://x.example/a.gif', 'The URL is of a .gif file, but this header takes a GIF, which is sent as an MP4 file. Give the URL of such a file.'],
		['document', 'https://x.example/a.png', 'The URL is of a .png file, but this header takes a document (PDF, or a usual office file). Give the URL of such a file.'],
		['image', 'a.png', URL_FAULT],
		['image', '//x.example/a.png', URL_FAULT],
		['image', 'ftp://x.example/a.png', URL_FAULT],
		['image', 'file:///etc/passwd', URL_FAULT],
		['image', 'data:image/png;base64,AAAA', URL_FAULT],
		['image', 'javascript:alert(1)', URL_FAULT],
		['image', 'https:x.example/a.png', URL_FAULT],
		['image', '12 34', URL_FAULT],
		['image', '٣٤', URL_FAULT],
		['image', 'https://', 'The URL cannot be read. Check it, for example by opening it in a browser.'],
		['image', 'https://x.example:99999/a.png', 'The URL cannot be read. Check it, for example by opening it in a browser.'],
		['image', 'https://x.example/a b.png', 'The URL has a space or a line break in it. Write %20 in its place.'],
		['image', 'https://x.example/a\n.png', 'The URL has a space or a line break in it. Write %20 in its place.'],
		['image', `https://x.example/${'a'.repeat(2031)}`, 'The URL has more than 2048 characters. Shorten it.'],
	])('of the format %s cannot be at %j', (format, value, fault) => {
		expect(mediaSourceOf(value, format)).toEqual({ fault });
	});

	it.each(['1013859600285441', 1013859600285441, ' 7 '])('can be the upload with the id %p', (value) => {
		expect(mediaSourceOf(value, 'image')).toEqual({ value: { id: String(value).trim() } });
	});
});
