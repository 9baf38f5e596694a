import type { TemplateField } from '../../../flow/template/fields';
import { templateFields } from '../../../flow/template/fields';
import { fillTemplate } from '../../../flow/template/fillTemplate';
import type { FilledCard, FilledTemplate } from '../../../flow/template/filledTemplate';
import { placeholdersIn } from '../../../flow/template/placeholders';
import { renderedMessage } from '../../../flow/template/renderedMessage';
import type { Template, TemplateCard } from '../../../flow/template/template';
import type { Chance } from '../store/randomNumbers';
import { chance } from '../store/randomNumbers';
import { hostileTemplate } from './hostileTemplates';
import { hostileText, HUGE_TEXTS, PATIENCE_MS } from './hostileTexts';
import { IDENTITY, templateWith } from './templates';

const OPTIONS = { nowMs: 0 };

/** No hostile text has this in it, and it is short enough for most to stay within their limits. */
const GOOD_TEXT = 'good $&';

/** A value that the field takes, whatever the template. */
function goodValue({ part }: TemplateField): unknown {
	switch (part.kind) {
		case 'headerMedia':
			return '12345';
		case 'headerFilename':
			return 'a.pdf';
		case 'latitude':
		case 'longitude':
			return 1.5;
		case 'flowData':
			return { a: '{{1}}' };
		case 'offerExpires':
			return '2026-12-31';
		default:
			return GOOD_TEXT;
	}
}

/** Anything that an expression can give. */
function anyValue(random: Chance): unknown {
	return random.pick<() => unknown>([
		() => hostileText(random, 8),
		() => hostileText(random, 300),
		() => random.below(1000) / 7,
		() => random.pick([NaN, -Infinity, -0, 2 ** 70, true, null, undefined, '', ' ']),
		() => random.pick([[], {}, Object.create(null), new Date(NaN), Symbol('s'), () => 1, new Map(), 1n, [[]], JSON.parse('{"__proto__":1}')]),
		() => `https://${hostileText(random, 4)}/${hostileText(random, 4)}`,
		() => '12345',
		() => '2026-12-31',
	])();
}

function valuesOf(fields: TemplateField[], value: (field: TemplateField) => unknown): Record<string, unknown> {
	return Object.fromEntries(fields.map((field) => [field.id, value(field)]));
}

const SEEDS = Array.from({ length: 600 }, (_, seed) => seed);

function contentsOf(template: Template, filled: FilledTemplate): Array<[TemplateCard, FilledCard]> {
	return [[template, filled], ...(template.cards ?? []).map((card, index): [TemplateCard, FilledCard] => [card, filled.cards?.[index] as FilledCard])];
}

describe('hostile templates with good values', () => {
	it('are filled in: each placeholder has its value, and nothing is left out', () => {
		let count = 0;
		for (const seed of SEEDS) {
			const template = hostileTemplate(chance(seed));
			// Too many positions make a body longer than it may be.
			if (templateFields(template).length > 200) continue;
			const result = fillTemplate(IDENTITY, valuesOf(templateFields(template), goodValue), template, OPTIONS);
			if ('faults' in result) {
				// Of good values there can only be too many characters in what a hostile header has already.
				expect(result.faults.map(({ message }) => message).filter((message) => !message.startsWith('The header would have'))).toEqual([]);
				continue;
			}
			for (const [content, filled] of contentsOf(template, result.filled)) {
				expect(filled.body.map(({ placeholder }) => placeholder)).toEqual(placeholdersIn(content.body));
				expect(filled.body.every(({ text }) => text === GOOD_TEXT)).toBe(true);
				expect(filled.header === undefined).toBe(!content.header || (content.header.format === 'text' && placeholdersIn(content.header.text ?? '').length === 0));
				count++;
			}
			expect(result.filled.cards?.length ?? 0).toBe(template.cards?.length);
		}
		expect(count).toBeGreaterThan(500);
	});

	it('are rendered with all their values', () => {
		let count = 0;
		for (const seed of SEEDS) {
			const template = hostileTemplate(chance(seed));
			const result = fillTemplate(IDENTITY, valuesOf(templateFields(template), goodValue), template, OPTIONS);
			if ('faults' in result) continue;
			const message = renderedMessage(template, result.filled);
			for (const [index, shown] of [message, ...(message.cards ?? [])].entries()) {
				const { body } = index === 0 ? template : (template.cards as TemplateCard[])[index - 1];
				expect(shown.body).toBe(body.split(/\{\{[A-Za-z0-9_]+\}\}/).join(GOOD_TEXT));
				count++;
			}
		}
		expect(count).toBeGreaterThan(500);
	});
});

