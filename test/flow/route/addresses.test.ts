import { AddressEntryError, hostOf, normalizeAddress, parseAddressList } from '../../../flow/route/addresses';

describe('an address list', () => {
	it.each([
		// One address.
		['192.0.2.7', '192.0.2.7', true],
		['192.0.2.7', '192.0.2.8', false],
		['2001:db8::7', '2001:db8::7', true],
		['2001:db8::7', '2001:0DB8:0:0:0:0:0:7', true],
		['2001:db8::7', '2001:db8::8', false],
		// Ranges, at their edges.
		['192.0.2.0/24', '192.0.2.0', true],
		['192.0.2.0/24', '192.0.2.255', true],
		['192.0.2.0/24', '192.0.1.255', false],
		['192.0.2.0/24', '192.0.3.0', false],
		['192.0.2.77/24', '192.0.2.1', true],
		['192.0.2.7/32', '192.0.2.7', true],
		['192.0.2.7/32', '192.0.2.6', false],
		['192.0.2.6/31', '192.0.2.7', true],
		['2001:db8::/32', '2001:db8:ffff:ffff:ffff:ffff:ffff:ffff', true],
		['2001:db8::/32', '2001:db9::', false],
		['2001:db8::7/128', '2001:db8::7', true],
		['2001:db8::7/128', '2001:db8::6', false],
		// Any address, of either version or of both.
		['0.0.0.0/0', '203.0.113.9', true],
		['0.0.0.0/0', '2001:db8::1', false],
		['::/0', '2001:db8::1', true],
		['::/0', '203.0.113.9', false],
		['::/0', '::ffff:203.0.113.9', false],
		['0.0.0.0/0;::/0', '203.0.113.9', true],
		['0.0.0.0/0;::/0', '2001:db8::1', true],
		['192.0.2.0/24;::/0', '203.0.113.9', false],
		// IPv4-mapped IPv6, however it is written and on whichever side.
		['192.0.2.7', '::ffff:192.0.2.7', true],
		['192.0.2.7', '::FFFF:192.0.2.7', true],
		['192.0.2.7', '::ffff:c000:207', true],
		['192.0.2.7', '0:0:0:0:0:ffff:192.0.2.7', true],
		['192.0.2.7', '::ffff:192.0.2.8', false],
		['192.0.2.0/24', '::ffff:192.0.3.7', false],
		['::ffff:192.0.2.7', '192.0.2.7', true],
		['::ffff:c000:207', '192.0.2.7', true],
		['::ffff:192.0.2.0/120', '192.0.2.9', true],
		['::ffff:192.0.2.0/120', '192.0.3.9', false],
		['::ffff:c000:200/120', '192.0.2.9', true],
		['::ffff:c000:200/120', '192.0.3.9', false],
		['::ffff:0:0/96', '203.0.113.9', true],
		['::ffff:0:0/96', '2001:db8::1', false],
		// Not the mapped form: "compatible" and NAT64 addresses are addresses of their own.
		['192.0.2.7', '::192.0.2.7', false],
		['192.0.2.7', '64:ff9b::192.0.2.7', false],
		// Zones.
		['fe80::1', 'fe80::1%eth0', true],
		['fe80::1%eth0', 'fe80::1', true],
		['fe80::1%eth0/128', 'fe80::1', true],
		['fe80::1%eth0/128', 'fe80::2', false],
		['fe80::1%eth0/64', 'fe80::2%wlan0', true],
		['fe80::1%eth0/64', 'fe81::2', false],
		// What is no address is in no list.
		['0.0.0.0/0;::/0', '', false],
		['0.0.0.0/0;::/0', 'localhost', false],
		['0.0.0.0/0;::/0', '192.0.2.7.', false],
		['0.0.0.0/0;::/0', '192.0.2.256', false],
		['0.0.0.0/0;::/0', '192.0.2.7, 198.51.100.1', false],
		['0.0.0.0/0;::/0', '3221225991', false],
		['0.0.0.0/0;::/0', '192.0.2.7/32', false],
		['0.0.0.0/0;::/0', '::ffff:999.0.2.7', false],
		['0.0.0.0/0;::/0', '1'.repeat(100_000), false],
	])('"%s" and %s: %s', (list, address, allowed) => {
		expect(parseAddressList(list).allows(address)).toBe(allowed);
	});

	it.each([';', ',', ' ', '\n', '\t', ' ; ', ';;', ', \n'])('has its entries apart by %j', (separator) => {
		const list = parseAddressList(['192.0.2.7', '198.51.100.0/24', '2001:db8::/32'].join(separator));
		expect(['192.0.2.7', '198.51.100.3', '2001:db8::5', '192.0.2.8'].map((address) => list.allows(address))).toEqual([
			true,
			true,
			true,
			false,
		]);
	});

	it.each(['', '   ', ';,;', '\n'])('that is empty (%j) allows nobody', (text) => {
		const list = parseAddressList(text);
		expect(['127.0.0.1', '::1', '0.0.0.0', '::'].map((address) => list.allows(address))).toEqual([
			false,
			false,
			false,
			false,
		]);
	});

	it.each([
		'192.0.2.0/33',
		'192.0.2.0/-1',
		'192.0.2.0/',
		'192.0.2.0/24/24',
		'192.0.2.0/ff',
		'192.0.2.0/1e1',
		'192.0.2.0/255.255.255.0',
		'192.0.2.0/0024',
		'2001:db8::/129',
		'2001:db8::/',
		'::ffff:192.0.2.0/95',
		'::ffff:192.0.2.0/129',
		'/24',
		'/',
		'192.0.2',
		'192.0.2.256',
		'192.0.02.7',
		'0x7f000001',
		'192.0.2.*',
		'192.0.2.1-192.0.2.9',
		'example.com',
		'[2001:db8::1]',
		'2001:db8:::1',
		'%eth0',
		'*',
	])('refuses the entry "%s" and names it', (entry) => {
		const parse = () => parseAddressList(`192.0.2.7;${entry}`);
		expect(parse).toThrow(AddressEntryError);
		expect(parse).toThrow(`"${entry}" is not an IP address or a CIDR range.`);
	});

	it('keeps the refused entry for those who catch the error', () => {
		let caught: unknown;
		try {
			parseAddressList('198.51.100.0/24, oops');
		} catch (error) {
			caught = error;
		}
		expect(caught).toMatchObject({ name: 'AddressEntryError', entry: 'oops' });
	});
});

