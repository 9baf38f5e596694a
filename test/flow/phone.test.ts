import { isPhoneCountry, toE164 } from '../../flow/phone';

const NUMBER = '+31612345678';

describe('a phone number', () => {
	it.each<[string, string | undefined, string]>([
		['+31612345678', undefined, NUMBER],
		['+31 (0)6 12 34 56 78', undefined, NUMBER],
		['+31-6-1234-5678', undefined, NUMBER],
		['  +31612345678\n', undefined, NUMBER],
		['0031612345678', undefined, NUMBER],
		['00 31 6 12345678', undefined, NUMBER],
		['31612345678', undefined, NUMBER],
		['31 6 1234-5678', undefined, NUMBER],
		['0612345678', 'NL', NUMBER],
		['06-12345678', 'NL', NUMBER],
		['31612345678', 'NL', NUMBER],
		['+31612345678', 'US', NUMBER],
		['0031612345678', 'US', NUMBER],
		['(202) 456-1111', 'US', '+12024561111'],
		['12024561111', undefined, '+12024561111'],
		['+442083661177', undefined, '+442083661177'],
		['+27821234567', undefined, '+27821234567'],
		['0821234567', 'ZA', '+27821234567'],
	])('%j with the default country %s is %s', (text, country, e164) => {
		expect(toE164(text, country)).toBe(e164);
	});

	it.each<[string, string | undefined]>([
		['', undefined],
		['   ', undefined],
		['+', undefined],
		['00', undefined],
		['0612345678', undefined],
		['0612345678', 'US'],
		['0612345678', 'XX'],
		['0612345678', '__proto__'],
		['0612345678', 'nl'],
		['+31612', undefined],
		['+3161234567890123', undefined],
		['+999123456789', undefined],
		['+12025550', undefined],
		['112', 'NL'],
		['call +31612345678 now', undefined],
		['+31612345678; +31687654321', undefined],
		['ann@example.com', undefined],
		['null', undefined],
		['31612345678<script>', undefined],
		['1e11', undefined],
		['9'.repeat(100_000), undefined],
		['+'.repeat(100_000), undefined],
		[`+31${' '.repeat(100_000)}612345678`, undefined],
	])('%.40j with the default country %s is none', (text, country) => {
		expect(toE164(text, country)).toBeUndefined();
	});
});

describe('a country', () => {
	it.each(['NL', 'US', 'ZA', 'GB'])('%s is known', (country) => {
		expect(isPhoneCountry(country)).toBe(true);
	});

	it.each(['', 'nl', 'XX', 'NLD', '31', 'Netherlands', '__proto__', 'constructor', 'toString'])(
		'%j is none',
		(country) => {
			expect(isPhoneCountry(country)).toBe(false);
		},
	);
});
