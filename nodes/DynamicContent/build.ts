import type { IExecuteFunctions } from 'n8n-workflow';

import type { CheckedContents } from '../../flow/dynamicContent/content';
import type { TooMany } from '../../flow/dynamicContent/readContents';
import { readContents } from '../../flow/dynamicContent/readContents';
import type { ContentRow } from '../../flow/dynamicContent/rows';
import { contentsOfRows } from '../../flow/dynamicContent/rows';
import { checkSizes } from '../../flow/dynamicContent/sizes';
import { readJson } from '../../flow/json';
import { rowsOf } from '../shared/rows';
import type { NodeChoice } from './panel';
import { sizeAsker } from './sizeOf';

/**
 * Builds the contents of an item, and checks them.
 *
 * @throws Error for a panel that holds no contents at all, or JSON that is none
 */
export async function build(context: IExecuteFunctions, index: number, choice: NodeChoice): Promise<CheckedContents> {
	const checked = readContents(documentOf(context, index), tooManyOf(context, index));
	return choice.checksSizes ? await checkSizes(checked, sizeAsker(context, choice.sizeTimeoutMs)) : checked;
}

/** @returns what is done with more contents than Trengo shows */
export function tooManyOf(context: IExecuteFunctions, index: number): TooMany {
	return context.getNodeParameter('tooMany', index) === 'cut' ? 'cut' : 'refuse';
}

function documentOf(context: IExecuteFunctions, index: number): unknown {
	if (context.getNodeParameter('contentFrom', index) === 'json') {
		const written = context.getNodeParameter('contentJson', index) as unknown;
		return typeof written === 'string' ? readJson(written, 'The JSON') : written;
	}
	const rows = rowsOf<ContentRow>(context.getNodeParameter('contents', index, {}), 'rows');
	if (rows.length === 0) throw new Error('There are no contents. Add at least one under Contents.');
	return contentsOfRows(rows);
}
