import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { staysSilent } from '../shared/muteOption';
import { LONGEST_TIMER_MS, numberOf } from '../shared/number';
import { resultFieldOf } from '../shared/resultField';
import type { ReceiverRules } from '../shared/trengoReceiver';
import { readTicketOptOuts } from '../shared/trengoReceiver';
import type { Operation } from './outputs';

/** What holds for the whole node, whatever the item. */
export interface NodeChoice {
	operation: Operation;
	resultField: string;
	checksSizes: boolean;
	sizeTimeoutMs: number;
	/** Of a fetch, in milliseconds. */
	timeoutMs: number;
	/** For how long all pauses together may hold the run up. */
	pauseSeconds: number;
	/** What keeps a message from being sent. */
	receiver: ReceiverRules;
}

const SIZE_TIMEOUT = { name: 'Size Timeout', fallback: 800, least: 1, most: 5000 };
const TIMEOUT = { name: 'Timeout', fallback: 5000, least: 1, most: LONGEST_TIMER_MS };
const PAUSES = { name: 'Longest Pauses', fallback: 15, least: 0, most: 120 };

/**
 * Reads what holds for all items.
 *
 * @throws Error for a panel that cannot work, with words that name the field
 */
export function readNodeChoice(context: IExecuteFunctions): NodeChoice {
	const options = context.getNodeParameter('options', 0, {}) as IDataObject;
	return {
		operation: context.getNodeParameter('operation', 0) as Operation,
		resultField: resultFieldOf(options.resultField, 'dynamicContent'),
		checksSizes: options.checkSizes !== false,
		sizeTimeoutMs: numberOf(options.sizeTimeout, SIZE_TIMEOUT),
		timeoutMs: numberOf(options.timeout, TIMEOUT),
		pauseSeconds: numberOf(options.pauseSeconds, PAUSES),
		receiver: { optOuts: readTicketOptOuts(options.optOuts), staysSilent: staysSilent(options.whileAgentTalks) },
	};
}
