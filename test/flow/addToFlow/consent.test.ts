import { isConsent } from '../../../flow/addToFlow/consent';

describe('what a person says about being contacted', () => {
	it.each([true, 1, 'true', 'TRUE', 'yes', ' Yes\n', '1'])('%j is consent', (value) => {
		expect(isConsent(value)).toBe(true);
	});

	it.each([
		false, 0, 2, -1, 'false', 'no', '', ' ', 'y', 'ja', 'ok', 'true!', 'yes please', 'not true', null, undefined, NaN, [], ['yes'], [true], {}, { yes: true },
	])('%j is none', (value) => {
		expect(isConsent(value)).toBe(false);
	});

	it('is none when it only turns into a text that says so', () => {
		expect(isConsent({ toString: () => 'yes' })).toBe(false);
		expect(isConsent(1n)).toBe(false);
		expect(isConsent(Object(true))).toBe(false);
	});
});
