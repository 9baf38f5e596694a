import { trengoContacts } from '../../../providers/trengo/contacts';
import type { Answer } from '../support/fakeService';
import { fakeService } from '../support/fakeService';

const BASE = 'https://app.trengo.com/api/v2';
const ANN = { type: 'email', value: 'ann@example.com' };
const ANNS_PHONE = { type: 'phone', value: '+31612345678' };

function contactsWith(...answers: Answer[]) {
	const service = fakeService((_, count) => answers[Math.min(count, answers.length) - 1]);
	return { contacts: trengoContacts(service.sendRequest, { baseUrl: BASE }), requests: service.requests };
}

function page(entries: object[], next = false): Answer {
	// Contacts have no meta.last_page; the link is all that tells of a further page.
	return { status: 200, body: { data: entries, links: { next: next ? 'https://evil.example.com?page=9' : null }, meta: { current_page: 1 } } };
}

describe('finding a contact', () => {
	it('reads all pages and compares in normal form', async () => {
		const near = [{ id: 1, email: 'ann@example.com.au' }, { id: 2, email: 'joann@example.com' }, { id: 3, name: 'ann@example.com', email: null }];
		const { contacts, requests } = contactsWith(page(near, true), page([{ id: 4, name: 'Ann', email: ' Ann@EXAMPLE.com ', is_private: true }]));
		expect(await contacts.find(ANN)).toEqual({ value: [{ id: '4', name: 'Ann', email: 'Ann@EXAMPLE.com', isPrivate: true }] });
		expect(requests.map(({ url }) => url)).toEqual([`${BASE}/contacts?page=1&term=ann%40example.com`, `${BASE}/contacts?page=2&term=ann%40example.com`]);
	});

	it('keeps the plus of a phone number in the URL, and looks without it, too', async () => {
		const { contacts, requests } = contactsWith(page([]), page([{ id: 5, phone: '31612345678' }, { id: 6, phone: '316123456789' }]));
		expect(await contacts.find(ANNS_PHONE)).toEqual({ value: [{ id: '5', phone: '31612345678', isPrivate: false }] });
		expect(requests.map(({ url }) => url)).toEqual([`${BASE}/contacts?page=1&term=%2B31612345678`, `${BASE}/contacts?page=1&term=31612345678`]);
	});

	it('knows a number by the identifier as Trengo writes it', async () => {
		const { contacts } = contactsWith(page([{ id: 7, phone: null, identifier: '+31 6 1234 5678' }]));
		expect(await contacts.find(ANNS_PHONE)).toMatchObject({ value: [{ id: '7' }] });
	});

	it('gives all who have the same', async () => {
		const { contacts } = contactsWith(page([{ id: 8, email: 'ann@example.com' }, { id: 9, identifier: 'ANN@example.com' }]));
		expect(await contacts.find(ANN)).toMatchObject({ value: [{ id: '8' }, { id: '9' }] });
	});

	it('gives both of whom one has the number with its plus and one without, each once', async () => {
		const [plus, bare] = [{ id: 5, phone: '+31612345678' }, { id: 6, phone: '31612345678' }];
		const { contacts } = contactsWith(page([plus]), page([plus, bare]));
		expect(await contacts.find(ANNS_PHONE)).toMatchObject({ value: [{ id: '5' }, { id: '6' }] });
	});

	it('gives nobody after a page that fails', async () => {
		const { contacts } = contactsWith(page([{ id: 8, email: 'ann@example.com' }], true), { status: 429, headers: { 'retry-after': '7' } });
		expect(await contacts.find(ANN)).toMatchObject({ problem: { class: 'retryLater', code: '429', retryAfterMs: 7000 } });
	});

	it('says nothing of what may have been done, because nothing was to be done', async () => {
		const { problem } = (await contactsWith({ status: 500 }).contacts.find(ANN)) as { problem: object };
		expect(problem).toMatchObject({ class: 'retryLater', httpStatus: 500 });
		expect(problem).not.toHaveProperty('mayHaveBeenSent');
		expect((await contactsWith({ cause: 'timeout' }).contacts.get('12')) as { problem: object }).not.toHaveProperty('problem.mayHaveBeenSent');
	});

	it('gives up a search that does not end', async () => {
		const { contacts, requests } = contactsWith(page([{ id: 1 }], true));
		expect(await contacts.find(ANN)).toMatchObject({ problem: { class: 'fixRequest', code: 'searchTooWide' } });
		expect(requests).toHaveLength(40);
	});
});

