import { infobipCode, infobipMeaning } from '../../../providers/infobip/messageCodes';
import { readStatus } from '../../../providers/infobip/messageStatus';

const meaning = (status: object, error?: object) => infobipMeaning(readStatus(status), error && readStatus(error));

describe('what a code of Infobip means', () => {
	it.each([
		['REJECTED_DESTINATION_BLOCKLISTED', 'neverSend', true],
		['REJECTED_DND', 'neverSend', undefined],
		['REJECTED_NOT_ENOUGH_CREDITS', 'accountProblem', undefined],
		['REJECTED_SOURCE', 'accountProblem', undefined],
		['REJECTED_FLOODING_FILTER', 'retryLater', undefined],
		['REJECTED_SYSTEM_ERROR', 'retryNow', undefined],
		['REJECTED_DESTINATION', 'neverSend', undefined],
		['REJECTED_MESSAGE_TOO_LONG', 'fixRequest', undefined],
	])('by the status %s', (name, problemClass, optedOut) => {
		const { class: found, optedOut: hasOptedOut } = meaning({ groupId: 5, name });
		expect([found, hasOptedOut]).toEqual([problemClass, optedOut]);
	});

	it.each([
		['EC_UNKNOWN_USER', true, 'neverSend', {}],
		['EC_FREQUENCY_CAPPING', true, 'retryLater', { retryAfterMs: 86_400_000 }],
		['EC_MARKETING_OPT_OUT', true, 'neverSend', {}],
		['EC_INVALID_TEMPLATE_ARGS', true, 'fixRequest', {}],
		['EC_TEMPLATE_NOT_SYNCED', false, 'retryLater', { retryAfterMs: 600_000 }],
		['EC_PROVIDER_BILLING_ERROR', true, 'accountProblem', {}],
	])('by the error %s, which says more than the status', (name, permanent, problemClass, rest) => {
		const status = { groupId: 2, name: 'UNDELIVERABLE_REJECTED_OPERATOR' };
		expect(meaning(status, { groupId: 1, name, permanent })).toMatchObject({ class: problemClass, ...rest });
	});

	it('is that of the status when there is no error', () => {
		expect(meaning({ groupId: 2, name: 'UNDELIVERABLE_NOT_DELIVERED' }, { id: 0, name: 'NO_ERROR', permanent: false })).toMatchObject({
			text: 'The message could not be delivered to this number.',
		});
	});

	it.each([
		[{ groupId: 2, name: 'UNDELIVERABLE_NEW' }, undefined, 'neverSend'],
		[{ groupId: 4, name: 'EXPIRED_NEW' }, undefined, 'retryLater'],
		[{ groupId: 5, name: 'REJECTED_NEW' }, undefined, 'fixRequest'],
		[{ groupName: 'EXPIRED' }, undefined, 'retryLater'],
		[{ groupId: 2, name: 'UNDELIVERABLE_NOT_DELIVERED' }, { name: 'EC_NEW', permanent: false }, 'retryLater'],
		[{ groupId: 2, name: 'UNDELIVERABLE_NOT_DELIVERED' }, { name: 'EC_NEW', permanent: true }, 'neverSend'],
		[{ groupId: 5, name: 'REJECTED_NEW' }, { name: 'EC_NEW', permanent: true }, 'fixRequest'],
		[{}, undefined, 'fixRequest'],
		[{ name: 'constructor' }, { name: '__proto__' }, 'fixRequest'],
	])('that is not in the table goes by its group, and by whether it passes: %j %j', (status, error, problemClass) => {
		expect(meaning(status, error).class).toBe(problemClass);
	});

	it('is named by the error when there is one', () => {
		const code = (status: object, error?: object) => infobipCode(readStatus(status), error && readStatus(error));
		expect(code({ name: 'REJECTED' }, { name: 'EC_NEW' })).toBe('EC_NEW');
		expect(code({ name: 'REJECTED' }, { name: 'NO_ERROR' })).toBe('REJECTED');
		expect(code({ name: 'REJECTED' })).toBe('REJECTED');
		expect(code({})).toBeUndefined();
	});
});
