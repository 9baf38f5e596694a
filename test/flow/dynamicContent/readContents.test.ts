import { knownOfPerson, bodyFields, ParameterNameError } from '../../../flow/dynamicContent/captured';
import { isFaulty, LARGEST_FILE_BYTES } from '../../../flow/dynamicContent/content';
import type { Content } from '../../../flow/dynamicContent/content';
import { fallbackAnswer } from '../../../flow/dynamicContent/fallback';
import { readFetched } from '../../../flow/dynamicContent/fetched';
import { messagesOf, messageText, withinPatience } from '../../../flow/dynamicContent/messages';
import { readContents } from '../../../flow/dynamicContent/readContents';
import { contentsOfRows } from '../../../flow/dynamicContent/rows';
import { checkSizes, sizeIn } from '../../../flow/dynamicContent/sizes';

const TEXT = { type: 'text', text: 'Hello' };
const VIDEO = { type: 'video', image: { url: 'https://example.com/a.mp4', caption: 'Look' } };
const DELAY = { type: 'delay', delay: { delay_in_seconds: 2, send_typing: true } };

function faultsOf(document: unknown): string[] {
	const read = readContents(document, 'refuse');
	return isFaulty(read) ? read.faults.map(({ at }) => at) : [];
}

describe('contents are read', () => {
	it('as Trengo takes them, or as the list alone', () => {
		const contents = [TEXT, VIDEO, DELAY];
		expect(readContents({ contents }, 'refuse')).toEqual({ contents, notes: [], cut: 0 });
		expect(readContents(contents, 'refuse')).toEqual({ contents, notes: [], cut: 0 });
		expect(readContents({ contents: [] }, 'refuse')).toEqual({ contents: [], notes: [], cut: 0 });
	});

	it('leaves out what Trengo does not know, and says so', () => {
		expect(readContents([{ ...TEXT, secret: 'x' }], 'refuse')).toEqual({ contents: [TEXT], notes: [expect.stringContaining('contents[0]')], cut: 0 });
	});

	it('cuts or refuses more than ten, and never without a word', () => {
		const many = Array.from({ length: 12 }, (_, index) => ({ type: 'text', text: `Number ${index}` }));
		expect(readContents(many, 'refuse')).toEqual({ faults: [{ at: 'contents', text: expect.stringContaining('12') }] });
		expect(readContents(many, 'cut')).toMatchObject({ contents: many.slice(0, 10), cut: 2, notes: [expect.stringContaining('last 2')] });
		expect(readContents(many.slice(0, 10), 'refuse')).toMatchObject({ cut: 0 });
	});

	it.each([
		['contents', undefined],
		['contents', 'text'],
		['contents', {}],
		['contents', { contents: {} }],
		['contents', Object.create({ contents: [TEXT] })],
		['contents[0]', [null]],
		['contents[0].type', [{ type: '__proto__' }]],
		['contents[0].type', [{ text: 'no type' }]],
		['contents[0].text', [{ type: 'text', text: ' \u200b' }]],
		['contents[0].text', [{ type: 'text', text: {} }]],
		['contents[0].text', [{ type: 'text', text: 'x'.repeat(4097) }]],
		['contents[0].image', [{ type: 'file', file: { url: 'https://example.com/a.pdf' } }]],
		['contents[0].image.url', [{ type: 'image', image: { url: 'http://example.com/a.jpg' } }]],
		['contents[0].image.url', [{ type: 'image', image: { url: 'https://u:p@example.com/a.jpg' } }]],
		['contents[0].image.url', [{ type: 'image', image: { url: 'javascript:alert(1)' } }]],
		['contents[0].image.url', [{ type: 'image', image: { url: `https://example.com/${'a'.repeat(2048)}` } }]],
		['contents[0].image.caption', [{ type: 'image', image: { url: 'https://example.com/a.jpg', caption: [] } }]],
		['contents[0].delay', [{ type: 'delay' }]],
		['contents[0].delay.delay_in_seconds', [{ type: 'delay', delay: { delay_in_seconds: -1 } }]],
		['contents[0].delay.delay_in_seconds', [{ type: 'delay', delay: { delay_in_seconds: 1e9 } }]],
		['contents[0].delay.send_typing', [{ type: 'delay', delay: { delay_in_seconds: 1, send_typing: 'yes' } }]],
	])('names %s when that is wrong', (at, document) => {
		expect(faultsOf(document)).toEqual([at]);
	});

	it('names all faults at once, and repeats no value', () => {
		const read = readContents([{ type: 'image', image: { url: 'http://secret.example/?key=s3cret', caption: {} } }, { type: 'text' }], 'refuse');
		expect(isFaulty(read) && read.faults).toHaveLength(3);
		expect(JSON.stringify(read)).not.toContain('s3cret');
	});

	it('takes any JSON without throwing, and what it lets through it lets through again', () => {
		let seed = 42;
		const random = (below: number) => {
			seed = (seed * 48_271) % 2_147_483_647;
			return Math.floor((seed / 2_147_483_647) * below);
		};
		const leaves: unknown[] = [null, 0, -1, 1e99, '', 'text', 'image', 'delay', '\ud800', 'https://example.com/a', true, [], {}];
		const names = ['type', 'text', 'image', 'url', 'caption', 'delay', 'delay_in_seconds', 'send_typing', '__proto__', 'constructor', 'contents'];
		const any = (depth: number): unknown => {
			if (depth === 0 || random(3) === 0) return leaves[random(leaves.length)];
			if (random(2) === 0) return Array.from({ length: random(4) }, () => any(depth - 1));
			return JSON.parse(`{${Array.from({ length: random(5) }, () => `${JSON.stringify(names[random(names.length)])}:${JSON.stringify(any(depth - 1))}`).join(',')}}`) as unknown;
		};
		let good = 0;
		for (let round = 0; round < 5000; round++) {
			// A good content of which one thing, at most, is anything else.
			const like = structuredClone([TEXT, VIDEO, DELAY][random(3)]) as Record<string, unknown>;
			if (random(3) > 0) like[names[random(names.length - 3)]] = any(3);
			const read = readContents({ contents: [random(4) === 0 ? any(4) : like] }, 'cut');
			if (isFaulty(read)) continue;
			good++;
			expect(readContents(read.contents, 'refuse')).toEqual({ contents: read.contents, notes: [], cut: 0 });
		}
		expect(good).toBeGreaterThan(1000);
		expect(({} as Record<string, unknown>).polluted).toBeUndefined();
	});
});

