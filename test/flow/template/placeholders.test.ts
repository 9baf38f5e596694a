import { placeholdersIn, withValues } from '../../../flow/template/placeholders';

describe('the placeholders of a text', () => {
	it.each<[string, string, string[]]>([
		['positional ones', 'Hello {{1}}, your order {{2}} is on its way.', ['1', '2']],
		['positional ones out of order', '{{2}} {{1}}', ['1', '2']],
		['positional ones with a gap, which has a value too', 'Only {{3}}', ['1', '2', '3']],
		['the same one twice', '{{1}} {{1}}', ['1']],
		['ten and more', '{{10}} {{9}}', ['1', '2', '3', '4', '5', '6', '7', '8', '9', '10']],
		['named ones, as they first appear', '{{order_id}} {{first_name}} {{order_id}}', ['order_id', 'first_name']],
		['named ones that differ in case', '{{Name}} {{name}}', ['Name', 'name']],
		['both kinds, none of which has a gap then', '{{name}} {{3}} {{1}}', ['name', '3', '1']],
		['names that look like numbers', '{{0}} {{01}}', ['0', '01']],
		['a name like that of a prototype', '{{__proto__}} {{constructor}}', ['__proto__', 'constructor']],
		['one in more braces', '{{{1}}}', ['1']],
		['one inside another one', '{{a{{1}}b}}', ['1']],
		['right to left text', 'مرحبا {{1}}، طلبك {{2}}', ['1', '2']],
		['no text', '', []],
		['a number of which nobody has so many', '{{1000}}', ['1000']],
		['the highest number', '{{999}}', Array.from({ length: 999 }, (_, index) => `${index + 1}`)],
	])('are read: %s', (_, text, expected) => {
		expect(placeholdersIn(text)).toEqual(expected);
	});

	it.each(['{1}', '{{1}', '{1}}', '{{}}', '{{ 1 }}', '{{1 }}', '{{first name}}', '{{first-name}}', '{{größe}}', '{{名前}}', '{{1\n}}', '{ {1} }', '｛｛1｝｝'])(
		'are not in %j',
		(text) => {
			expect(placeholdersIn(text)).toEqual([]);
		},
	);
});

describe('values in the place of placeholders', () => {
	const values = (record: Record<string, string>) => new Map(Object.entries(record));

	it.each<[string, string, Record<string, string>, string]>([
		['each one', 'Hello {{1}}, order {{2}}', { 1: 'Ada', 2: 'A-7' }, 'Hello Ada, order A-7'],
		['the same one wherever it is', '{{1}} {{1}}', { 1: 'x' }, 'x x'],
		['an empty one', '[{{1}}]', { 1: '' }, '[]'],
		['one that looks like a placeholder', '{{1}} {{2}}', { 1: '{{2}}', 2: 'b' }, '{{2}} b'],
		['one that makes a placeholder with what is around it', '{{{1}}}}', { 1: '{2}', 2: 'b' }, '{{2}}}'],
		['one with signs of replacements', '{{1}}', { 1: "$& $1 $` $' $$" }, "$& $1 $` $' $$"],
		['none for what nothing is given', '{{1}} {{name}} {{toString}}', { 1: 'x' }, 'x {{name}} {{toString}}'],
	])('are put: %s', (_, text, given, expected) => {
		expect(withValues(text, values(given))).toBe(expected);
	});

	it('are put for a name like that of a prototype', () => {
		expect(withValues('{{__proto__}}', new Map([['__proto__', 'x']]))).toBe('x');
	});
});
