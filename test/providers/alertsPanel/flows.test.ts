import { setTimeout } from 'node:timers/promises';

import type { Entrant } from '../../../flow/addToFlow/gateway';
import type { AlertsPanelSettings } from '../../../providers/alertsPanel/flows';
import { alertsPanelFlows } from '../../../providers/alertsPanel/flows';
import { entrant, entrants } from '../support/entrants';
import type { Answer, FakeService } from '../support/fakeService';
import { fakeService, outcomeOf } from '../support/fakeService';

const ANN = entrant('+31612345678');
const SETTINGS: AlertsPanelSettings = {
	host: 'https://api.alertspanel.com',
	customerId: '61000',
	botKey: 'bb67',
	flowKey: 'F-1',
};
const OK: Answer = { status: 200, body: { responseObject: true } };

const add = async (people: readonly Entrant[], { sendRequest }: Pick<FakeService, 'sendRequest'>, settings: Partial<AlertsPanelSettings> = {}) =>
	await alertsPanelFlows(sendRequest, { ...SETTINGS, ...settings }).add(people);

async function queryFor(rest: Partial<Entrant>): Promise<Record<string, string>> {
	const service = fakeService(() => OK);
	await add([{ ...ANN, ...rest }], service);
	return Object.fromEntries(new URL(service.requests[0].url).searchParams);
}

describe('a call of a flow', () => {
	it('has the address, the method and the phone number that AlertsPanel takes', async () => {
		const service = fakeService(() => OK);
		expect(await add([ANN], service)).toEqual([{ added: true, details: { confirmed: false } }]);
		expect(service.requests).toEqual([
			{
				method: 'POST',
				url: 'https://api.alertspanel.com/bot-api/v1.0/customer/61000/bot/bb67/flow/F-1?user.phone_no=31612345678',
				headers: { accept: 'application/json' },
			},
		]);
	});

	it('keeps odd keys in their places', async () => {
		const service = fakeService(() => OK);
		await add([ANN], service, { host: ' https://api.engati.ai/ ', customerId: ' 6/1 ', flowKey: 'a?b#c' });
		expect(service.requests[0].url).toBe(
			'https://api.engati.ai/bot-api/v1.0/customer/6%2F1/bot/bb67/flow/a%3Fb%23c?user.phone_no=31612345678',
		);
	});

	it('has the variables as parameters: structures as JSON, and what has no value not at all', async () => {
		const variables = {
			plan: 'gold & silver',
			total: 0,
			paid: false,
			lines: [{ sku: 'a' }],
			address: { city: 'Utrecht' },
			note: null,
			coupon: ' ',
			'user.language': 'nl',
		};
		expect(await queryFor({ variables })).toEqual({
			'user.phone_no': '31612345678',
			plan: 'gold & silver',
			total: '0',
			paid: 'false',
			lines: '[{"sku":"a"}]',
			address: '{"city":"Utrecht"}',
			'user.language': 'nl',
		});
	});

	it.each<[string, Partial<Entrant>, string | undefined]>([
		['the attribute name', { attributes: { name: 'Ann Lee', firstName: 'A' } }, 'Ann Lee'],
		['first and last name', { attributes: { firstName: 'Ann', lastName: 'Lee' } }, 'Ann Lee'],
		['the first name alone', { attributes: { firstName: ' Ann ', lastName: null } }, 'Ann'],
		['the variable of that name', { attributes: { name: 'Ann' }, variables: { 'user.user_name': 'Annie' } }, 'Annie'],
		['the attribute, when the variable is empty', { attributes: { name: 'Ann' }, variables: { 'user.user_name': '' } }, 'Ann'],
		['nothing, when there is no name', { attributes: { name: '', firstName: {} } }, undefined],
	])('has as the name of the user %s', async (_, rest, name) => {
		expect((await queryFor(rest))['user.user_name']).toBe(name);
	});

	it('lets no variable take the place of the phone number', async () => {
		expect(await queryFor({ variables: { 'user.phone_no': '31600000000' } })).toEqual({ 'user.phone_no': '31612345678' });
	});

	it('has the newest phone number', async () => {
		const identifiers = [
			{ type: 'email', value: 'ann@example.com' },
			{ type: 'phone', value: '+31687654321' },
			{ type: 'phone', value: '+31612345678' },
		];
		expect(await queryFor({ identifiers })).toEqual({ 'user.phone_no': '31687654321' });
	});
});

describe('settings that cannot work', () => {
	it.each<[Partial<AlertsPanelSettings>, string]>([
		[{ host: '' }, 'Host of the credential is empty. Write for example https://api.alertspanel.com.'],
		[{ host: 'http://api.alertspanel.com' }, 'Host of the credential must begin with https://'],
		[{ customerId: ' ' }, 'Customer ID of the credential is empty. Fill it in.'],
		[{ botKey: '' }, 'Bot Key of the credential is empty. Fill it in.'],
		[{ flowKey: '' }, 'Flow Key is empty. Fill it in.'],
		[{ flowKey: '..' }, 'Flow Key cannot be "..".'],
	])('%j are refused', (settings, message) => {
		const { sendRequest } = fakeService(() => OK);
		expect(() => alertsPanelFlows(sendRequest, { ...SETTINGS, ...settings })).toThrow(message);
	});
});

