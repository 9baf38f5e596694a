import { placeholdersIn, withValues } from '../../../flow/template/placeholders';
import { chance } from '../store/randomNumbers';
import { hostileText, HUGE_TEXTS, PATIENCE_MS } from './hostileTexts';

/** A reader that knows no regular expressions: it goes through the text by hand, and is as slow as it likes. */
function piecesOf(text: string): Array<{ plain: string } | { name: string }> {
	const isNameCharacter = (character: string) => 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_'.includes(character);
	const pieces: Array<{ plain: string } | { name: string }> = [];
	let at = 0;
	while (at < text.length) {
		let end = at + 2;
		while (end < text.length && isNameCharacter(text[end])) end++;
		const isPlaceholder = text.startsWith('{{', at) && end > at + 2 && text.startsWith('}}', end);
		pieces.push(isPlaceholder ? { name: text.slice(at + 2, end) } : { plain: text[at] });
		at = isPlaceholder ? end + 2 : at + 1;
	}
	return pieces;
}

function namesOf(text: string): string[] {
	return piecesOf(text).flatMap((piece) => ('name' in piece ? [piece.name] : []));
}

const TEXTS = Array.from({ length: 3000 }, (_, seed) => hostileText(chance(seed)));

describe('in hostile texts', () => {
	it('there are all kinds of placeholders, or these tests would show nothing', () => {
		const names = TEXTS.map(namesOf);
		expect(names.filter((one) => one.length === 0).length).toBeGreaterThan(50);
		expect(names.filter((one) => one.length > 0 && one.every((name) => /^[1-9]\d{0,2}$/.test(name))).length).toBeGreaterThan(50);
		expect(names.filter((one) => new Set(one).size < one.length).length).toBeGreaterThan(50);
		expect(names.flat()).toEqual(expect.arrayContaining(['__proto__', 'constructor', '99999999999999999999', '01', 'first_name']));
	});

	it('placeholders are those that a reader by hand finds', () => {
		for (const text of TEXTS) {
			const names = [...new Set(namesOf(text))];
			const arePositional = names.every((name) => /^[1-9]\d{0,2}$/.test(name));
			const highest = Math.max(0, ...names.map(Number));
			expect({ text, names: placeholdersIn(text) }).toEqual({
				text,
				names: arePositional ? Array.from({ length: highest }, (_, index) => `${index + 1}`) : names,
			});
		}
	});

	it('values take the place of placeholders, and nothing else changes', () => {
		for (const [seed, text] of TEXTS.entries()) {
			const random = chance(seed + 100_000);
			const values = new Map(placeholdersIn(text).filter(() => random.below(4) > 0).map((name) => [name, hostileText(random, 3)]));
			const expected = piecesOf(text).map((piece) => ('plain' in piece ? piece.plain : (values.get(piece.name) ?? `{{${piece.name}}}`)));
			expect(withValues(text, values)).toBe(expected.join(''));
		}
	});

	it('nothing changes without values', () => {
		for (const text of TEXTS) expect(withValues(text, new Map())).toBe(text);
	});

	it('no names are there twice, and none reaches a prototype', () => {
		for (const text of TEXTS) {
			const names = placeholdersIn(text);
			expect(new Set(names).size).toBe(names.length);
			expect(names.every((name) => /^[A-Za-z0-9_]+$/.test(name))).toBe(true);
		}
		expect(Object.keys(Object.prototype)).toEqual([]);
	});
});

describe('the time a text takes grows with its length alone', () => {
	it.each(HUGE_TEXTS)('%s', (_, text) => {
		const start = performance.now();
		const names = placeholdersIn(text);
		const filled = withValues(text, new Map(names.map((name) => [name, 'x'])));
		expect(performance.now() - start).toBeLessThan(PATIENCE_MS);
		expect(names.length).toBeLessThanOrEqual(100_000);
		expect(filled.length).toBeLessThanOrEqual(text.length);
	});
});
