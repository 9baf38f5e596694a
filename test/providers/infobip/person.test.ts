import { personOf } from '../../../providers/infobip/person';

const IDENTIFIERS = [
	{ type: 'phone', value: '+31612345678' },
	{ type: 'email', value: 'ann@example.com' },
	{ type: 'phone', value: '+31687654321' },
	{ type: 'infobip', value: '42' },
];
const CONTACTS = {
	phone: [{ number: '31612345678' }, { number: '31687654321' }],
	email: [{ address: 'ann@example.com' }],
};
const person = (attributes: Record<string, unknown>) => personOf(attributes, IDENTIFIERS);

describe('the profile of a person', () => {
	it('has the attributes that it has fields for in them, and all others as custom ones', () => {
		const fields = {
			externalId: 'A-1',
			firstName: 'Ann',
			lastName: 'Lee',
			middleName: 'B',
			type: 'LEAD',
			address: 'Main Street 1',
			city: 'Utrecht',
			country: 'Netherlands',
			gender: 'FEMALE',
			birthDate: '1990-02-28',
			preferredLanguage: 'nl',
			profilePicture: 'https://example.com/ann.png',
			tags: ['VIP', 'new'],
		};
		const custom = { Company: 'Acme', visits: 3, isMember: true, orders: [{ id: 1 }] };
		expect(person({ ...fields, ...custom })).toEqual({ ...fields, customAttributes: custom, contactInformation: CONTACTS });
	});

	it.each<[string, unknown, unknown]>([
		['gender', ' female ', 'FEMALE'],
		['type', 'customer', 'CUSTOMER'],
		['preferredLanguage', 'EN-gb', 'en-GB'],
		['externalId', 4711, '4711'],
		['externalId', 'x'.repeat(256), 'x'.repeat(256)],
		['firstName', 'x'.repeat(255), 'x'.repeat(255)],
		['city', 'x'.repeat(50), 'x'.repeat(50)],
		['tags', ['a', ' a ', 'b'], ['a', 'b']],
		['tags', [], []],
	])('takes %s %j as %j', (name, value, taken) => {
		expect(person({ [name]: value })).toEqual({ [name]: taken, contactInformation: CONTACTS });
	});

	it.each<[string, unknown]>([
		['gender', 'X'],
		['type', 'VIP'],
		['preferredLanguage', 'Dutch'],
		['preferredLanguage', 'en_GB'],
		['birthDate', '28-02-1990'],
		['birthDate', '1990-02-30'],
		['birthDate', '1990-02-28T00:00:00Z'],
		['externalId', 'x'.repeat(257)],
		['firstName', 'x'.repeat(256)],
		['firstName', true],
		['city', 'x'.repeat(51)],
		['address', { street: 'Main Street' }],
		['tags', 'VIP'],
		['tags', ['VIP', 1]],
		['tags', [' ']],
		['FirstName', 'Ann'],
		['toString', 'Ann'],
	])('has no field for %s %j, so that it becomes a custom attribute', (name, value) => {
		expect(person({ [name]: value })).toEqual({ customAttributes: { [name]: value }, contactInformation: CONTACTS });
	});

	it.each<[string, Record<string, unknown>]>([
		['no attributes', {}],
		['attributes without a value', { firstName: null, city: '', Company: ' ', plan: undefined }],
	])('stays as it is with %s', (_, attributes) => {
		expect(person(attributes)).toBeUndefined();
	});

	it('leaves out what has no value', () => {
		expect(person({ firstName: 'Ann', gender: '', Company: null })).toEqual({ firstName: 'Ann', contactInformation: CONTACTS });
	});

	it('has no more than a hundred of each contact, the newest ones, and each once', () => {
		const phones = Array.from({ length: 150 }, (_, index) => ({ type: 'phone', value: `+3161234${1000 + index}` }));
		const { contactInformation } = personOf({ city: 'Utrecht' }, [phones[0], ...phones]) as { contactInformation: { phone: object[]; email?: object[] } };
		expect(contactInformation.phone).toHaveLength(100);
		expect(contactInformation.phone.slice(0, 2)).toEqual([{ number: '31612341000' }, { number: '31612341001' }]);
		expect(contactInformation.email).toBeUndefined();
	});

	it.each<[string, unknown]>([
		['text', 'x'.repeat(4097)],
		['list', Array.from({ length: 2000 }, () => 'x')],
	])('cannot have a %s that is longer than Infobip takes', (_, value) => {
		expect(() => person({ notes: value })).toThrow('The attribute "notes" is longer than the 4096 characters that Infobip takes.');
	});

	it('can have a text that is just as long', () => {
		expect(person({ notes: 'x'.repeat(4096) })).toMatchObject({ customAttributes: { notes: 'x'.repeat(4096) } });
	});
});
