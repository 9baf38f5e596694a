import { cloudMeaning, cloudReportMeaning } from '../../../providers/whatsAppCloud/messageCodes';

describe("what Meta's codes mean", () => {
	it.each<[string, object]>([
		['131049', { class: 'retryLater', retryAfterMs: 86_400_000 }],
		// Other templates than those for marketing are still allowed.
		['131050', { class: 'neverSend' }],
		['131056', { class: 'retryLater', retryAfterMs: 6000 }],
		['130429', { class: 'retryLater' }],
		['131026', { class: 'neverSend' }],
		['131047', { class: 'fixRequest' }],
		['132001', { class: 'fixRequest' }],
		['190', { class: 'accountProblem' }],
		['200', { class: 'accountProblem' }],
		['299', { class: 'accountProblem' }],
	])('%s', (code, meaning) => {
		expect(cloudMeaning({ code })).toMatchObject(meaning);
	});

	it('is not known for a code that is not in the table', () => {
		expect(['300', '2000', '999999', '', 'constructor', '__proto__'].map((code) => cloudMeaning({ code }))).toEqual(Array(6).fill(undefined));
		expect(cloudMeaning({})).toBeUndefined();
	});

	it('passes when Meta says so', () => {
		expect(cloudMeaning({ code: '999999', isTransient: true })).toMatchObject({ class: 'retryNow' });
		expect(cloudMeaning({ code: '131026', isTransient: true })).toMatchObject({ class: 'neverSend' });
		expect(cloudMeaning({ isTransient: true })).toBeUndefined();
	});

	it('is general in a report with a code that is not in the table', () => {
		expect(cloudReportMeaning({ code: '999999' })).toMatchObject({ class: 'fixRequest', text: 'Meta could not deliver the message.' });
		expect(cloudReportMeaning({ code: '131026' })).toMatchObject({ class: 'neverSend' });
	});
});
