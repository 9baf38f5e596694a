import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import type { Unread } from '../shared/item';
import { occurrences, stepOf, uuidOf } from '../shared/stepId';
import type { TicketAccount } from '../shared/ticketAccount';
import { ticketAccountOf } from '../shared/ticketAccount';
import type { ItemChoice, NodeChoice } from './panel';
import { readItemChoice } from './panel';

/** An item that was read, and what is needed to work on it. */
export interface Draft {
	index: number;
	item: INodeExecutionData;
	choice: ItemChoice;
	account: TicketAccount;
	/** Tells what is done for this item apart from all else, unless a key of its own does. */
	stepKey: string;
}

/**
 * Reads all items before anything is done, so that a panel that cannot work does nothing.
 *
 * @throws NodeOperationError for an item that cannot be read, unless n8n goes on after errors
 */
export async function readDrafts(context: IExecuteFunctions, node: NodeChoice): Promise<Array<Draft | Unread>> {
	const step = stepOf(context);
	const nth = occurrences();
	let account: Promise<TicketAccount> | undefined;
	const drafts: Array<Draft | Unread> = [];
	for (const [index, item] of context.getInputData().entries()) {
		try {
			const choice = readItemChoice(context, index, node);
			requireFields(choice, node, context);
			account ??= ticketAccountOf(context, index, node);
			const about = [node.operation, choice.ticketId, choice.event, choice.identifier, choice.contactId, choice.text, choice.properties, choice.call];
			const stepKey = uuidOf([...step, ...about, nth(about)]);
			drafts.push({ index, item, choice, account: await account, stepKey });
		} catch (error) {
			if (!context.continueOnFail()) throw new NodeOperationError(context.getNode(), error as Error, { itemIndex: index });
			drafts.push({ index, item, error: error as Error });
		}
	}
	return drafts;
}

/** A field that was never filled in is a fault of the panel; an expression that gives nothing is a fault of the item. */
function requireFields(choice: ItemChoice, { operation }: NodeChoice, context: IExecuteFunctions): void {
	const { parameters } = context.getNode();
	const isFilledIn = (field: string) => JSON.stringify(parameters[field] ?? '').includes('"=') || !isBlank(parameters[field]);
	const needed = NEEDED[operation];
	const missing = needed?.find(([field, , applies]) => (applies?.(choice) ?? true) && !isFilledIn(field));
	if (missing) throw new Error(`${missing[1]} is empty. Fill it in, or choose it from the list.`);
	if ((operation === 'call' || operation === 'track') && choice.eventMap.length === 0) {
		throw new Error('The Event Map is empty, so that no event would become a ticket. Add the events that are to.');
	}
}

type Needed = ReadonlyArray<[field: string, label: string, applies?: (choice: ItemChoice) => boolean]>;

/** What no item can do without; fields with an expression by default are not among these. */
const NEEDED: Partial<Record<NodeChoice['operation'], Needed>> = {
	addLabel: [['label', 'Label']],
	addNote: [['note', 'Note']],
	assign: [
		['team', 'Team', ({ assignee }) => 'teamId' in assignee],
		['user', 'User', ({ assignee }) => 'userId' in assignee],
	],
	removeLabel: [['label', 'Label']],
	sendMessage: [['message', 'Message']],
};

function isBlank(value: unknown): boolean {
	const written = typeof value === 'object' && value !== null ? (value as { value?: unknown }).value : value;
	return String(written ?? '').trim() === '';
}
