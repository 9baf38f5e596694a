import { DateTime } from 'luxon';

import type { FillOptions } from '../../../flow/template/fillTemplate';
import { fillTemplate } from '../../../flow/template/fillTemplate';
import type { FilledTemplate } from '../../../flow/template/filledTemplate';
import type { Template } from '../../../flow/template/template';
import { IDENTITY, templateWith } from './templates';

type Values = Record<string, unknown>;

const NOW: FillOptions = { nowMs: Date.parse('2026-11-20T12:00:00Z'), zone: 'Europe/Amsterdam' };

function filledIn(parts: Partial<Template>, values: Values): Partial<FilledTemplate> {
	const result = fillTemplate(IDENTITY, values, templateWith(parts), NOW);
	if ('faults' in result) throw new Error(JSON.stringify(result.faults));
	const { name, language, ...filled } = result.filled;
	expect({ name, language }).toEqual(IDENTITY);
	return filled;
}

/** What is wrong, as `field: message`. */
function faultsIn(parts: Partial<Template> | undefined, values: Values): string[] {
	const result = fillTemplate(IDENTITY, values, parts && templateWith(parts), NOW);
	return 'faults' in result ? result.faults.map(({ field, message }) => `${field}: ${message}`) : [];
}

const EMPTY = 'The field is empty. Give it a value.';
const HELLO = { body: 'Hello {{1}}, order {{2}}' };

