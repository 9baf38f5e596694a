import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { encodeBody } from '../../flow/call/requestBody';
import { callUrl } from '../../flow/call/url';
import type { StandardParameters } from '../../flow/dynamicContent/captured';
import { bodyFields, knownOfPerson } from '../../flow/dynamicContent/captured';
import type { CheckedContents } from '../../flow/dynamicContent/content';
import type { Skip } from '../../flow/dynamicContent/fetched';
import { readFetched } from '../../flow/dynamicContent/fetched';
import { checkSizes } from '../../flow/dynamicContent/sizes';
import type { HeaderRow } from '../../flow/http/headers';
import { headersOf } from '../../flow/http/headers';
import type { HttpRequest } from '../../flow/http/message';
import type { RetryPolicy } from '../../flow/http/retry';
import type { Connection } from '../shared/connection';
import { checkAllowed, readConnection } from '../shared/connection';
import { rowsOf } from '../shared/rows';
import { senderOf } from '../shared/sending';
import { tooManyOf } from './build';
import type { NodeChoice } from './panel';
import { sizeAsker } from './sizeOf';

/** The service may have stored what it was sent. */
const ONCE: RetryPolicy = { maxRetries: 0, reasons: [], baseDelayMs: 1, maxDelayMs: 1, repeatable: 'never' };

/** Ten contents are much smaller. */
const MAX_RESPONSE_BYTES = 1024 * 1024;

/** The request of an item, ready to be sent. */
export interface PreparedFetch {
	request: HttpRequest;
	connection: Connection | undefined;
}

/**
 * Makes the request of an item.
 *
 * @throws Error for a panel of which none can be made, with words that name the field
 */
export async function prepareFetch(context: IExecuteFunctions, index: number, item: INodeExecutionData): Promise<PreparedFetch> {
	const connection = await readConnection(context, index);
	const url = callUrl(String(context.getNodeParameter('url', index)), connection?.baseUrl, []);
	if (connection) checkAllowed(context, connection, url);
	const headers = { ...connection?.defaultHeaders, ...headersOf(rowsOf<HeaderRow>(context.getNodeParameter('headers', index, {}), 'rows')) };
	const added = rowsOf<{ name?: unknown; value?: unknown }>(context.getNodeParameter('bodyParameters', index, {}), 'rows');
	const body = encodeBody({ kind: 'fields', fields: bodyFields(standardOf(context, index, item), added) }, headers['content-type']);
	const contentType = headersOf([{ name: 'content-type', value: headers['content-type'] ?? body.contentType }]);
	return { request: { method: 'POST', url, headers: { ...headers, ...contentType }, body: body.text }, connection };
}

/** @returns the contents that came back, checked; or why the step is skipped */
export async function fetchContents(context: IExecuteFunctions, index: number, { request, connection }: PreparedFetch, choice: NodeChoice): Promise<CheckedContents | Skip> {
	const client = { maxResponseBytes: MAX_RESPONSE_BYTES, maxRedirects: 0, ignoreCertificate: false, credentials: connection?.credentials };
	const outcome = await senderOf(context, { client, retry: ONCE, timeoutMs: choice.timeoutMs })(request);
	const read = readFetched(outcome, tooManyOf(context, index));
	if ('reason' in read || !choice.checksSizes) return read;
	return await checkSizes(read, sizeAsker(context, choice.sizeTimeoutMs));
}

function standardOf(context: IExecuteFunctions, index: number, { json }: INodeExecutionData): StandardParameters {
	const { id, name } = context.getWorkflow();
	const known = knownOfPerson(json);
	const options = context.getNodeParameter('options', index, {}) as IDataObject;
	const chosen = (value: unknown) => (typeof value === 'string' && value.trim() !== '' ? value : null);
	return {
		...known,
		channel: chosen(options.channel) ?? known.channel,
		flow_id: id ?? '',
		flow_name: name ?? '',
		run_id: context.getExecutionId(),
		time: new Date().toISOString(),
		last_message: chosen(options.lastMessage) ?? known.last_message,
	};
}
