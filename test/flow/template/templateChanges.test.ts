import { templateFields } from '../../../flow/template/fields';
import type { Template } from '../../../flow/template/template';
import type { FormField } from '../../../flow/template/templateChanges';
import { templateChanges, wordingChanges } from '../../../flow/template/templateChanges';
import { templateWith } from './templates';

/** @returns the form that a builder has filled in when the template was so */
function formOf(parts: Partial<Template>): FormField[] {
	return templateFields(templateWith(parts)).map(({ id, label }) => ({ id, displayName: label }));
}

const BEFORE: Partial<Template> = { header: { format: 'image' }, body: 'Hello {{1}}', buttons: [{ kind: 'quickReply', text: 'Yes' }] };

describe('what has changed in a template since a form was made', () => {
	it.each<[string, Partial<Template>, Partial<Template>, string[]]>([
		['nothing', BEFORE, BEFORE, []],
		['another placeholder', BEFORE, { ...BEFORE, body: 'Hello {{1}}, {{2}}' }, ['New in the template: Body {{2}}: "Hello {{1}}, {{2}}".']],
		['a placeholder less', BEFORE, { ...BEFORE, body: 'Hello' }, ['No longer in the template: Body {{1}}: "Hello {{1}}".']],
		[
			'another header',
			BEFORE,
			{ ...BEFORE, header: { format: 'document' } },
			['New in the template: Header Document (URL).', 'No longer in the template: Header Image (URL).'],
		],
		[
			'named placeholders',
			BEFORE,
			{ ...BEFORE, body: 'Hello {{name}}' },
			['New in the template: Body {{name}}: "Hello {{name}}".', 'No longer in the template: Body {{1}}: "Hello {{1}}".'],
		],
		['a button that becomes another one', BEFORE, { ...BEFORE, buttons: [{ kind: 'copyCode', text: 'Copy' }] }, ['New in the template: Button "Copy": Code to Copy.', 'No longer in the template: Button "Yes": Payload.']],
		['a card', BEFORE, { ...BEFORE, cards: [{ body: 'For {{1}}', buttons: [] }] }, ['New in the template: Card 1, Body {{1}}: "For {{1}}".']],
		['a part that can be left empty', BEFORE, { ...BEFORE, buttons: [...(BEFORE.buttons ?? []), { kind: 'quickReply', text: 'No' }] }, []],
		['other words', BEFORE, { ...BEFORE, body: 'Dear {{1}}', footer: 'Shop' }, []],
	])('is named: %s', (_, before, after, expected) => {
		expect(templateChanges(formOf(before), templateWith(after))).toEqual(expected);
	});

	it('is named by the ID of a field, when the form gives it no name', () => {
		expect(templateChanges([{ id: 'body_1' }, { id: '__proto__', displayName: '' }], templateWith({}))).toEqual([
			'No longer in the template: body_1.',
			'No longer in the template: __proto__.',
		]);
	});
});

describe('what reads otherwise in a template since a form was made', () => {
	it.each<[string, Partial<Template>, Partial<Template>, string[]]>([
		['nothing', BEFORE, BEFORE, []],
		[
			'placeholders that have changed places',
			{ body: 'Hello {{1}}, order {{2}}' },
			{ body: 'Order {{1}} for {{2}}' },
			[
				'Now reads otherwise: Body {{1}}: "Order {{1}} for {{2}}". In the form it is: Body {{1}}: "Hello {{1}}, order {{2}}".',
				'Now reads otherwise: Body {{2}}: "Order {{1}} for {{2}}". In the form it is: Body {{2}}: "Hello {{1}}, order {{2}}".',
			],
		],
		['what is no longer there, or new', BEFORE, { body: '{{2}}' }, ['Now reads otherwise: Body {{1}}. In the form it is: Body {{1}}: "Hello {{1}}".']],
	])('is named: %s', (_, before, after, expected) => {
		expect(wordingChanges(formOf(before), templateWith(after))).toEqual(expected);
	});

	it('is not known of fields to which the form gives no name', () => {
		expect(wordingChanges([{ id: 'body_1' }], templateWith({ body: '{{1}}' }))).toEqual([]);
	});
});