describe('the values of the body', () => {
	it('are put in the order of their placeholders', () => {
		expect(filledIn(HELLO, { body_2: 'A-7', body_1: 'Ada' })).toEqual({
			body: [
				{ placeholder: '1', text: 'Ada' },
				{ placeholder: '2', text: 'A-7' },
			],
			buttons: [],
		});
	});

	it('are put under their names', () => {
		const { body } = filledIn({ body: '{{order_id}} for {{first_name}}' }, { body_first_name: 'Ada', body_order_id: 'A-7' });
		expect(body).toEqual([
			{ placeholder: 'order_id', text: 'A-7' },
			{ placeholder: 'first_name', text: 'Ada' },
		]);
	});

	it('may have names like those of prototypes', () => {
		const values = JSON.parse('{"body___proto__":"a","body_constructor":"b"}') as Values;
		expect(filledIn({ body: '{{__proto__}} {{constructor}}' }, values).body).toEqual([
			{ placeholder: '__proto__', text: 'a' },
			{ placeholder: 'constructor', text: 'b' },
		]);
	});

	it.each<[string, unknown, string]>([
		['text, as it is', '  مرحبا 👋 {{2}} ', '  مرحبا 👋 {{2}} '],
		['text with four spaces in a row', 'a    b', 'a    b'],
		['a number', 19.95, '19.95'],
		['zero', 0, '0'],
		['a large whole number', 10n ** 20n, '100000000000000000000'],
		['no', false, 'false'],
		['a date', new Date('2026-12-24T18:00:00Z'), '2026-12-24T18:00:00.000Z'],
		["n8n's date", DateTime.fromISO('2026-12-24T18:00:00', { zone: 'Europe/Amsterdam' }), '2026-12-24T18:00:00.000+01:00'],
	])('can be %s', (_, value, text) => {
		expect(filledIn({ body: '{{1}}' }, { body_1: value }).body).toEqual([{ placeholder: '1', text }]);
	});

	it.each<[string, unknown, string]>([
		['nothing', undefined, EMPTY],
		['null', null, EMPTY],
		['no text', '', EMPTY],
		['nothing but spaces', ' \u00a0\n\t', EMPTY],
		['nothing that can be seen', '\u200b\u200f\ufeff', EMPTY],
		['a line break', 'a\nb', 'The text has a line break, which no template takes. Put for example a comma in its place.'],
		['a line break of Windows', 'a\r\nb', 'The text has a line break, which no template takes. Put for example a comma in its place.'],
		['a line break of Unicode', 'a\u2028b', 'The text has a line break, which no template takes. Put for example a comma in its place.'],
		['a line break at the end', 'a\n', 'The text has a line break, which no template takes. Put for example a comma in its place.'],
		['a tab', 'a\tb', 'The text has a tab, which no template takes. Put a space in its place.'],
		['five spaces in a row', 'a     b', 'The text has more than 4 spaces in a row, which no template takes. Take some of them out.'],
		['a text that is too long', 'x'.repeat(1025), 'The text has more than 1024 characters. Shorten it.'],
		['an object', { a: 1 }, 'The value is an object, but must be text. Choose one of the fields in it.'],
		['an object that became text', '[object Object]', 'The value is an object, but must be text. Choose one of the fields in it.'],
		['a function', () => 'a', 'The value is an object, but must be text. Choose one of the fields in it.'],
		['a list', ['a'], 'The value is a list, but must be text. Choose one entry, or join them to one text.'],
		['no number', NaN, 'The value comes from a calculation that has no result. Check its expression.'],
		['a number without end', Infinity, 'The value comes from a calculation that has no result. Check its expression.'],
		['a number that has lost digits', 2 ** 60, 'The number has more digits than a number can keep. Give it as text.'],
		['a date that does not exist', new Date('never'), 'The value is a date that does not exist. Check its expression.'],
		["n8n's date that does not exist", DateTime.fromISO('2026-02-30'), 'The value is a date that does not exist. Check its expression.'],
	])('cannot be %s', (_, value, message) => {
		expect(faultsIn({ body: '{{1}}' }, { body_1: value })).toEqual([`body_1: ${message}`]);
	});

	it('may make the body as long as it can be, counted in whole characters, and no longer', () => {
		const body = '12345 {{1}} {{2}} {{1}}';
		expect(faultsIn({ body }, { body_1: '😀'.repeat(300), body_2: 'y'.repeat(416) })).toEqual([]);
		expect(faultsIn({ body }, { body_1: '😀'.repeat(300), body_2: 'y'.repeat(417) })).toEqual([
			'body_1: The body would have 1025 characters with its values, but may have 1024. Shorten this value, which is its longest.',
		]);
	});

	it('are all checked, and every fault names its field as the form does', () => {
		const result = fillTemplate(IDENTITY, { body_1: 'a\tb', button_0_url: ['x'] }, templateWith({ ...HELLO, buttons: [{ kind: 'url', text: 'Track', url: 'https://x.example/{{1}}' }] }), NOW);
		expect(result).toEqual({
			faults: [
				{ field: 'body_1', label: 'Body {{1}}: "Hello {{1}}, order {{2}}"', message: 'The text has a tab, which no template takes. Put a space in its place.' },
				{ field: 'body_2', label: 'Body {{2}}: "Hello {{1}}, order {{2}}"', message: EMPTY },
				{
					field: 'button_0_url',
					label: 'Button "Track": End of URL https://x.example/{{1}}',
					message: 'The value is a list, but must be text. Choose one entry, or join them to one text.',
				},
			],
		});
	});

	it('are never repeated in the words about a fault, nor in its label', () => {
		const secret = 'Secret-31612345678';
		const parts: Partial<Template> = {
			header: { format: 'image' },
			body: '{{1}} {{2}} {{3}}',
			buttons: [
				{ kind: 'copyCode', text: 'Copy' },
				{ kind: 'flow', text: 'Book' },
			],
			hasExpiringOffer: true,
		};
		const values = {
			header_image: secret,
			body_1: `${secret}\n`,
			body_2: secret.repeat(100),
			body_3: { secret },
			button_0_code: secret,
			button_1_token: [secret],
			button_1_data: `{"secret":"${secret}"`,
			offer_expires: secret,
			body_4: secret,
		};
		const result = fillTemplate(IDENTITY, values, templateWith(parts), NOW);
		expect('faults' in result && result.faults.map(({ field }) => field).toSorted()).toEqual(Object.keys(values).toSorted());
		expect(JSON.stringify(result)).not.toMatch(/secret/i);
	});
});