describe('the form of an address', () => {
	it.each([
		['192.0.2.7', '192.0.2.7'],
		[' 192.0.2.7 ', '192.0.2.7'],
		['::ffff:192.0.2.7', '192.0.2.7'],
		['::FFFF:192.0.2.7', '192.0.2.7'],
		['::ffff:192.0.2.7%eth0', '192.0.2.7'],
		['::ffff:c000:207', '192.0.2.7'],
		['::ffff:0:1', '0.0.0.1'],
		['0:0:0:0:0:ffff:c000:0207', '192.0.2.7'],
		['fe80::1%eth0', 'fe80::1'],
		['2001:db8::1', '2001:db8::1'],
		['::192.0.2.7', '::192.0.2.7'],
		['::ffff:1:192.0.2.7', '::ffff:1:192.0.2.7'],
		['not an address', 'not an address'],
		['', ''],
	])('of %j is %j', (address, form) => {
		expect(normalizeAddress(address)).toBe(form);
	});
});

describe('the host behind an address', () => {
	it.each([
		['192.0.2.7', '192.0.2.7'],
		['::ffff:192.0.2.7', '192.0.2.7'],
		['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
		['2001:0DB8:0001:0002::6', '2001:db8:1:2::/64'],
		['2001:db8::6', '2001:db8:0:0::/64'],
		['2001:db8::1:2:3:4:5', '2001:db8:0:1::/64'],
		['::1', '0:0:0:0::/64'],
		['::', '0:0:0:0::/64'],
		['1::', '1:0:0:0::/64'],
		['fe80::1%eth0', 'fe80:0:0:0::/64'],
		['', ''],
		['no address', 'no address'],
	])('%s is %s', (address, host) => {
		expect(hostOf(address)).toBe(host);
	});
});
