import type { IDataObject, IExecuteFunctions, IN8nHttpFullResponse } from 'n8n-workflow';

import type { HeaderRow } from '../../flow/http/headers';
import { headersOf } from '../../flow/http/headers';
import { readJson } from '../../flow/json';
import type { Answer } from '../../flow/route/answer';
import { checkedStatus, emptyAnswer, redirectAnswer, textAnswer } from '../../flow/route/answer';
import { explained } from '../shared/explained';
import { rowsOf } from '../shared/rows';

type AnswerKind = 'binary' | 'json' | 'noContent' | 'redirect' | 'text';

/**
 * Makes the answer for one item, in the form that n8n relays to the caller: always bytes or a stored file, because what
 * n8n itself has to say comes as JSON, and the trigger tells the two apart by that.
 *
 * @throws NodeOperationError for a panel that makes no answer
 */
export async function readAnswer(context: IExecuteFunctions, index: number): Promise<IN8nHttpFullResponse> {
	const read = async () => {
		const kind = context.getNodeParameter('respondWith', index) as AnswerKind;
		return kind === 'binary' ? await fileAnswer(context, index) : bytesAnswer(context, index, kind);
	};
	return await explained(context, read, index);
}

function bytesAnswer(
	context: IExecuteFunctions,
	index: number,
	kind: Exclude<AnswerKind, 'binary'>,
): IN8nHttpFullResponse {
	const parameter = (name: string) => context.getNodeParameter(name, index);
	const headers = headerRows(context, index);
	switch (kind) {
		case 'json':
			return relayed(
				textAnswer(
					Number(parameter('statusCode')),
					headers,
					JSON.stringify(jsonBody(context, index)),
					'application/json; charset=utf-8',
				),
			);
		case 'text':
			return relayed(
				textAnswer(Number(parameter('statusCode')), headers, String(parameter('text')), String(parameter('textType'))),
			);
		case 'redirect':
			return relayed(redirectAnswer(Number(parameter('redirectStatus')), headers, String(parameter('redirectUrl'))));
		case 'noContent':
			return relayed(emptyAnswer(Number(parameter('emptyStatusCode')), headers));
	}
}

function relayed({ statusCode, headers, body }: Answer): IN8nHttpFullResponse {
	return { statusCode, headers, body };
}

function jsonBody(context: IExecuteFunctions, index: number): unknown {
	switch (context.getNodeParameter('jsonFrom', index) as 'dynamicContent' | 'fields' | 'item' | 'items' | 'json') {
		case 'dynamicContent':
			return builtContents(context.getInputData()[index].json);
		case 'item':
			return context.getInputData()[index].json;
		case 'items':
			return context.getInputData().map((item) => item.json);
		case 'json':
			return writtenJson(context.getNodeParameter('json', index));
		case 'fields': {
			const rows = rowsOf<{ name: string; value: unknown }>(context.getNodeParameter('fields', index, {}), 'rows');
			return Object.fromEntries(rows.map(({ name, value }) => [name, value]));
		}
	}
}

/** @throws Error for an item with no content in it, which is a flow that is not wired right */
function builtContents({ dynamicContent }: IDataObject): unknown {
	const contents = (dynamicContent as IDataObject | undefined)?.contents;
	if (Array.isArray(contents)) return { contents };
	throw new Error('The item has no content under dynamicContent. Lead the branch Content of a Dynamic Content element here, or choose another JSON Body.');
}

function writtenJson(written: unknown): unknown {
	return typeof written === 'string' ? readJson(written, 'The answer') : written;
}

async function fileAnswer(context: IExecuteFunctions, index: number): Promise<IN8nHttpFullResponse> {
	const field = String(context.getNodeParameter('binaryField', index));
	const file = context.helpers.assertBinaryData(index, field);
	const headers = headersOf([{ name: 'content-type', value: file.mimeType }, ...headerRows(context, index)]);
	const statusCode = checkedStatus(Number(context.getNodeParameter('statusCode', index)));
	// A stored file is streamed to the caller; a file in memory goes as its bytes.
	const body = file.id ? { binaryData: file } : await context.helpers.getBinaryDataBuffer(index, field);
	return { statusCode, headers, body };
}

function headerRows(context: IExecuteFunctions, index: number): HeaderRow[] {
	return rowsOf<HeaderRow>(context.getNodeParameter('headers', index, {}), 'rows');
}