describe('a text header', () => {
	const header = { format: 'text', text: 'Order {{1}} of today' } as const;

	it('takes a value', () => {
		expect(filledIn({ header }, { header_text: 7 }).header).toEqual({ format: 'text', value: { placeholder: '1', text: '7' } });
		expect(filledIn({ header: { format: 'text', text: '{{id}}' } }, { header_text_id: 'A-7' }).header).toEqual({
			format: 'text',
			value: { placeholder: 'id', text: 'A-7' },
		});
	});

	it('needs none without placeholder', () => {
		expect(filledIn({ header: { format: 'text', text: 'News' } }, {})).toEqual({ body: [], buttons: [] });
	});

	it('may have 60 characters with its value, and no more', () => {
		expect(faultsIn({ header }, { header_text: 'x'.repeat(45) })).toEqual([]);
		expect(faultsIn({ header }, { header_text: 'x'.repeat(46) })).toEqual([
			'header_text: The header would have 61 characters with this value, but may have 60. Shorten the value.',
		]);
		expect(faultsIn({ header }, { header_text: 'x'.repeat(61) })).toEqual(['header_text: The text has more than 60 characters. Shorten it.']);
	});
});

describe('a header with media', () => {
	it('takes a URL or the id of an upload', () => {
		expect(filledIn({ header: { format: 'image' } }, { header_image: ' https://x.example/a.jpg ' }).header).toEqual({
			format: 'image',
			media: { url: 'https://x.example/a.jpg' },
		});
		expect(filledIn({ header: { format: 'video' } }, { header_video: 1013859600285441 }).header).toEqual({
			format: 'video',
			media: { id: '1013859600285441' },
		});
	});

	it('must have one', () => {
		expect(faultsIn({ header: { format: 'gif' } }, {})).toEqual([`header_gif: ${EMPTY}`]);
	});

	it.each([
		['https://x.example/files/invoice%207.pdf?key=1#page=2', 'invoice 7.pdf'],
		['https://x.example/%E8%AB%8B.pdf', '請.pdf'],
		['https://x.example/100%.pdf', '100%.pdf'],
	])('takes the name of a document from its URL %s, when it is given none', (url, filename) => {
		expect(filledIn({ header: { format: 'document' } }, { header_document: url }).header).toEqual({ format: 'document', media: { url }, filename });
		expect(filledIn({ header: { format: 'document' } }, { header_document: url, header_filename: 'Yours.pdf' }).header).toEqual({
			format: 'document',
			media: { url },
			filename: 'Yours.pdf',
		});
	});

	it.each(['https://x.example/download?id=7', 'https://x.example/', 'https://x.example', '1013859600285441', 'https://x.example/a%0Ab.pdf', `https://x.example/${'a'.repeat(240)}.pdf`])(
		'must be given a name for a document at %s',
		(document) => {
			expect(faultsIn({ header: { format: 'document' } }, { header_document: document })).toEqual([
				'header_filename: The document has no file name of its own. Give it one, e.g. invoice.pdf.',
			]);
			expect(faultsIn({ header: { format: 'document' } }, { header_document: document, header_filename: 'a.pdf' })).toEqual([]);
		},
	);

	it('is not blamed for the name of a document that is missing', () => {
		expect(faultsIn({ header: { format: 'document' } }, {})).toEqual([`header_document: ${EMPTY}`]);
		expect(faultsIn({ header: { format: 'document' } }, { header_document: 'https://x.example/a.pdf', header_filename: 'x'.repeat(241) })).toEqual([
			'header_filename: The file name has more than 240 characters. Shorten it.',
		]);
	});
});

describe('a location', () => {
	const parts: Partial<Template> = { header: { format: 'location' } };

	it('takes numbers and texts that are numbers', () => {
		expect(filledIn(parts, { header_latitude: ' -33.8688', header_longitude: 151.2093, header_name: 'Office', header_address: 'Main St 1' }).header).toEqual({
			format: 'location',
			latitude: -33.8688,
			longitude: 151.2093,
			name: 'Office',
			address: 'Main St 1',
		});
		expect(filledIn(parts, { header_latitude: 90, header_longitude: '-180' }).header).toEqual({ format: 'location', latitude: 90, longitude: -180 });
		expect(filledIn(parts, { header_latitude: 0, header_longitude: 1e-7 }).header).toEqual({ format: 'location', latitude: 0, longitude: 1e-7 });
	});

	it('takes a name and an address that are no longer than a body', () => {
		const values = { header_latitude: 1, header_longitude: 2, header_name: 'x'.repeat(1024), header_address: 'x'.repeat(1025) };
		expect(faultsIn(parts, values)).toEqual(['header_address: The text has more than 1024 characters. Shorten it.']);
	});

	it.each<[unknown, unknown, string[]]>([
		[90.1, 180.1, ['latitude', 'longitude']],
		[-91, 0, ['latitude']],
		['52,37', 4, ['latitude']],
		['0x10', '1e999', ['latitude', 'longitude']],
		['north', true, ['latitude', 'longitude']],
	])('does not take %p and %p', (latitude, longitude, names) => {
		const most = { latitude: 90, longitude: 180 };
		expect(faultsIn(parts, { header_latitude: latitude, header_longitude: longitude })).toEqual(
			names.map((name) => {
				const limit = most[name as keyof typeof most];
				return `header_${name}: The ${name} must be a number from -${limit} to ${limit}, with a point and not a comma. Write for example 52.37.`;
			}),
		);
	});
});