describe('changing contacts', () => {
	it('makes one in its channel', async () => {
		const { contacts, requests } = contactsWith({ status: 200, body: { id: 12, name: 'Ann', identifier: 'ann@example.com' } });
		expect(await contacts.create({ channelId: '44', identifier: 'ann@example.com', name: 'Ann' })).toMatchObject({ value: { id: '12' } });
		expect(requests[0]).toMatchObject({ method: 'POST', url: `${BASE}/channels/44/contacts` });
		expect(JSON.parse(requests[0].body ?? '')).toEqual({ identifier: 'ann@example.com', channel_id: 44, name: 'Ann' });
	});

	it('sends only what is to change', async () => {
		const { contacts, requests } = contactsWith({ status: 200, body: { id: 12 } });
		await contacts.update('12', { name: 'Ann' });
		await contacts.update('12', { groupIds: ['7', '8'] });
		await contacts.setCustomField('12', '3', 'gold');
		await contacts.addNote('12', 'Called.');
		expect(requests.map(({ method, url, body }) => [method, url.slice(BASE.length), JSON.parse(body ?? '')])).toEqual([
			['PUT', '/contacts/12', { name: 'Ann' }],
			['PUT', '/contacts/12', { contact_group_ids: [7, 8] }],
			['POST', '/contacts/12/custom_fields', { custom_field_id: 3, value: 'gold' }],
			['POST', '/contacts/12/notes', { note: 'Called.' }],
		]);
	});

	it.each(['', ' ', 'abc', '1.5', '-1', '../channels', '1e3', '9'.repeat(16)])('asks nothing with the ID %j', async (id) => {
		const { contacts, requests } = contactsWith({ status: 200, body: { id: 12 } });
		expect(await contacts.get(id)).toMatchObject({ problem: { class: 'fixRequest', code: 'invalidId', field: 'Contact ID' } });
		expect(await contacts.create({ channelId: id, identifier: 'ann@example.com' })).toMatchObject({ problem: { field: 'Channel ID' } });
		expect(await contacts.update('12', { groupIds: ['7', id] })).toMatchObject({ problem: { field: 'Contact Group 2' } });
		expect(requests).toEqual([]);
	});

	it.each<[string, Answer, object]>([
		[
			'a Dutch refusal by its field',
			{ status: 422, body: { message: 'De gegeven data was ongeldig.', errors: { identifier: ['Het veld identifier is verplicht.'] } } },
			{ class: 'fixRequest', code: 'identifier', field: 'identifier', httpStatus: 422, text: 'Trengo does not take the identifier. It says: De gegeven data was ongeldig. Het veld identifier is verplicht.' },
		],
		['a refusal that names nothing', { status: 422, body: { message: 'Nee.', errors: [] } }, { class: 'fixRequest', code: '422', text: 'Trengo refuses the request. It says: Nee.' }],
		['words in the place of a contact', { status: 200, body: { message: 'Not allowed.' } }, { class: 'fixRequest', code: '422' }],
		['an ID that is gone', { status: 404, body: { message: 'Not found.' } }, { class: 'fixRequest', code: '404' }],
		['a wrong token', { status: 401, body: { message: 'Unauthenticated.', errors: [] } }, { class: 'accountProblem', code: '401' }],
		['an answer that says nothing', { status: 200, body: '<html>' }, { class: 'accountProblem', mayHaveBeenSent: true }],
		['a crash', { status: 500 }, { class: 'retryLater', mayHaveBeenSent: true, text: 'Trengo answered with the error 500. It is not known whether the contact was made.' }],
		['no answer', { cause: 'timeout' }, { class: 'retryLater', mayHaveBeenSent: true }],
		['nobody there', { cause: 'refused' }, { class: 'retryLater' }],
	])('tells %s', async (_, answer, problem) => {
		const { contacts } = contactsWith(answer);
		expect(await contacts.create({ channelId: '44', identifier: 'ann@example.com' })).toMatchObject({ problem });
	});
});