describe('an entrant whom AlertsPanel cannot be sent', () => {
	it.each<[string, Partial<Entrant>, string, string]>([
		[
			'without a phone number',
			{ identifiers: [{ type: 'email', value: 'ann@example.com' }] },
			'invalidContact',
			'The participant has no phone number; AlertsPanel needs one.',
		],
		['with a variable that contains itself', { variables: { loop: selfish() } }, 'targetRejected', '"loop" cannot be sent, because it is not JSON.'],
	])('stays behind %s, and the others go', async (_, rest, reason, message) => {
		const service = fakeService(() => OK);
		const entries = await add([ANN, { ...ANN, ...rest }, ANN], service);
		expect(entries.map(({ added }) => added)).toEqual([true, false, true]);
		expect(entries[1]).toEqual({ added: false, reason, message });
		expect(service.requests).toHaveLength(2);
	});

	function selfish(): object {
		const loop: Record<string, unknown> = {};
		return (loop.self = loop);
	}
});

describe('a call that fails', () => {
	const UNKNOWN = 'It is not known whether the participant entered the flow.';

	it.each<[Answer, string, string, object]>([
		[
			{ status: 404, body: { message: 'No such flow /flow/F-1?user.phone_no=31612345678' } },
			'targetMissing',
			'AlertsPanel knows no flow with the key F-1 under this customer and bot. Check the keys. It says: No such flow /flow/F-1',
			{ httpStatus: 404 },
		],
		[{ status: 401 }, 'notAuthorized', 'AlertsPanel does not accept the API key (401). Check it in the credential.', { httpStatus: 401 }],
		[{ status: 403 }, 'notAuthorized', 'AlertsPanel does not allow this with the API key (403). Check what the key may do.', { httpStatus: 403 }],
		[
			{ status: 400, body: { message: ['odd'] } },
			'targetRejected',
			'AlertsPanel refused the request (400).',
			{ httpStatus: 400 },
		],
		[{ status: 429 }, 'rateLimited', 'AlertsPanel takes no more requests for now (429).', { httpStatus: 429 }],
		[{ status: 502, body: '<html></html>' }, 'providerError', `AlertsPanel answered with the error 502. ${UNKNOWN}`, { httpStatus: 502 }],
		[
			{ cause: 'timeout' },
			'noResponse',
			`AlertsPanel gave no response. No whole response came within the time-out. ${UNKNOWN}`,
			{},
		],
		[
			{ status: 200, body: { responseObject: false } },
			'targetRejected',
			'AlertsPanel took the request and answered that it did not add the participant.',
			{ httpStatus: 200 },
		],
	])('by %j', async (answer, reason, message, details) => {
		expect(await add([ANN], fakeService(() => answer))).toEqual([{ added: false, reason, message, details }]);
	});

	it.each<Answer>([{ status: 404 }, { status: 400 }, { status: 429 }, { status: 500 }, { cause: 'timeout' }])(
		'by %j does not keep the next from being made',
		async (answer) => {
			const entries = await add(entrants(3), fakeService((_, count) => (count === 1 ? answer : OK)), { concurrency: 1 });
			expect(entries.map(({ added }) => added)).toEqual([false, true, true]);
		},
	);

	it.each([401, 403])('by %i is not followed by another, because the key is the same', async (status) => {
		const service = fakeService(() => ({ status }));
		const entries = await add(entrants(100), service);
		expect(service.requests.length).toBeLessThanOrEqual(5);
		expect(entries.every((entry) => !entry.added && entry.reason === 'notAuthorized')).toBe(true);
		expect(entries[98]).not.toBe(entries[99]);
	});

	it('passes on that the run was cancelled', async () => {
		await expect(add([ANN], { sendRequest: () => Promise.reject(new Error('cancelled')) })).rejects.toThrow('cancelled');
	});
});

it('calls are made a few at a time, and their entries are in order', async () => {
	let open = 0;
	let most = 0;
	const sendRequest: FakeService['sendRequest'] = async ({ url }) => {
		most = Math.max(most, ++open);
		const phone = Number(new URL(url).searchParams.get('user.phone_no'));
		await setTimeout(phone % 7);
		open--;
		return outcomeOf(phone % 27 === 0 ? { status: 400 } : OK);
	};
	const people = entrants(1000);
	const entries = await add(people, { sendRequest });
	const bad = people.map(({ identifiers }) => Number(identifiers[0].value) % 27 === 0);
	expect(entries.map(({ added }) => !added)).toEqual(bad);
	expect(entries.filter(({ added }) => added)).toHaveLength(963);
	expect(most).toBe(5);
});
