import { mergedVariables, withEntries } from '../../../flow/session/transcript';
import { chosen, textsOf } from '../../../flow/session/wording';
import { isOneOf } from '../../../flow/session/words';

describe('What a chatbot says, as texts', () => {
	it.each([
		[{ type: 'text', text: ' Hello ' }, ['Hello']],
		[{ type: 'text', text: '  ' }, []],
		[{ type: 'image', url: 'https://x.example/a.png', caption: 'A shirt' }, ['A shirt\nhttps://x.example/a.png']],
		[{ type: 'file', url: 'https://x.example/a.pdf' }, ['https://x.example/a.pdf']],
		[{ type: 'choices', text: 'Size?', choices: [{ label: 'S' }, { label: 'M' }] }, ['Size?\n1. S\n2. M']],
		[{ type: 'choices', choices: [{ label: 'S' }] }, ['1. S']],
	] as const)('%j', (reply, texts) => expect(textsOf(reply as never)).toEqual(texts));

	it('is cut where a line or a word ends, and never within a character', () => {
		const words = 'word '.repeat(2000).trim();
		const cut = textsOf({ type: 'text', text: words });
		expect(cut.join(' ')).toBe(words);
		expect(Math.max(...cut.map(({ length }) => length))).toBeLessThanOrEqual(4096);
		const emojis = textsOf({ type: 'text', text: '😀'.repeat(4097) });
		expect(emojis.join('')).toBe('😀'.repeat(4097));
		expect(emojis.every((text) => text.isWellFormed() && text.length <= 4096)).toBe(true);
	});
});

it.each([
	['2', 'Large'],
	[' 1) ', 'Small'],
	['LARGE', 'Large'],
	['0', undefined],
	['3', undefined],
	['12345', undefined],
	['two', undefined],
	['', undefined],
])('Of small and large, %j means %s', (text, label) => {
	expect(chosen([{ label: 'Small' }, { label: 'Large' }], text)?.label).toBe(label);
	expect(chosen(undefined, text)).toBeUndefined();
});

it.each([
	['STOP!!', true],
	['  quit ', true],
	['please stop', false],
	['', false],
	['x'.repeat(10_000), false],
])('The whole message %j is one of the words: %s', (text, isOne) => expect(isOneOf(text, 'stop, quit')).toBe(isOne));

it('No words at all are no message', () => expect(isOneOf('stop', '')).toBe(false));

describe('What is kept', () => {
	const entry = (n: number, text = 'x') => ({ id: String(n), from: 'bot', at: '', text }) as const;

	it('of a long transcript is its newest part', () => {
		const many = withEntries([], ...Array.from({ length: 500 }, (_, n) => entry(n)));
		expect(many).toHaveLength(200);
		expect(many.at(-1)?.id).toBe('499');
		const large = withEntries([], ...Array.from({ length: 100 }, (_, n) => entry(n, 'x'.repeat(4096))));
		expect(Buffer.byteLength(JSON.stringify(large))).toBeLessThan(100 * 1024);
		expect(large.at(-1)?.id).toBe('99');
	});

	it('of variables has neither unsafe names nor more than there is room for', () => {
		const given = JSON.parse('{"__proto__": 1, "constructor": 2, "a": 1, "big": ""}') as Record<string, unknown>;
		expect(mergedVariables({ b: 2 }, { ...given, big: 'x'.repeat(70_000), none: undefined })).toEqual({ b: 2, a: 1 });
	});
});
