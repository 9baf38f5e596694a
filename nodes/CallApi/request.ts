import { randomUUID } from 'node:crypto';

import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import type { BodyChoice } from '../../flow/call/requestBody';
import { encodeBody } from '../../flow/call/requestBody';
import { callUrl } from '../../flow/call/url';
import type { HeaderRow } from '../../flow/http/headers';
import { headersOf } from '../../flow/http/headers';
import type { HttpMethod, HttpRequest } from '../../flow/http/message';
import { rowsOf } from '../shared/rows';
import type { Connection } from '../shared/connection';

/**
 * Reads the request of one item.
 *
 * @param connection the connection of the item, if any
 * @param options the options of the panel
 * @throws Error for a request that cannot be sent, with words that name the field
 */
export function readRequest(
	context: IExecuteFunctions,
	index: number,
	connection: Connection | undefined,
	options: IDataObject,
): HttpRequest {
	const method = context.getNodeParameter('method', index) as HttpMethod;
	const query = readRows<HeaderRow>(context, index, 'sendQuery', 'queryParameters');
	const own = headersOf(readRows<HeaderRow>(context, index, 'sendHeaders', 'headerParameters'));
	const contentType = contentTypeOf(context, index, own) ?? connection?.defaultHeaders['content-type'];
	const body = encodeBody(readBody(context, index, method), contentType);
	return {
		method,
		url: callUrl(String(context.getNodeParameter('url', index)), connection?.baseUrl, query),
		headers: {
			...(body.text !== undefined && headersOf([{ name: 'content-type', value: contentType ?? body.contentType }])),
			// Made once for each item, so that all its tries have the same one, and no other call ever has it.
			...(options.sendIdempotencyKey === true && { 'idempotency-key': randomUUID() }),
			...own,
		},
		body: body.text,
	};
}

function readBody(context: IExecuteFunctions, index: number, method: HttpMethod): BodyChoice {
	const parameter = (name: string) => context.getNodeParameter(name, index, '');
	if (method === 'GET' || method === 'HEAD' || parameter('sendBody') !== true) return { kind: 'none' };

	const bodyType = parameter('contentType');
	if (bodyType === 'raw') {
		return { kind: 'raw', text: String(parameter('body')), contentType: String(parameter('rawContentType')) || 'text/plain' };
	}
	if (bodyType !== 'json' && bodyType !== 'form-urlencoded') {
		throw new Error(`Call API does not send "${String(bodyType)}" bodies. Choose JSON, Form URL-Encoded or Raw, or use n8n's HTTP Request node.`);
	}
	if (parameter('specifyBody') === 'json') return { kind: 'json', json: parameter('jsonBody') };
	const fields = rowsOf<{ name: string; value: unknown }>(parameter('bodyParameters'), 'parameters');
	return { kind: 'fields', fields: fields.filter(({ name }) => name !== '') };
}

/** The Content-Type that the element itself asks for: by a header, as a form, or for its raw text. */
function contentTypeOf(context: IExecuteFunctions, index: number, own: Record<string, string>): string | undefined {
	const bodyType = context.getNodeParameter('contentType', index, 'json');
	if (own['content-type'] !== undefined) return own['content-type'];
	if (bodyType === 'form-urlencoded') return 'application/x-www-form-urlencoded';
	return bodyType === 'raw' ? String(context.getNodeParameter('rawContentType', index, '')) || undefined : undefined;
}

function readRows<Row extends object>(context: IExecuteFunctions, index: number, flag: string, name: string): Row[] {
	if (context.getNodeParameter(flag, index, false) !== true) return [];
	return rowsOf<Row>(context.getNodeParameter(name, index, {}), 'parameters');
}
