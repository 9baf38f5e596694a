import { setTimeout } from 'node:timers/promises';

import type { IExecuteFunctions } from 'n8n-workflow';

import type { CheckedContents } from '../../flow/dynamicContent/content';
import { isFaulty } from '../../flow/dynamicContent/content';
import type { OutgoingMessage } from '../../flow/dynamicContent/messages';
import { messagesOf, messageText, withinPatience } from '../../flow/dynamicContent/messages';
import { readContents } from '../../flow/dynamicContent/readContents';
import type { Outcome } from '../../flow/outcome';
import type { SendProblem } from '../../flow/template/sendProblem';
import { branchOfProblem } from '../../flow/template/sendProblem';
import { doneOnce } from '../shared/doneOnce';
import type { Leaving } from '../shared/leaving';
import { uuidOf } from '../shared/stepId';
import type { TicketAccount } from '../shared/ticketAccount';
import { refusedReceiver } from '../shared/trengoReceiver';
import type { NodeChoice } from './panel';
import type { Passing, Told } from './result';
import { leavingBy, leavingChecked } from './result';

/** What is needed to send the contents of an item to a ticket. */
export interface TicketWork {
	account: TicketAccount;
	ticketId: string;
	document: unknown;
	/** Tells the step apart from all others, so that nothing is sent twice when it is done again. */
	stepKey: string;
}

/**
 * Sends the contents of an item to a ticket, one message after the other. What follows a message that was not sent is not
 * sent either.
 */
export async function sendToTicket(context: IExecuteFunctions, { account, ticketId, document, stepKey }: TicketWork, passing: Passing, choice: NodeChoice): Promise<Leaving> {
	const checked: CheckedContents = readContents(document, 'refuse');
	if (isFaulty(checked)) return leavingChecked(checked, passing);
	const { messages, shortenedBy } = withinPatience(messagesOf(checked.contents), choice.pauseSeconds);
	const notes = shortenedBy > 0 ? [...checked.notes, `The pauses were shortened by ${Math.round(shortenedBy * 10) / 10} seconds in all.`] : checked.notes;
	const forbidden = messages.length > 0 ? await refusedReceiver(account, choice.receiver, ticketId) : undefined;
	if (forbidden) return leavingBy(branchOfProblem(forbidden), passing, { ...toldOf(forbidden), messageIds: [], unsent: messages.length, notes });

	const signal = context.getExecutionCancelSignal();
	const messageIds: string[] = [];
	for (const [index, message] of messages.entries()) {
		const sent = await sendOne(account, ticketId, message, uuidOf(['dynamic content', stepKey, index]), signal);
		if ('problem' in sent) {
			return leavingBy(branchOf(sent.problem, messageIds), passing, { ...toldOf(sent.problem), messageIds, unsent: messages.length - messageIds.length, notes });
		}
		messageIds.push(sent.value.id);
	}
	return leavingBy('sent', passing, { contents: checked.contents, messageIds, notes });
}

async function sendOne(account: TicketAccount, ticketId: string, message: OutgoingMessage, key: string, signal: AbortSignal | undefined): Promise<Outcome<{ id: string; repeated: boolean }>> {
	if (message.afterSeconds > 0) await setTimeout(message.afterSeconds * 1000, undefined, { signal });
	const send = async (): Promise<Outcome<string>> => {
		const sent = await account.tickets.message(ticketId, { text: messageText(message) });
		return 'problem' in sent ? sent : { value: sent.value.messageId };
	};
	return await doneOnce(key, send, signal);
}

/** When some of it was sent, more is wrong than the message. */
function branchOf(problem: SendProblem, messageIds: readonly string[]): 'failed' | 'refused' {
	return messageIds.length > 0 ? 'failed' : branchOfProblem(problem);
}

function toldOf({ code, text, advice, httpStatus, mayHaveBeenSent, retryAfterMs }: SendProblem): Told {
	return {
		reason: code ?? 'notSent',
		text,
		advice,
		...(httpStatus !== undefined && { httpStatus }),
		...(mayHaveBeenSent && { mayHaveBeenSent }),
		...(retryAfterMs !== undefined && { retryAt: new Date(Date.now() + retryAfterMs).toISOString() }),
	};
}
