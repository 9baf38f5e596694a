import { requireTemplate, subjectOf } from '../../../flow/customerEvent/subject';

const subject = (template: string, properties: Record<string, unknown> = {}, event = 'Order Completed') => subjectOf(template, { event, properties }).subject;

describe('a subject', () => {
	it.each<[string, Record<string, unknown>, string]>([
		['{{ event }} from our store', {}, 'Order Completed from our store'],
		['Product was of value: {{ revenue }}', { revenue: 49.95 }, 'Product was of value: 49.95'],
		['Plain text', {}, 'Plain text'],
		['{event} Stress test', {}, '{event} Stress test'],
		['{{ properties.order.id }} {{order.id}}', { order: { id: 'A-1' } }, 'A-1 A-1'],
		['{{ name }}', { name: '<b>Ann & "Bob"</b>' }, '<b>Ann & "Bob"</b>'],
		['{{{ name }}}', { name: '<b>' }, '<b>'],
		['{{ event }}', { event: 'Other' }, 'Order Completed'],
		['{{ lines }}', { lines: [{ sku: 'a' }] }, '[{"sku":"a"}]'],
		['{{ paid }} {{ count }}', { paid: false, count: 0 }, 'false 0'],
		['  {{ a }}  ', { a: 'one\r\nBcc: two\u0000' }, 'one Bcc: two'],
		['{{ Product Name }}', { 'Product Name': 'Lamp' }, 'Lamp'],
		['{{ evil }}', { evil: '{{ event }}' }, '{{ event }}'],
		['Été {{ x }} 😀', { x: '日本' }, 'Été 日本 😀'],
	])('%j with %j is %j', (template, properties, text) => {
		expect(subject(template, properties)).toBe(text);
	});

	it('leaves out what there is not, and names it', () => {
		expect(subjectOf('Value: {{ revenue }}{{ a.b }}', { event: 'x', properties: { revenue: null } })).toEqual({ subject: 'Value:', unfilled: ['revenue', 'a.b'] });
		expect(subject('{{ constructor }}{{ toString }}{{ __proto__ }}')).toBe('');
	});

	it('is cut off where no email could carry it', () => {
		const long = subject('{{ a }}', { a: '😀'.repeat(2000) });
		expect(long.length).toBeLessThanOrEqual(998);
		expect(long.endsWith('…')).toBe(true);
		expect(long.isWellFormed()).toBe(true);
	});

	it('does not hang on what is large, deep, or goes round', () => {
		let deep: unknown = 1;
		for (let n = 0; n < 20_000; n++) deep = [deep];
		const round: Record<string, unknown> = {};
		round.self = round;
		expect(subject('x{{ deep }}{{ round }}', { deep, round })).toBe('x');
	});
});

describe('a template that cannot be read', () => {
	it.each(['{{ event', '{{#a}}', '{{/a}}', '{{#a}}{{/b}}', '{{=x}}'])('%j is told before anything is made of it', (template) => {
		expect(() => requireTemplate(template)).toThrow(/^The subject ".*" cannot be read: .*\{\{ event \}\}/);
	});

	it.each(['', 'plain', '{{ event }}', '{ event }', '{{#lines}}{{sku}}{{/lines}}'])('%j can be read', (template) => {
		expect(() => requireTemplate(template)).not.toThrow();
	});
});
