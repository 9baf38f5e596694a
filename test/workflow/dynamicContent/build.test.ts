import { deadUrl } from '../../support/apiServer';
import { counts, dynamicContent } from './contents';

const rows = (...all: object[]) => ({ contents: { rows: all as never } });
const text = (words: string) => ({ type: 'text', text: words });
const json = (contents: unknown, more: object = {}) => ({ operation: 'build', contentFrom: 'json', contentJson: JSON.stringify({ contents }), ...more });
const MANY = Array.from({ length: 12 }, (_, n) => text(`Number ${n}`));
/** A file of which nobody tells how large it is. */
const fileUrl = async () => `${(await deadUrl()).replace('http:', 'https:')}/lamp.jpg`;

describe('Build', () => {
	it('makes contents of rows, for each item with its own values, and passes the item on', async () => {
		const parameters = { operation: 'build', ...rows(text('=Order {{ $json.orderId }} is on its way.'), { type: 'delay', seconds: 2 }, text('Bye')) };
		const run = await dynamicContent(parameters, [{ orderId: 'A-1' }, { orderId: 'A-2' }]);
		expect(run.error).toBeUndefined();
		expect(counts(run)).toEqual([2, 0]);
		expect(run.branches[0].map((item) => [item.json.orderId, item.pairedItem])).toEqual([['A-1', { item: 0 }], ['A-2', { item: 1 }]]);
		expect(run.results[1]).toMatchObject({
			status: 'content',
			contents: [text('Order A-2 is on its way.'), { type: 'delay', delay: { delay_in_seconds: 2, send_typing: true } }, text('Bye')],
			messages: [{ type: 'text', text: 'Order A-2 is on its way.', afterSeconds: 0 }, { type: 'text', text: 'Bye', afterSeconds: 2, typing: true }],
		});
	});

	it('keeps the caption of a file, and says when nobody tells how large it is', async () => {
		const url = await fileUrl();
		const run = await dynamicContent({ operation: 'build', ...rows({ type: 'image', url, caption: 'Our lamp' }) });
		expect(run.results).toMatchObject([{ status: 'content', contents: [{ type: 'image', image: { url, caption: 'Our lamp' } }], notes: [expect.stringContaining('contents[0].image.url')] }]);
		const unasked = await dynamicContent({ operation: 'build', ...rows({ type: 'image', url }), options: { checkSizes: false } });
		expect(unasked.results).toMatchObject([{ status: 'content', notes: [] }]);
	});

	it.each<[string, object, string]>([
		['a text in which an expression leaves nothing', text('={{ $json.nothing }}'), 'contents[0].text'],
		['a file without https', { type: 'file', url: 'http://shop.example/a.pdf' }, 'contents[0].image.url'],
		['a caption that is an object', { type: 'video', url: 'https://shop.example/a.mp4', caption: '={{ ({}) }}' }, 'contents[0].image.caption'],
		['a delay that is too long', { type: 'delay', seconds: 600 }, 'contents[0].delay.delay_in_seconds'],
	])('refuses %s by name', async (_, row, at) => {
		const run = await dynamicContent({ operation: 'build', ...rows(row) });
		expect(counts(run)).toEqual([0, 1]);
		expect(run.results).toMatchObject([{ status: 'refused', reason: 'contentInvalid', text: expect.stringContaining(at), faults: [{ at, text: expect.any(String) }] }]);
	});

	it('refuses more than ten, or cuts them and says how many', async () => {
		const refused = await dynamicContent(json(MANY));
		expect(refused.results).toMatchObject([{ status: 'refused', faults: [{ at: 'contents', text: expect.stringContaining('12') }] }]);
		const cut = await dynamicContent(json(MANY, { tooMany: 'cut' }));
		expect(cut.results).toMatchObject([{ status: 'content', cut: 2, contents: MANY.slice(0, 10), notes: [expect.stringContaining('last 2')] }]);
	});

	it('takes JSON of an expression, and a list alone', async () => {
		const run = await dynamicContent({ operation: 'build', contentFrom: 'json', contentJson: '={{ $json.list }}' }, [{ list: [text('Hi')] }]);
		expect(run.results).toMatchObject([{ status: 'content', contents: [text('Hi')] }]);
	});

	it.each<[string, object, string]>([
		['without contents', {}, 'There are no contents'],
		['with JSON that is none', { contentFrom: 'json', contentJson: '{"contents": [' }, 'JSON'],
	])('%s throws, and names the field', async (_, parameters, message) => {
		const run = await dynamicContent({ operation: 'build', ...parameters });
		expect(run.error).toContain(message);
	});

	it('goes on after an item that cannot be read, where n8n is to', async () => {
		const run = await dynamicContent({ operation: 'build', contentFrom: 'json', contentJson: '={{ $json.text }}' }, [{ text: '{' }, { text: '{"contents":[]}' }], { node: { onError: 'continueRegularOutput' } });
		expect(counts(run)).toEqual([1, 1]);
		expect(run.branches[1][0].json).toMatchObject({ text: '{', error: expect.stringContaining('JSON') });
	});
});
