import type { TemplateField } from '../../../flow/template/fields';
import { partOf, templateFields } from '../../../flow/template/fields';
import type { Template } from '../../../flow/template/template';
import { chance } from '../store/randomNumbers';
import { hostileTemplate } from './hostileTemplates';
import { HUGE_TEXTS, PATIENCE_MS } from './hostileTexts';
import { templateWith } from './templates';

/** A form as its builder sees it: an asterisk stands for what must be filled in. */
function formOf(parts: Partial<Template>): string[] {
	return templateFields(templateWith(parts)).map(({ id, label, required }: TemplateField) => `${id}${required ? '*' : ''} | ${label}`);
}

describe('the form of a template', () => {
	it.each<[string, Partial<Template>, string[]]>([
		['without placeholders', {}, []],
		[
			'with positional placeholders',
			{ body: 'Hello {{1}}, your order {{2}} is on its way.' },
			['body_1* | Body {{1}}: "Hello {{1}}, your order {{2}} is on its…"', 'body_2* | Body {{2}}: "Hello {{1}}, your order {{2}} is on its way."'],
		],
		[
			'with named placeholders',
			{ header: { format: 'text', text: 'Order {{order_id}}' }, body: 'Hello {{first_name}}' },
			['header_text_order_id* | Header {{order_id}}: "Order {{order_id}}"', 'body_first_name* | Body {{first_name}}: "Hello {{first_name}}"'],
		],
		['with a placeholder that its text leaves out', { body: 'Only {{2}}' }, ['body_1* | Body {{1}}', 'body_2* | Body {{2}}: "Only {{2}}"']],
		['with a text header without placeholder', { header: { format: 'text', text: 'News' } }, []],
		['with a text header', { header: { format: 'text', text: 'Order {{1}}' } }, ['header_text* | Header {{1}}: "Order {{1}}"']],
		['with an image', { header: { format: 'image' } }, ['header_image* | Header Image (URL)']],
		['with a video', { header: { format: 'video' } }, ['header_video* | Header Video (URL)']],
		['with a GIF', { header: { format: 'gif' } }, ['header_gif* | Header GIF (URL of an MP4)']],
		[
			'with a document',
			{ header: { format: 'document' } },
			['header_document* | Header Document (URL)', 'header_filename | Header Document: File Name'],
		],
		[
			'with a location',
			{ header: { format: 'location' } },
			[
				'header_latitude* | Header Location: Latitude',
				'header_longitude* | Header Location: Longitude',
				'header_name | Header Location: Name',
				'header_address | Header Location: Address',
			],
		],
		[
			'with all kinds of buttons',
			{
				buttons: [
					{ kind: 'quickReply', text: 'Yes' },
					{ kind: 'url', text: 'Shop', url: 'https://shop.example/' },
					{ kind: 'url', text: 'Track', url: 'https://shop.example/track/{{1}}' },
					{ kind: 'phone', text: 'Call' },
					{ kind: 'copyCode', text: 'Copy code' },
					{ kind: 'flow', text: 'Book' },
					{ kind: 'other', text: 'Catalog' },
					{ kind: 'url', text: 'None' },
				],
			},
			[
				'button_0_payload | Button "Yes": Payload',
				'button_2_url* | Button "Track": End of URL https://shop.example/track/{{1}}',
				'button_4_code* | Button "Copy code": Code to Copy',
				'button_5_token* | Button "Book": Flow Token',
				'button_5_data | Button "Book": Flow Data (JSON)',
			],
		],
		[
			'with an offer that expires',
			{ hasExpiringOffer: true, buttons: [{ kind: 'copyCode', text: 'Copy' }] },
			['button_0_code* | Button "Copy": Code to Copy', 'offer_expires* | Offer Expires At'],
		],
		[
			'with cards',
			{
				body: 'For you, {{1}}',
				cards: [
					{ header: { format: 'image' }, body: '{{1}} off', buttons: [{ kind: 'quickReply', text: 'More' }] },
					{ header: { format: 'video' }, body: 'New', buttons: [{ kind: 'url', text: 'Buy', url: 'https://x.example/{{1}}' }] },
				],
			},
			[
				'body_1* | Body {{1}}: "For you, {{1}}"',
				'card_1_header_image* | Card 1, Header Image (URL)',
				'card_1_body_1* | Card 1, Body {{1}}: "{{1}} off"',
				'card_1_button_0_payload | Card 1, Button "More": Payload',
				'card_2_header_video* | Card 2, Header Video (URL)',
				'card_2_button_0_url* | Card 2, Button "Buy": End of URL https://x.example/{{1}}',
			],
		],
	])('%s', (_, parts, expected) => {
		expect(formOf(parts)).toEqual(expected);
	});

	it('asks for one value for a header, which is all that providers take', () => {
		expect(formOf({ header: { format: 'text', text: '{{2}} of {{3}}' } })).toEqual(['header_text_2* | Header {{2}}: "{{2}} of {{3}}"']);
	});
});