describe('buttons', () => {
	it('take their values, and those that take none are passed over', () => {
		const buttons: Template['buttons'] = [
			{ kind: 'quickReply', text: 'Yes' },
			{ kind: 'phone', text: 'Call' },
			{ kind: 'url', text: 'Shop', url: 'https://shop.example/' },
			{ kind: 'url', text: 'Track', url: 'https://shop.example/track/{{1}}' },
			{ kind: 'copyCode', text: 'Copy' },
			{ kind: 'flow', text: 'Book' },
		];
		const values = { button_0_payload: 'YES', button_3_url: 'A-7', button_4_code: 'SAVE20', button_5_token: 't', button_5_data: '{"a":[1]}' };
		expect(filledIn({ buttons }, values).buttons).toEqual([
			{ index: 0, kind: 'quickReply', payload: 'YES' },
			{ index: 3, kind: 'url', tail: 'A-7' },
			{ index: 4, kind: 'copyCode', code: 'SAVE20' },
			{ index: 5, kind: 'flow', token: 't', data: { a: [1] } },
		]);
	});

	it('give back their text, when a quick reply is given no payload', () => {
		const buttons: Template['buttons'] = [
			{ kind: 'quickReply', text: 'Yes' },
			{ kind: 'quickReply', text: 'No' },
		];
		expect(filledIn({ buttons }, { button_1_payload: 'NO' }).buttons).toEqual([
			{ index: 0, kind: 'quickReply', payload: 'Yes' },
			{ index: 1, kind: 'quickReply', payload: 'NO' },
		]);
	});

	const url = 'https://shop.example/track/{{1}}';

	it.each([
		['A-7', 'A-7'],
		['https://shop.example/track/A-7?x=1#y', 'A-7?x=1#y'],
		['https://other.example/track/A-7', 'https://other.example/track/A-7'],
		['/A-7', '/A-7'],
		['https://shop.example/track/https://shop.example/track/A', 'https://shop.example/track/A'],
	])('take %s as the end of a URL, without what the template has already', (value, tail) => {
		expect(filledIn({ buttons: [{ kind: 'url', text: 'Track', url }] }, { button_0_url: value }).buttons).toEqual([{ index: 0, kind: 'url', tail }]);
	});

	it('take a whole URL, when the template has nothing of it', () => {
		const buttons: Template['buttons'] = [{ kind: 'url', text: 'Track', url: '{{1}}' }];
		expect(filledIn({ buttons }, { button_0_url: 'https://x.example/' }).buttons).toEqual([{ index: 0, kind: 'url', tail: 'https://x.example/' }]);
	});

	it.each<[string, Template['buttons'][number], Values, string[]]>([
		['a URL without its end', { kind: 'url', text: '', url }, { button_0_url: 'https://shop.example/track/' }, ['button_0_url: The value is only the beginning of the URL, which the template has already. Give what comes after it.']],
		['a URL that is empty', { kind: 'url', text: '', url }, {}, [`button_0_url: ${EMPTY}`]],
		['a URL that is too long', { kind: 'url', text: '', url }, { button_0_url: 'x'.repeat(2048 - 26) }, ['button_0_url: The URL has more than 2048 characters. Shorten it.']],
		['a payload that is too long', { kind: 'quickReply', text: 'Yes' }, { button_0_payload: 'x'.repeat(129) }, ['button_0_payload: The payload has more than 128 characters. Shorten it.']],
		['a code that is too long', { kind: 'copyCode', text: '' }, { button_0_code: 'x'.repeat(16) }, ['button_0_code: The code has more than 15 characters. Shorten it.']],
		['a code with a line break', { kind: 'copyCode', text: '' }, { button_0_code: 'a\nb' }, ['button_0_code: The text has a line break, which no template takes. Put for example a comma in its place.']],
		['a value for a URL that takes none', { kind: 'url', text: '', url: 'https://shop.example/' }, { button_0_url: 'a\tb' }, ['button_0_url: The template has no such part. Take the value out, or read the template again.']],
		['a code that is empty', { kind: 'copyCode', text: '' }, {}, [`button_0_code: ${EMPTY}`]],
		['a token that is too long', { kind: 'flow', text: '' }, { button_0_token: 'x'.repeat(3001) }, ['button_0_token: The token has more than 3000 characters. Shorten it.']],
		['a token that is empty', { kind: 'flow', text: '' }, { button_0_data: {} }, [`button_0_token: ${EMPTY}`]],
		['data that is a list', { kind: 'flow', text: '' }, { button_0_token: 't', button_0_data: [1] }, ['button_0_data: The data is no JSON object. Write for example {"screen":"WELCOME"}.']],
		['data that is no JSON', { kind: 'flow', text: '' }, { button_0_token: 't', button_0_data: '{a:1}' }, ['button_0_data: The data is no JSON object. Write for example {"screen":"WELCOME"}.']],
	])('do not take %s', (_, button, values, expected) => {
		expect(faultsIn({ buttons: [button] }, values)).toEqual(expected);
	});

	it.each<[string, Template['buttons'][number], Values]>([
		['a URL', { kind: 'url', text: '', url }, { button_0_url: 'x'.repeat(2048 - 27) }],
		['a payload', { kind: 'quickReply', text: 'Yes' }, { button_0_payload: 'x'.repeat(128) }],
		['a code', { kind: 'copyCode', text: '' }, { button_0_code: 'x'.repeat(15) }],
		['a token', { kind: 'flow', text: '' }, { button_0_token: 'x'.repeat(3000) }],
	])('take %s that is as long as it can be', (_, button, values) => {
		expect(faultsIn({ buttons: [button] }, values)).toEqual([]);
	});

	it('take data that no JSON can hold for a fault, not for an error', () => {
		const circle: Values = {};
		circle.self = circle;
		const buttons: Template['buttons'] = [{ kind: 'flow', text: '' }];
		expect(faultsIn({ buttons }, { button_0_token: 't', button_0_data: circle })).toHaveLength(1);
		expect(faultsIn({ buttons }, { button_0_token: 't', button_0_data: { a: 1n } })).toHaveLength(1);
	});

	it('take data with a name like that of a prototype, and nothing else changes', () => {
		const { buttons: [button] = [] } = filledIn({ buttons: [{ kind: 'flow', text: '' }] }, { button_0_token: 't', button_0_data: '{"__proto__":{"bad":true}}' });
		expect(JSON.stringify(button)).toBe('{"index":0,"kind":"flow","token":"t","data":{"__proto__":{"bad":true}}}');
		expect(({} as { bad?: boolean }).bad).toBeUndefined();
	});
});

