import { Readable } from 'node:stream';

import type { IBinaryKeyData, IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { csvOf } from '../../flow/optOut/csvExport';
import { importOptOuts } from '../../flow/optOut/csvImport';
import { textOfCsv } from '../../flow/optOut/csvRows';
import type { OptOutEntry, OptOuts } from '../../flow/optOut/optOuts';
import type { ItemChoice } from './panel';

const FILE_NAME = 'opt-outs.csv';

/**
 * Imports the list of one item.
 *
 * @throws Error for a file that is missing, too large, or no list
 */
export async function importList(optOuts: OptOuts, choice: ItemChoice, context: IExecuteFunctions, index: number): Promise<IDataObject> {
	const text = await csvTextOf(context, index);
	const { channel, defaultCountry, source } = choice;
	const signal = context.getExecutionCancelSignal();
	const report = await importOptOuts(optOuts, text, { channel, defaultCountry, source: source || 'import', signal });
	return { status: 'imported', ...report, faults: report.faults.map((fault) => ({ ...fault })) };
}

async function csvTextOf(context: IExecuteFunctions, index: number): Promise<string> {
	if (context.getNodeParameter('csvFrom', index) === 'text') return String(context.getNodeParameter('csv', index) ?? '');
	const field = context.getNodeParameter('binaryField', index) as string;
	context.helpers.assertBinaryData(index, field);
	return textOfCsv(await context.helpers.getBinaryDataBuffer(index, field));
}

/** Writes the whole list into a file. */
export async function exportList(optOuts: OptOuts, context: IExecuteFunctions): Promise<{ result: IDataObject; files: IBinaryKeyData }> {
	const counts = { rows: 0, phones: 0, emails: 0 };
	async function* counted(): AsyncGenerator<OptOutEntry> {
		for await (const entry of optOuts.entries()) {
			counts.rows++;
			if (entry.address.type === 'email') counts.emails++;
			else counts.phones++;
			yield entry;
		}
	}
	const content = Readable.from(bytesOf(csvOf(counted())));
	const data = await context.helpers.prepareBinaryData(content, FILE_NAME, 'text/csv');
	return { result: { status: 'exported', ...counts }, files: { data } };
}

async function* bytesOf(pieces: AsyncIterable<string>): AsyncGenerator<Buffer> {
	for await (const piece of pieces) yield Buffer.from(piece, 'utf8');
}
