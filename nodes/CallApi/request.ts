import { createHash } from 'node:crypto';

import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import type { BodyChoice } from '../../flow/call/requestBody';
import { encodeBody } from '../../flow/call/requestBody';
import { callUrl } from '../../flow/call/url';
import type { HeaderRow } from '../../flow/http/headers';
import { headersOf } from '../../flow/http/headers';
import type { HttpMethod, HttpRequest } from '../../flow/http/message';
import { rowsOf } from '../shared/rows';

/**
 * Reads the request of one item.
 *
 * @param baseUrl the base URL of the item's connection, if any
 * @param options the options of the panel
 * @throws Error for a request that cannot be sent, with words that name the field
 */
export function readRequest(
	context: IExecuteFunctions,
	index: number,
	baseUrl: string | undefined,
	options: IDataObject,
): HttpRequest {
	const method = context.getNodeParameter('method', index) as HttpMethod;
	const query = readRows<HeaderRow>(context, index, 'sendQuery', 'queryParameters');
	const own = headersOf(readRows<HeaderRow>(context, index, 'sendHeaders', 'headerParameters'));
	const body = encodeBody(readBody(context, index, method), contentTypeOf(context, index, own));
	return {
		method,
		url: callUrl(String(context.getNodeParameter('url', index)), baseUrl, query),
		headers: {
			...(body.contentType && headersOf([{ name: 'content-type', value: body.contentType }])),
			...(options.sendIdempotencyKey === true && { 'idempotency-key': idempotencyKey(context, index) }),
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

function contentTypeOf(context: IExecuteFunctions, index: number, own: Record<string, string>): string | undefined {
	const asForm = context.getNodeParameter('contentType', index, 'json') === 'form-urlencoded';
	return own['content-type'] ?? (asForm ? 'application/x-www-form-urlencoded' : undefined);
}

function readRows<Row extends object>(context: IExecuteFunctions, index: number, flag: string, name: string): Row[] {
	if (context.getNodeParameter(flag, index, false) !== true) return [];
	return rowsOf<Row>(context.getNodeParameter(name, index, {}), 'parameters');
}

/** The same for every try of one item, also when n8n runs the node again in the same execution. */
function idempotencyKey(context: IExecuteFunctions, index: number): string {
	const run = context.getWorkflowDataProxy(index).$runIndex as number;
	const seed = [context.getExecutionId(), context.getNode().id, run, index].join(':');
	return createHash('sha256').update(seed).digest('hex').slice(0, 32);
}
