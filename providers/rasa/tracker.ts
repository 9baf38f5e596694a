import type { HttpOutcome } from '../../flow/http/send';
import { botVariables, BotVariablesError } from '../../flow/session/botVariables';
import type { BotAnswer } from '../../flow/session/engine';
import { asObject, objectIn } from '../answerBody';

/**
 * Reads how a conversation stands from its tracker: its slots, and whether the assistant has stepped back (`paused`, so that
 * a person can take over) or has ended the conversation for good (`terminated`, Rasa Pro 3.16 and later).
 *
 * @param outcome of the request for the tracker
 * @returns undefined for what is no tracker; nothing of it is then known
 */
export function readTracker({ class: responseClass, reply }: HttpOutcome): Pick<BotAnswer, 'end' | 'variables'> | undefined {
	const { slots, paused, terminated, sender_id: sender } = objectIn(reply?.body);
	if (responseClass !== 'success' || sender === undefined) return undefined;
	const reason = terminated === true ? 'Rasa has ended the conversation' : 'Rasa has paused the conversation';
	const isOver = terminated === true || paused === true;
	return { ...variablesIn(slots), ...(isOver && { end: { exit: 'closedByElement' as const, reason } }) };
}

/** Slots that are not filled say nothing, and neither does what cannot be kept. */
function variablesIn(slots: unknown): Pick<BotAnswer, 'variables'> {
	const filled = Object.entries(asObject(slots)).filter(([, value]) => value !== null);
	if (filled.length === 0) return {};
	try {
		return { variables: botVariables(Object.fromEntries(filled)) };
	} catch (error) {
		if (error instanceof BotVariablesError) return {};
		throw error;
	}
}