describe('rows of a panel', () => {
	it('become contents', () => {
		const { contents } = contentsOfRows([
			{ type: 'text', text: 'Hello' },
			{ type: 'video', url: 'https://example.com/a.mp4', caption: 'Look' },
			{ type: 'file', url: 'https://example.com/a.pdf', caption: '' },
			{ type: 'delay', seconds: 2 },
		]);
		expect(contents).toEqual([TEXT, VIDEO, { type: 'file', image: { url: 'https://example.com/a.pdf' } }, DELAY]);
	});
});

describe('sizes', () => {
	const checked = { contents: [VIDEO, VIDEO, TEXT] as Content[], notes: [], cut: 0 };

	it('are asked once for each file, and one that is too large is named', async () => {
		const asked: string[] = [];
		const read = await checkSizes(checked, async (url) => LARGEST_FILE_BYTES + asked.push(url));
		expect(asked).toEqual(['https://example.com/a.mp4']);
		expect(read).toEqual({ faults: [0, 1].map((index) => ({ at: `contents[${index}].image.url`, text: expect.stringContaining('21 MB') })) });
	});

	it('that nobody tells pass with a note', async () => {
		expect(await checkSizes(checked, async () => undefined)).toMatchObject({ contents: checked.contents, notes: [expect.stringContaining('contents[0]'), expect.any(String)] });
		expect(await checkSizes(checked, async () => LARGEST_FILE_BYTES)).toEqual(checked);
	});

	it('are read only where they are those of the file', () => {
		expect(sizeIn(200, { 'content-length': '7' })).toBe(7);
		expect(sizeIn(200, { 'content-length': '7', 'content-encoding': 'gzip' })).toBeUndefined();
		expect(sizeIn(405, { 'content-length': '7' })).toBeUndefined();
		expect(sizeIn(200, { 'content-length': '-7' })).toBeUndefined();
	});
});

