import { Mutes } from '../../../flow/conversation/mutes';
import { OptOuts } from '../../../flow/optOut/optOuts';
import { control } from '../../support/messagingAccounts';
import type { Around } from './customers';
import { asked, counts, EMAIL, newEmail, newPhone, own, plan, trengo, WHATSAPP, written } from './customers';

const at = (value: string) => ({ __rl: true, mode: 'id', value });

/** A ticket of somebody by email. */
async function newTicket(contactId = '9004', channel = EMAIL): Promise<string> {
	const run = await trengo({ operation: 'track', channel, event: 'x', eventProperties: {}, eventMap: { rows: [{ event: 'x', subject: '' }] }, options: { contactId, checkChannel: false } });
	await fetch(`${own.simulator.url}/_simulator/requests`, { method: 'DELETE' });
	return String(run.results[0].ticketId);
}

/** @returns the ticket of somebody who has just written to us */
async function ticketOfOneWhoWrote(phone: string): Promise<{ ticketId: string }> {
	await control(own.simulator.url, 'POST', 'inbound/trengo', { from: phone, text: 'Hello?' }).catch(() => undefined);
	const response = await fetch(`${own.simulator.url}/api/v2/tickets`, { headers: { authorization: 'Bearer simulator-key' } });
	const { data } = (await response.json()) as { data: Array<{ id: number; contact: { phone: string } }> };
	return { ticketId: String(data.find(({ contact }) => contact.phone === phone)?.id) };
}

const ticket = async (operation: string, parameters: object, around?: Around) => await trengo({ operation, ...parameters }, around);

describe('A ticket', () => {
	it.each<[string, object, [string, unknown]]>([
		['assign', { assignTo: 'user', user: at('71'), assignNote: 'Please call.' }, ['POST /assign', { type: 'user', user_id: 71, note: 'Please call.' }]],
		['assign', { assignTo: 'team', team: at('31') }, ['POST /assign', { type: 'team', team_id: 31 }]],
		['close', {}, ['POST /close', {}]],
		['close', { options: { resultId: '3' } }, ['POST /close', { ticket_result_id: 3 }]],
		['reopen', {}, ['POST /reopen', {}]],
		['addLabel', { label: at('51') }, ['POST /labels', { label_id: 51 }]],
		['removeLabel', { label: at('51') }, ['DELETE /labels/51', undefined]],
		['addNote', { note: 'Order A-1' }, ['POST /messages', { message: 'Order A-1', internal_note: true }]],
		['sendMessage', { message: 'Hello', options: { emailSubject: 'Your order', optOuts: 'none' } }, ['POST /messages', { message: 'Hello', subject: 'Your order' }]],
	])('%s is done with %j', async (operation, parameters, [what, body]) => {
		const ticketId = await newTicket();
		const run = await ticket(operation, { ticketId: '={{ $json.ticketId }}', ...parameters }, { items: [{ json: { ticketId } }] });
		expect(counts(run)).toEqual([1, 0, 0]);
		expect(run.results).toMatchObject([{ status: 'done', operation, ticketId }]);
		const [method, path] = what.split(' ');
		expect(await written()).toEqual([[`${method} /tickets/${ticketId}${path}`, body]]);
	});

	it.each<[string, object, object]>([
		['that there is not', { ticketId: '7' }, { code: '404', httpStatus: 404 }],
		['whose ID is a word', { ticketId: 'A-1' }, { code: 'invalidId', field: 'Ticket ID' }],
		['whose ID is missing', { ticketId: '={{ $json.nothing }}' }, { code: 'invalidId', field: 'Ticket ID', text: 'Ticket ID is empty.' }],
	])('%s leaves by Refused', async (_, parameters, told) => {
		const run = await ticket('close', parameters);
		expect(counts(run)).toEqual([0, 1, 0]);
		expect(run.results).toMatchObject([{ status: 'refused', class: 'fixRequest', ...told }]);
	});

	it('cannot be given to a team or a label that there is not', async () => {
		const ticketId = await newTicket();
		expect((await ticket('assign', { ticketId, assignTo: 'team', team: at('999') })).results).toMatchObject([{ status: 'refused', code: 'receiver', field: 'team_id' }]);
		expect((await ticket('addLabel', { ticketId, label: at('999') })).results).toMatchObject([{ status: 'refused', code: 'label', field: 'label_id' }]);
	});

	it.each<[string, object, string]>([
		['addLabel', { label: at('') }, 'Label is empty.'],
		['assign', { assignTo: 'user', user: at('') }, 'User is empty.'],
		['sendMessage', { message: ' ' }, 'Message is empty.'],
		['addNote', { note: '' }, 'Note is empty.'],
	])('%s with a field that was never filled in throws', async (operation, parameters, message) => {
		const run = await ticket(operation, { ticketId: '7', ...parameters });
		expect(run.error).toContain(message);
		expect(await asked()).toEqual([]);
	});
});