describe('an offer that expires', () => {
	const parts: Partial<Template> = { hasExpiringOffer: true };

	it.each<[unknown, string]>([
		['2026-12-31T23:59', '2026-12-31T22:59:00.000Z'],
		['2026-12-31T23:59:00Z', '2026-12-31T23:59:00.000Z'],
		[new Date('2026-12-31T23:59:00Z'), '2026-12-31T23:59:00.000Z'],
		[DateTime.fromISO('2026-12-31T23:59:00', { zone: 'America/New_York' }), '2027-01-01T04:59:00.000Z'],
		['2026-11-20T13:00:00.001', '2026-11-20T12:00:00.001Z'],
	])('takes %p', (value, instant) => {
		expect(filledIn(parts, { offer_expires: value }).offerExpiresMs).toBe(Date.parse(instant));
	});

	it.each<[unknown, string]>([
		['2026-11-20T13:00', 'The offer would have expired already. Give a date and time in the future.'],
		['tomorrow', 'The value is no date and time. Write for example 2026-12-31T23:59.'],
		['23:59', 'The value is no date and time. Write for example 2026-12-31T23:59.'],
		[1798761540000, 'The value is no date and time. Write for example 2026-12-31T23:59.'],
		[new Date('never'), 'The value is no date and time. Write for example 2026-12-31T23:59.'],
		['', EMPTY],
	])('does not take %p', (value, message) => {
		expect(faultsIn(parts, { offer_expires: value })).toEqual([`offer_expires: ${message}`]);
	});

	it('counts from now when nobody says otherwise', () => {
		const result = (expires: number) => fillTemplate(IDENTITY, { offer_expires: new Date(expires) }, templateWith(parts));
		expect(result(Date.now() + 60_000)).toHaveProperty('filled');
		expect(result(Date.now() - 1)).toHaveProperty('faults');
	});
});

