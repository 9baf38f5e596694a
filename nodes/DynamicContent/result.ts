import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import type { CheckedContents, Content, ContentFault } from '../../flow/dynamicContent/content';
import { isFaulty } from '../../flow/dynamicContent/content';
import type { SkipReason } from '../../flow/dynamicContent/fetched';
import type { OutgoingMessage } from '../../flow/dynamicContent/messages';
import { messagesOf } from '../../flow/dynamicContent/messages';
import { passedOn } from '../shared/item';
import type { Leaving } from '../shared/leaving';
import type { Branch, Operation } from './outputs';
import { BRANCH } from './outputs';

/** What the item tells, under the result field. */
export interface ContentResult {
	status: Branch;
	/** ISO date-time. */
	at: string;
	contents?: Content[];
	/** The contents as messages to send, with the pauses before them. */
	messages?: OutgoingMessage[];
	/** How many contents were cut. */
	cut?: number;
	/** What should be known, though it stops nothing. */
	notes?: string[];
	/** Why there is no content, or why it was not sent. */
	reason?: SkipReason | string;
	text?: string;
	advice?: string;
	/** What is wrong with which content. */
	faults?: ContentFault[];
	httpStatus?: number;
	/** The IDs of the messages that were sent, in order. */
	messageIds?: string[];
	/** Of how many contents nothing was sent any more. */
	unsent?: number;
	/** Whether nobody knows if the first unsent one was sent after all. */
	mayHaveBeenSent?: boolean;
	/** From when it can be tried again; ISO date-time. */
	retryAt?: string;
}

/** What is told besides the status and the time. */
export type Told = Omit<ContentResult, 'at' | 'status'>;

/** An item on its way through. */
export interface Passing {
	item: INodeExecutionData;
	index: number;
	operation: Operation;
	resultField: string;
}

/** @returns the item as it leaves by a branch */
export function leavingBy(branch: Branch, { item, index, operation, resultField }: Passing, told: Told): Leaving {
	const result: ContentResult = { status: branch, at: new Date().toISOString(), ...told };
	const output = (BRANCH[operation] as Partial<Record<Branch, number>>)[branch] ?? 0;
	return { output, item: passedOn(item, index, { [resultField]: { ...result } as unknown as IDataObject }) };
}

/** @returns the item as it leaves with contents that were checked, or with what is wrong with them */
export function leavingChecked(checked: CheckedContents, passing: Passing): Leaving {
	if (isFaulty(checked)) {
		const [first] = checked.faults;
		const branch = passing.operation === 'fetch' ? 'skipped' : 'refused';
		return leavingBy(branch, passing, { reason: 'contentInvalid', text: `${first.at}: ${first.text}`, faults: checked.faults });
	}
	const { contents, notes, cut } = checked;
	return leavingBy('content', passing, { contents, messages: messagesOf(contents), cut, notes });
}
