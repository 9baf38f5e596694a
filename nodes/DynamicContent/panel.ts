import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { LONGEST_TIMER_MS, numberOf } from '../shared/number';
import { resultFieldOf } from '../shared/resultField';
import type { CheckedOptOuts } from '../shared/trengoReceiver';
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
	optOuts: CheckedOptOuts;
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
		optOuts: readOptOuts(options.optOuts ?? 'channel'),
	};
}

/** A name that is not known must not switch the check off. */
function readOptOuts(value: unknown): CheckedOptOuts {
	if (value === 'all' || value === 'channel' || value === 'none') return value;
	throw new Error('Check Opt-Out List names nothing that there is. Choose from the list.');
}