describe('cards', () => {
	const cards: Template['cards'] = [
		{ header: { format: 'image' }, body: 'From {{1}}', buttons: [{ kind: 'url', text: 'Buy', url: 'https://x.example/{{1}}' }] },
		{ header: { format: 'image' }, body: 'New', buttons: [{ kind: 'quickReply', text: 'More' }] },
	];

	it('take their values each', () => {
		const values = {
			body_1: 'Ada',
			card_1_header_image: 'https://x.example/1.png',
			card_1_body_1: '9.95',
			card_1_button_0_url: 'a',
			card_2_header_image: 'https://x.example/2.png',
			card_2_button_0_payload: 'MORE',
		};
		expect(filledIn({ body: 'For {{1}}', cards }, values)).toEqual({
			body: [{ placeholder: '1', text: 'Ada' }],
			buttons: [],
			cards: [
				{
					header: { format: 'image', media: { url: 'https://x.example/1.png' } },
					body: [{ placeholder: '1', text: '9.95' }],
					buttons: [{ index: 0, kind: 'url', tail: 'a' }],
				},
				{ header: { format: 'image', media: { url: 'https://x.example/2.png' } }, body: [], buttons: [{ index: 0, kind: 'quickReply', payload: 'MORE' }] },
			],
		});
	});

	it('name their faults', () => {
		expect(faultsIn({ cards }, { card_1_header_image: 'https://x.example/1.mp4', card_3_body_1: 'x' })).toEqual([
			'card_1_header_image: The URL is of a .mp4 file, but this header takes an image (JPG, JPEG or PNG). Give the URL of such a file.',
			`card_1_body_1: ${EMPTY}`,
			`card_1_button_0_url: ${EMPTY}`,
			`card_2_header_image: ${EMPTY}`,
			'card_3_body_1: The template has no such part. Take the value out, or read the template again.',
		]);
	});
});

describe('values that the template has no part for', () => {
	it('are faults, but not when they are empty', () => {
		expect(faultsIn(HELLO, { body_1: 'a', body_2: 'b', body_3: '', header_image: null, nonsense: ' ' })).toEqual([]);
		expect(faultsIn(HELLO, { body_1: 'a', body_2: 'b', body_3: 'c', nonsense: 'd' })).toEqual([
			'body_3: The template has no such part. Take the value out, or read the template again.',
			'nonsense: No template has a field with this ID. They are named for example body_1, header_image or button_0_url.',
		]);
	});

	it('are faults under a name like that of a prototype', () => {
		const values = JSON.parse('{"__proto__":"x","constructor":"y"}') as Values;
		expect(faultsIn({}, values).map((fault) => fault.split(':')[0])).toEqual(['__proto__', 'constructor']);
	});
});

describe('the id of a template', () => {
	it('goes along when there is one', () => {
		expect(fillTemplate({ ...IDENTITY, id: '77' }, {}, templateWith({ id: '78' }))).toEqual({ filled: { id: '77', ...IDENTITY, body: [], buttons: [] } });
		expect(fillTemplate(IDENTITY, {}, templateWith({ id: '78' }))).toStrictEqual({ filled: { ...IDENTITY, body: [], buttons: [] } });
	});
});

