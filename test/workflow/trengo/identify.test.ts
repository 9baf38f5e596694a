import { setTimeout } from 'node:timers/promises';

import { StoreUnavailable } from '../../../flow/store/flowStore';
import type { FlowStore } from '../../../flow/store/flowStore';
import { useFlowStore } from '../../../flow/store/theStore';
import { deadUrl } from '../../support/apiServer';
import type { Around } from './customers';
import { asked, counts, EMAIL, newEmail, newPhone, PERSONAL, plan, trengo, WHATSAPP, written } from './customers';

const identify = async (parameters: object, around?: Around) => await trengo({ operation: 'identify', channel: EMAIL, name: '', ...parameters }, around);

describe('Identify', () => {
	it('makes a contact that there is not, with its name, custom fields and groups', async () => {
		const email = newEmail();
		const run = await identify(
			{ email: '={{ $json.email }}', name: '={{ $json.name }}', customFields: { rows: [{ field: '61', value: '={{ $json.plan }}' }] }, groups: ['81'] },
			{ items: [{ json: { email: ` ${email.toUpperCase()} `, name: 'Ann Lee', plan: 'gold' } }] },
		);
		expect(counts(run)).toEqual([1, 0, 0]);
		expect(run.branches[0][0].json).toMatchObject({ name: 'Ann Lee', trengo: { status: 'done', operation: 'identify', contactId: expect.stringMatching(/^\d+$/), contactCreated: true, channelId: '4400' } });
		const id = Number(run.results[0].contactId);
		expect(await written()).toEqual([
			['POST /channels/4400/contacts', { identifier: email, channel_id: 4400, name: 'Ann Lee' }],
			[`PUT /contacts/${id}`, { contact_group_ids: [81] }],
			[`POST /contacts/${id}/custom_fields`, { custom_field_id: 61, value: 'gold' }],
		]);
	});

	it('finds a contact on the second page, and changes it', async () => {
		const run = await identify({ email: 'READER1@news.example', name: 'Reader One' });
		expect(run.results).toMatchObject([{ status: 'done', contactId: '9101', contactCreated: false, steps: ['contact found', 'name set'] }]);
		expect(await written()).toEqual([['PUT /contacts/9101', { name: 'Reader One' }]]);
	});

	it('does not take somebody for somebody else whose address is alike', async () => {
		const run = await identify({ email: 'joan@shop.example' });
		expect(run.results).toMatchObject([{ status: 'done', contactCreated: true }]);
	});

	it('finds a phone number as Trengo writes it', async () => {
		const run = await identify({ channel: WHATSAPP, identifyBy: 'phone', phone: '06 1234 0005', options: { defaultCountry: 'NL' } });
		expect(run.results).toMatchObject([{ status: 'done', contactId: '9005', contactCreated: false }]);
		expect((await asked())[0]).toMatchObject({ path: '/contacts', query: { term: '+31612340005' } });
	});

	it('does not guess who is meant of several', async () => {
		const run = await identify({ email: 'double@shop.example', name: 'Ann' });
		expect(counts(run)).toEqual([0, 1, 0]);
		expect(run.results).toMatchObject([{ status: 'refused', code: 'severalContacts', class: 'fixRequest', text: expect.stringMatching(/9002.*9003|9003.*9002/) }]);
		expect(await written()).toEqual([]);
	});

	it('makes a new one each time without deduplication', async () => {
		const phone = newPhone();
		const parameters = { channel: WHATSAPP, identifyBy: 'phone', phone, deduplicate: false };
		const ids = [(await identify(parameters)).results[0].contactId, (await identify(parameters)).results[0].contactId];
		expect(new Set(ids).size).toBe(2);
		expect((await asked()).filter(({ path }) => path === '/contacts')).toEqual([]);
	});

	it('looks for nobody whose ID is known', async () => {
		const run = await identify({ email: '', name: 'Joan', options: { contactId: '9004' } });
		expect(run.results).toMatchObject([{ status: 'done', contactId: '9004' }]);
		expect(await asked()).toMatchObject([{ method: 'PUT', path: '/contacts/9004' }]);
	});

	it('tells an ID that is gone', async () => {
		const run = await identify({ email: '', options: { contactId: '1' } });
		expect(run.results).toMatchObject([{ status: 'refused', code: '404', contactId: '1' }]);
	});

	it.each<[string, object, object]>([
		['a missing address', { email: '={{ $json.nothing }}' }, { code: 'identifierMissing', field: 'Email', text: expect.stringContaining('Email is empty') }],
		['an address that is none', { email: 'ann' }, { code: 'identifierInvalid', field: 'Email' }],
		['a missing number', { channel: WHATSAPP, identifyBy: 'phone', phone: '' }, { code: 'identifierMissing', field: 'Phone' }],
		['a number without its country', { channel: WHATSAPP, identifyBy: 'phone', phone: '0612345678' }, { code: 'identifierInvalid', field: 'Phone' }],
		['a missing channel', { channel: { __rl: true, mode: 'id', value: '' }, email: 'ann@example.com' }, { code: 'channelMissing', field: 'channelId' }],
		['a channel of another kind', { channel: WHATSAPP, email: 'ann@example.com' }, { code: 'channelUnsuitable', field: 'channelId' }],
		['a contact ID that is none', { options: { contactId: 'ann' } }, { code: 'valueInvalid', field: 'Contact ID' }],
		['a field that is an object', { email: 'ann@example.com', customFields: { rows: [{ field: '61', value: '={{ {} }}' }] } }, { code: 'valueInvalid', field: 'customFields.61' }],
	])('refuses %s before anything is asked', async (_, parameters, told) => {
		const run = await identify(parameters);
		expect(counts(run)).toEqual([0, 1, 0]);
		expect(run.results).toMatchObject([{ status: 'refused', class: 'fixRequest', advice: expect.any(String), ...told }]);
		expect(await asked()).toEqual([]);
	});

	it('passes on what Trengo refuses in Dutch, without the address', async () => {
		const email = newEmail();
		await plan({ method: 'POST', path: '/contacts', status: 422, errors: { identifier: [`${email} is ongeldig.`] } });
		const run = await identify({ email });
		expect(run.results).toMatchObject([{ status: 'refused', code: 'identifier', field: 'identifier', httpStatus: 422 }]);
		expect(run.results[0].text).toBe('Trengo does not take the identifier. It says: De gegeven data was ongeldig. [email] is ongeldig.');
	});

	it('tells how far it got', async () => {
		const email = newEmail();
		const run = await identify({ email, customFields: { rows: [{ field: '61', value: 'gold' }, { field: '63', value: 'x' }] } });
		expect(run.results).toMatchObject([{ status: 'refused', code: 'customField', contactId: expect.any(String), contactCreated: true, steps: ['contact created', 'custom field 61 set'] }]);
	});

	it('uses a private contact, which it finds', async () => {
		const run = await identify({ channel: PERSONAL, email: 'prive@shop.example', name: 'Eva' });
		expect(run.results).toMatchObject([{ status: 'done', contactId: '9001' }]);
	});

	it('waits as long as Trengo says', async () => {
		const email = newEmail();
		await plan({ method: 'GET', path: '/contacts', status: 429, retryAfter: 2 });
		const beganMs = Date.now();
		const run = await identify({ email, options: { checkChannel: false } });
		expect(run.results).toMatchObject([{ status: 'done' }]);
		expect(Date.now() - beganMs).toBeGreaterThanOrEqual(2000);
	});

	it('has nobody else come before, either', async () => {
		await plan({ method: 'GET', path: '/contacts', status: 429, retryAfter: 3 });
		const one = identify({ email: newEmail(), options: { checkChannel: false } });
		await setTimeout(700);
		const beganMs = Date.now();
		const other = await identify({ email: newEmail(), options: { checkChannel: false } });
		expect(other.results).toMatchObject([{ status: 'done' }]);
		expect(Date.now() - beganMs).toBeGreaterThanOrEqual(1500);
		await one;
	});

	it('fails with the time from which it can be tried again', async () => {
		await plan({ status: 429, retryAfter: 90, times: 2 });
		const run = await identify({ email: newEmail(), options: { checkChannel: false, turnMinutes: 0.01 } });
		expect(counts(run)).toEqual([0, 0, 1]);
		expect(run.results).toMatchObject([{ status: 'failed', class: 'retryLater', code: '429' }]);
		expect(Date.parse(String(run.results[0].retryAt)) - Date.now()).toBeGreaterThan(80_000);
		const held = await identify({ email: newEmail(), options: { checkChannel: false, turnMinutes: 0.01 } });
		expect(held.results).toMatchObject([{ status: 'failed', class: 'retryLater', code: 'turnTooLate', retryAt: expect.any(String) }]);
	});

	it('never makes a contact twice of which it is not known whether it was made', async () => {
		const email = newEmail();
		await plan({ method: 'POST', path: '/contacts', hangsUp: true, isDone: true });
		const run = await identify({ email });
		expect(run.results).toMatchObject([{ status: 'failed', mayHaveBeenSent: true, class: 'retryLater' }]);
		expect((await written()).length).toBe(1);
	});

	it('fails when nobody is there, or the token is wrong', async () => {
		const away = await identify({ email: newEmail(), options: { maxRetries: 0 } }, { baseUrl: `${await deadUrl()}/api/v2` });
		expect(away.results).toMatchObject([{ status: 'failed', class: 'retryLater', text: expect.stringContaining('did not arrive') }]);
		const wrong = await identify({ email: newEmail() }, { token: 'other' });
		expect(wrong.results).toMatchObject([{ status: 'failed', class: 'accountProblem', code: '401', channelUnchecked: expect.any(String) }]);
		expect(JSON.stringify(wrong.branches)).not.toContain('other');
	});

	it('makes nothing while the store is away', async () => {
		const away = () => Promise.reject(new StoreUnavailable('The disk is full.'));
		useFlowStore(new Proxy({} as FlowStore, { get: () => away }));
		const run = await identify({ email: newEmail(), options: { checkChannel: false } });
		expect(run.results).toMatchObject([{ status: 'failed', code: 'storeUnavailable', class: 'retryLater', text: expect.stringContaining('The disk is full.') }]);
		expect(await asked()).toEqual([]);
	});

	it('gives ten runs that identify one address at once one contact', async () => {
		const email = newEmail();
		const runs = await Promise.all(Array.from({ length: 10 }, async () => await identify({ email, name: 'Ann' })));
		const results = runs.flatMap(({ results: ofRun }) => ofRun);
		expect(results.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 'done'));
		expect(new Set(results.map(({ contactId }) => contactId)).size).toBe(1);
		expect(results.filter(({ contactCreated }) => contactCreated)).toHaveLength(1);
		expect((await written()).filter(([what]) => what.startsWith('POST'))).toHaveLength(1);
	});

	it('does the same for ten items of one run by phone, where Trengo would make ten', async () => {
		const phone = newPhone();
		const run = await identify({ channel: WHATSAPP, identifyBy: 'phone', phone }, { items: Array.from({ length: 10 }, (_, n) => ({ json: { n } })) });
		expect(counts(run)).toEqual([10, 0, 0]);
		expect(run.branches[0].map(({ json }) => json.n)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
		expect(new Set(run.results.map(({ contactId }) => contactId)).size).toBe(1);
	});
});

describe('A panel that cannot work', () => {
	it.each<[string, object, string]>([
		['a custom field that is not chosen', { customFields: { rows: [{ field: '', value: 'x' }] } }, 'A custom field is not chosen.'],
		['a country that there is not', { options: { defaultCountry: 'XX' } }, '"XX" is not a country code.'],
		['a number that is none', { options: { turnMinutes: -1 } }, 'Wait for a Turn must be a number from 0 to 60.'],
	])('throws for %s', async (_, parameters, message) => {
		const run = await identify({ email: newEmail(), ...parameters });
		expect(run.error).toContain(message);
		expect(await asked()).toEqual([]);
	});

	it('leaves by Refused when n8n goes on after errors', async () => {
		const run = await identify({ email: newEmail(), options: { defaultCountry: '={{ $json.country }}' } }, { items: [{ json: { country: 'XX' } }, { json: { country: 'NL' } }], node: { onError: 'continueRegularOutput' } });
		expect(counts(run)).toEqual([1, 1, 0]);
	});

	it('says so when the token is empty', async () => {
		const run = await identify({ email: newEmail() }, { token: ' ' });
		expect(run.error).toContain('API Token of the Trengo credential is empty.');
	});
});