describe('A message', () => {
	it('is sent once in each run, and once under a key', async () => {
		const ticketId = await newTicket();
		const parameters = { ticketId, message: 'Hello', options: { idempotencyKey: newEmail() } };
		const [first, again] = [await ticket('sendMessage', parameters), await ticket('sendMessage', parameters)];
		expect(first.results).toMatchObject([{ messageId: expect.stringMatching(/^\d+$/) }]);
		expect(again.results).toMatchObject([{ repeated: true, messageId: first.results[0].messageId }]);
		expect(await written()).toHaveLength(1);
	});

	it('does not go out twice when it is not known whether it went out', async () => {
		const ticketId = await newTicket();
		const parameters = { ticketId, message: 'Hello', options: { idempotencyKey: newEmail() } };
		await plan({ method: 'POST', path: '/messages', hangsUp: true, isDone: true });
		expect((await ticket('sendMessage', parameters)).results).toMatchObject([{ status: 'failed', mayHaveBeenSent: true }]);
		expect((await ticket('sendMessage', parameters)).results).toMatchObject([{ status: 'failed', mayHaveBeenSent: true }]);
		expect(await written()).toHaveLength(1);
	});

	it('is refused outside the 24 hours of WhatsApp, and taken inside', async () => {
		const late = await newTicket('9005', WHATSAPP);
		const refused = await ticket('sendMessage', { ticketId: late, message: 'Hello' });
		expect(refused.results).toMatchObject([{ status: 'refused', code: 'window', advice: expect.stringContaining('Send Template') }]);
		const { ticketId } = await ticketOfOneWhoWrote(newPhone());
		expect((await ticket('sendMessage', { ticketId, message: 'Hello' })).results).toMatchObject([{ status: 'done' }]);
	});

	it.each<[string, { type: string; value: string }, 'all' | 'email', object, string]>([
		['of all channels', { type: 'email', value: 'joann@shop.example' }, 'all', {}, 'refused'],
		["of the ticket's channel", { type: 'email', value: 'joann@shop.example' }, 'email', {}, 'refused'],
		['of its channel only, where only those of all count', { type: 'email', value: 'joann@shop.example' }, 'email', { optOuts: 'all' }, 'done'],
		['and need not be asked', { type: 'email', value: 'joann@shop.example' }, 'all', { optOuts: 'none' }, 'done'],
	])('to somebody who has opted out %s', async (_, address, channel, options, status) => {
		await new OptOuts(own.store).add(address, { channel });
		const run = await ticket('sendMessage', { ticketId: await newTicket(), message: 'Hello', options });
		expect(run.results).toMatchObject([{ status, ...(status === 'refused' && { code: 'optedOut', class: 'neverSend' }) }]);
		expect(await written()).toHaveLength(status === 'refused' ? 0 : 1);
		expect(JSON.stringify(run.results)).not.toContain('joann');
	});

	it('to somebody to whom an agent talks is not sent, unless the builder wants it', async () => {
		await new Mutes(own.store).begin([{ type: 'email', value: 'joann@shop.example' }], { provider: 'chatwoot', id: '1' }, Date.now() + 60_000);
		const ticketId = await newTicket();
		expect((await ticket('sendMessage', { ticketId, message: 'Hello' })).results).toMatchObject([{ status: 'refused', code: 'agentTalks' }]);
		expect((await ticket('sendMessage', { ticketId, message: 'Hello', options: { optOuts: 'none' } })).results).toMatchObject([{ status: 'refused', code: 'agentTalks' }]);
		expect(await written()).toEqual([]);
		expect((await ticket('addNote', { ticketId, note: 'VIP' })).results).toMatchObject([{ status: 'done' }]);
		expect((await ticket('sendMessage', { ticketId, message: 'Hello', options: { whileAgentTalks: 'send' } })).results).toMatchObject([{ status: 'done' }]);
	});

	it('is not sent when it cannot be found out who gets it', async () => {
		const ticketId = await newTicket();
		await plan({ method: 'GET', path: `/tickets/${ticketId}`, status: 403, message: 'Geen toegang.' });
		const run = await ticket('sendMessage', { ticketId, message: 'Hello' });
		expect(run.results).toMatchObject([{ status: 'failed', class: 'accountProblem', code: '403' }]);
		expect(await written()).toEqual([]);
	});

	it('of the team alone asks nobody', async () => {
		await new OptOuts(own.store).add({ type: 'email', value: 'joann@shop.example' }, { channel: 'all' });
		expect((await ticket('addNote', { ticketId: await newTicket(), note: 'VIP' })).results).toMatchObject([{ status: 'done', messageId: expect.any(String) }]);
	});

	it('that is an object is refused', async () => {
		const run = await ticket('sendMessage', { ticketId: '7', message: '={{ $json }}' });
		expect(run.results).toMatchObject([{ status: 'refused', code: 'valueInvalid', field: 'Message' }]);
	});
});
