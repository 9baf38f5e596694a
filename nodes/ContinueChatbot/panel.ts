import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import type { BotExit } from '../../flow/session/exits';
import type { Person } from '../shared/chatbot/person';
import { readPerson } from '../shared/chatbot/person';
import { textOf } from '../shared/values';
import { explained } from '../shared/explained';
import { staysSilent } from '../shared/muteOption';
import { numberOf } from '../shared/number';
import { resultFieldOf } from '../shared/resultField';

/** What holds for the whole node, whatever the item. */
export interface NodeChoice {
	operation: 'end' | 'message';
	/** Whether nothing is handed on while a human has the conversation. */
	isSilentWhenMuted: boolean;
	waitMs: number;
	/** Separated by commas or line breaks. */
	agentWords: string;
	endWords: string;
	resultField: string;
}

/** What the panel says for one item. */
export interface ItemChoice {
	person: Person;
	text: string;
	payload: string;
	messageId: string;
	/** Unix time in milliseconds; undefined where none is told. */
	atMs: number | undefined;
	exit: BotExit;
	reason: string;
}

const WAIT_SECONDS = { name: 'Wait for Replies', fallback: 60, least: 0, most: 600 };
const EXITS: ReadonlySet<unknown> = new Set<BotExit>(['closedByElement', 'endedByUser', 'redirectToAgentFailed']);

/** @throws NodeOperationError for a panel that cannot work, with words that name the field and the remedy */
export async function readNodeChoice(context: IExecuteFunctions): Promise<NodeChoice> {
	return await explained(context, () => {
		const options = context.getNodeParameter('options', 0, {}) as IDataObject;
		return {
			operation: context.getNodeParameter('operation', 0) === 'end' ? 'end' : 'message',
			isSilentWhenMuted: staysSilent(options.whileAgentTalks),
			waitMs: numberOf(options.waitSeconds, WAIT_SECONDS) * 1000,
			agentWords: textOf(options.agentWords ?? 'agent, human'),
			endWords: textOf(options.endWords ?? 'stop, quit, exit'),
			resultField: resultFieldOf(options.resultField, 'chatbot'),
		};
	});
}

/** @throws NodeOperationError with the item's index */
export async function readItemChoice(context: IExecuteFunctions, index: number): Promise<ItemChoice> {
	const parameter = (name: string) => context.getNodeParameter(name, index, '') as unknown;
	return await explained(
		context,
		() => {
			const atMs = Date.parse(textOf(parameter('at')));
			return {
				person: readPerson(context, index, context.getNodeParameter('options', index, {}) as IDataObject),
				text: textOf(parameter('message')),
				payload: textOf(parameter('payload')),
				messageId: textOf(parameter('messageId')).trim(),
				atMs: Number.isNaN(atMs) ? undefined : atMs,
				exit: readExit(parameter('exit')),
				reason: textOf(parameter('reason')).slice(0, 1000).toWellFormed(),
			};
		},
		index,
	);
}

function readExit(value: unknown): BotExit {
	if (value === '') return 'closedByElement';
	if (!EXITS.has(value)) throw new Error('Exit is none that a session can be ended by. Choose one from the list.');
	return value as BotExit;
}
