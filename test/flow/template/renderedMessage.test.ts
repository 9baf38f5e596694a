import { fillTemplate } from '../../../flow/template/fillTemplate';
import { renderedMessage } from '../../../flow/template/renderedMessage';
import type { Template } from '../../../flow/template/template';
import { IDENTITY, templateWith } from './templates';

function rendered(parts: Partial<Template>, values: Record<string, unknown>) {
	const template = templateWith(parts);
	const result = fillTemplate(IDENTITY, values, template, { nowMs: 0 });
	if ('faults' in result) throw new Error(JSON.stringify(result.faults));
	return renderedMessage(template, result.filled);
}

describe('the message as its receiver will see it', () => {
	it('has its texts with their values', () => {
		const parts: Partial<Template> = { header: { format: 'text', text: 'Order {{id}}' }, body: 'Hello {{1}}, {{2}}{{1}}', footer: 'Shop {{1}}' };
		expect(rendered(parts, { header_text_id: 'A-7', body_1: '{{2}}', body_2: '👋' })).toEqual({
			header: { format: 'text', text: 'Order A-7' },
			body: 'Hello {{2}}, 👋{{2}}',
			footer: 'Shop {{1}}',
			buttons: [],
		});
	});

	it('is the template itself when it takes no values', () => {
		expect(rendered({ header: { format: 'text', text: 'News' } }, {})).toEqual({ header: { format: 'text', text: 'News' }, body: 'Your order is on its way.', buttons: [] });
	});

	it.each<[string, Partial<Template>, Record<string, unknown>, object]>([
		['an image', { header: { format: 'image' } }, { header_image: 'https://x.example/a.png' }, { format: 'image', url: 'https://x.example/a.png' }],
		['an upload', { header: { format: 'video' } }, { header_video: '12' }, { format: 'video', id: '12' }],
		['a document', { header: { format: 'document' } }, { header_document: 'https://x.example/a.pdf' }, { format: 'document', url: 'https://x.example/a.pdf', filename: 'a.pdf' }],
		['a place', { header: { format: 'location' } }, { header_latitude: 1, header_longitude: 2, header_name: 'Office' }, { format: 'location', latitude: 1, longitude: 2, name: 'Office' }],
	])('has %s above it', (_, parts, values, header) => {
		expect(rendered(parts, values).header).toEqual(header);
	});

	it('has its buttons, also those that take no value', () => {
		const buttons: Template['buttons'] = [
			{ kind: 'quickReply', text: 'Yes' },
			{ kind: 'quickReply', text: 'No' },
			{ kind: 'url', text: 'Shop', url: 'https://shop.example/' },
			{ kind: 'url', text: 'Track', url: 'https://shop.example/track/{{1}}' },
			{ kind: 'copyCode', text: 'Copy' },
			{ kind: 'flow', text: 'Book' },
			{ kind: 'phone', text: 'Call' },
		];
		expect(rendered({ buttons }, { button_0_payload: 'YES', button_3_url: '$&', button_4_code: 'SAVE', button_5_token: 'secret' }).buttons).toEqual([
			{ kind: 'quickReply', text: 'Yes', payload: 'YES' },
			{ kind: 'quickReply', text: 'No', payload: 'No' },
			{ kind: 'url', text: 'Shop', url: 'https://shop.example/' },
			{ kind: 'url', text: 'Track', url: 'https://shop.example/track/$&' },
			{ kind: 'copyCode', text: 'Copy', code: 'SAVE' },
			{ kind: 'flow', text: 'Book' },
			{ kind: 'phone', text: 'Call' },
		]);
	});

	it('has its cards and the end of its offer', () => {
		const cards: Template['cards'] = [
			{ header: { format: 'image' }, body: 'From {{1}}', buttons: [{ kind: 'url', text: 'Buy', url: 'https://x.example/{{1}}' }] },
			{ body: 'New', buttons: [] },
		];
		const values = { card_1_header_image: '12', card_1_body_1: 9.95, card_1_button_0_url: 'a', offer_expires: '2026-12-31T23:59' };
		expect(rendered({ cards, hasExpiringOffer: true }, values)).toEqual({
			body: 'Your order is on its way.',
			buttons: [],
			cards: [
				{ header: { format: 'image', id: '12' }, body: 'From 9.95', buttons: [{ kind: 'url', text: 'Buy', url: 'https://x.example/a' }] },
				{ body: 'New', buttons: [] },
			],
			offerExpires: '2026-12-31T23:59:00.000Z',
		});
	});
});