describe('the label of a field', () => {
	const labelOf = (parts: Partial<Template>) => templateFields(templateWith(parts))[0].label;

	it.each<[string, string, string]>([
		['whole words of a long text', `${'Before '.repeat(20)}{{1}}${' after'.repeat(20)}`, 'Body {{1}}: "…Before Before Before {{1}} after after after after after…"'],
		['where the placeholder first is', '{{1}} is here, and later on, after more words, {{1}} again', 'Body {{1}}: "{{1}} is here, and later on, after…"'],
		['line breaks as spaces', 'Dear {{1}},\n\nthank you.', 'Body {{1}}: "Dear {{1}}, thank you."'],
		['what a language without spaces has there', `${'前'.repeat(50)}{{1}}${'後'.repeat(50)}`, `Body {{1}}: "…${'前'.repeat(24)}{{1}}${'後'.repeat(32)}…"`],
		['no half of an emoji', `x${'😀'.repeat(50)}{{1}}y${'😀'.repeat(50)}`, `Body {{1}}: "…${'😀'.repeat(12)}{{1}}y${'😀'.repeat(15)}…"`],
		['right to left text', 'مرحبا {{1}}', 'Body {{1}}: "مرحبا {{1}}"'],
	])('shows %s', (_, body, label) => {
		expect(labelOf({ body })).toBe(label);
	});

	it('is short, however long what stands on a button and its URL are', () => {
		const url = `https://x.example/${'a'.repeat(100_000)}{{1}}`;
		const label = labelOf({ buttons: [{ kind: 'url', text: `x${'😀'.repeat(100_000)}`, url }] });
		expect(label).toBe(`Button "x${'😀'.repeat(14)}…": End of URL ${url.slice(0, 80)}…`);
	});
});

describe('the part of a field', () => {
	it.each([
		['body_1', { kind: 'bodyText', placeholder: '1' }],
		['body_first_name', { kind: 'bodyText', placeholder: 'first_name' }],
		['body___proto__', { kind: 'bodyText', placeholder: '__proto__' }],
		['header_text', { kind: 'headerText', placeholder: '1' }],
		['header_text_order_id', { kind: 'headerText', placeholder: 'order_id' }],
		['header_gif', { kind: 'headerMedia', format: 'gif' }],
		['header_name', { kind: 'locationName' }],
		['button_0_payload', { kind: 'payload', button: 0 }],
		['button_9_data', { kind: 'flowData', button: 9 }],
		['offer_expires', { kind: 'offerExpires' }],
		['card_10_body_1', { card: 10, kind: 'bodyText', placeholder: '1' }],
		['card_2_button_1_url', { card: 2, kind: 'url', button: 1 }],
		['card_1_header_text_size', { card: 1, kind: 'headerText', placeholder: 'size' }],
	])('%s is read', (id, part) => {
		expect(partOf(id)).toEqual(part);
	});

	it.each([
		...['', 'body', 'body_', 'body_größe', 'body_a b', 'body_1\n', 'Body_1', '1', '__proto__', 'constructor', 'header', 'header_', 'header_text_', 'header_text_1', 'header_sound'],
		...['button_payload', 'button_0', 'button_00_url', 'button_-1_url', 'button_100_url', 'button_0_Url', 'button_0_toString', 'button_0___proto__'],
		...['card_0_body_1', 'card_01_body_1', 'card_100_body_1', 'card_1', 'card_1_', 'card_1_offer_expires', 'card_1_card_1_body_1', 'offer_expires_1'],
	])('%j has none', (id) => {
		expect(partOf(id)).toBeUndefined();
	});
});

describe('in hostile templates', () => {
	const templates = Array.from({ length: 500 }, (_, seed) => hostileTemplate(chance(seed)));

	it('no two fields have the same ID, IDs have letters, digits and _ alone, and each leads back to its part', () => {
		let count = 0;
		for (const template of templates) {
			const fields = templateFields(template);
			expect(new Set(fields.map(({ id }) => id)).size).toBe(fields.length);
			for (const { id, part } of fields) {
				expect(id).toMatch(/^[A-Za-z0-9_]+$/);
				expect(partOf(id)).toEqual(part);
				count++;
			}
		}
		expect(count).toBeGreaterThan(1000);
	});

	it('labels are one short line each', () => {
		for (const { label, part } of templates.flatMap(templateFields)) {
			const named = 'placeholder' in part ? part.placeholder.length * 2 : 0;
			expect(label.length).toBeLessThan(200 + named);
			expect(label).not.toMatch(/[\n\r\t\u2028]/);
		}
	});

	it.each(HUGE_TEXTS)('the time for the form grows with the length alone: %s', (_, text) => {
		const start = performance.now();
		templateFields(
			templateWith({ header: { format: 'text', text }, body: text, buttons: [{ kind: 'url', text, url: text }] }),
		);
		expect(performance.now() - start).toBeLessThan(PATIENCE_MS);
	});

	it.each(HUGE_TEXTS)('the time to read an ID grows with the length alone: %s', (_, text) => {
		const start = performance.now();
		for (const id of [text, `body_${text}`, `card_1_${text}`, `button_${'1'.repeat(text.length)}`, `header_text_${'_'.repeat(text.length)}!`]) partOf(id);
		expect(performance.now() - start).toBeLessThan(PATIENCE_MS);
	});
});
