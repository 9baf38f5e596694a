import type { Outcome } from '../../flow/outcome';
import { isEmpty, textOf } from '../../flow/template/valueText';
import { eventProblem } from '../../flow/customerEvent/problems';
import { doneOnce } from '../shared/doneOnce';
import { uuidOf } from '../shared/stepId';
import { refusedReceiver } from '../shared/trengoReceiver';
import type { Work } from './contact';
import type { Draft } from './draft';
import type { Facts, Worked } from './result';

/**
 * Does what is to be done with a ticket.
 */
export async function workOnTicket(work: Work, draft: Draft): Promise<Worked> {
	const { choice } = draft;
	const { tickets } = work.account;
	const facts: Facts = { ...(choice.ticketId !== '' && { ticketId: choice.ticketId }) };
	const told = (outcome: Outcome<true>): Worked => ('problem' in outcome ? { facts, problem: outcome.problem } : { facts });
	switch (work.node.operation) {
		case 'addLabel':
			return told(await tickets.addLabel(choice.ticketId, choice.labelId));
		case 'removeLabel':
			return told(await tickets.removeLabel(choice.ticketId, choice.labelId));
		case 'assign':
			return told(await tickets.assign(choice.ticketId, choice.assignee, choice.assignNote || undefined));
		case 'close':
			return told(await tickets.close(choice.ticketId, choice.resultId || undefined));
		case 'reopen':
			return told(await tickets.reopen(choice.ticketId));
		default:
			return await write(work, draft, facts);
	}
}

async function write(work: Work, { choice, stepKey }: Draft, facts: Facts): Promise<Worked> {
	const isNote = work.node.operation === 'addNote';
	const text = messageText(choice.text, isNote ? 'Note' : 'Message');
	if ('problem' in text) return { facts, problem: text.problem };
	const forbidden = isNote ? undefined : await refusedReceiver(work.account, work.node.receiver, choice.ticketId);
	if (forbidden) return { facts, problem: forbidden };

	const key = choice.idempotencyKey === '' ? stepKey : uuidOf([`trengo ${isNote ? 'note' : 'message'}`, work.account.line, choice.idempotencyKey]);
	const { emailSubject } = choice;
	const send = async (): Promise<Outcome<string>> => {
		const sent = await work.account.tickets.message(choice.ticketId, { text: text.value, isNote, ...(!isNote && emailSubject !== '' && { subject: emailSubject }) });
		return 'problem' in sent ? sent : { value: sent.value.messageId };
	};
	const sent = await doneOnce(key, send, work.signal);
	if ('problem' in sent) return { facts, problem: sent.problem };
	return { facts: { ...facts, messageId: sent.value.id, ...(sent.value.repeated && { repeated: true }) } };
}

function messageText(value: unknown, field: string): Outcome<string> {
	if (isEmpty(value)) return { problem: eventProblem('valueInvalid', `${field} is empty.`, 'Check its expression.', field) };
	const read = textOf(value);
	return 'value' in read ? read : { problem: eventProblem('valueInvalid', `${field} cannot be sent. ${read.fault}`, 'Check its expression.', field) };
}