// What only fillTemplate without a template does.
describe('a template that nobody knows', () => {
	const filledFrom = (values: Values) => {
		const result = fillTemplate(IDENTITY, values, undefined, NOW);
		if ('faults' in result) throw new Error(JSON.stringify(result.faults));
		return result.filled;
	};

	it('has no parts without values', () => {
		expect(filledFrom({})).toEqual({ ...IDENTITY, body: [], buttons: [] });
	});

	it('has the parts that there are values for', () => {
		const values = {
			body_2: 'b',
			body_1: 'a',
			header_document: 'https://x.example/a.pdf',
			button_3_url: 'https://x.example/7',
			button_0_payload: 'YES',
			button_4_code: 'C',
			button_5_token: 't',
			offer_expires: '2026-12-31',
			card_2_body_name: 'x',
			card_2_header_video: '123',
			card_1_header_video: '456',
		};
		expect(filledFrom(values)).toEqual({
			...IDENTITY,
			header: { format: 'document', media: { url: 'https://x.example/a.pdf' }, filename: 'a.pdf' },
			body: [
				{ placeholder: '1', text: 'a' },
				{ placeholder: '2', text: 'b' },
			],
			buttons: [
				{ index: 0, kind: 'quickReply', payload: 'YES' },
				{ index: 3, kind: 'url', tail: 'https://x.example/7' },
				{ index: 4, kind: 'copyCode', code: 'C' },
				{ index: 5, kind: 'flow', token: 't' },
			],
			cards: [
				{ header: { format: 'video', media: { id: '456' } }, body: [], buttons: [] },
				{ header: { format: 'video', media: { id: '123' } }, body: [{ placeholder: 'name', text: 'x' }], buttons: [] },
			],
			offerExpiresMs: Date.parse('2026-12-30T23:00:00Z'),
		});
	});

	it('has named placeholders in the order in which they are given', () => {
		expect(filledFrom({ body_order_id: 'A', body_first_name: 'Ada', header_text_day: 'Friday' })).toEqual({
			...IDENTITY,
			header: { format: 'text', value: { placeholder: 'day', text: 'Friday' } },
			body: [
				{ placeholder: 'order_id', text: 'A' },
				{ placeholder: 'first_name', text: 'Ada' },
			],
			buttons: [],
		});
	});

	const apart = 'The value does not go together with the others: a header is of one kind, and so is a button. Take out those that are wrong.';

	it.each<[string, Values, string[]]>([
		['a placeholder between others is missing', { body_3: 'c', body_1: 'a' }, [`body_2: ${EMPTY}`]],
		['half of a location is missing', { header_latitude: 1 }, [`header_longitude: ${EMPTY}`]],
		['a document is missing', { header_filename: 'a.pdf' }, [`header_document: ${EMPTY}`]],
		['the token of a flow is missing', { button_0_data: {} }, [`button_0_token: ${EMPTY}`]],
		['a card is missing', { card_3_header_video: '1', card_1_header_video: '2' }, [`card_2_header_video: ${EMPTY}`]],
		['a card of which nothing is known is missing', { card_2_body_1: 'x' }, [`card_1_header_image: ${EMPTY}`]],
		['a header is of two kinds', { header_image: '1', header_text: 'a' }, [`header_text: ${apart}`]],
		['a button is of two kinds', { button_1_url: 'a', button_1_code: 'b' }, [`button_1_code: ${apart}`]],
		['a value is wrong', { body_1: '\t', header_image: 'a.png' }, ['header_image: The value is no URL that begins with https:// or http://. Give the URL of the file.']],
		['the body is too long at any rate', { body_1: 'x'.repeat(600), body_2: 'y'.repeat(601) }, ['body_2: The body would have 1201 characters with its values, but may have 1024. Shorten this value, which is its longest.']],
		['an ID is none', { body_1: 'a', 2: 'b', Body_3: 'c' }, ['2: No template has a field with this ID. They are named for example body_1, header_image or button_0_url.', 'Body_3: No template has a field with this ID. They are named for example body_1, header_image or button_0_url.']],
	])('cannot be filled in when %s', (_, values, expected) => {
		expect(faultsIn(undefined, values)).toEqual(expected);
	});

	it('has labels that show nothing of it', () => {
		const result = fillTemplate(IDENTITY, { body_2: 'b', button_0_code: 'x'.repeat(16), card_1_button_1_url: '\ty', header_image: 'x', nonsense: 1, header_text: 'a' });
		expect('faults' in result && result.faults.map(({ label }) => label)).toEqual([
			'Header Image (URL)',
			'Body {{1}}',
			'Button 1: Code to Copy',
			'Card 1, Button 2: End of URL',
			'nonsense',
			'Header {{1}}',
		]);
	});
});
