import { readTrengoWebhook } from '../../../providers/trengo/webhookEvent';

const AT = '2026-12-01T10:00:00.000Z';
const read = (form: Record<string, string>, type = 'INBOUND') => readTrengoWebhook(form, type, AT);

it('gives IDs as numbers and everything else as text', () => {
	const form = { message_id: '12', ticket_id: '34', contact_id: '56', channel_id: '7', message: '0612', contact_name: '', contact_email: '', contact_identifier: '+31612345678' };
	expect(read(form)).toEqual({
		id: '12:INBOUND',
		type: 'INBOUND',
		phone: '+31612345678',
		fields: { messageId: 12, ticketId: 34, contactId: 56, channelId: 7, message: '0612', contactName: '', contactEmail: '', contactIdentifier: '+31612345678' },
	});
});

it('tells the email of the contact, wherever Trengo has it', () => {
	expect(read({ contact_email: 'ann@shop.example', contact_identifier: '+31612345678' }).email).toBe('ann@shop.example');
	expect(read({ contact_email: '', contact_identifier: 'lee@shop.example' })).toMatchObject({ email: 'lee@shop.example' });
	expect(read({ contact_identifier: '4411 on the web chat' })).not.toHaveProperty('phone');
});

it('knows of each type what Trengo tells, also what it does not tell today', () => {
	expect(read({ ticket_id: '3', label_id: '9', label_name: 'VIP' }, 'TICKET_LABEL_ADDED').fields).toEqual({ ticketId: 3, labelId: 9, labelName: 'VIP' });
	expect(read({ ticket_id: '3', team_id: '', assigned_to: 'USER', user_id: '5' }, 'TICKET_ASSIGNED').fields).toEqual({ ticketId: 3, teamId: null, assignedTo: 'USER', userId: 5 });
	expect(read({ ticket_id: '3', some_new_field: 'x' }, 'SOMETHING_NEW')).toMatchObject({ type: 'SOMETHING_NEW', fields: { someNewField: 'x' } });
});

it.each(['99999999999999999999', '1e3', '-1', ' 5', '0x10'])('leaves an ID as text that no number holds exactly: %j', (text) => {
	expect(read({ ticket_id: text }).fields.ticketId).toBe(text);
});

it('has no field that reaches a prototype', () => {
	const { fields } = read(Object.fromEntries([['__proto__', 'x'], ['constructor', 'x'], ['prototype', 'x'], ['', 'x'], ['__', 'x']]));
	expect(Object.getPrototypeOf(fields)).toBe(Object.prototype);
	expect(Object.keys(fields)).not.toEqual(expect.arrayContaining(['constructor']));
	expect(Object.keys(fields)).not.toContain('');
});

it('is the same event when it is delivered again, and another one when it is of another ticket or type', () => {
	const closed = read({ ticket_id: '3' }, 'TICKET_CLOSED').id;
	expect(read({ ticket_id: '3' }, 'TICKET_CLOSED').id).toBe(closed);
	expect(new Set([closed, read({ ticket_id: '4' }, 'TICKET_CLOSED').id, read({ ticket_id: '3' }, 'TICKET_REOPENED').id]).size).toBe(3);
});