describe('hostile templates with any values', () => {
	it('are filled in or refused, and every fault is of a value or of a field', () => {
		let faulty = 0;
		for (const seed of SEEDS) {
			const random = chance(seed + 50_000);
			const template = hostileTemplate(random);
			const fields = templateFields(template);
			const values = { ...valuesOf(fields, () => anyValue(random)), ...JSON.parse('{"__proto__":"x"}'), [`x${hostileText(random, 3)}`]: anyValue(random) };
			const known = new Set([...fields.map(({ id }) => id), ...Object.keys(values)]);
			for (const shape of [template, undefined]) {
				const result = fillTemplate(IDENTITY, values, shape, OPTIONS);
				if ('filled' in result) continue;
				faulty++;
				expect(result.faults.length).toBeGreaterThan(0);
				if (shape) expect(result.faults.filter(({ field }) => !known.has(field))).toEqual([]);
				expect(result.faults.every(({ label, message }) => label !== '' && message.endsWith('.'))).toBe(true);
			}
		}
		expect(faulty).toBeGreaterThan(500);
	});

	it('never have a text that providers refuse', () => {
		let count = 0;
		for (const seed of SEEDS) {
			const random = chance(seed + 90_000);
			const template = templateWith({ body: hostileText(random, 10) });
			const result = fillTemplate(IDENTITY, valuesOf(templateFields(template), () => hostileText(random, 3)), template, OPTIONS);
			if ('faults' in result) continue;
			for (const { text } of result.filled.body) {
				expect(text).not.toMatch(/[\n\r\t\u2028]| {5}/);
				expect(text.trim()).not.toBe('');
				count++;
			}
		}
		expect(count).toBeGreaterThan(100);
	});
});

describe('a template that nobody knows', () => {
	it('is filled in as if it were known, wherever its text does not matter', () => {
		let count = 0;
		for (const seed of SEEDS) {
			const template = hostileTemplate(chance(seed));
			const contents = [template, ...(template.cards ?? [])];
			const isBare = (card: TemplateCard) => templateFields(card).length === 0;
			const hasGap = ({ body }: TemplateCard) => placeholdersIn(body).some((placeholder) => !body.includes(`{{${placeholder}}}`));
			// None of these can be seen in the values.
			if (contents.some(hasGap) || template.cards?.some(isBare)) continue;
			const values = valuesOf(templateFields(template), goodValue);
			const known = fillTemplate(IDENTITY, values, template, OPTIONS);
			if ('faults' in known) continue;
			expect(fillTemplate(IDENTITY, values, undefined, OPTIONS)).toEqual(known);
			count++;
		}
		expect(count).toBeGreaterThan(100);
	});
});

describe('the time grows with the length alone', () => {
	it.each(HUGE_TEXTS)('in a template with %s', (_, text) => {
		const template = templateWith({ header: { format: 'text', text }, body: text, buttons: [{ kind: 'url', text, url: text }] });
		const values = valuesOf(templateFields(template), () => 'x'.repeat(50));
		const start = performance.now();
		fillTemplate(IDENTITY, values, template, OPTIONS);
		expect(performance.now() - start).toBeLessThan(PATIENCE_MS);
	});

	it.each(HUGE_TEXTS)('with a value of %s', (_, text) => {
		const template = templateWith({
			header: { format: 'document' },
			body: '{{1}}',
			buttons: [
				{ kind: 'url', text: '', url: 'https://x.example/{{1}}' },
				{ kind: 'flow', text: '' },
			],
			hasExpiringOffer: true,
		});
		const values = { body_1: text, button_0_url: text, button_1_token: text, button_1_data: text, header_document: text, header_filename: text, offer_expires: text };
		const start = performance.now();
		for (const shape of [template, undefined]) expect(fillTemplate(IDENTITY, { ...values, [text]: text }, shape, OPTIONS)).toHaveProperty('faults');
		expect(performance.now() - start).toBeLessThan(PATIENCE_MS);
	});

	it('with values for a hundred thousand placeholders of a template that nobody knows', () => {
		const values = Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [`body_name_${index}`, 'x']));
		const start = performance.now();
		expect(fillTemplate(IDENTITY, values, undefined, OPTIONS)).toHaveProperty('faults');
		expect(performance.now() - start).toBeLessThan(PATIENCE_MS);
	});

	it.each([
		['spaces', ' '.repeat(1_000_000)],
		['spaces and a letter', `${' '.repeat(1_000_000)}a`],
		['digits', `${'1'.repeat(1_000_000)}x`],
		['digits with a point and an end that is none', `${'1'.repeat(500_000)}.${'1'.repeat(500_000)}e`],
		['dots', `https://x.example/${'.'.repeat(1_000_000)}`],
		['characters that cannot be seen', `${'\u200b'.repeat(1_000_000)}a`],
		['halves of emojis', '\ud83d'.repeat(1_000_000)],
		['a date that goes on', `2026-12-31T${'0'.repeat(1_000_000)}`],
		['signs', '+-'.repeat(500_000)],
	])('with a value of a million %s', (_, text) => {
		const ids = ['body_1', 'header_image', 'button_0_url', 'button_1_code', 'button_2_token', 'button_2_data', 'offer_expires'];
		const start = performance.now();
		fillTemplate(IDENTITY, Object.fromEntries(ids.map((id) => [id, text])), undefined, OPTIONS);
		fillTemplate(IDENTITY, { header_latitude: text, header_longitude: text, header_name: text, header_address: text }, undefined, OPTIONS);
		expect(performance.now() - start).toBeLessThan(PATIENCE_MS);
	});
});
