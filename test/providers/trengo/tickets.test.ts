import { trengoTickets } from '../../../providers/trengo/tickets';
import type { Answer } from '../support/fakeService';
import { fakeService } from '../support/fakeService';

const BASE = 'https://app.trengo.com/api/v2';

function ticketsWith(answer: Answer) {
	const service = fakeService(() => answer);
	return { tickets: trengoTickets(service.sendRequest, { baseUrl: BASE }), requests: service.requests };
}

it('makes a ticket, and leaves out a subject that there is not', async () => {
	const { tickets, requests } = ticketsWith({ status: 200, body: { id: 99, status: 'OPEN', contact_id: 12, channel_id: 44, user_id: null } });
	const made = { value: { id: '99', status: 'OPEN', contactId: '12', channelId: '44' } };
	expect(await tickets.create({ contactId: '12', channelId: ' 44 ', subject: 'Hello' })).toEqual(made);
	expect(await tickets.create({ contactId: '12', channelId: '44' })).toEqual(made);
	expect(requests.map(({ body }) => JSON.parse(body ?? ''))).toEqual([
		{ contact_id: 12, channel_id: 44, subject: 'Hello' },
		{ contact_id: 12, channel_id: 44 },
	]);
});

it('does each thing by the request that Trengo has for it', async () => {
	const { tickets, requests } = ticketsWith({ status: 200, body: { id: 9, message: { id: 5, ticket_id: 9 } } });
	expect(await tickets.message('9', { text: 'Hello' })).toEqual({ value: { messageId: '5' } });
	await tickets.message('9', { text: 'VIP', isNote: true });
	await tickets.assign('9', { userId: '7' });
	await tickets.assign('9', { teamId: '8' }, 'Please call.');
	await tickets.close('9');
	await tickets.close('9', '3');
	await tickets.reopen('9');
	await tickets.addLabel('9', '4');
	await tickets.removeLabel('9', '4');
	await tickets.setCustomField('9', '3', 'gold');
	await tickets.get('9');
	expect(requests.map(({ method, url, body }) => [method, url.slice(BASE.length), body === undefined ? undefined : (JSON.parse(body) as unknown)])).toEqual([
		['POST', '/tickets/9/messages', { message: 'Hello' }],
		['POST', '/tickets/9/messages', { message: 'VIP', internal_note: true }],
		['POST', '/tickets/9/assign', { type: 'user', user_id: 7 }],
		['POST', '/tickets/9/assign', { type: 'team', team_id: 8, note: 'Please call.' }],
		['POST', '/tickets/9/close', {}],
		['POST', '/tickets/9/close', { ticket_result_id: 3 }],
		['POST', '/tickets/9/reopen', {}],
		['POST', '/tickets/9/labels', { label_id: 4 }],
		['DELETE', '/tickets/9/labels/4', undefined],
		['POST', '/tickets/9/custom_fields', { custom_field_id: 3, value: 'gold' }],
		['GET', '/tickets/9', undefined],
	]);
});

it.each<[string, Answer, object]>([
	['the contact is private', { status: 422, body: { message: 'De gegeven data was ongeldig.', errors: { contact_id: ['Dit contact is privé.'] } } }, { class: 'fixRequest', code: 'contact', field: 'contact_id' }],
	['the channel is wrong', { status: 422, body: { message: 'Invalid.', errors: { channel_id: ['Invalid.'] } } }, { class: 'fixRequest', code: 'channel' }],
	['too much was sent', { status: 429, body: { message: 'Too Many Attempts.' }, headers: { 'retry-after': '30' } }, { class: 'retryLater', code: '429', retryAfterMs: 30_000 }],
])('tells that %s', async (_, answer, problem) => {
	expect(await ticketsWith(answer).tickets.create({ contactId: '12', channelId: '44' })).toMatchObject({ problem });
});

it.each([
	'Message is outside the 24 hour window. Please use a template.',
	'Het bericht valt buiten het 24-uurs venster.',
])('knows that WhatsApp takes only a template by now: %s', async (message) => {
	const { tickets } = ticketsWith({ status: 422, body: { message } });
	expect(await tickets.message('9', { text: 'Hello' })).toMatchObject({ problem: { class: 'fixRequest', code: 'window' } });
});

it('does not take words in the place of a message for one that was sent', async () => {
	const { tickets } = ticketsWith({ status: 200, body: { message: 'The contact has blocked you.' } });
	expect(await tickets.message('9', { text: 'Hello' })).toMatchObject({ problem: { class: 'fixRequest' } });
});
