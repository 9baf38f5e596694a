import type { Contact } from '../../../flow/participant/identifiers';
import { identify, isProviderName, normalizeEmail } from '../../../flow/participant/identifiers';

const PHONE = { type: 'phone', value: '+31612345678' };
const EMAIL = { type: 'email', value: 'ann@example.com' };

describe('a contact', () => {
	it.each<[string, Contact, string | undefined]>([
		['in E.164 form', { phone: '+31612345678' }, undefined],
		['with blanks and signs', { phone: ' +31 (0)6 1234-5678 ' }, undefined],
		['with 00', { phone: '0031612345678' }, undefined],
		['without a plus', { phone: '31612345678' }, undefined],
		['as a number', { phone: 31612345678 }, undefined],
		['in national form', { phone: '06 12345678' }, 'NL'],
	])('is known by its phone number %s', (_how, contact, country) => {
		expect(identify(contact, country)).toEqual({ identifiers: [PHONE] });
	});

	it('is known by all that is given, the phone number first', () => {
		const contact = { providerIds: { infobip: 'ib-7', trengo: 123, meta: '' }, email: ' Ann@Example.com', phone: '+31612345678' };
		const ids = [{ type: 'infobip', value: 'ib-7' }, { type: 'trengo', value: '123' }];
		expect(identify(contact)).toEqual({ identifiers: [PHONE, EMAIL, ...ids] });
		expect(identify({ providerIds: { infobip: ' ib-7 ' } })).toEqual({ identifiers: [ids[0]] });
	});

	it.each<Contact>([
		{ phone: '', email: EMAIL.value },
		{ phone: null, email: EMAIL.value },
		{ phone: undefined, email: EMAIL.value },
		{ phone: ' ', email: EMAIL.value, providerIds: { infobip: null } },
	])('may leave out what it does not have: %j', (contact) => {
		expect(identify(contact)).toEqual({ identifiers: [EMAIL] });
	});

	it.each<Contact>([{}, { phone: '', email: null }, { phone: '  ', providerIds: { infobip: undefined, trengo: '' } }])('of nobody is a fault: %j', (contact) => {
		expect(identify(contact)).toEqual({ fault: { field: 'contact', message: 'There is neither a phone number nor an email address. Give one of them.' } });
	});

	const PHONE_WORDS = 'The phone number is not valid. Write it with its country code, e.g. +31612345678.';
	it.each([['06 12345678'], ['0612'], ['secret'], [12], [NaN], [Infinity], [-31612345678], [31612345678.5], [1e21], [true], [false], [{}], [[]], [['+31612345678']], [new Date(0)], ['+31612345678, +31612345679']])(
		'with the phone number %p is a fault, even beside a good address',
		(phone) => {
			expect(identify({ phone, email: EMAIL.value })).toEqual({ fault: { field: 'phone', message: PHONE_WORDS } });
		},
	);

	it.each([['secret'], ['a@b'], [5], [true], [{ email: EMAIL.value }], [[EMAIL.value]]])('with the email address %p is a fault', (email) => {
		expect(identify({ phone: '+31612345678', email })).toEqual({
			fault: { field: 'email', message: 'The email address is not valid. Write it like ann@example.com.' },
		});
	});

	it.each([[true], [{}], [[]], [1.5], [2 ** 53], [NaN], ['x'.repeat(256)], ['a\nb'], ['a\0'], ['\ud800']])('with the provider id %p is a fault', (infobip) => {
		expect(identify({ phone: '+31612345678', providerIds: { infobip } })).toEqual({
			fault: { field: 'providerId', message: 'The ID from infobip is not valid. Give it as a text of 1 to 255 characters.' },
		});
	});

	it.each(['', 'Infobip', 'phone', 'email', 'a b', 'a:b', 'x'.repeat(65), '__proto__', 'constructor', 'é'])('with an id of a provider named "%s" is a fault', (name) => {
		expect(isProviderName(name)).toBe(false);
		const providerIds = Object.fromEntries([[name, 'id']]);
		expect(identify({ phone: '+31612345678', providerIds })).toMatchObject({ fault: { field: 'providerId' } });
	});

	it.each(['infobip', 'whatsapp-cloud', '7', 'x'.repeat(64)])('can have an id of a provider named "%s"', (name) => {
		expect(isProviderName(name)).toBe(true);
		expect(identify({ providerIds: { [name]: 'x'.repeat(255) } })).toEqual({ identifiers: [{ type: name, value: 'x'.repeat(255) }] });
	});
});

describe('an email address', () => {
	it.each([
		['ann@example.com', 'ann@example.com'],
		['  Ann.Lee@EXAMPLE.com\n', 'ann.lee@example.com'],
		['ann+news@example.com', 'ann+news@example.com'],
		['ann@bücher.example', 'ann@xn--bcher-kva.example'],
		['ann@bu\u0308cher.example', 'ann@xn--bcher-kva.example'],
		['ann@BÜCHER.example', 'ann@xn--bcher-kva.example'],
		['ann@XN--BCHER-KVA.example', 'ann@xn--bcher-kva.example'],
		['ann@例え。テスト', 'ann@xn--r8jz45g.xn--zckzah'],
		[`${'a'.repeat(242)}@example.com`, `${'a'.repeat(242)}@example.com`],
	])('"%s" is "%s"', (text, email) => {
		expect(normalizeEmail(text)).toBe(email);
		expect(normalizeEmail(email)).toBe(email);
	});

	it.each([
		...['', '@', 'ann', 'ann@', '@example.com', 'ann@example', 'ann@@example.com', 'ann@example.com@', 'a b@example.com', 'ann@exa mple.com'],
		...['ann.@example.com', '.ann@example.com', 'a..b@example.com', 'ann@example..com', 'ann@example.com.', 'ann@-example.com', 'jürgen@example.com'],
		...['Ann <ann@example.com>', 'mailto:ann@example.com', 'ann@example.com, bob@example.com', '"a b"@example.com', 'ann@[192.0.2.1]'],
		// What would end or change the host of a URL.
		...['ann@example.com/x', 'ann@example.com?x', 'ann@example.com#x', 'ann@ex%61mple.com', 'ann@example.com:25', 'ann@a\\b.com', 'ann@exa\tmple.com'],
		...['ann@0x7f.1', 'ann@127.1', 'ann@192.0.2.1', `${'a'.repeat(243)}@example.com`, `ann@${'ü.'.repeat(110)}example`],
	])('"%s" is none', (text) => {
		expect(normalizeEmail(text)).toBeUndefined();
	});

	it('is told from none in no time, however long it is', () => {
		const started = performance.now();
		for (const long of ['a'.repeat(1e6), `${'a.'.repeat(5e5)}@example.com`, `a@${'a-'.repeat(5e5)}`, `a@${'ü'.repeat(1e6)}`]) {
			expect(normalizeEmail(long)).toBeUndefined();
		}
		expect(performance.now() - started).toBeLessThan(500);
	});
});