describe('messages', () => {
	const messages = messagesOf([DELAY, DELAY, TEXT, VIDEO, DELAY] as Content[]);

	it('have the pauses that come before them', () => {
		expect(messages).toEqual([
			{ type: 'text', text: 'Hello', afterSeconds: 4, typing: true },
			{ type: 'video', url: 'https://example.com/a.mp4', caption: 'Look', afterSeconds: 0, typing: false },
		]);
		expect(messages.map(messageText)).toEqual(['Hello', 'Look\nhttps://example.com/a.mp4']);
	});

	it('do not hold a run up for longer than wanted', () => {
		expect(withinPatience(messages, 1)).toMatchObject({ messages: [{ afterSeconds: 1 }, { afterSeconds: 0 }], shortenedBy: 3 });
		expect(withinPatience(messages, 4)).toEqual({ messages, shortenedBy: 0 });
	});
});

describe('what a step asks with', () => {
	it('holds the person and the last message, as far as known', () => {
		const participant = { id: 'p', phone: '+31612345678', attributes: { LastInboundMessage: { text: 'A-1001', channel: 'whatsapp' } } };
		expect(knownOfPerson({ participant })).toEqual({ participant_id: 'p', participant_phone: '+31612345678', participant_email: null, channel: 'whatsapp', last_message: 'A-1001' });
		expect(knownOfPerson({ participant: 'x', phone: {}, email: 'a@example.com' })).toMatchObject({ participant_id: null, participant_phone: null, participant_email: 'a@example.com' });
	});

	it('has no parameter in the place of another', () => {
		const standard = { ...knownOfPerson({}), flow_id: 'f', flow_name: 'F', run_id: '1', time: 't' };
		expect(bodyFields(standard, [{ name: 'order_id', value: 7 }, { name: '' }]).at(-1)).toEqual({ name: 'order_id', value: 7 });
		expect(bodyFields(standard, [])).toHaveLength(9);
		for (const name of ['run_id', '__proto__']) expect(() => bodyFields(standard, [{ name, value: 1 }])).toThrow(ParameterNameError);
		expect(() => bodyFields(standard, [{ name: 'a' }, { name: 'a' }])).toThrow('two body parameters');
	});
});

describe('what a service answers', () => {
	const reply = (status: number, body: string) => ({ reply: { status, headers: {}, body: Buffer.from(body) } });

	it.each([
		['tooSlow', { failure: { cause: 'timeout' as const, message: 'late' } }],
		['noResponse', { failure: { cause: 'refused' as const, message: 'nobody' } }],
		['statusNotOk', reply(500, '{"contents":[]}')],
		['statusNotOk', reply(302, '')],
		['notJson', reply(200, '<html>')],
	])('%s skips the step', (reason, outcome) => {
		expect(readFetched(outcome, 'refuse')).toMatchObject({ reason, text: expect.any(String) });
	});

	it('is checked by the same rules, and must be an object as for Trengo', () => {
		expect(readFetched(reply(200, JSON.stringify({ contents: [TEXT] })), 'refuse')).toEqual({ contents: [TEXT], notes: [], cut: 0 });
		expect(readFetched(reply(200, JSON.stringify([TEXT])), 'refuse')).toEqual({ faults: [expect.objectContaining({ at: 'contents' })] });
	});
});

describe('the fallback answer', () => {
	it('is content, also none', () => {
		expect(JSON.parse(String(fallbackAnswer({ contents: [] }).body))).toEqual({ contents: [] });
		expect(fallbackAnswer([TEXT])).toMatchObject({ statusCode: 200, headers: { 'content-type': 'application/json; charset=utf-8' } });
		expect(() => fallbackAnswer({})).toThrow('Fallback Answer cannot be used');
	});
});
